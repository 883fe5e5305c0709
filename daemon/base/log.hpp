/// The log: journal with priorities under systemd, stderr otherwise. One line per event, UTF-8.
#pragma once

#include <fmt/format.h>

#include <string_view>

namespace showd::log {

enum class Level { debug, info, warning, error };

/// Where lines go; called once by main before threads exist. Journal when stderr is connected to
/// it (JOURNAL_STREAM, systemd.exec(5)), else stderr.
void open(Level least);

[[nodiscard]] bool enabled(Level level) noexcept;

/// Thread: any. Control characters in `line` are replaced, so device text cannot forge lines.
void write(Level level, std::string_view line);

template <class... Args>
void debug(fmt::format_string<Args...> format, Args&&... args) {
  if (enabled(Level::debug)) write(Level::debug, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void info(fmt::format_string<Args...> format, Args&&... args) {
  if (enabled(Level::info)) write(Level::info, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void warning(fmt::format_string<Args...> format, Args&&... args) {
  write(Level::warning, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void error(fmt::format_string<Args...> format, Args&&... args) {
  write(Level::error, fmt::format(format, std::forward<Args>(args)...));
}

}  // namespace showd::log
