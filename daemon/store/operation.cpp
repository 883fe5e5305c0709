#include "store/operation.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "store/schema.hpp"

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

/// The hours of what is given up, by device and hour.
class Hours {
 public:
  void take(const HourRow& row) {
    const auto [place, is_new] = rows_.try_emplace({row.device, row.hour}, row);
    if (!is_new) add(place->second, row);
  }
  void move_to(std::vector<Operation>& list, std::size_t at) {
    std::vector<Operation> rows;
    for (auto& [key, row] : rows_) rows.emplace_back(std::move(row));
    rows_.clear();
    list.insert(list.begin() + static_cast<std::ptrdiff_t>(at),
                std::make_move_iterator(rows.begin()), std::make_move_iterator(rows.end()));
  }

 private:
  std::map<std::pair<std::string, UtcMillis>, HourRow> rows_;
};

}  // namespace

HourRow hour_of(const PollRow& poll) {
  const std::int64_t ok_ms = poll.ok() ? poll.duration_ms : 0;
  return {poll.device, poll.started / kHour * kHour, 1, poll.ok() ? 0 : 1, ok_ms, ok_ms};
}

void add(HourRow& into, const HourRow& more) {
  into.polls += more.polls;
  into.failed += more.failed;
  into.ok_ms += more.ok_ms;
  into.longest_ms = std::max(into.longest_ms, more.longest_ms);
}

/// Backwards, so that the last ones are met first. Hours stand after what they were counted from,
/// and before a ClockSet that came later: it puts their times right.
std::vector<Operation> coalesce(std::vector<Operation> operations) {
  std::set<Key> told;
  std::vector<Operation> kept;
  Hours hours;
  std::size_t hours_at = 0;
  for (auto operation = operations.rbegin(); operation != operations.rend(); ++operation) {
    if (std::holds_alternative<ClockSet>(*operation)) {
      hours.move_to(kept, hours_at);
      hours_at = kept.size() + 1;
    }
    if (const auto* hour = std::get_if<HourRow>(&*operation)) {
      hours.take(*hour);
      continue;
    }
    auto key = key_of(*operation);
    if (!key || told.insert(*std::move(key)).second)
      kept.push_back(std::move(*operation));
    else if (const auto* poll = std::get_if<PollRow>(&*operation))
      hours.take(hour_of(*poll));
  }
  hours.move_to(kept, hours_at);
  std::reverse(kept.begin(), kept.end());
  return kept;
}

}  // namespace showd
