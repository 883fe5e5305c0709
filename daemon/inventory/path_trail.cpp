#include "inventory/path_trail.hpp"

#include <deque>
#include <system_error>

namespace showd {
namespace {

namespace fs = std::filesystem;

/// Puts the components of `path` in front of what is still to be walked.
void put_first(std::deque<std::string>& ahead, const fs::path& path) {
  const fs::path relative = path.relative_path();
  std::deque<std::string> parts;
  for (const fs::path& part : relative)
    if (!part.empty() && part != ".") parts.push_back(part.string());
  ahead.insert(ahead.begin(), parts.begin(), parts.end());
}

}  // namespace

fs::path walk_path(const fs::path& path,
                   const std::function<void(const fs::path&, const std::string&)>& step) {
  std::deque<std::string> ahead;
  put_first(ahead, path);
  fs::path here = "/";
  for (int links = 0; !ahead.empty();) {
    const std::string name = std::move(ahead.front());
    ahead.pop_front();
    if (name == "..") {
      here = here.parent_path();
      continue;
    }
    step(here, name);
    std::error_code error;
    const fs::path entry = here / name;
    const fs::file_status status = fs::symlink_status(entry, error);
    if (status.type() == fs::file_type::symlink) {
      const fs::path target = fs::read_symlink(entry, error);
      if (error || ++links > 64) return here;
      if (target.is_absolute()) here = "/";
      put_first(ahead, target);
    } else if (status.type() == fs::file_type::not_found || status.type() == fs::file_type::none) {
      return here;
    } else {
      here = entry;
    }
  }
  return here;
}

}  // namespace showd
