#include "model/interface.hpp"

#include <algorithm>
#include <utility>

#include "model/interface_facts.hpp"

namespace showd {
namespace {

template <class Value>
void fill(std::optional<Value>& known, std::optional<Value>& more) {
  if (!known && more) known = std::move(more);
}

/// One output lists the addresses, another one their masks. Sorted, each once, as before.
void fill(std::optional<std::vector<InterfaceAddress>>& known,
          std::optional<std::vector<InterfaceAddress>>& more) {
  if (!known || !more) return fill<>(known, more);
  for (InterfaceAddress& own : *known)
    for (const InterfaceAddress& other : *more)
      if (!own.prefix_length && own.address == other.address)
        own.prefix_length = other.prefix_length;
  std::sort(known->begin(), known->end());
  known->erase(std::unique(known->begin(), known->end()), known->end());
}

}  // namespace

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
  each_fact([&](const auto& fact) { fill(into.*fact.member, other.*fact.member); });
  if (!other.counters.written()) return;
  for (const CounterFact& fact : kCounterFacts)
    fill(into.counters.write().*fact.member, other.counters.write().*fact.member);
}

}  // namespace showd
