#include "recorder/change_words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "base/units.hpp"
#include "model/interface_facts.hpp"

namespace showd {
namespace {

using Addresses = std::vector<InterfaceAddress>;

constexpr std::size_t kAddressesTold = 5;

template <class Value>
std::string shown(const StoredFact<Value>& fact, const std::optional<Value>& value) {
  if (!value) return "none";
  if constexpr (std::is_enum_v<Value>) {
    return std::string(to_string(*value));
  } else if constexpr (std::is_same_v<Value, std::string>) {
    return fact.form == FactForm::words ? in_quotes(*value) : *value;
  } else {
    return fact.form == FactForm::rate ? format_rate(*value) : fmt::to_string(*value);
  }
}

/// A list with commas, made piece by piece.
struct Clauses {
  std::string text;

  void add(std::string_view clause) {
    if (!text.empty()) text += ", ";
    text += clause;
  }
};

/// "oper_status up -> down (admin_status up)"
void tell_statuses(const Interface& before, const Interface& after, Clauses& all) {
  Clauses changed, stayed;
  each_stored_fact([&](const auto& fact) {
    if (fact.kind != FactKind::status) return;
    const auto &was = before.*fact.member, &is = after.*fact.member;
    if (was != is)
      changed.add(fmt::format("{} {} -> {}", fact.name, shown(fact, was), shown(fact, is)));
    else if (is)
      stayed.add(fmt::format("{} {}", fact.name, shown(fact, is)));
  });
  if (changed.text.empty()) return;
  all.add(changed.text + (stayed.text.empty() ? "" : " (" + stayed.text + ")"));
}

void tell_facts(FactKind kind, const Interface& before, const Interface& after, Clauses& all) {
  each_stored_fact([&](const auto& fact) {
    const auto &was = before.*fact.member, &is = after.*fact.member;
    if (fact.kind == kind && was != is)
      all.add(fmt::format("{} {} -> {}", fact.heading, shown(fact, was), shown(fact, is)));
  });
}

std::string text_of(const InterfaceAddress& address) {
  if (!address.prefix_length) return address.address;
  return fmt::format("{}/{}", address.address, *address.prefix_length);
}

/// Those of `some` that `others` lack; both are sorted.
void tell_missing(const Addresses& some, const Addresses& others, std::string_view verb,
                  Clauses& all) {
  Addresses missing;
  std::set_difference(some.begin(), some.end(), others.begin(), others.end(),
                      std::back_inserter(missing));
  if (missing.size() > kAddressesTold)
    return all.add(fmt::format("{} addresses {}", missing.size(), verb));
  for (const InterfaceAddress& address : missing)
    all.add(fmt::format("address {} {}", text_of(address), verb));
}

void tell_addresses(const std::optional<Addresses>& before, const std::optional<Addresses>& after,
                    Clauses& all) {
  const Addresses was = before.value_or(Addresses()), is = after.value_or(Addresses());
  tell_missing(was, is, "removed", all);
  tell_missing(is, was, "added", all);
}

}  // namespace

std::string what_changed(const Interface& before, const Interface& after) {
  Clauses all;
  tell_statuses(before, after, all);
  tell_facts(FactKind::reason, before, after, all);
  tell_facts(FactKind::property, before, after, all);
  tell_addresses(before.ipv4, after.ipv4, all);
  tell_addresses(before.ipv6, after.ipv6, all);
  return all.text;
}

std::string statuses_of(const Interface& interface) {
  return fmt::format("{}/{}", interface.admin_status ? to_string(*interface.admin_status) : "?",
                     interface.oper_status ? to_string(*interface.oper_status) : "?");
}

}  // namespace showd
