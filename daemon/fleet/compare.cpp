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
  InterfaceState state{.seen = std::move(seen), .since = at};
  state.last_change = last_change(nullptr, state, at);
  return state;
}

InterfaceState continued(const InterfaceState& before, Interface seen, UtcMillis at) {
  InterfaceState state{.seen = std::move(seen), .since = before.since, .changes = before.changes};
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
void put_in_order(std::vector<Interface>& interfaces) {
  const auto by_name = [](const Interface& one, const Interface& other) {
    return one.if_name < other.if_name;
  };
  for (Interface& interface : interfaces) {
    normalise(interface.ipv4);
    normalise(interface.ipv6);
  }
  if (!std::is_sorted(interfaces.begin(), interfaces.end(), by_name))
    std::stable_sort(interfaces.begin(), interfaces.end(), by_name);
  std::size_t kept = 0;
  for (std::size_t i = 0; i < interfaces.size(); ++i) {
    if (interfaces[i].if_name.empty()) continue;
    if (kept > 0 && interfaces[kept - 1].if_name == interfaces[i].if_name)
      merge(interfaces[kept - 1], std::move(interfaces[i]));
    else if (const std::size_t place = kept++; place != i)
      interfaces[place] = std::move(interfaces[i]);
  }
  interfaces.resize(kept);
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

/// One comparison under way: reads `before` and the poll, whose interfaces it takes, both in the
/// order of names, and fills `result`.
class Comparison {
 public:
  Comparison(std::shared_ptr<const InterfaceTable> before, PollResult& poll, const Terms& terms)
      : known_(std::move(before)),
        before_(known_ ? known_->states() : kNothing),
        poll_(poll),
        terms_(terms),
        asked_(hash_of_commands(poll)) {}

  Compared run() {
    put_in_order(poll_.interfaces);
    if (shows_nothing_new()) {
      result_.table = known_;
      return std::move(result_);
    }
    join();
    result_.too_many = table_.size() > terms_.most;
    if (result_.too_many) give_up();
    result_.table = std::make_shared<const InterfaceTable>(std::move(table_));
    for (Change& change : gone_) result_.changes.push_back(std::move(change));
    return std::move(result_);
  }

 private:
  static inline const std::vector<InterfaceState> kNothing;

  static Change change(Change::Kind kind, const PollResult& poll, const Interface& old,
                       const Interface& now) {
    const std::string& name = kind == Change::Kind::disappeared ? old.if_name : now.if_name;
    return {kind, poll.device->name, name, poll.started, old, now};
  }

  /// The usual poll of a quiet device: neither copied nor kept.
  bool shows_nothing_new() {
    if (!known_ || terms_.replaced || before_.size() != poll_.interfaces.size()) return false;
    for (std::size_t i = 0; i < before_.size(); ++i) {
      const InterfaceState& old = before_[i];
      Interface& now = poll_.interfaces[i];
      if (old.missed > 0 || old.in_doubt || old.asked != asked_) return false;
      if (old.name() != now.if_name || now.last_change_seconds) return false;
      carry_over(now, old.seen);
      if (old.seen != now) return false;
    }
    return true;
  }

  /// What both list, what only one of them does.
  void join() {
    const bool doubted = is_mass(vanished(), before_.size());
    table_.reserve(std::max(before_.size(), poll_.interfaces.size()));
    auto old = before_.begin();
    for (Interface& seen : poll_.interfaces) {
      for (; old != before_.end() && old->name() < seen.if_name; ++old) judge_absent(*old, doubted);
      if (old != before_.end() && old->name() == seen.if_name)
        take(*old++, std::move(seen));
      else
        appear(std::move(seen));
    }
    for (; old != before_.end(); ++old) judge_absent(*old, doubted);
  }

  void appear(Interface seen) {
    table_.push_back(appeared(std::move(seen), poll_.started));
    table_.back().asked = asked_;
    ++result_.appeared;
    result_.changes.push_back(change(Change::Kind::appeared, poll_, {}, table_.back().seen));
  }

  void take(const InterfaceState& old, Interface seen) {
    if (!terms_.replaced) carry_over(seen, old.seen);
    const InterfaceState& now = table_.emplace_back(continued(old, std::move(seen), poll_.started));
    table_.back().asked = asked_;
    if (!same_state(old.seen, now.seen))
      result_.changes.push_back(change(Change::Kind::changed, poll_, old.seen, now.seen));
    if (old.missed > 0) result_.sightings.push_back({now.name(), true, poll_.started});
  }

  /// How many of the known ones the poll does not list, and would have, as far as we can tell.
  std::size_t vanished() const {
    std::size_t count = 0;
    auto seen = poll_.interfaces.begin();
    for (const InterfaceState& old : before_) {
      while (seen != poll_.interfaces.end() && seen->if_name < old.name()) ++seen;
      const bool listed = seen != poll_.interfaces.end() && seen->if_name == old.name();
      count += !listed && could_be_told(old) && !old.in_doubt;
    }
    return count;
  }

  /// What a whole output lacks is gone, if it is no mass or lacked for the second time. All else
  /// was not observed, and stays as it is known.
  void judge_absent(const InterfaceState& old, bool doubted) {
    const bool lacked = terms_.whole && could_be_told(old);
    if (lacked && (old.in_doubt || !doubted))
      gone_.push_back(change(Change::Kind::disappeared, poll_, old.seen, {}));
    else
      keep(old, lacked || old.in_doubt);
  }

  bool could_be_told(const InterfaceState& known) const {
    return known.asked == 0 || known.asked == asked_;
  }

  void keep(const InterfaceState& old, bool in_doubt) {
    InterfaceState& kept = table_.emplace_back(old);
    kept.in_doubt = in_doubt;
    if (old.missed == 0) {
      kept.last_seen = terms_.before;
      result_.sightings.push_back({old.name(), false, kept.last_seen});
    }
    // Of a box that was replaced nobody shows what only the old one had.
    kept.missed = terms_.replaced ? kMissedPeriods : std::min(old.missed + 1, kMissedPeriods);
    ++result_.not_observed;
    result_.in_doubt += in_doubt;
  }

  /// Takes nothing of the poll but that it lacked what it lacked, so that the next may confirm.
  void give_up() {
    const InterfaceTable judged(std::move(table_));
    table_ = before_;
    for (InterfaceState& known : table_) {
      const InterfaceState* const kept = judged.find(known.name());
      known.in_doubt = kept == nullptr || kept->in_doubt;
    }
    gone_.clear();
    result_ = Compared{.too_many = true};
  }

  const std::shared_ptr<const InterfaceTable> known_;
  const std::vector<InterfaceState>& before_;
  PollResult& poll_;
  const Terms& terms_;
  const std::size_t asked_;
  Compared result_;
  std::vector<Change> gone_;  ///< they come last
  std::vector<InterfaceState> table_;
};

}  // namespace

Compared compare(std::shared_ptr<const InterfaceTable> before, PollResult& poll,
                 const Terms& terms) {
  return Comparison(std::move(before), poll, terms).run();
}

}  // namespace showd
