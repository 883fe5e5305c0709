#include "ctl/table.hpp"

#include <fmt/format.h>
#include <fmt/ostream.h>
#include <wchar.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <clocale>
#include <ctime>
#include <numeric>
#include <optional>
#include <ostream>
#include <set>
#include <string>
#include <vector>

#include "base/units.hpp"
#include "base/utf8.hpp"
#include "ctl/columns.hpp"

namespace showd {
namespace {

constexpr std::size_t kLongest = 4096;  // bytes of a field
constexpr std::size_t kBetween = 2;     // columns of the terminal
constexpr const char* kEllipsis = "\u2026";
constexpr const char* kDay = "%Y-%m-%d";

// --- Text on a terminal -------------------------------------------------------------------------

/// Our texts are UTF-8 whatever the person's locale is.
class Utf8Locale {
 public:
  Utf8Locale() : utf8_(::newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr)) {
    if (utf8_ != nullptr) before_ = ::uselocale(utf8_);
  }
  Utf8Locale(const Utf8Locale&) = delete;
  Utf8Locale& operator=(const Utf8Locale&) = delete;
  ~Utf8Locale() {
    if (utf8_ == nullptr) return;
    ::uselocale(before_);
    ::freelocale(utf8_);
  }

 private:
  locale_t utf8_;
  locale_t before_ = nullptr;
};

/// The bytes of the first character of `text`, which is not empty, and the columns that it takes.
struct Glyph {
  std::size_t bytes;
  std::size_t columns;
};

Glyph first_glyph(std::string_view text) {
  if (static_cast<unsigned char>(text.front()) < 0x80) return {1, 1};
  wchar_t wide = 0;
  std::mbstate_t state{};
  const std::size_t bytes = std::mbrtowc(&wide, text.data(), text.size(), &state);
  if (bytes == 0 || bytes > text.size()) return {1, 1};
  return {bytes, static_cast<std::size_t>(std::max(::wcwidth(wide), 0))};
}

std::size_t width(std::string_view text) {
  std::size_t columns = 0;
  while (!text.empty()) {
    const Glyph glyph = first_glyph(text);
    columns += glyph.columns;
    text.remove_prefix(glyph.bytes);
  }
  return columns;
}

std::string cut(const std::string& text, std::size_t columns) {
  if (width(text) <= columns) return text;
  std::size_t taken = 0, used = 0;
  while (true) {
    const Glyph glyph = first_glyph(std::string_view(text).substr(taken));
    if (used + glyph.columns + 1 > columns) break;
    taken += glyph.bytes;
    used += glyph.columns;
  }
  return text.substr(0, taken) + kEllipsis;
}

// --- Fields for people --------------------------------------------------------------------------

std::optional<std::tm> local(const Cell& cell) {
  const auto* const text = std::get_if<std::string>(&cell);
  std::tm parts{};
  if (text == nullptr || ::strptime(text->c_str(), "%Y-%m-%dT%H:%M:%SZ", &parts) == nullptr)
    return std::nullopt;
  const std::time_t seconds = ::timegm(&parts);
  ::localtime_r(&seconds, &parts);
  return parts;
}

std::string formatted(const std::tm& parts, const char* form) {
  std::array<char, 64> text{};
  return {text.data(), std::strftime(text.data(), text.size(), form, &parts)};
}

bool all_of_day(const Listing& listing, std::size_t column, const std::string& day) {
  return std::all_of(listing.rows.begin(), listing.rows.end(), [&](const auto& row) {
    const auto parts = local(row[column]);
    return !parts || formatted(*parts, kDay) == day;
  });
}

std::string span(std::int64_t milliseconds) {
  return fmt::format("{}.{:03} s", milliseconds / 1000, milliseconds % 1000);
}

struct AsText {
  ColumnForm form;
  std::string operator()(std::monostate) const { return ""; }
  std::string operator()(std::int64_t number) const {
    if (form == ColumnForm::rate && number >= 0)
      return format_rate(static_cast<std::uint64_t>(number));
    if (form == ColumnForm::span) return span(number);
    if (form == ColumnForm::seconds) return format_duration(std::chrono::seconds(number));
    return fmt::format("{}", number);
  }
  std::string operator()(double number) const { return fmt::format("{:.3f}", number); }
  std::string operator()(const std::string& text) const { return printable(text, kLongest); }
};

bool is_number(const Cell& cell) {
  return std::holds_alternative<std::int64_t>(cell) || std::holds_alternative<double>(cell);
}

// --- The table ----------------------------------------------------------------------------------

struct Strip {  ///< a column with its fields as text
  Column column;
  std::string heading;
  std::vector<std::string> fields;
  std::size_t width = 0;
  bool right = false;  ///< numbers
  bool empty = true;   ///< nothing is known in any row
};

/// Times of one column have one form: of today alone the time of day. The zone is told at the top,
/// if it is one (there is summer time).
void fill_times(Strip& strip, const Listing& listing, std::size_t column, bool narrow) {
  const std::time_t seconds = std::time(nullptr);
  std::tm now{};
  ::localtime_r(&seconds, &now);
  const bool today = narrow && all_of_day(listing, column, formatted(now, kDay));
  std::set<std::string> zones;
  for (const auto& row : listing.rows) {
    const auto parts = local(row[column]);
    strip.fields.push_back(parts ? formatted(*parts, today ? "%H:%M:%S" : "%Y-%m-%d %H:%M:%S")
                                 : std::visit(AsText{strip.column.form}, row[column]));
    if (parts) zones.insert(formatted(*parts, "%Z"));
  }
  if (!zones.empty())
    strip.heading =
        fmt::format("{} ({})", strip.heading, zones.size() == 1 ? *zones.begin() : "local");
}

Strip strip_of(const Listing& listing, std::size_t column, bool narrow) {
  Strip strip{.column = column_of(listing.columns[column]), .heading = {}, .fields = {}};
  strip.heading = strip.column.heading;
  if (strip.column.form == ColumnForm::time)
    fill_times(strip, listing, column, narrow);
  else
    for (const auto& row : listing.rows)
      strip.fields.push_back(std::visit(AsText{strip.column.form}, row[column]));
  strip.right = std::any_of(listing.rows.begin(), listing.rows.end(),
                            [&](const auto& row) { return is_number(row[column]); });
  strip.width = width(strip.heading);
  for (const std::string& field : strip.fields) strip.width = std::max(strip.width, width(field));
  strip.empty = std::all_of(strip.fields.begin(), strip.fields.end(),
                            [](const std::string& field) { return field.empty(); });
  return strip;
}

std::size_t total(const std::vector<Strip>& strips) {
  return std::accumulate(strips.begin(), strips.end(),
                         kBetween * (strips.empty() ? 0 : strips.size() - 1),
                         [](std::size_t sum, const Strip& strip) { return sum + strip.width; });
}

/// How much narrower a strip may become.
std::size_t spare(const Strip& strip) {
  const std::size_t least = std::max(strip.column.least, width(strip.heading));
  return strip.column.least == 0 || strip.width <= least ? 0 : strip.width - least;
}

/// Takes what is too much from the strips that can spare it, the widest first.
void narrow_to(std::vector<Strip>& strips, std::size_t columns) {
  while (total(strips) > columns) {
    const auto widest =
        std::max_element(strips.begin(), strips.end(), [](const Strip& one, const Strip& other) {
          return (spare(one) == 0 ? 0 : one.width) < (spare(other) == 0 ? 0 : other.width);
        });
    if (spare(*widest) == 0) return;
    --widest->width;
  }
}

bool could_fit(const std::vector<Strip>& strips, std::size_t columns) {
  std::size_t spares = 0;
  for (const Strip& strip : strips) spares += spare(strip);
  return total(strips) - spares <= columns;
}

/// What goes first: columns that say nothing, then those that matter least.
int dispensable(const Strip& strip) {
  constexpr int kMore = 100;
  return strip.column.rank == 0 ? 0 : strip.column.rank + (strip.empty ? kMore : 0);
}

/// Leaves out columns until the rest can be made to fit. Gives the headings of those that held
/// something.
std::vector<std::string> leave_out(std::vector<Strip>& strips, std::size_t columns) {
  std::vector<std::string> gone;
  while (!could_fit(strips, columns)) {
    const auto least = std::max_element(
        strips.begin(), strips.end(),
        [](const Strip& one, const Strip& other) { return dispensable(one) < dispensable(other); });
    if (dispensable(*least) == 0) break;
    if (!least->empty) gone.emplace_back(least->column.heading);
    strips.erase(least);
  }
  return gone;
}

constexpr const char* kBold = "\x1b[1m";
constexpr const char* kRed = "\x1b[31m";
constexpr const char* kGreen = "\x1b[32m";
constexpr const char* kYellow = "\x1b[33m";
constexpr const char* kPlain = "\x1b[0m";

const char* colour_of(ColumnForm form, const std::string& field) {
  if (field.empty()) return "";
  if (form == ColumnForm::result) return field == "ok" ? kGreen : kRed;
  if (form != ColumnForm::status) return "";
  return field == "up" ? kGreen : field == "down" ? kRed : kYellow;
}

/// One line; `field` gives a strip's text, `colour` its colour ("" for none).
template <class Field, class Colour>
void print_line(std::ostream& out, const std::vector<Strip>& strips, Field field, Colour colour) {
  std::string line;
  std::size_t end = 0;  // behind the last thing that is to be seen
  for (const Strip& strip : strips) {
    if (&strip != &strips.front()) line += std::string(kBetween, ' ');
    const std::string text = cut(field(strip), strip.width);
    const std::string pad(strip.width - std::min(width(text), strip.width), ' ');
    const std::string_view paint = colour(strip);
    line += (strip.right ? pad : "") + std::string(paint) + text;
    if (!paint.empty()) line += kPlain;
    if (!text.empty()) end = line.size();
    if (!strip.right) line += pad;
  }
  out << line.substr(0, end) << '\n';
}

}  // namespace

