#include "ctl/user_known_hosts.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <stdexcept>

#include "base/descriptor.hpp"
#include "base/read_file.hpp"
#include "base/utf8.hpp"
#include "config/did_you_mean.hpp"
#include "ctl/command_line.hpp"
#include "transport/ssh/known_hosts.hpp"

namespace showd {
namespace {

constexpr std::size_t kLargest = 64 << 20;
constexpr const char* kEverybodys = "/etc/ssh/ssh_known_hosts";
constexpr std::array<std::string_view, 3> kModes = {"accept-new", "strict", "off"};

std::filesystem::path home() {
  if (const char* const named = std::getenv("HOME"); named != nullptr && *named != '\0')
    return named;
  const passwd* const user = ::getpwuid(::geteuid());
  return user == nullptr ? "/" : user->pw_dir;
}

/// Empty when there is none.
std::string text_of(const std::filesystem::path& file) {
  std::error_code error;
  if (!std::filesystem::exists(file, error) && !error) return "";
  auto text = read_regular_file(file, kLargest);
  if (!text) throw std::runtime_error(fmt::format("{}: {}", file.string(), text.error()));
  return *std::move(text) + "\n";
}

std::string text_of_mode(const std::string& mode) {
  auto text = read_regular_file(mode, kLargest);
  if (text) return *std::move(text);
  throw UsageError(fmt::format("--host-keys: expected accept-new, strict, off or a file: {}: {}{}",
                               printable(mode, 120), text.error(), did_you_mean(mode, kModes)));
}

/// In one piece, so that two at once do not mix; on a line of its own.
void append(const std::filesystem::path& file, const std::string& line) {
  const Descriptor out(
      ::open(file.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY, 0600));
  char last = '\n';
  struct stat about {};
  if (out && ::fstat(out.get(), &about) == 0 && about.st_size > 0)
    (void)!::pread(out.get(), &last, 1, about.st_size - 1);
  const std::string text = last == '\n' ? line : "\n" + line;
  if (!out || ::write(out.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size()))
    throw std::runtime_error(std::strerror(errno));
}

}  // namespace

UserKnownHosts::UserKnownHosts(const std::optional<std::string>& mode)
    : own_(home() / ".ssh" / "known_hosts") {
  if (mode == "off") {
    policy_ = HostKeyPolicy::off;
  } else if (!mode || mode == "accept-new" || mode == "strict") {
    if (mode == "strict") policy_ = HostKeyPolicy::strict;
    known_ = text_of(own_) + text_of(kEverybodys);
  } else {
    policy_ = HostKeyPolicy::strict;
    known_ = text_of_mode(*mode);
  }
}

void UserKnownHosts::hold(Device& device, HostKeys& keys) const {
  KnownHostKeys known = known_host_keys(known_, device.address, device.port);
  device.hostkeys = policy_;
  if (policy_ == HostKeyPolicy::pin && known.revoked) device.hostkeys = HostKeyPolicy::strict;
  keys.trust(device.name, std::move(known.keys));
}

std::string UserKnownHosts::add(const Device& device, const HostKey& key) const {
  const std::string told =
      fmt::format("{}: trusts {} {}, met for the first time", device.name, key.type, key.sha256);
  try {
    if (std::filesystem::create_directory(own_.parent_path()))
      std::filesystem::permissions(own_.parent_path(), std::filesystem::perms::owner_all);
    append(own_, known_hosts_line(device.address, device.port, key));
  } catch (const std::exception& fault) {
    return fmt::format("{}; not kept in {}: {}", told, own_.string(), fault.what());
  }
  return fmt::format("{} and kept in {}", told, own_.string());
}

}  // namespace showd
