#include "metrics/process_figures.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <string_view>
#include <vector>

namespace showd {
namespace {

/// Fields of /proc/self/stat as proc(5) numbers them. The second is the program's name in
/// parentheses and may hold anything, so counting starts after the last ')'.
constexpr std::size_t kUserTicks = 14;
constexpr std::size_t kSystemTicks = 15;
constexpr std::size_t kThreads = 20;
constexpr std::size_t kStartTicks = 22;
constexpr std::size_t kVirtualBytes = 23;
constexpr std::size_t kResidentPages = 24;

/// From the third field on: fields[0] is number 3. Empty when the text is not as expected.
std::vector<std::uint64_t> fields_of(std::string_view stat) {
  const auto close = stat.rfind(')');
  if (close == std::string_view::npos) return {};
  std::vector<std::uint64_t> fields{0};  // the state, a letter
  const char* at = stat.data() + std::min(close + 4, stat.size());
  const char* const end = stat.data() + stat.size();
  while (at < end) {
    char* after = nullptr;
    fields.push_back(std::strtoull(at, &after, 10));
    if (after == at) break;
    at = after;
  }
  return fields;
}

double clock_seconds(clockid_t id) {
  timespec now{};
  ::clock_gettime(id, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

}  // namespace

// Not from btime of /proc/stat: the unit's ProcSubset=pid hides it. Once, so that the start time
// does not move when the wall clock is set.
ProcessFigures::ProcessFigures()
    : booted_(clock_seconds(CLOCK_REALTIME) - clock_seconds(CLOCK_BOOTTIME)),
      stat_(::open("/proc/self/stat", O_RDONLY | O_CLOEXEC)),
      fds_(::opendir("/proc/self/fd"), ::closedir) {}

ProcessFigures::~ProcessFigures() {
  if (stat_ >= 0) ::close(stat_);
}

std::optional<std::uint64_t> ProcessFigures::count_fds() {
  if (!fds_) return std::nullopt;
  ::rewinddir(fds_.get());
  std::uint64_t count = 0;
  while (const dirent* entry = ::readdir(fds_.get()))
    if (entry->d_name[0] != '.') ++count;
  return count;
}

std::optional<ProcessFigures::Reading> ProcessFigures::read() {
  std::array<char, 1024> text{};
  const ssize_t size = stat_ < 0 ? -1 : ::pread(stat_, text.data(), text.size() - 1, 0);
  if (size <= 0) return std::nullopt;
  const auto fields = fields_of({text.data(), static_cast<std::size_t>(size)});
  if (fields.size() <= kResidentPages - 3) return std::nullopt;
  const auto field = [&fields](std::size_t number) { return fields[number - 3]; };
  const auto ticks = static_cast<double>(::sysconf(_SC_CLK_TCK));
  Reading reading;
  reading.cpu_seconds = static_cast<double>(field(kUserTicks) + field(kSystemTicks)) / ticks;
  reading.start_time_seconds = booted_ + static_cast<double>(field(kStartTicks)) / ticks;
  reading.resident_bytes =
      field(kResidentPages) * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
  reading.virtual_bytes = field(kVirtualBytes);
  reading.threads = field(kThreads);
  reading.open_fds = count_fds();
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) reading.max_fds = limit.rlim_cur;
  return reading;
}

}  // namespace showd
