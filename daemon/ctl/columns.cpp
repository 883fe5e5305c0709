#include "ctl/columns.hpp"

#include <algorithm>
#include <iterator>

namespace showd {
namespace {

constexpr Column kColumns[] = {
    {.name = "device", .heading = "device", .rank = 0},
    {.name = "if_name", .heading = "interface", .rank = 0},
    {.name = "admin_status", .heading = "admin", .form = ColumnForm::status, .rank = 1},
    {.name = "oper_status", .heading = "oper", .form = ColumnForm::status, .rank = 0},
    {.name = "since", .heading = "since", .form = ColumnForm::time, .rank = 3},
    {.name = "addresses", .heading = "addresses", .rank = 2, .least = 18},
    {.name = "if_alias", .heading = "description", .rank = 1, .least = 12},
    {.name = "speed_bps", .heading = "speed", .form = ColumnForm::rate, .rank = 4},
    {.name = "bandwidth_bps", .heading = "bandwidth", .form = ColumnForm::rate, .rank = 7},
    {.name = "phys_address", .heading = "mac", .rank = 6},
    {.name = "mtu", .heading = "mtu", .rank = 6},
    {.name = "type", .heading = "type", .rank = 8, .least = 11},
    {.name = "reason", .heading = "reason", .rank = 5, .least = 10},
    {.name = "if_index", .heading = "if_index", .rank = 9},
    {.name = "last_seen", .heading = "last seen", .form = ColumnForm::time, .rank = 8},
    {.name = "gap", .heading = "not observed", .rank = 1, .least = 10},

    {.name = "inventory", .heading = "inventory", .rank = 4},
    {.name = "platform", .heading = "platform", .rank = 5},
    {.name = "address", .heading = "address", .rank = 2},
    {.name = "last_result", .heading = "result", .form = ColumnForm::result, .rank = 0},
    {.name = "result", .heading = "result", .form = ColumnForm::result, .rank = 0},
    {.name = "stage", .heading = "stage", .rank = 1},
    {.name = "error", .heading = "error", .rank = 2, .least = 20},
    {.name = "last_ok", .heading = "last ok", .form = ColumnForm::time, .rank = 4},
    {.name = "first_seen", .heading = "first seen", .form = ColumnForm::time, .rank = 9},
    {.name = "accepted_at", .heading = "accepted", .form = ColumnForm::time, .rank = 4},
    {.name = "interfaces", .heading = "interfaces", .rank = 6},
    {.name = "next_poll", .heading = "next poll", .form = ColumnForm::time},
    {.name = "session", .heading = "last poll's session"},
    {.name = "failures_in_a_row", .heading = "failures in a row"},
    {.name = "not_observed", .heading = "not observed"},
    {.name = "unmatched_lines", .heading = "lines not understood"},
    {.name = "prefix_length", .heading = "length", .rank = 1},
    {.name = "network", .heading = "network", .rank = 3},
    {.name = "flaps", .heading = "flaps", .rank = 0},
    {.name = "run", .heading = "run", .rank = 0},
    {.name = "backed_off", .heading = "backed off", .rank = 1},

    {.name = "at", .heading = "at", .form = ColumnForm::time, .rank = 0},
    {.name = "what", .heading = "what", .rank = 0},
    {.name = "old", .heading = "before", .rank = 0, .least = 8},
    {.name = "new", .heading = "after", .rank = 0, .least = 8},
    {.name = "kind", .heading = "kind", .rank = 6},
    {.name = "change", .heading = "change", .rank = 0, .least = 20},
    {.name = "changes", .heading = "changes", .rank = 0},
    {.name = "last_change", .heading = "last change", .form = ColumnForm::time, .rank = 2},
    {.name = "from", .heading = "from", .form = ColumnForm::time, .rank = 0},
    {.name = "to", .heading = "to", .form = ColumnForm::time, .rank = 1},
    {.name = "started", .heading = "started", .form = ColumnForm::time, .rank = 0},
    {.name = "duration_ms", .heading = "took", .form = ColumnForm::span, .rank = 2},
    {.name = "percent_24h", .heading = "24 h %", .form = ColumnForm::percent, .rank = 0},
    {.name = "percent_7d", .heading = "7 d %", .form = ColumnForm::percent, .rank = 1},
    {.name = "gaps_7d", .heading = "gaps 7 d", .rank = 3},
    {.name = "gap_now", .heading = "now", .rank = 2},

    {.name = "percent", .heading = "up %", .form = ColumnForm::percent, .rank = 0},
    {.name = "down_seconds", .heading = "down", .form = ColumnForm::seconds, .rank = 1},
    {.name = "admin_down_seconds", .heading = "admin down", .form = ColumnForm::seconds, .rank = 2},
    {.name = "unobserved_seconds",
     .heading = "not observed",
     .form = ColumnForm::seconds,
     .rank = 2},

    {.name = "sha256", .heading = "fingerprint", .rank = 0},
    {.name = "file", .heading = "file", .rank = 4, .least = 20},
};

}  // namespace

Column column_of(std::string_view name) {
  const auto* const found = std::find_if(std::begin(kColumns), std::end(kColumns),
                                         [&](const Column& one) { return one.name == name; });
  return found == std::end(kColumns) ? Column{.name = name, .heading = name} : *found;
}

}  // namespace showd
