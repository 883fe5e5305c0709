#include "base/log.hpp"

// Where in the code a line comes from tells an operator nothing.
#define SD_JOURNAL_SUPPRESS_LOCATION
#include <sys/stat.h>
#include <sys/uio.h>
#include <systemd/sd-journal.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/log_line.hpp"

namespace showd::log {
namespace {

constexpr std::string_view kLevels[] = {"debug", "info", "warning", "error"};
constexpr std::string_view kFormats[] = {"text", "logfmt", "json"};

std::atomic<Level> least_level{Level::info};

/// Settled by open(), before threads exist.
struct Destination {
  bool journal = false;
  Format format = Format::text;
  bool colour = false;
};
Destination destination;

/// systemd.exec(5): $JOURNAL_STREAM is "device:inode" of the journal's socket on our stderr.
bool stderr_is_journal() {
  const char* stream = std::getenv("JOURNAL_STREAM");
  struct stat status {};
  if (stream == nullptr || ::fstat(STDERR_FILENO, &status) != 0) return false;
  return fmt::format("{}:{}", status.st_dev, status.st_ino) == stream;
}

bool wants_colour() {
  const char* no_color = std::getenv("NO_COLOR");
  return ::isatty(STDERR_FILENO) != 0 && (no_color == nullptr || *no_color == '\0');
}

/// False: the journal does not take it.
bool send_to_journal(const Line& line) {
  std::vector<std::string> fields = as_journal_fields(line);
  std::vector<iovec> parts;
  for (std::string& field : fields) parts.push_back({field.data(), field.size()});
  return sd_journal_sendv(parts.data(), static_cast<int>(parts.size())) == 0;
}

std::string formatted(const Line& line) {
  switch (destination.format) {
    case Format::text:
      return as_text(line, destination.colour);
    case Format::logfmt:
      return as_logfmt(line);
    case Format::json:
      return as_json(line);
  }
  return {};
}

/// One call: stdio lets no other thread's line between.
void print(const Line& line) {
  const std::string text = formatted(line) + '\n';
  std::fwrite(text.data(), 1, text.size(), stderr);
}

template <class Value, std::size_t Size>
std::optional<Value> named(const std::string_view (&names)[Size], std::string_view name) {
  const auto* const found = std::find(std::begin(names), std::end(names), name);
  if (found == std::end(names)) return std::nullopt;
  return static_cast<Value>(found - std::begin(names));
}

}  // namespace

std::string_view to_string(Level level) noexcept { return kLevels[static_cast<int>(level)]; }

std::optional<Level> level_from_string(std::string_view name) noexcept {
  return named<Level>(kLevels, name);
}

std::optional<Format> format_from_string(std::string_view name) noexcept {
  return named<Format>(kFormats, name);
}

void open(Level least, std::optional<Format> format) {
  least_level = least;
  destination = {!format && stderr_is_journal(), format.value_or(Format::text), wants_colour()};
}

bool enabled(Level level) noexcept { return level >= least_level.load(std::memory_order_relaxed); }

void write(Level level, const About& about, std::string_view text) {
  if (!enabled(level)) return;
  const Line line{level, about, text, system_clock().utc()};
  if (!destination.journal || !send_to_journal(line)) print(line);
}

}  // namespace showd::log
