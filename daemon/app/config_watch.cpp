#include "app/config_watch.hpp"

#include <utility>

#include "base/hash.hpp"
#include "base/log.hpp"
#include "base/read_file.hpp"

namespace showd {
namespace {

constexpr std::size_t kLargest = 64 << 20;  ///< as for config itself

}  // namespace

FilePrint print_of(const std::filesystem::path& file) {
  const auto text = read_regular_file(file, kLargest);
  return text ? FilePrint(fnv1a(*text)) : std::nullopt;
}

ConfigWatch::ConfigWatch(asio::io_context& main, Helpers& helpers, std::filesystem::path file,
                         FilePrint in_force)
    : main_(main),
      helpers_(helpers),
      file_(std::move(file)),
      in_force_(in_force),
      seen_(in_force),
      watch_(main, {file_}, [this] { look(); }) {
  look();
}

void ConfigWatch::reloaded(FilePrint in_force) {
  in_force_ = seen_ = in_force;
  differs_ = false;
  look();
}

/// A helper reads: the disk may be slow, and the main thread keeps the schedule. It does not touch
/// this object, which may be gone by then; what it posts is run by `main` only while that lives.
void ConfigWatch::look() {
  const auto read = [this, &main = main_, file = file_](const std::stop_token&) {
    asio::post(main, [this, now = print_of(file)] { compare(now); });
  };
  (void)helpers_.run(Helpers::Kind::files, read);  // else the next change is looked at
}

void ConfigWatch::compare(FilePrint now) {
  const bool differs = now != in_force_;
  const bool news = now != std::exchange(seen_, now) || differs != differs_;
  differs_ = differs;
  if (news) tell(now);
}

void ConfigWatch::tell(FilePrint now) const {
  const log::About about{.event = log::Event::config_file_changed};
  if (!differs_) return log::info(about, "{} is what runs again", file_.string());
  log::warning(about, "{} {}", file_.string(),
               now ? "differs from what runs: reload with systemctl reload showd"
                   : "cannot be read any more; what it said goes on");
}

}  // namespace showd
