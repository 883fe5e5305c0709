#include "poll/host_keys.hpp"

#include <fmt/format.h>

#include "transport/ssh/known_hosts.hpp"

namespace showd {

namespace {

/// A device of no inventory stands on showctl's command line, and its keys in a known_hosts file.
bool is_in_known_hosts(const Device& device) { return device.inventory.empty(); }

std::string accept_command(const Device& device, const HostKey& shown) {
  return fmt::format("showctl hostkey accept {} {}", device.name, shown.sha256);
}

Error unknown_key(const Device& device, const HostKey& shown) {
  return {Errc::hostkey_unknown, Stage::hostkey,
          is_in_known_hosts(device)
              ? fmt::format("{} key {} is not among the known hosts; if it is the device's own: "
                            "--host-keys accept-new",
                            shown.type, shown.sha256)
              : fmt::format("{} key {} is not accepted yet; if it is the device's own: {}",
                            shown.type, shown.sha256, accept_command(device, shown))};
}

Error changed_key(const Device& device, const HostKey& shown, const HostKey& pinned) {
  const std::string remedy =
      is_in_known_hosts(device)
          ? fmt::format("ssh-keygen -R '{}'", known_hosts_name(device.address, device.port))
          : accept_command(device, shown);
  return {Errc::hostkey_changed, Stage::hostkey,
          fmt::format("{} key {} is not the {} {} {}; if the device was replaced: {}", shown.type,
                      shown.sha256, is_in_known_hosts(device) ? "known" : "pinned", pinned.type,
                      pinned.sha256, remedy)};
}

}  // namespace

Result<HostKeys::Verdict> HostKeys::check(const Device& device, const HostKey& shown) {
  if (device.hostkeys == HostKeyPolicy::off) return Verdict::known;
  auto verdict = pinned_.with([&](Pinned& pinned) -> Result<Verdict> {
    const auto found = pinned.find(device.name);
    if (found == pinned.end()) {
      if (device.hostkeys == HostKeyPolicy::strict) return fail(unknown_key(device, shown));
      pinned.emplace(device.name, std::vector{shown});
      return Verdict::pinned_now;
    }
    for (const HostKey& key : found->second)
      if (key.sha256 == shown.sha256) return Verdict::known;
    return fail(changed_key(device, shown, found->second.front()));
  });
  refused_.with([&](Refused& refused) {
    if (verdict)
      refused.erase(device.name);
    else
      refused.insert_or_assign(device.name, shown);
  });
  return verdict;
}

std::map<std::string, HostKey> HostKeys::refused() const {
  return refused_.with([](const Refused& refused) { return refused; });
}

std::optional<HostKey> HostKeys::refused(const std::string& device) const {
  return refused_.with([&](const Refused& refused) -> std::optional<HostKey> {
    const auto found = refused.find(device);
    if (found == refused.end()) return std::nullopt;
    return found->second;
  });
}

std::optional<HostKey> HostKeys::accept(const std::string& device, std::string_view sha256) {
  auto key = refused_.with([&](Refused& refused) -> std::optional<HostKey> {
    const auto found = refused.find(device);
    if (found == refused.end() || found->second.sha256 != sha256) return std::nullopt;
    return std::move(refused.extract(found).mapped());
  });
  if (key) {
    trust(device, *key);
    return key;
  }
  auto pinned = find(device);
  return pinned && pinned->sha256 == sha256 ? pinned : std::nullopt;
}

void HostKeys::trust(const std::string& device, HostKey key) {
  trust(device, std::vector{std::move(key)});
}

void HostKeys::trust(const std::string& device, std::vector<HostKey> keys) {
  if (keys.empty()) return;
  pinned_.with([&](auto& pinned) { pinned.insert_or_assign(device, std::move(keys)); });
}

void HostKeys::forget(const std::string& device) {
  pinned_.with([&](auto& pinned) { pinned.erase(device); });
  refused_.with([&](auto& refused) { refused.erase(device); });
}

std::optional<HostKey> HostKeys::find(const std::string& device) const {
  return pinned_.with([&](const Pinned& pinned) -> std::optional<HostKey> {
    const auto found = pinned.find(device);
    if (found == pinned.end()) return std::nullopt;
    return found->second.front();
  });
}

}  // namespace showd
