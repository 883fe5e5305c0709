#include "store/operation.hpp"

#include <algorithm>
#include <set>
#include <tuple>

namespace showd {
namespace {

/// Two operations of equal key: the later one makes the earlier obsolete. Nothing: never obsolete.
using Key = std::tuple<std::size_t, std::string, std::string>;

std::optional<Key> key_of(const Operation& operation) {
  const std::size_t kind = operation.index();
  if (const auto* state = std::get_if<StateRow>(&operation))
    return Key(kind, state->device, state->if_name);
  if (const auto* sighting = std::get_if<SightingRow>(&operation))
    return Key(kind, sighting->device, sighting->if_name);
  if (const auto* poll = std::get_if<PollRow>(&operation)) {
    if (poll->key_type) return std::nullopt;
    return Key(kind, poll->device, poll->result);
  }
  if (const auto* run = std::get_if<Run>(&operation)) return Key(kind, run->inventory, "");
  if (std::holds_alternative<SetDevices>(operation)) return Key(kind, "", "");
  return std::nullopt;
}

}  // namespace

std::vector<Operation> coalesce(std::vector<Operation> operations) {
  std::set<Key> told;
  std::vector<Operation> kept;
  for (auto operation = operations.rbegin(); operation != operations.rend(); ++operation) {
    auto key = key_of(*operation);
    if (!key || told.insert(*std::move(key)).second) kept.push_back(std::move(*operation));
  }
  std::reverse(kept.begin(), kept.end());
  return kept;
}

}  // namespace showd
