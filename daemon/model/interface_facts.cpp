#include "model/interface_facts.hpp"

namespace showd {
namespace {

/// Stated by both, and differently: what one of them does not state contradicts nothing.
bool status_contradicts(const Interface& before, const Interface& after) {
  return !every_fact([&](const auto& fact) {
    const auto &old = before.*fact.member, &now = after.*fact.member;
    return fact.kind != FactKind::status || !old || !now || *old == *now;
  });
}

}  // namespace

bool same_status(const Interface& one, const Interface& other) {
  return every_fact([&](const auto& fact) {
    return fact.kind != FactKind::status || one.*fact.member == other.*fact.member;
  });
}

bool same_state(const Interface& one, const Interface& other) {
  return every_fact([&](const auto& fact) {
    return fact.kind == FactKind::reading || one.*fact.member == other.*fact.member;
  });
}

void carry_over(Interface& after, const Interface& before) {
  const bool keeps_reason = !status_contradicts(before, after);
  each_fact([&](const auto& fact) {
    if (fact.kind == FactKind::reading) return;
    if (fact.kind == FactKind::reason && !keeps_reason) return;
    if (!(after.*fact.member)) after.*fact.member = before.*fact.member;
  });
}

}  // namespace showd
