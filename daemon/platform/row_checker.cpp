#include "platform/row_checker.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <utility>

#include "base/text.hpp"
#include "base/utf8.hpp"

namespace showd {
namespace {

constexpr std::uint64_t kMaxInteger32 = 0x7FFF'FFFF;         // SMIv2's, and SQL's for small things
constexpr std::uint64_t kMaxStored = 0x7FFF'FFFF'FFFF'FFFF;  // SQLite's integers are signed
constexpr std::uint64_t kMaxAge = 100ull * 366 * 86'400;     // a clock that never was set
constexpr std::uint32_t kShortestRow =                       // ABI 1.0's
    offsetof(showd_interface, in_crc_errors) + sizeof(showd_interface::in_crc_errors);

using CanonicalAddress = std::optional<std::string> (*)(std::string_view);

/// At most one byte more than may stay, so that a size out of all reason is never followed.
std::string_view bounded(const showd_text& text) {
  return text.data ? std::string_view(text.data, std::min(text.size, kMaxFieldBytes + 1))
                   : std::string_view();
}

std::string clean(const showd_text& text) {
  constexpr std::size_t kEllipsis = 3;
  const std::string_view bytes = bounded(text);
  std::string shown = printable(bytes, kMaxFieldBytes);
  return shown.size() <= kMaxFieldBytes ? shown : printable(bytes, kMaxFieldBytes - kEllipsis);
}

bool usable_name(std::string_view name) {
  return !name.empty() && name.size() <= kMaxFieldBytes && name.front() != ' ' &&
         name.back() != ' ' && printable(name, name.size()) == name;
}

/// The row as far as the plugin's struct goes; a member that it does not have reads as zero.
showd_interface known_part(const showd_interface& row) {
  showd_interface known{};
  std::memcpy(&known, &row, std::min<std::size_t>(row.struct_size, sizeof known));
  return known;
}

class Checker {
 public:
  Checker(const showd_interface& row, std::vector<std::string>& faults)
      : row_(row), faults_(faults) {}

  std::optional<std::string> text(std::uint64_t bit, const showd_text& value) const {
    if (!(row_.has & bit)) return std::nullopt;
    return clean(value);
  }

  std::optional<std::uint64_t> number(std::uint64_t bit, const char* what, std::uint64_t value,
                                      std::uint64_t least, std::uint64_t most) {
    if (!(row_.has & bit)) return std::nullopt;
    if (value >= least && value <= most) return value;
    fault(what, fmt::format("{} is not within {}..{}", value, least, most));
    return std::nullopt;
  }

  template <class Status>
  std::optional<Status> status(std::uint64_t bit, const char* what, std::uint64_t value,
                               Status last) {
    const auto checked = number(bit, what, value, 1, static_cast<std::uint64_t>(last));
    if (!checked) return std::nullopt;
    return static_cast<Status>(*checked);
  }

  std::optional<std::string> mac() {
    if (!(row_.has & SHOWD_HAS_PHYS_ADDRESS)) return std::nullopt;
    auto address = canonical_mac(bounded(row_.phys_address));
    if (!address) fault("phys_address", clean(row_.phys_address));
    return address;
  }

  std::optional<std::vector<InterfaceAddress>> addresses(std::uint64_t bit, const char* what,
                                                         const showd_address* list,
                                                         std::size_t count, std::uint8_t longest,
                                                         CanonicalAddress canonical) {
    if (!(row_.has & bit)) return std::nullopt;
    std::vector<InterfaceAddress> kept;
    if (count > 0 && !list) {
      fault(what, "a count without a list");
      return std::nullopt;
    }
    if (count > kMaxAddresses) fault(what, fmt::format("{} addresses, the rest dropped", count));
    for (std::size_t i = 0; i < std::min(count, kMaxAddresses); ++i)
      add(kept, what, list[i], longest, canonical);
    std::sort(kept.begin(), kept.end());
    kept.erase(std::unique(kept.begin(), kept.end()), kept.end());
    return kept;
  }

