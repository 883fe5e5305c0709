#include "ctl/watch.hpp"

#include <fmt/format.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <iostream>
#include <iterator>
#include <set>
#include <sstream>
#include <stdexcept>
#include <thread>

#include "base/units.hpp"
#include "base/utf8.hpp"
#include "ctl/time_arguments.hpp"

namespace showd {
namespace {

/// A change is dated by its poll's start and is in the database when the poll has ended.
constexpr std::chrono::minutes kLatest{10};

/// Lines that a terminal shows; 0: not told.
std::size_t height() {
  struct winsize size {};
  return ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_row : 0;
}

/// As much of `text` as `lines` hold, the last of them for how much more there is.
std::string first_lines(const std::string& text, std::size_t lines) {
  const auto all = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
  if (all <= lines || lines < 2) return text;
  std::size_t end = 0;
  for (std::size_t line = 0; line + 1 < lines; ++line) end = text.find('\n', end) + 1;
  return text.substr(0, end) + fmt::format("... {} more lines\n", all - lines + 1);
}

void flush() {
  std::cout.flush();
  if (!std::cout) throw std::runtime_error("standard output: cannot be written");
}

std::string field(const Listing& listing, const std::vector<Cell>& row, std::string_view name) {
  const auto found = std::find(listing.columns.begin(), listing.columns.end(), name);
  if (found == listing.columns.end()) return "";
  const auto* const text =
      std::get_if<std::string>(&row[static_cast<std::size_t>(found - listing.columns.begin())]);
  return text == nullptr ? "" : *text;
}

std::string line_for_people(const Listing& changes, const std::vector<Cell>& row) {
  return fmt::format("{} {} {}: {}", local_time(parse_moment("at", field(changes, row, "at"))),
                     printable(field(changes, row, "device")),
                     printable(field(changes, row, "if_name")),
                     printable(field(changes, row, "change")));
}

using Rows = std::set<std::vector<Cell>>;

Rows rows_of(const Listing& changes) { return {changes.rows.begin(), changes.rows.end()}; }

/// Those that are not among `told`, the oldest first.
void tell(const Listing& changes, const Rows& told, const View& view) {
  Listing fresh{changes.columns, {}};
  std::copy_if(changes.rows.rbegin(), changes.rows.rend(), std::back_inserter(fresh.rows),
               [&](const std::vector<Cell>& row) { return !told.contains(row); });
  if (view.format == Format::table)
    for (const std::vector<Cell>& row : fresh.rows)
      std::cout << line_for_people(fresh, row) << '\n';
  else
    print_rows(std::cout, fresh, view);
  flush();
}

}  // namespace

std::chrono::milliseconds pause_of(const ShowArguments& asked) {
  constexpr std::chrono::milliseconds kLeast{100};
  const auto span = parse_duration(asked.every.value_or("2s"));
  if (!span || *span < kLeast)
    throw UsageError(fmt::format("--every: expected a span such as 500ms, 2s or 1m, not '{}'",
                                 printable(*asked.every, 60)));
  return *span;
}

void watch(std::chrono::milliseconds pause, const std::function<void(std::ostream&)>& print) {
  const bool terminal = ::isatty(STDOUT_FILENO) == 1;
  while (true) {
    std::ostringstream text;
    text << local_time(system_clock().utc()) << ", every " << format_duration(pause) << "\n\n";
    print(text);
    if (terminal)
      std::cout << "\x1b[H\x1b[2J" << first_lines(text.str(), height());
    else
      std::cout << text.str() << '\n';
    flush();
    std::this_thread::sleep_for(pause);
  }
}

void follow(const std::function<Listing()>& known, std::chrono::milliseconds pause,
            const View& view, const std::function<Listing(UtcMillis)>& changes_since) {
  const auto look = [&] {
    return changes_since(system_clock().utc() - std::chrono::milliseconds(kLatest).count());
  };
  Rows told = rows_of(look());
  const Listing first = known();
  if (view.format == Format::csv) print(std::cout, {first.columns, {}}, view);
  tell(first, {}, view);
  told.merge(rows_of(first));
  while (true) {
    std::this_thread::sleep_for(pause);
    const Listing latest = look();
    tell(latest, told, view);
    told = rows_of(latest);  // what a later look does not give again need not be remembered
  }
}

}  // namespace showd
