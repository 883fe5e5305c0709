#include "app/config_watch.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/log.hpp"

namespace showd {
namespace {

void tell(const std::filesystem::path& file, const FilePrint& in_force, const FilePrint& now) {
  const log::About about{.event = log::Event::config_file_changed};
  if (now == in_force) return log::info(about, "{} is what runs again", file.string());
  log::warning(about, "{} {}", file.string(),
               now ? "differs from what runs: reload with systemctl reload showd"
                   : "cannot be read any more; what it said goes on");
}

}  // namespace

ConfigWatch::ConfigWatch(asio::io_context& main, Helpers& helpers, const FilePrints& in_force)
    : main_(main), helpers_(helpers) {
  reloaded(in_force);
}

/// The watch comes first, then the look: an edit since they were read is seen by one of the two.
void ConfigWatch::reloaded(const FilePrints& in_force) {
  files_.clear();
  std::vector<std::filesystem::path> paths;
  for (const auto& [path, print] : in_force) {
    files_[path] = {print, print};
    paths.push_back(path);
  }
  renew(watch_, main_, std::move(paths), [this] { look(); });
  look();
}

bool ConfigWatch::differs() const {
  return std::any_of(files_.begin(), files_.end(),
                     [](const auto& entry) { return entry.second.seen != entry.second.in_force; });
}

/// A helper reads: the disk may be slow, and the main thread keeps the schedule. It does not touch
/// this object, which may be gone by then; what it posts is run by `main` only while that lives.
void ConfigWatch::look() {
  FilePrints files;
  for (const auto& [path, file] : files_) files[path] = std::nullopt;
  const auto read = [this, &main = main_, files, look = ++looks_](const std::stop_token&) {
    FilePrints now = files;
    for (auto& [path, print] : now) print = print_of(path);
    asio::post(main, [this, look, now = std::move(now)] { compare(look, now); });
  };
  (void)helpers_.run(Helpers::Kind::files, read);  // else the next change is looked at
}

void ConfigWatch::compare(std::uint64_t look, const FilePrints& now) {
  if (look != looks_) return;  // overtaken
  for (const auto& [path, print] : now) {
    File& file = files_.at(path);
    if (std::exchange(file.seen, print) != print) tell(path, file.in_force, print);
  }
}

}  // namespace showd