 private:
  void add(std::vector<InterfaceAddress>& kept, const char* what, const showd_address& given,
           std::uint8_t longest, CanonicalAddress canonical) {
    auto address = canonical(bounded(given.address));
    if (!address) return fault(what, clean(given.address));
    InterfaceAddress entry{std::move(*address), std::nullopt};
    if (given.prefix_length <= longest)
      entry.prefix_length = static_cast<std::uint8_t>(given.prefix_length);
    else if (given.prefix_length != SHOWD_PREFIX_LENGTH_UNKNOWN)
      return fault(what, fmt::format("prefix length {}", given.prefix_length));
    kept.push_back(std::move(entry));
  }

  void fault(const char* what, const std::string& why) {
    faults_.push_back(fmt::format("{}: {}: {}", clean(row_.if_name), what, why));
  }

  const showd_interface& row_;
  std::vector<std::string>& faults_;
};

void check_counters(const showd_interface& row, Checker& check, Lazy<Counters>& into) {
  struct Member {
    std::uint64_t bit;
    const char* name;
    std::uint64_t showd_interface::*from;
    Counters::Value Counters::*to;
  };
#define SHOWD_COUNTER(bit, name) \
  Member { bit, #name, &showd_interface::name, &Counters::name }
  static constexpr Member kMembers[] = {
      SHOWD_COUNTER(SHOWD_HAS_IN_OCTETS, in_octets),
      SHOWD_COUNTER(SHOWD_HAS_OUT_OCTETS, out_octets),
      SHOWD_COUNTER(SHOWD_HAS_IN_PACKETS, in_packets),
      SHOWD_COUNTER(SHOWD_HAS_OUT_PACKETS, out_packets),
      SHOWD_COUNTER(SHOWD_HAS_IN_UNICAST_PACKETS, in_unicast_packets),
      SHOWD_COUNTER(SHOWD_HAS_OUT_UNICAST_PACKETS, out_unicast_packets),
      SHOWD_COUNTER(SHOWD_HAS_IN_MULTICAST_PACKETS, in_multicast_packets),
      SHOWD_COUNTER(SHOWD_HAS_OUT_MULTICAST_PACKETS, out_multicast_packets),
      SHOWD_COUNTER(SHOWD_HAS_IN_BROADCAST_PACKETS, in_broadcast_packets),
      SHOWD_COUNTER(SHOWD_HAS_OUT_BROADCAST_PACKETS, out_broadcast_packets),
      SHOWD_COUNTER(SHOWD_HAS_IN_ERRORS, in_errors),
      SHOWD_COUNTER(SHOWD_HAS_OUT_ERRORS, out_errors),
      SHOWD_COUNTER(SHOWD_HAS_IN_DISCARDS, in_discards),
      SHOWD_COUNTER(SHOWD_HAS_OUT_DISCARDS, out_discards),
      SHOWD_COUNTER(SHOWD_HAS_IN_CRC_ERRORS, in_crc_errors),
  };
#undef SHOWD_COUNTER
  for (const Member& member : kMembers)
    if (const auto count = check.number(member.bit, member.name, row.*member.from, 0, UINT64_MAX))
      into.write().*member.to = count;
}

/// Splits at the one separator in use and pads each group to the width that makes whole octets.
std::optional<std::string> mac_digits(std::string_view text) {
  const std::size_t at = text.find_first_of(".:-");
  const char separator = at == std::string_view::npos ? '\0' : text[at];
  std::string digits;
  std::size_t width = 0;
  for (bool more = true; more;) {
    const std::size_t end = separator ? text.find(separator) : std::string_view::npos;
    const std::string_view group = text.substr(0, end);
    more = end != std::string_view::npos;
    if (more) text.remove_prefix(end + 1);
    if (group.empty()) return std::nullopt;
    const std::size_t own = !separator ? group.size() : group.size() <= 2 ? 2 : 4;
    if (width != 0 && width != own) return std::nullopt;
    width = own;
    if (group.size() > width || (width == 4 && group.size() != 4)) return std::nullopt;
    digits.append(width - group.size(), '0').append(group);
  }
  return digits;
}

using AddressText = std::array<char, INET6_ADDRSTRLEN>;

/// `octets` has room for the family's.
bool read_address(int family, std::string_view text, void* octets) {
  AddressText buffer{};
  if (text.size() >= buffer.size() || text.find('\0') != std::string_view::npos) return false;
  text.copy(buffer.data(), text.size());
  return inet_pton(family, buffer.data(), octets) == 1;
}

}  // namespace

std::optional<std::string> canonical_mac(std::string_view text) {
  const auto digits = text.size() <= 3 * 20 ? mac_digits(text) : std::nullopt;
  if (!digits || (digits->size() != 12 && digits->size() != 16 && digits->size() != 40))
    return std::nullopt;
  std::string mac;
  for (std::size_t i = 0; i < digits->size(); ++i) {
    const int value = hex_digit((*digits)[i]);
    if (value < 0) return std::nullopt;
    if (i > 0 && i % 2 == 0) mac += ':';
    mac += "0123456789abcdef"[value];
  }
  return mac;
}

std::optional<std::string> canonical_ipv4(std::string_view text) {
  in_addr octets{};
  if (!read_address(AF_INET, text, &octets)) return std::nullopt;
  return std::string(text);  // what inet_pton(3) takes has no other spelling
}

std::optional<std::string> canonical_ipv6(std::string_view text) {
  in6_addr octets{};
  AddressText buffer{};
  if (!read_address(AF_INET6, text.substr(0, text.find('%')), &octets)) return std::nullopt;
  if (!inet_ntop(AF_INET6, &octets, buffer.data(), buffer.size())) return std::nullopt;
  return std::string(buffer.data());
}

std::optional<Interface> check_row(const showd_interface& row, const CanonicalNames& canonical,
                                   std::vector<std::string>& faults) {
  if (row.struct_size < kShortestRow) {
    faults.push_back(fmt::format("a row of {} bytes, too short", row.struct_size));
    return std::nullopt;
  }
  const showd_interface known = known_part(row);
  if (!usable_name(bounded(known.if_name))) {
    faults.push_back(fmt::format("if_name: \"{}\" is no name", clean(known.if_name)));
    return std::nullopt;
  }
  Checker check(known, faults);
  Interface face;
  face.if_name = canonical(bounded(known.if_name));
  face.if_index = check.number(SHOWD_HAS_IF_INDEX, "if_index", known.if_index, 1, kMaxInteger32);
  face.if_alias = check.text(SHOWD_HAS_IF_ALIAS, known.if_alias);
  face.admin_status = check.status(SHOWD_HAS_ADMIN_STATUS, "admin_status", known.admin_status,
                                   AdminStatus::testing);
  face.oper_status = check.status(SHOWD_HAS_OPER_STATUS, "oper_status", known.oper_status,
                                  OperStatus::lower_layer_down);
  face.reason = check.text(SHOWD_HAS_REASON, known.reason);
  face.type = check.text(SHOWD_HAS_TYPE, known.type);
  face.phys_address = check.mac();
  if (const auto mtu = check.number(SHOWD_HAS_MTU, "mtu", known.mtu, 0, kMaxInteger32))
    face.mtu = static_cast<std::uint32_t>(*mtu);
  face.speed_bps = check.number(SHOWD_HAS_SPEED, "speed_bps", known.speed_bps, 0, kMaxStored);
  face.bandwidth_bps =
      check.number(SHOWD_HAS_BANDWIDTH, "bandwidth_bps", known.bandwidth_bps, 0, kMaxStored);
  face.duplex = check.status(SHOWD_HAS_DUPLEX, "duplex", known.duplex, Duplex::full);
  face.last_change_seconds = check.number(SHOWD_HAS_LAST_CHANGE, "last_change_seconds",
                                          known.last_change_seconds, 0, kMaxAge);
  face.ipv4 =
      check.addresses(SHOWD_HAS_IPV4, "ipv4", known.ipv4, known.ipv4_count, 32, canonical_ipv4);
  face.ipv6 =
      check.addresses(SHOWD_HAS_IPV6, "ipv6", known.ipv6, known.ipv6_count, 128, canonical_ipv6);
  check_counters(known, check, face.counters);
  return face;
}

}  // namespace showd
