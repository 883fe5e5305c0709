/// C++ comfort over showd's plugin boundary (plugin.h): write one function from text to rows, and
/// SHOWD_PLUGIN makes it the library's one exported symbol. Header-only; C++20 and its standard
/// library, nothing of the daemon.
///
///   #include "showd/plugin.hpp"
///   namespace {
///   constexpr const char* kCommands[] = {"show interfaces", nullptr};
///   constexpr showd_dialect kDialect = {.struct_size = sizeof(showd_dialect), .prompt = "..."};
///   showd_status parse(std::uint32_t command, std::string_view output, showd::Sink& rows) {
///     showd::Row row("Ethernet1");
///     row.oper_status(SHOWD_OPER_UP).mtu(1500).add_ipv4("192.0.2.1", 24);
///     rows.row(row);
///     return SHOWD_OK;
///   }
///   }  // namespace
///   SHOWD_PLUGIN("my_platform", kDialect, kCommands, parse, .version = "1.0");
#pragma once

#include <cstdint>
#include <exception>
#include <forward_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "showd/plugin.h"

namespace showd {

[[nodiscard]] constexpr showd_text as_text(std::string_view view) noexcept {
  return {view.data(), view.size()};
}
[[nodiscard]] constexpr std::string_view as_view(showd_text text) noexcept {
  return text.data ? std::string_view(text.data, text.size) : std::string_view();
}

/// One interface as one output states it: each setter stores a value and its bit in `has`; nothing
/// given (std::nullopt) sets nothing, because absent is not zero.
/// Texts are borrowed: what they point into (usually the output) lives until Sink::row() returns;
/// keep() holds what a parser had to put together. Not copyable, so that no view is left behind.
class Row {
 public:
  using Text = std::optional<std::string_view>;
  using Number = std::optional<std::uint64_t>;
  using Length = std::optional<std::uint32_t>;

  Row() { row_.struct_size = sizeof(showd_interface); }
  explicit Row(std::string_view name) : Row() { if_name(name); }
  Row(Row&&) noexcept = default;
  Row& operator=(Row&&) noexcept = default;

  /// Takes `text` along; the view lives as long as this row, also when the row moves.
  std::string_view keep(std::string text) { return kept_.emplace_front(std::move(text)); }

  Row& if_name(std::string_view name) {  ///< required; as the device prints it
    row_.if_name = as_text(name);
    return *this;
  }
  [[nodiscard]] std::string_view if_name() const noexcept { return as_view(row_.if_name); }

  /// The CLI's description; "" when the output says that there is none.
  Row& if_alias(Text text) { return set(&showd_interface::if_alias, SHOWD_HAS_IF_ALIAS, text); }
  /// The vendor's own words for the state: "err-disabled".
  Row& reason(Text text) { return set(&showd_interface::reason, SHOWD_HAS_REASON, text); }
  /// The vendor's own word for hardware or media.
  Row& type(Text text) { return set(&showd_interface::type, SHOWD_HAS_TYPE, text); }
  /// MAC, in any usual notation.
  Row& phys_address(Text text) {
    return set(&showd_interface::phys_address, SHOWD_HAS_PHYS_ADDRESS, text);
  }

  /// SHOWD_ADMIN_*, SHOWD_OPER_*, SHOWD_DUPLEX_*.
  Row& admin_status(Number value) {
    return set(&showd_interface::admin_status, SHOWD_HAS_ADMIN_STATUS, value);
  }
  Row& oper_status(Number value) {
    return set(&showd_interface::oper_status, SHOWD_HAS_OPER_STATUS, value);
  }
  Row& duplex(Number value) { return set(&showd_interface::duplex, SHOWD_HAS_DUPLEX, value); }

