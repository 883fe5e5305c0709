/// What is known of one interface at one moment, in the words of RFC 2863 and RFC 8343.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/lazy.hpp"

namespace showd {

/// ifAdminStatus; the numbers are IF-MIB's (RFC 2863, 6) and are stored and exported as such.
enum class AdminStatus : std::uint8_t { up = 1, down = 2, testing = 3 };

/// ifOperStatus; likewise.
enum class OperStatus : std::uint8_t {
  up = 1,
  down = 2,
  testing = 3,
  unknown = 4,
  dormant = 5,
  not_present = 6,
  lower_layer_down = 7,
};

enum class Duplex : std::uint8_t { half = 1, full = 2 };

/// RFC 8343's spelling, with '-' where it has one: "lower-layer-down".
[[nodiscard]] std::string_view to_string(AdminStatus status) noexcept;
[[nodiscard]] std::string_view to_string(OperStatus status) noexcept;
[[nodiscard]] std::string_view to_string(Duplex duplex) noexcept;

struct InterfaceAddress {
  std::string address;  ///< canonical text (RFC 5952 for IPv6), no mask, no zone
  std::optional<std::uint8_t> prefix_length;
  auto operator<=>(const InterfaceAddress&) const = default;
};

/// Totals since the device's last reset; each absent when the output does not state it.
struct Counters {
  using Value = std::optional<std::uint64_t>;
  Value in_octets, out_octets;
  Value in_packets, out_packets;
  Value in_unicast_packets, out_unicast_packets;
  Value in_multicast_packets, out_multicast_packets;
  Value in_broadcast_packets, out_broadcast_packets;
  Value in_errors, out_errors;
  Value in_discards, out_discards;
  Value in_crc_errors;
  bool operator==(const Counters&) const = default;
};

/// Absent is not zero: what no command stated is an empty optional. All text is valid UTF-8 of
/// bounded length (platform caps it at 256 bytes a field). interface_facts.hpp says what becomes of
/// each member.
struct Interface {
  std::string if_name;  ///< canonical long name, "GigabitEthernet0/1"; the identity on its device
  std::optional<std::uint64_t> if_index;
  std::optional<std::string> if_alias;  ///< the CLI's description; "" when it says there is none
  std::optional<AdminStatus> admin_status;
  std::optional<OperStatus> oper_status;
  std::optional<std::string> reason;        ///< the vendor's words: "err-disabled"
  std::optional<std::string> type;          ///< the vendor's word for hardware or media
  std::optional<std::string> phys_address;  ///< "aa:bb:cc:dd:ee:ff"
  std::optional<std::uint32_t> mtu;         ///< bytes
  std::optional<std::uint64_t> speed_bps;
  std::optional<std::uint64_t> bandwidth_bps;
  std::optional<Duplex> duplex;
  std::optional<std::uint64_t> last_change_seconds;   ///< age at the moment of the poll
  std::optional<std::vector<InterfaceAddress>> ipv4;  ///< sorted; empty: the output says none
  std::optional<std::vector<InterfaceAddress>> ipv6;
  Lazy<Counters> counters;  ///< most tables of a fleet have none
  bool operator==(const Interface&) const = default;
};

/// Takes over from `other` what `into` does not know, also the prefix length of an address that
/// both list. Same if_name; earlier commands win.
void merge(Interface& into, Interface&& other);

}  // namespace showd
