#include "store/interface_writer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "store/schema.hpp"

namespace showd {
namespace {

std::int64_t families(const Interface& state) {
  return (state.ipv4 ? kStatesIpv4 : 0) | (state.ipv6 ? kStatesIpv6 : 0);
}

std::optional<std::int64_t> number(const std::optional<std::uint8_t>& length) {
  return length ? std::optional<std::int64_t>(*length) : std::nullopt;
}

}  // namespace

InterfaceWriter::InterfaceWriter(sqlite::Connection& db)
    : db_(db),
      find_(db, "SELECT id FROM interface WHERE device = ? AND name = ?"),
      add_(db, "INSERT INTO interface (device, name, first_seen) VALUES (?, ?, ?)"),
      returned_(db, "UPDATE interface SET removed_at = NULL WHERE id = ? AND removed_at NOT NULL"),
      removed_(db, "UPDATE interface SET removed_at = ?2 WHERE id = ?1"),
      find_text_(db, "SELECT id FROM text_value WHERE value = ?"),
      add_text_(db, "INSERT INTO text_value (value) VALUES (?)"),
      current_(db, fmt::format("SELECT since, valid_from, families, {} FROM interface_current "
                               "WHERE interface = ?",
                               state_column_names())),
      set_current_(db, fmt::format("INSERT OR REPLACE INTO interface_current (interface, since, "
                                   "valid_from, families, {}) VALUES (?, ?, ?, ?, {})",
                                   state_column_names(), state_placeholders())),
      set_families_(db, "UPDATE interface_current SET families = ?2 WHERE interface = ?1"),
      drop_current_(db, "DELETE FROM interface_current WHERE interface = ?"),
      history_end_(db,
                   "SELECT valid_to FROM interface_history WHERE interface = ? "
                   "ORDER BY valid_from DESC LIMIT 1"),
      close_history_(db,
                     "UPDATE interface_history SET valid_to = ?3, disappeared = ?4 "
                     "WHERE interface = ?1 AND valid_from = ?2"),
      add_history_(db, fmt::format("INSERT INTO interface_history (interface, valid_from, "
                                   "valid_to, flap, {}) VALUES (?, ?, ?, nullif(?, 0), {})",
                                   state_column_names(), state_placeholders())),
      open_gap_(db, fmt::format("INSERT INTO interface_gap (interface, from_ts, to_ts) SELECT ?1, "
                                "?2, {0} WHERE NOT EXISTS (SELECT 1 FROM interface_gap WHERE "
                                "interface = ?1 AND (to_ts = {0} OR from_ts = ?2))",
                                kOpenEnd)),
      close_gap_(db, fmt::format("UPDATE interface_gap SET to_ts = ?2 WHERE interface = ?1 AND "
                                 "to_ts = {} AND from_ts < ?2",
                                 kOpenEnd)),
      drop_gap_(db, fmt::format("DELETE FROM interface_gap WHERE interface = ? AND to_ts = {}",
                                kOpenEnd)),
      addresses_(db, fmt::format("SELECT id, address, prefix_length FROM interface_address "
                                 "WHERE interface = ? AND valid_to = {}",
                                 kOpenEnd)),
      add_first_address_(db,
                         fmt::format("INSERT INTO interface_address (interface, address, "
                                     "prefix_length, valid_from, valid_to) VALUES (?, ?, ?, ?, {})",
                                     kOpenEnd)),
      add_address_(db,
                   fmt::format("INSERT INTO interface_address (interface, address, prefix_length, "
                               "valid_from, valid_to) SELECT ?1, ?2, ?3, max(?4, coalesce((SELECT "
                               "max(valid_to) FROM interface_address WHERE interface = ?1 AND "
                               "valid_to < {0} AND address = ?2), 0)), {0}",
                               kOpenEnd)),
      close_address_(db,
                     "UPDATE interface_address SET valid_to = max(?2, valid_from + 1) "
                     "WHERE id = ?1"),
      close_addresses_(db, fmt::format("UPDATE interface_address SET valid_to = max(?2, "
                                       "valid_from + 1) WHERE interface = ?1 AND valid_to = {}",
                                       kOpenEnd)) {}

void InterfaceWriter::write(std::int64_t device, const StateRow& row) {
  const auto id = find(device, row.if_name);
  if (!row.state) return id ? remove(*id, row.at) : void();
  if (id) return update(*id, row.at, *row.state);
  add_.run(device, row.if_name, row.at);
  begin(sqlite3_last_insert_rowid(db_.handle()), row.at, *row.state);
}

std::set<std::string> InterfaceWriter::names(std::int64_t device) {
  sqlite::Statement row(db_,
                        "SELECT i.name FROM interface i JOIN interface_current c ON "
                        "c.interface = i.id WHERE i.device = ?");
  row.bind(device);
  std::set<std::string> names;
  while (row.step()) names.insert(row.text(0));
  return names;
}

void InterfaceWriter::write(std::int64_t device, const SightingRow& row) {
  const auto id = find(device, row.if_name);
  if (!id) return;
  if (row.observed)
    close_gap(*id, row.at);
  else
    open_gap_.run(*id, row.at);
}

/// One that would end before it began (the wall clock went back) was none.
void InterfaceWriter::close_gap(std::int64_t interface, UtcMillis at) {
  close_gap_.run(interface, at);
  drop_gap_.run(interface);
}

std::optional<std::int64_t> InterfaceWriter::find(std::int64_t device, const std::string& name) {
  find_.bind(device, name);
  const auto id = find_.step() ? std::optional(find_.integer(0)) : std::nullopt;
  find_.reset();
  return id;
}

std::int64_t InterfaceWriter::interned(const std::string& text) {
  find_text_.bind(text);
  if (find_text_.step()) {
    const auto id = find_text_.integer(0);
    find_text_.reset();
    return id;
  }
  add_text_.run(text);
  return sqlite3_last_insert_rowid(db_.handle());
}

StateColumns InterfaceWriter::columns(const Interface& state) {
  return columns_of(state, [this](const std::string& text) { return interned(text); });
}

std::optional<InterfaceWriter::Current> InterfaceWriter::current(std::int64_t interface) {
  current_.bind(interface);
  if (!current_.step()) return std::nullopt;
  Current row{current_.integer(0), current_.integer(1), current_.integer(2), {}};
  for (std::size_t i = 0; i < row.columns.size(); ++i)
    row.columns[i] = current_.maybe_integer(static_cast<int>(i) + 3);
  current_.reset();
  return row;
}

/// The end of the last interval; only asked for when that is closed.
UtcMillis InterfaceWriter::end_of_history(std::int64_t interface) {
  history_end_.bind(interface);
  const UtcMillis end = history_end_.step() ? history_end_.integer(0) : 0;
  history_end_.reset();
  return end;
}

/// Of an interface that was never there nothing has to be looked up.
void InterfaceWriter::begin(std::int64_t interface, UtcMillis at, const Interface& state) {
  set_state(interface, {at, at, families(state), columns(state)});
  for (const auto* stated : {&state.ipv4, &state.ipv6})
    if (*stated)
      for (const auto& [address, length] : **stated)
        add_first_address_.run(interface, address, number(length), at);
}

void InterfaceWriter::update(std::int64_t interface, UtcMillis at, const Interface& state) {
  const auto now = current(interface);
  Current next{at, at, families(state), columns(state)};
  if (!now || now->columns != next.columns) {
    next.valid_from = std::max(at, now ? now->valid_from + 1 : end_of_history(interface));
    next.flap = now && is_flap(now->columns, next.columns);
    next.since = now && same_status(now->columns, next.columns) ? now->since : next.valid_from;
    if (now) close_history_.run(interface, now->valid_from, next.valid_from, std::nullopt);
    set_state(interface, next);
    if (!now) returned_.run(interface);
  } else if (now->families != next.families) {
    set_families_.run(interface, next.families);
  }
  set_addresses(interface, at, false, state.ipv4);
  set_addresses(interface, at, true, state.ipv6);
}

void InterfaceWriter::set_state(std::int64_t interface, const Current& row) {
  add_history_.run(interface, row.valid_from, kOpenEnd, std::int64_t{row.flap}, row.columns);
  set_current_.run(interface, row.since, row.valid_from, row.families, row.columns);
}

/// One family at a time: a family that is not stated is left as it is.
void InterfaceWriter::set_addresses(std::int64_t interface, UtcMillis at, bool ipv6,
                                    const std::optional<std::vector<InterfaceAddress>>& stated) {
  if (!stated) return;
  std::set<InterfaceAddress> wanted(stated->begin(), stated->end());
  std::vector<std::int64_t> gone;
  addresses_.bind(interface);
  while (addresses_.step()) {
    InterfaceAddress held{addresses_.text(1), std::nullopt};
    if (const auto length = addresses_.maybe_integer(2))
      held.prefix_length = static_cast<std::uint8_t>(*length);
    const bool is_ipv6 = held.address.find(':') != std::string::npos;
    if (is_ipv6 == ipv6 && wanted.erase(held) == 0) gone.push_back(addresses_.integer(0));
  }
  addresses_.reset();
  for (const auto id : gone) close_address_.run(id, at);
  for (const auto& [address, length] : wanted)
    add_address_.run(interface, address, number(length), at);
}

void InterfaceWriter::remove(std::int64_t interface, UtcMillis at) {
  const auto now = current(interface);
  if (!now) return;
  const UtcMillis to = std::max(at, now->valid_from + 1);
  close_history_.run(interface, now->valid_from, to, std::int64_t{1});
  drop_current_.run(interface);
  close_addresses_.run(interface, to);
  close_gap(interface, to);
  removed_.run(interface, to);
}

}  // namespace showd
