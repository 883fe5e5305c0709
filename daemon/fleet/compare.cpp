#include "fleet/compare.hpp"

#include <algorithm>
#include <functional>
#include <string>
#include <utility>

#include "model/interface_facts.hpp"

namespace showd {
namespace {

constexpr UtcMillis kSecond = 1'000;
constexpr UtcMillis kHour = 3'600 * kSecond;
constexpr UtcMillis kDay = 24 * kHour;

/// How coarse an age is told: "00:00:41", "1d02h", "3w2d" (IOS). 5 s on top of a second's rounding
/// for the time between the start of the poll and the command.
UtcMillis grain(std::uint64_t age_seconds) {
  const auto age = static_cast<UtcMillis>(age_seconds) * kSecond;
  if (age < kDay) return 5 * kSecond;
  return age < 7 * kDay ? kHour : kDay;
}

/// When the status last changed. An age grows in steps, so the moment computed from it wanders
/// forward and falls back; the earliest is nearest to the truth until a step too far shows that the
/// interface did change, be it between two polls.
UtcMillis last_change(const InterfaceState* before, const InterfaceState& now, UtcMillis at) {
  const bool changed = before && !same_status(before->seen, now.seen);
  constexpr std::uint64_t kLongest = 100ull * 366 * 86'400;  // more is not an age
  const auto age = now.seen.last_change_seconds;
  if (!age || *age > kLongest) {
    if (changed) return at;
    return before ? before->last_change : 0;
  }
  const UtcMillis computed = at - static_cast<UtcMillis>(*age) * kSecond;
  if (!before || before->last_change == 0 || changed) return computed;
  if (computed > before->last_change + grain(*age)) return computed;
  return std::min(computed, before->last_change);
}

InterfaceState appeared(Interface seen, UtcMillis at) {
  InterfaceState state{.seen = std::move(seen), .since = at, .last_seen = at};
  state.last_change = last_change(nullptr, state, at);
  return state;
}

InterfaceState continued(const InterfaceState& before, Interface seen, UtcMillis at) {
  InterfaceState state{
      .seen = std::move(seen), .since = before.since, .last_seen = at, .changes = before.changes};
  if (!same_status(before.seen, state.seen)) {
    state.since = at;
    ++state.changes;
  }
  state.last_change = last_change(&before, state, at);
  return state;
}

void normalise(std::optional<std::vector<InterfaceAddress>>& addresses) {
  if (!addresses) return;
  std::sort(addresses->begin(), addresses->end());
  addresses->erase(std::unique(addresses->begin(), addresses->end()), addresses->end());
}

/// By name, each once; what a second row of a name adds is taken.
std::map<std::string, Interface> by_name(const std::vector<Interface>& interfaces) {
  std::map<std::string, Interface> named;
  for (const Interface& interface : interfaces) {
    if (interface.if_name.empty()) continue;
    const auto [row, is_new] = named.try_emplace(interface.if_name, interface);
    if (!is_new) merge(row->second, Interface(interface));
  }
  for (auto& [name, interface] : named) {
    normalise(interface.ipv4);
    normalise(interface.ipv6);
  }
  return named;
}

std::size_t hash_of_commands(const PollResult& poll) {
  std::string all;
  for (const Coverage& output : poll.coverage) all += output.command + '\n';
  return std::hash<std::string>{}(all);
}

/// A few ports of a device go when somebody pulls a card; most of them go at once when an output
/// was not what it seemed.
bool is_mass(std::size_t vanished, std::size_t known) {
  constexpr std::size_t kFew = 3;
  constexpr std::size_t kShare = 5;  // one in five
  return vanished > kFew && vanished * kShare > known;
}

/// One comparison under way: reads `before` and the poll, fills `result`.
class Comparison {
 public:
  Comparison(const InterfaceTable* before, const PollResult& poll, const Terms& terms)
      : before_(before ? *before : kNothing),
        poll_(poll),
        terms_(terms),
        asked_(hash_of_commands(poll)) {}

  Compared run() {
    for (auto& [name, seen] : by_name(poll_.interfaces)) take(name, std::move(seen));
    judge_absent();
    result_.too_many = table_->size() > terms_.most;
    if (result_.too_many) give_up();
    result_.table = std::move(table_);
    return std::move(result_);
  }

 private:
  static inline const InterfaceTable kNothing;

  void note(Change::Kind kind, const std::string& name, const Interface& old,
            const Interface& now) {
    result_.changes.push_back({kind, poll_.device->name, name, poll_.started, old, now});
  }

  void take(const std::string& name, Interface seen) {
    const auto known = before_.find(name);
    if (known == before_.end()) {
      const auto added = table_->emplace(name, appeared(std::move(seen), poll_.started)).first;
      added->second.asked = asked_;
      ++result_.appeared;
      return note(Change::Kind::appeared, name, {}, added->second.seen);
    }
    const InterfaceState& old = known->second;
    if (!terms_.replaced) carry_over(seen, old.seen);
    const auto now = table_->emplace(name, continued(old, std::move(seen), poll_.started)).first;
    now->second.asked = asked_;
    if (!same_state(old.seen, now->second.seen))
      note(Change::Kind::changed, name, old.seen, now->second.seen);
    if (old.missed > 0) result_.sightings.push_back({name, true, poll_.started});
  }

  /// What a whole output lacks is gone, if it is no mass or lacked for the second time. All else
  /// was not observed, and stays as it is known.
  void judge_absent() {
    std::vector<InterfaceTable::const_iterator> absent;
    std::size_t vanished = 0;
    for (auto known = before_.begin(); known != before_.end(); ++known) {
      if (table_->contains(known->first)) continue;
      absent.push_back(known);
      vanished += could_be_told(known->second) && !known->second.in_doubt;
    }
    const bool doubted = is_mass(vanished, before_.size());
    for (const auto& known : absent) {
      const auto& [name, old] = *known;
      const bool lacked = terms_.whole && could_be_told(old);
      if (lacked && (old.in_doubt || !doubted))
        note(Change::Kind::disappeared, name, old.seen, {});
      else
        keep(name, old, lacked || old.in_doubt);
    }
  }

  bool could_be_told(const InterfaceState& known) const {
    return known.asked == 0 || known.asked == asked_;
  }

  void keep(const std::string& name, const InterfaceState& old, bool in_doubt) {
    InterfaceState& kept = table_->emplace(name, old).first->second;
    kept.in_doubt = in_doubt;
    // Of a box that was replaced nobody shows what only the old one had.
    kept.missed = terms_.replaced ? kMissedPeriods : std::min(old.missed + 1, kMissedPeriods);
    if (old.missed == 0) result_.sightings.push_back({name, false, old.last_seen});
    ++result_.not_observed;
    result_.in_doubt += in_doubt;
  }

  /// Takes nothing of the poll but that it lacked what it lacked, so that the next may confirm.
  void give_up() {
    auto same = std::make_shared<InterfaceTable>(before_);
    for (auto& [name, known] : *same)
      if (const auto kept = table_->find(name); kept != table_->end())
        known.in_doubt = kept->second.in_doubt;
      else
        known.in_doubt = true;
    table_ = std::move(same);
    result_ = Compared{.too_many = true};
  }

  const InterfaceTable& before_;
  const PollResult& poll_;
  const Terms& terms_;
  const std::size_t asked_;
  Compared result_;
  std::shared_ptr<InterfaceTable> table_ = std::make_shared<InterfaceTable>();
};

}  // namespace

Compared compare(const InterfaceTable* before, const PollResult& poll, const Terms& terms) {
  return Comparison(before, poll, terms).run();
}

}  // namespace showd
