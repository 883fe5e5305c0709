#include "inventory/watch.hpp"

#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <system_error>

#include "base/log.hpp"
#include "inventory/path_trail.hpp"

namespace showd {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::milliseconds kQuiet(200);
constexpr std::chrono::seconds kLongestBurst(2);  // a file that is written all the time is told too
constexpr std::uint32_t kEvents = IN_ATTRIB | IN_CLOSE_WRITE | IN_CREATE | IN_DELETE |
                                  IN_MOVED_FROM | IN_MOVED_TO | IN_DELETE_SELF | IN_MOVE_SELF |
                                  IN_ONLYDIR;
/// The folder itself went, or the kernel had to drop events: look at everything again.
constexpr std::uint32_t kUnnamed = IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT | IN_Q_OVERFLOW;

bool is_yaml(const fs::path& name) {
  return (name.extension() == ".yaml" || name.extension() == ".yml") &&
         !name.native().starts_with('.');
}

}  // namespace

/// Shared with the handlers that wait, so that it outlives a destruction under way.
/// Thread: the loop's, all members.
struct FileWatch::Impl : std::enable_shared_from_this<FileWatch::Impl> {
  /// Which entries of a watched folder matter.
  struct Folder {
    std::set<std::string> names;
    bool yaml = false;  ///< all *.yaml and *.yml too
  };
  using Folders = std::map<int, Folder>;  ///< by inotify's watch number

  Impl(asio::io_context& loop, std::vector<fs::path> files, std::function<void()> call)
      : paths(std::move(files)), changed(std::move(call)), inotify(loop), quiet(loop) {
    const int descriptor = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
    if (descriptor < 0) throw std::system_error(errno, std::generic_category(), "inotify");
    inotify.assign(descriptor);
  }

  /// Adds the folder to `folders`; the same folder twice is one watch. Nothing if it cannot be.
  Folder* add(const fs::path& path, Folders& folders) {
    const int number = ::inotify_add_watch(inotify.native_handle(), path.c_str(), kEvents);
    if (number >= 0) return &folders[number];
    if (errno != ENOENT && errno != ENOTDIR && told.insert(path).second)
      log::warning({.event = log::Event::file_not_watched}, "{}: changes are not seen: {}",
                   path.string(), std::strerror(errno));
    return nullptr;
  }

  void follow(const fs::path& path, Folders& folders) {
    const fs::path end = walk_path(path, [&](const fs::path& folder, const std::string& name) {
      if (Folder* watched = add(folder, folders)) watched->names.insert(name);
    });
    std::error_code error;
    if (!fs::is_directory(path, error)) return;
    if (Folder* watched = add(end, folders)) watched->yaml = true;
    for (fs::directory_iterator entry(end, error), none; !error && entry != none;
         entry.increment(error))
      if (is_yaml(entry->path().filename()) && entry->is_symlink(error))
        follow_link(entry->path(), folders);
  }

  /// A link in a watched directory; not followed further when it leads to a directory.
  void follow_link(const fs::path& link, Folders& folders) {
    walk_path(link, [&](const fs::path& folder, const std::string& name) {
      if (Folder* watched = add(folder, folders)) watched->names.insert(name);
    });
  }

  /// Watches what the paths lead through now, and no more what they led through before.
  void follow_all() {
    Folders now;
    for (const fs::path& path : paths) follow(path, now);
    for (const auto& [number, folder] : watched)
      if (!now.contains(number)) ::inotify_rm_watch(inotify.native_handle(), number);
    watched = std::move(now);
  }

  [[nodiscard]] bool matters(const inotify_event& event) const {
    if ((event.mask & kUnnamed) != 0) return true;
    const auto folder = watched.find(event.wd);
    if (folder == watched.end() || event.len == 0) return false;
    const std::string name = event.name;
    return folder->second.names.contains(name) || (folder->second.yaml && is_yaml(name));
  }

  /// Reads all that is queued; true if any of it matters.
  bool drain() {
    alignas(inotify_event) std::array<char, 16 << 10> bytes;
    bool any = false;
    for (;;) {
      const ssize_t got = ::read(inotify.native_handle(), bytes.data(), bytes.size());
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) return any;
      for (std::size_t at = 0; at < static_cast<std::size_t>(got);) {
        const auto* event = reinterpret_cast<const inotify_event*>(bytes.data() + at);
        any = matters(*event) || any;
        at += sizeof(inotify_event) + event->len;
      }
    }
  }

  void wait_for_events() {
    inotify.async_wait(asio::posix::stream_descriptor::wait_read,
                       [self = shared_from_this()](std::error_code error) {
                         if (error || self->stopped) return;
                         if (self->drain()) self->wait_for_quiet();
                         self->wait_for_events();
                       });
  }

  /// Setting the timer anew cancels the wait before: bursts are one call.
  void wait_for_quiet() {
    const auto now = std::chrono::steady_clock::now();
    if (!burst_since) burst_since = now;
    quiet.expires_at(std::min(now + kQuiet, *burst_since + kLongestBurst));
    quiet.async_wait([self = shared_from_this()](std::error_code error) {
      if (error || self->stopped) return;
      self->burst_since.reset();
      self->follow_all();  // before the files are read, so later changes are seen
      self->changed();
    });
  }

  void stop() {
    stopped = true;
    std::error_code ignored;
    inotify.close(ignored);
    quiet.cancel();
  }

  const std::vector<fs::path> paths;
  const std::function<void()> changed;
  asio::posix::stream_descriptor inotify;
  asio::steady_timer quiet;
  std::optional<std::chrono::steady_clock::time_point> burst_since;
  Folders watched;
  std::set<fs::path> told;  ///< folders that a warning was logged for
  bool stopped = false;
};

FileWatch::FileWatch(asio::io_context& loop, std::vector<fs::path> paths,
                     std::function<void()> changed) {
  for (fs::path& path : paths) path = fs::absolute(path).lexically_normal();
  impl_ = std::make_shared<Impl>(loop, std::move(paths), std::move(changed));
  impl_->follow_all();
  impl_->wait_for_events();
}

FileWatch::~FileWatch() { impl_->stop(); }

void renew(std::unique_ptr<FileWatch>& watch, asio::io_context& loop, std::vector<fs::path> paths,
           std::function<void()> changed) {
  try {
    watch = std::make_unique<FileWatch>(loop, std::move(paths), std::move(changed));
  } catch (const std::system_error& fault) {
    if (!watch) throw;
    log::warning({.event = log::Event::file_not_watched},
                 "{}: until the next reload only files that were watched before are", fault.what());
  }
}

}  // namespace showd
