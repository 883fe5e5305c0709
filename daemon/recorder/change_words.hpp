#pragma once

#include <string>

#include "model/interface.hpp"

namespace showd {

/// What differs between two observations of an interface, for people:
///
///   oper_status up -> down (admin_status up), description "a" -> "b", address 192.0.2.1/24 added
///
/// Every stored fact, those that say whether it works first; "none" is what is not known. A status
/// that stayed stands beside the one that changed. Empty: they do not differ.
[[nodiscard]] std::string what_changed(const Interface& before, const Interface& after);

/// "up/down": admin and oper status, "?" for what is not known.
[[nodiscard]] std::string statuses_of(const Interface& interface);

}  // namespace showd
