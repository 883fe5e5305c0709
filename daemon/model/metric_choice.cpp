#include "model/metric_choice.hpp"

#include "model/interface_facts.hpp"

namespace showd {

const std::vector<std::string>& interface_families() {
  static const auto all = [] {
    std::vector<std::string> names{"up",
                                   "admin_up",
                                   "oper_status",
                                   "speed_bytes_per_second",
                                   "mtu_bytes",
                                   "last_change_timestamp_seconds",
                                   "state_changes_total",
                                   "info"};
    for (const CounterFact& fact : kCounterFacts)
      names.push_back(std::string(fact.series) + "_total");
    return names;
  }();
  return all;
}

}  // namespace showd
