#pragma once

#include <string_view>

#include "base/listing.hpp"

namespace showd {

/// The order in which people count: runs of digits by their value, everything else byte by byte, so
/// that GigabitEthernet0/2 comes before GigabitEthernet0/10. A strict weak ordering; texts that
/// count alike ("Gi01", "Gi1") are told apart byte by byte. Digits may be of any length.
[[nodiscard]] bool natural_less(std::string_view one, std::string_view other) noexcept;

/// Sorts rows by the columns `device` and `interface`; what is alike in both keeps its order. A
/// listing that lacks one of them stays as it is.
void sort_by_interface(Listing& listing);

}  // namespace showd
