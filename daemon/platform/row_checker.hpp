/// Rows from plugins are untrusted: a parser is fed by a device, and is somebody else's code. Here
/// a row becomes an Interface whose every member is bounded, valid and in one notation.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model/interface.hpp"
#include "platform/canonical_name.hpp"
#include "showd/plugin.h"

namespace showd {

inline constexpr std::size_t kMaxFieldBytes = 256;
inline constexpr std::size_t kMaxAddresses = 1024;  // of one family on one interface

/// What the row states, as far as it may be believed; a member out of its range (RFC 2863, 6) or
/// not readable is left out, and `faults` says so. Nothing at all, also with a fault, when the row
/// has no usable name: a name is an identity, so it is never cut or repaired.
/// Only what `row->struct_size` covers is read. Thread: any.
[[nodiscard]] std::optional<Interface> check_row(const showd_interface& row,
                                                 const CanonicalNames& canonical,
                                                 std::vector<std::string>& faults);

/// "00e0.fc12.3456", "00-E0-FC-12-34-56", "00e0-fc12-3456", "0:e0:fc:12:34:56", "00e0fc123456" as
/// "00:e0:fc:12:34:56"; also EUI-64 (8 octets) and InfiniBand (20).
[[nodiscard]] std::optional<std::string> canonical_mac(std::string_view text);

/// RFC 5952's form, zone dropped; nothing if it is no address of the family.
[[nodiscard]] std::optional<std::string> canonical_ipv4(std::string_view text);
[[nodiscard]] std::optional<std::string> canonical_ipv6(std::string_view text);

}  // namespace showd
