#include "poll/host_keys.hpp"

#include <fmt/format.h>

namespace showd {

namespace {

Error unknown_key(const Device& device, const HostKey& shown) {
  return {Errc::hostkey_unknown, Stage::hostkey,
          fmt::format("{} key {} is not accepted yet; if it is the device's own: "
                      "showctl hostkey accept {} {}",
                      shown.type, shown.sha256, device.name, shown.sha256)};
}

Error changed_key(const Device& device, const HostKey& shown, const HostKey& pinned) {
  return {
      Errc::hostkey_changed, Stage::hostkey,
      fmt::format("{} key {} is not the pinned {} {}; if the device was replaced: "
                  "showctl hostkey accept {} {}",
                  shown.type, shown.sha256, pinned.type, pinned.sha256, device.name, shown.sha256)};
}

template <class Guarded>
std::optional<HostKey> find_in(const Guarded& table, const std::string& device) {
  return table.with([&](const auto& keys) -> std::optional<HostKey> {
    const auto found = keys.find(device);
    if (found == keys.end()) return std::nullopt;
    return found->second;
  });
}

}  // namespace

Result<HostKeys::Verdict> HostKeys::check(const Device& device, const HostKey& shown) {
  if (device.hostkeys == HostKeyPolicy::off) return Verdict::known;
  auto verdict = pinned_.with([&](Table& pinned) -> Result<Verdict> {
    const auto found = pinned.find(device.name);
    if (found == pinned.end()) {
      if (device.hostkeys == HostKeyPolicy::strict) return fail(unknown_key(device, shown));
      pinned.emplace(device.name, shown);
      return Verdict::pinned_now;
    }
    if (found->second.sha256 == shown.sha256) return Verdict::known;
    return fail(changed_key(device, shown, found->second));
  });
  refused_.with([&](Table& refused) {
    if (verdict)
      refused.erase(device.name);
    else
      refused.insert_or_assign(device.name, shown);
  });
  return verdict;
}

std::map<std::string, HostKey> HostKeys::refused() const {
  return refused_.with([](const Table& refused) { return refused; });
}

std::optional<HostKey> HostKeys::refused(const std::string& device) const {
  return find_in(refused_, device);
}

std::optional<HostKey> HostKeys::accept(const std::string& device, std::string_view sha256) {
  auto key = refused_.with([&](Table& refused) -> std::optional<HostKey> {
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
  pinned_.with([&](auto& pinned) { pinned.insert_or_assign(device, std::move(key)); });
}

void HostKeys::forget(const std::string& device) {
  pinned_.with([&](auto& pinned) { pinned.erase(device); });
  refused_.with([&](auto& refused) { refused.erase(device); });
}

std::optional<HostKey> HostKeys::find(const std::string& device) const {
  return find_in(pinned_, device);
}

}  // namespace showd
