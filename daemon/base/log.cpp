#include "base/log.hpp"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/sinks/systemd_sink.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>

#include "base/utf8.hpp"

namespace showd::log {
namespace {

std::atomic<Level> least_level{Level::info};

spdlog::level::level_enum to_spdlog(Level level) {
  switch (level) {
    case Level::debug:
      return spdlog::level::debug;
    case Level::info:
      return spdlog::level::info;
    case Level::warning:
      return spdlog::level::warn;
    case Level::error:
      return spdlog::level::err;
  }
  return spdlog::level::err;
}

/// systemd.exec(5): $JOURNAL_STREAM is "device:inode" of the journal's socket on our stderr.
bool stderr_is_journal() {
  const char* stream = std::getenv("JOURNAL_STREAM");
  struct stat status {};
  if (stream == nullptr || ::fstat(STDERR_FILENO, &status) != 0) return false;
  return fmt::format("{}:{}", status.st_dev, status.st_ino) == stream;
}

std::shared_ptr<spdlog::logger>& logger() {
  static std::shared_ptr<spdlog::logger> instance = [] {
    auto fresh = std::make_shared<spdlog::logger>(
        "showd", std::make_shared<spdlog::sinks::stderr_color_sink_mt>());
    fresh->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %^%l%$ %v");
    fresh->set_level(spdlog::level::debug);
    return fresh;
  }();
  return instance;
}

}  // namespace

void open(Level least) {
  least_level = least;
  if (!stderr_is_journal()) return;
  auto journal = std::make_shared<spdlog::logger>(
      "showd", std::make_shared<spdlog::sinks::systemd_sink_mt>("showd"));
  journal->set_level(spdlog::level::debug);
  logger() = journal;
}

bool enabled(Level level) noexcept { return level >= least_level.load(std::memory_order_relaxed); }

void write(Level level, std::string_view line) {
  if (enabled(level)) logger()->log(to_spdlog(level), "{}", printable(line, 4096));
}

}  // namespace showd::log
