/// The log: one line per event, UTF-8, and beside it what the event is about. Under systemd each
/// goes to the journal as fields (systemd.journal-fields(7)), else to stderr as text, logfmt or
/// JSON. The function that knows what a line is about says so:
///
///   log::warning({.event = Event::device_failed, .device = name}, "{}: {}", name, error.message);
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/log_events.hpp"

namespace showd::log {

enum class Level : std::uint8_t { debug, info, warning, error };

/// How a line looks on stderr.
enum class Format : std::uint8_t { text, logfmt, json };

/// What a line is about. Empty and 0: nothing of that kind. All is borrowed for the call. A line that
/// nobody looks for by its kind says so, by {}.
struct About {
  Event event = Event::none;
  std::string_view device = {};
  std::string_view interface = {};
  std::string_view inventory = {};
  std::string_view stage = {};
  std::string_view result = {};  ///< "ok" or an Errc's name
  std::uint64_t run = 0;
  std::span<const std::string> devices = {};     ///< of a line about many
  std::span<const std::string> interfaces = {};  ///< likewise
};

[[nodiscard]] std::string_view to_string(Level level) noexcept;
[[nodiscard]] std::optional<Level> level_from_string(std::string_view name) noexcept;
[[nodiscard]] std::optional<Format> format_from_string(std::string_view name) noexcept;

/// Where lines go; called once by main before threads exist. Without a format: to the journal when
/// stderr is connected to it (JOURNAL_STREAM, systemd.exec(5)), else to stderr as text.
void open(Level least, std::optional<Format> format = {});

[[nodiscard]] bool enabled(Level level) noexcept;

/// Thread: any. Whatever bytes `line` and `about` hold, they forge neither lines nor fields.
void write(Level level, const About& about, std::string_view line);

template <class... Args>
void debug(const About& about, fmt::format_string<Args...> format, Args&&... args) {
  if (enabled(Level::debug))
    write(Level::debug, about, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void info(const About& about, fmt::format_string<Args...> format, Args&&... args) {
  if (enabled(Level::info))
    write(Level::info, about, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void warning(const About& about, fmt::format_string<Args...> format, Args&&... args) {
  write(Level::warning, about, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void error(const About& about, fmt::format_string<Args...> format, Args&&... args) {
  write(Level::error, about, fmt::format(format, std::forward<Args>(args)...));
}

}  // namespace showd::log
