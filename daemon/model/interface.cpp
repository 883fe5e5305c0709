#include "model/interface.hpp"

#include <utility>

#include "model/interface_facts.hpp"

namespace showd {

std::string_view to_string(AdminStatus status) noexcept {
  switch (status) {
    case AdminStatus::up:
      return "up";
    case AdminStatus::down:
      return "down";
    case AdminStatus::testing:
      return "testing";
  }
  return "invalid";
}

std::string_view to_string(OperStatus status) noexcept {
  switch (status) {
    case OperStatus::up:
      return "up";
    case OperStatus::down:
      return "down";
    case OperStatus::testing:
      return "testing";
    case OperStatus::unknown:
      return "unknown";
    case OperStatus::dormant:
      return "dormant";
    case OperStatus::not_present:
      return "not-present";
    case OperStatus::lower_layer_down:
      return "lower-layer-down";
  }
  return "invalid";
}

std::string_view to_string(Duplex duplex) noexcept {
  return duplex == Duplex::full ? "full" : "half";
}

void merge(Interface& into, Interface&& other) {
  const auto fill = [&](auto& known, auto& more) {
    if (!known && more) known = std::move(more);
  };
  each_fact([&](const auto& fact) { fill(into.*fact.member, other.*fact.member); });
  for (const CounterFact& fact : kCounterFacts)
    fill(into.counters.*fact.member, other.counters.*fact.member);
}

}  // namespace showd