  Row& mtu(Number bytes) { return set(&showd_interface::mtu, SHOWD_HAS_MTU, bytes); }
  Row& speed_bps(Number value) { return set(&showd_interface::speed_bps, SHOWD_HAS_SPEED, value); }
  Row& bandwidth_bps(Number value) {
    return set(&showd_interface::bandwidth_bps, SHOWD_HAS_BANDWIDTH, value);
  }
  /// The age of the last change of state.
  Row& last_change_seconds(Number age) {
    return set(&showd_interface::last_change_seconds, SHOWD_HAS_LAST_CHANGE, age);
  }
  Row& if_index(Number value) { return set(&showd_interface::if_index, SHOWD_HAS_IF_INDEX, value); }

  /// Without mask; no `prefix_length`: the output has none.
  Row& add_ipv4(std::string_view address, Length prefix_length = std::nullopt) {
    ipv4_.push_back(as_address(address, prefix_length));
    return no_ipv4();
  }
  Row& add_ipv6(std::string_view address, Length prefix_length = std::nullopt) {
    ipv6_.push_back(as_address(address, prefix_length));
    return no_ipv6();
  }
  /// The output says that there is none (beyond those added): an empty list, not an absent one.
  Row& no_ipv4() { return mark(SHOWD_HAS_IPV4); }
  Row& no_ipv6() { return mark(SHOWD_HAS_IPV6); }

  Row& in_octets(Number n) { return set(&showd_interface::in_octets, SHOWD_HAS_IN_OCTETS, n); }
  Row& out_octets(Number n) { return set(&showd_interface::out_octets, SHOWD_HAS_OUT_OCTETS, n); }
  Row& in_packets(Number n) { return set(&showd_interface::in_packets, SHOWD_HAS_IN_PACKETS, n); }
  Row& out_packets(Number n) {
    return set(&showd_interface::out_packets, SHOWD_HAS_OUT_PACKETS, n);
  }
  Row& in_unicast_packets(Number n) {
    return set(&showd_interface::in_unicast_packets, SHOWD_HAS_IN_UNICAST_PACKETS, n);
  }
  Row& out_unicast_packets(Number n) {
    return set(&showd_interface::out_unicast_packets, SHOWD_HAS_OUT_UNICAST_PACKETS, n);
  }
  Row& in_multicast_packets(Number n) {
    return set(&showd_interface::in_multicast_packets, SHOWD_HAS_IN_MULTICAST_PACKETS, n);
  }
  Row& out_multicast_packets(Number n) {
    return set(&showd_interface::out_multicast_packets, SHOWD_HAS_OUT_MULTICAST_PACKETS, n);
  }
  Row& in_broadcast_packets(Number n) {
    return set(&showd_interface::in_broadcast_packets, SHOWD_HAS_IN_BROADCAST_PACKETS, n);
  }
  Row& out_broadcast_packets(Number n) {
    return set(&showd_interface::out_broadcast_packets, SHOWD_HAS_OUT_BROADCAST_PACKETS, n);
  }
  Row& in_errors(Number n) { return set(&showd_interface::in_errors, SHOWD_HAS_IN_ERRORS, n); }
  Row& out_errors(Number n) { return set(&showd_interface::out_errors, SHOWD_HAS_OUT_ERRORS, n); }
  Row& in_discards(Number n) {
    return set(&showd_interface::in_discards, SHOWD_HAS_IN_DISCARDS, n);
  }
  Row& out_discards(Number n) {
    return set(&showd_interface::out_discards, SHOWD_HAS_OUT_DISCARDS, n);
  }
  Row& in_crc_errors(Number n) {
    return set(&showd_interface::in_crc_errors, SHOWD_HAS_IN_CRC_ERRORS, n);
  }

  /// True when all of `bits` (SHOWD_HAS_...) are set.
  [[nodiscard]] bool has(std::uint64_t bits) const noexcept { return (row_.has & bits) == bits; }

  /// The C form; its pointers live as long as this row is neither changed nor moved.
  [[nodiscard]] showd_interface c_row() const noexcept {
    showd_interface row = row_;
    row.ipv4 = ipv4_.data();
    row.ipv4_count = ipv4_.size();
    row.ipv6 = ipv6_.data();
    row.ipv6_count = ipv6_.size();
    return row;
  }

