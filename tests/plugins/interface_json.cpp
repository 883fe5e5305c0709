#include "plugins/interface_json.hpp"

#include <optional>
#include <string>
#include <vector>

#include "model/interface_facts.hpp"

namespace showd {
namespace {

using nlohmann::json;

template <class T>
void put(json& into, const char* name, const std::optional<T>& value) {
  if (value) into[name] = *value;
}

void put(json& into, const char* name,
         const std::optional<std::vector<InterfaceAddress>>& addresses) {
  if (!addresses) return;
  json& list = into[name] = json::array();
  for (const InterfaceAddress& one : *addresses) {
    json& item = list.emplace_back(json{{"address", one.address}, {"prefix_length", nullptr}});
    put(item, "prefix_length", one.prefix_length);
  }
}

json counters_json(const Counters& counters) {
  json object = json::object();
  for (const CounterFact& fact : kCounterFacts) put(object, fact.name, counters.*fact.member);
  return object;
}

}  // namespace

json interface_json(const Interface& interface) {
  json object{{"name", interface.if_name}};
  put(object, "description", interface.if_alias);
  if (interface.admin_status) object["admin_up"] = *interface.admin_status == AdminStatus::up;
  // "unknown" and "testing" are no word on whether it is usable.
  if (interface.oper_status && *interface.oper_status != OperStatus::unknown &&
      *interface.oper_status != OperStatus::testing)
    object["oper_up"] = *interface.oper_status == OperStatus::up;
  put(object, "mac", interface.phys_address);
  put(object, "mtu", interface.mtu);
  put(object, "speed_bps", interface.speed_bps);
  put(object, "bandwidth_bps", interface.bandwidth_bps);
  if (interface.duplex) object["duplex"] = to_string(*interface.duplex);
  put(object, "last_flap_seconds", interface.last_change_seconds);
  put(object, "ipv4", interface.ipv4);
  put(object, "ipv6", interface.ipv6);
  object["counters"] = counters_json(*interface.counters);
  if (interface.oper_status) object["oper_status"] = to_string(*interface.oper_status);
  put(object, "reason", interface.reason);
  put(object, "type", interface.type);
  put(object, "if_index", interface.if_index);
  return object;
}

}  // namespace showd