void print_table(std::ostream& out, const Listing& listing, const Terminal& terminal) {
  const Utf8Locale utf8;
  std::vector<Strip> strips;
  for (std::size_t i = 0; i < listing.columns.size(); ++i)
    strips.push_back(strip_of(listing, i, terminal.width.has_value()));
  std::vector<std::string> gone;
  if (terminal.width) {
    gone = leave_out(strips, *terminal.width);
    narrow_to(strips, *terminal.width);
  }
  print_line(
      out, strips, [](const Strip& strip) { return strip.heading; },
      [&](const Strip&) { return terminal.colour ? kBold : ""; });
  for (std::size_t row = 0; row < listing.rows.size(); ++row)
    print_line(
        out, strips, [&](const Strip& strip) { return strip.fields[row]; },
        [&](const Strip& strip) {
          return terminal.colour ? colour_of(strip.column.form, strip.fields[row]) : "";
        });
  if (!gone.empty())
    fmt::print(out, "(too narrow for {}: --wide, --columns)\n", fmt::join(gone, ", "));
}

void print_record(std::ostream& out, const Listing& listing, const Terminal& terminal) {
  const Utf8Locale utf8;
  std::vector<Strip> strips;
  std::size_t widest = 0;
  for (std::size_t i = 0; i < listing.columns.size(); ++i) {
    strips.push_back(strip_of(listing, i, false));
    widest = std::max(widest, width(strips.back().heading));
  }
  for (const Strip& strip : strips) {
    const std::string& field = strip.fields.front();
    if (field.empty()) continue;
    const std::string_view paint = terminal.colour ? colour_of(strip.column.form, field) : "";
    out << strip.heading << std::string(widest - width(strip.heading) + kBetween, ' ') << paint
        << field << (paint.empty() ? "" : kPlain) << '\n';
  }
}

}  // namespace showd
