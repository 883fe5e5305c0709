/// Addresses and masks as vendors print them. Strict: what is not wholly understood is nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace showd::text {

[[nodiscard]] bool is_ipv4(std::string_view text) noexcept;  ///< four decimal octets
[[nodiscard]] bool is_ipv6(std::string_view text) noexcept;  ///< RFC 4291 2.2, no zone

/// "192.0.2.1/24", or an address alone; `length` is nothing without a mask.
struct Prefix {
  std::string_view address;
  std::optional<std::uint32_t> length;
  bool ipv6 = false;
};
[[nodiscard]] std::optional<Prefix> parse_prefix(std::string_view text) noexcept;

/// The length of "255.255.255.0" and "0xFFFFFF00"; nothing for a mask with holes.
[[nodiscard]] std::optional<std::uint32_t> parse_netmask(std::string_view text) noexcept;

/// Takes an address off the front of `rest`, and the mask behind it in any form:
///   192.0.2.1/24                  192.0.2.1/255.255.255.0
///   192.0.2.1 255.255.255.0       192.0.2.1 0xFFFFFF00
///   192.0.2.1, subnet mask is 255.255.255.0
/// A comma or a full stop may follow. Nothing is taken where no address is.
std::optional<Prefix> take_prefix(std::string_view& rest) noexcept;

/// What follows "inet" or "inet6", as kernels' tools begin a line about an address.
struct Inet {
  std::string_view rest;
  bool ipv6;
};
[[nodiscard]] std::optional<Inet> after_inet(std::string_view line) noexcept;

/// At least six octets in hexadecimal, in groups of one width: "00:0c:29:5e:2c:1a",
/// "00-0c-29-5e-2c-1a", "00e0-fc12-3456", "0050.56c0.0001".
[[nodiscard]] bool is_mac(std::string_view text) noexcept;

}  // namespace showd::text
