#include <fmt/format.h>

#include "store/schema.hpp"
#include "store/state_columns.hpp"
#include "store/views.hpp"

namespace showd::sql {
namespace {

/// The addresses of interface i for which the condition on `a` is true.
std::string addresses(const std::string& condition) {
  return fmt::format(
      "(SELECT group_concat(address || coalesce('/' || prefix_length, ''), ' ') FROM "
      "interface_address a INDEXED BY interface_address_of WHERE a.interface = i.id AND {})",
      condition);
}

/// ", EXPRESSION AS name" of the facts that are statuses, or of the others.
std::string facts(const std::string& state, bool statuses) {
  std::string all;
  each_stored_fact([&](const auto& fact) {
    if ((fact.kind == FactKind::status) == statuses)
      all += fmt::format(", {} AS {}", shown(fact, state), fact.name);
  });
  return all;
}

std::string interface_columns(const std::string& state, const std::string& since,
                              const std::string& holds) {
  return fmt::format("d.name AS device, i.name AS if_name{}, {} AS since, {} AS addresses{}",
                     facts(state, true), utc(since), addresses(holds), facts(state, false));
}

/// What is known of a device that left the inventories ends there.
std::string end_of(const std::string& valid_to) {
  return fmt::format("min({}, coalesce(d.removed_at, {}))", valid_to, kOpenEnd);
}

/// An interval's bounds in four columns.
std::string bounds(const std::string& alias) {
  const std::string from = alias + ".valid_from", to = end_of(alias + ".valid_to");
  return fmt::format("{} AS valid_from, {} AS valid_to, {} AS valid_from_ts, {} AS valid_to_ts",
                     utc(from), utc_end(to), from, to);
}

/// Interface by interface, along the history's own order: by its index on time it would be 40 times
/// slower for a moment's state of all.
constexpr const char* kIntervals =
    "FROM device d JOIN interface i ON i.device = d.id CROSS JOIN interface_history h ON "
    "h.interface = i.id";

/// The newer of a device's last good poll and its last failure, each by its own index.
constexpr const char* kLastPoll =
    "(SELECT max(k.id) FROM (SELECT max(id) AS id FROM poll INDEXED BY poll_ok WHERE device = d.id "
    "AND result = 'ok' UNION ALL SELECT max(id) FROM poll INDEXED BY poll_failed WHERE device = "
    "d.id AND result <> 'ok') k)";

}  // namespace

std::string held_at(const std::string& alias, const std::string& at) {
  return fmt::format("{0}.valid_from <= {1} AND {2} > {1}", alias, at, end_of(alias + ".valid_to"));
}

std::string holds_now(const std::string& alias) {
  return fmt::format("{}.valid_to = {} AND d.removed_at IS NULL", alias, kOpenEnd);
}

std::string device_now() {
  const std::string since = fmt::format(
      "coalesce((SELECT g.from_ts FROM gap g WHERE g.device = d.id AND g.to_ts = {}), (SELECT "
      "max(g.to_ts) FROM gap g INDEXED BY gap_device WHERE g.device = d.id), d.first_seen)",
      kOpenEnd);
  return fmt::format(
      "SELECT d.name AS device, n.name AS inventory, d.platform, d.address, d.port, d.transport, "
      "(SELECT group_concat(name, ' ') FROM device_group WHERE device = d.id) AS groups, (SELECT "
      "group_concat(name || '=' || value, ' ') FROM device_label WHERE device = d.id) AS labels, "
      "q.result, q.stage, q.error, {} AS since, {} AS last_ok, (SELECT count(*) FROM interface i "
      "JOIN "
      "interface_current c ON c.interface = i.id WHERE i.device = d.id) AS interfaces, {} AS "
      "first_seen FROM device d JOIN inventory n ON n.id = d.inventory LEFT JOIN poll q ON q.id = "
      "{}",
      utc(since), utc("d.last_ok"), utc("d.first_seen"), kLastPoll);
}

std::string interface_now() {
  const std::string last_seen = fmt::format(
      "coalesce((SELECT g.from_ts FROM interface_gap g WHERE g.interface = i.id AND g.to_ts = {}), "
      "d.last_ok)",
      kOpenEnd);
  return fmt::format(
      "SELECT {}, {} AS last_seen FROM device d JOIN interface i ON i.device = d.id "
      "JOIN interface_current c ON c.interface = i.id",
      interface_columns("c", "c.since", holds_now("a")), utc(last_seen));
}

std::string interface_at(const std::string& at) {
  const std::string gap = fmt::format(
      "(SELECT g.reason FROM gap g INDEXED BY gap_device WHERE g.device = d.id AND g.to_ts > {0} "
      "AND g.from_ts <= {0})",
      at);
  return fmt::format("SELECT {}, {} AS gap {}",
                     interface_columns("h", "h.valid_from", held_at("a", at)), gap, kIntervals);
}

std::string interface_state() {
  return fmt::format("SELECT d.name AS device, i.name AS if_name{}{}, {}, h.disappeared {}",
                     facts("h", true), facts("h", false), bounds("h"), kIntervals);
}

namespace {

/// Of an IPv4 address `a`, the byte at this place from the left.
std::string byte(int place) {
  return fmt::format("json_extract('[' || replace(a.address, '.', ',') || ']', '$[{}]')", place);
}

std::string network_byte(int place) {
  return fmt::format("{} & (255 << min(8, max(0, {} - a.prefix_length)))", byte(place),
                     8 * (place + 1));
}

}  // namespace

/// Of IPv4 also as a number, and the network that it lies in.
std::string address_state() {
  return fmt::format(
      "SELECT d.name AS device, i.name AS if_name, a.address, a.prefix_length, "
      "iif(a.prefix_length IS NULL OR instr(a.address, ':'), NULL, printf('%d.%d.%d.%d/%d', {}, "
      "{}, "
      "{}, {}, a.prefix_length)) AS network, iif(instr(a.address, ':'), NULL, (({} * 256 + {}) * "
      "256 "
      "+ {}) * 256 + {}) AS ipv4, {} FROM device d JOIN interface i ON i.device = d.id JOIN "
      "interface_address a ON a.interface = i.id",
      network_byte(0), network_byte(1), network_byte(2), network_byte(3), byte(0), byte(1), byte(2),
      byte(3), bounds("a"));
}

}  // namespace showd::sql
