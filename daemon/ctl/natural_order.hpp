#pragma once

#include <string>

#include "base/listing.hpp"

namespace showd {

/// The order in which people count, by strverscmp(3): runs of digits by their value, everything
/// else byte by byte, so that GigabitEthernet0/2 comes before GigabitEthernet0/10. Runs with
/// leading zeros come before those without ("r02" before "r1"). A strict weak ordering; digits may
/// be of any length.
[[nodiscard]] bool natural_less(const std::string& one, const std::string& other) noexcept;

/// Sorts rows by the columns `device` and `interface`; what is alike in both keeps its order. A
/// listing that lacks one of them stays as it is.
void sort_by_interface(Listing& listing);

}  // namespace showd