 private:
  static showd_address as_address(std::string_view address, Length prefix_length) {
    return {as_text(address), prefix_length.value_or(SHOWD_PREFIX_LENGTH_UNKNOWN), 0};
  }
  Row& mark(std::uint64_t bit) {
    row_.has |= bit;
    return *this;
  }
  Row& set(showd_text showd_interface::*member, std::uint64_t bit, Text text) {
    if (!text) return *this;
    row_.*member = as_text(*text);
    return mark(bit);
  }
  Row& set(std::uint64_t showd_interface::*member, std::uint64_t bit, Number value) {
    if (!value) return *this;
    row_.*member = *value;
    return mark(bit);
  }
  Row& set(std::uint32_t showd_interface::*member, std::uint64_t bit, Number value) {
    if (!value || *value > UINT32_MAX) return *this;  // cut off, it would be another number
    row_.*member = static_cast<std::uint32_t>(*value);
    return mark(bit);
  }

  showd_interface row_{};
  std::vector<showd_address> ipv4_;
  std::vector<showd_address> ipv6_;
  std::forward_list<std::string> kept_;
};

/// Where a parser puts its rows, and names the lines that it did not understand. Lent for one
/// parse(). Once the daemon refuses a row nothing more is passed on, and parse() yields
/// SHOWD_E_STOPPED whatever the parser returns; `if (!rows.row(row)) break;` saves the work.
class Sink {
 public:
  explicit Sink(const showd_sink& sink) noexcept : sink_(sink) {}
  Sink(const Sink&) = delete;
  Sink& operator=(const Sink&) = delete;

  /// Everything is copied before it returns. False: stop.
  bool row(const Row& row) noexcept {
    if (stopped_) return false;
    const showd_interface c_row = row.c_row();
    stopped_ = sink_.row(sink_.ctx, &c_row) != SHOWD_OK;
    return !stopped_;
  }

  /// `line` of the output, 1-based (0: the output as a whole), was not understood; copied.
  void explain(std::uint32_t line, std::string_view why) noexcept {
    sink_.explain(sink_.ctx, line, as_text(why));
  }

  [[nodiscard]] bool stopped() const noexcept { return stopped_; }

 private:
  const showd_sink& sink_;
  bool stopped_ = false;
};

namespace detail {

/// The boundary: nothing thrown crosses it.
template <auto Parse>
showd_status parse_thunk(std::uint32_t command, showd_text output,
                         const showd_sink* sink) noexcept {
  Sink rows(*sink);
  try {
    const showd_status status = Parse(command, as_view(output), rows);
    return rows.stopped() ? SHOWD_E_STOPPED : status;
  } catch (const std::exception& fault) {
    rows.explain(0, fault.what());
  } catch (...) {
    rows.explain(0, "the parser threw something that is no std::exception");
  }
  return SHOWD_E_INTERNAL;
}

}  // namespace detail
}  // namespace showd

/// A showd_plugin_api: for the further platforms (`.next`) of a library that serves several.
///   constexpr showd_plugin_api kZebra = SHOWD_PLATFORM("frr_zebra", kDialect, kCommands, parse);
/// After `parse` come further members by name, in plugin.h's order: .more_commands, .aliases,
/// .name_forms, .version, .next. `parse` is
///   showd_status parse(std::uint32_t command, std::string_view output, showd::Sink& rows)
#define SHOWD_PLATFORM(name_, dialect_, commands_, parse_, ...)                                  \
  showd_plugin_api {                                                                             \
    .abi_major = SHOWD_ABI_MAJOR, .abi_minor = SHOWD_ABI_MINOR,                                  \
    .struct_size = sizeof(showd_plugin_api), .reserved = 0, .name = name_, .dialect = &dialect_, \
    .commands = commands_,                                                                       \
    .parse = &::showd::detail::parse_thunk<&parse_> __VA_OPT__(, ) __VA_ARGS__                   \
  }

/// The library's one exported symbol; once a library, outside any namespace.
#define SHOWD_PLUGIN(...) \
  constinit const showd_plugin_api showd_plugin = SHOWD_PLATFORM(__VA_ARGS__)
