#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/listing.hpp"
#include "model/interface.hpp"

namespace showd {

/// Interfaces as rows, without any: the columns that `showctl show interfaces` has as well.
[[nodiscard]] Listing interface_listing();

/// Those of one device.
void add_rows(Listing& listing, const std::string& device,
              const std::vector<Interface>& interfaces);

/// What a table of them usually has.
inline constexpr std::string_view kInterfaceColumns[] = {
    "device", "if_name",   "admin_status", "oper_status", "since",
    "reason", "addresses", "speed_bps",    "if_alias",    "gap"};

}  // namespace showd
