#include <fmt/format.h>

#include <stdexcept>
#include <utility>

#include "platform/platform.hpp"
#include "platform/plugin_file.hpp"
#include "platform/plugin_gate.hpp"
#include "platform/plugin_platform.hpp"

namespace showd {

struct PlatformRegistry::Impl {
  std::map<std::string, std::unique_ptr<PluginPlatform>, std::less<>> platforms;
  std::map<std::string, std::string, std::less<>> names;  // name or alias -> name
  std::map<std::string, std::string, std::less<>> files;  // platform -> its file, for refusals
  std::vector<PluginInfo> plugins;
  std::vector<PluginRefusal> refused;

  void take(const std::filesystem::path& file, std::vector<PlatformData> chain);
};

namespace {

std::vector<std::string> all_names(const PlatformData& data) {
  std::vector<std::string> names{data.name};
  names.insert(names.end(), data.aliases.begin(), data.aliases.end());
  return names;
}

}  // namespace

void PlatformRegistry::Impl::take(const std::filesystem::path& file,
                                  std::vector<PlatformData> chain) {
  std::map<std::string, std::string, std::less<>> fresh;
  for (const PlatformData& data : chain)
    for (const std::string& name : all_names(data)) {
      if (const auto taken = names.find(name); taken != names.end())
        throw PluginRefused(
            fmt::format("the name {} is taken by {}", name, files.at(taken->second)));
      if (!fresh.emplace(name, data.name).second)
        throw PluginRefused(fmt::format("brings the name {} twice", name));
    }
  names.merge(fresh);
  for (PlatformData& data : chain) {
    data.file = file;
    plugins.push_back(data);
    files.emplace(data.name, file.filename().string());
    const std::string name = data.name;
    platforms.emplace(name, std::make_unique<PluginPlatform>(std::move(data)));
  }
}

PlatformRegistry::PlatformRegistry(const std::filesystem::path& directory)
    : impl_(std::make_unique<Impl>()) {
  const PluginDirectory files(directory);
  for (const std::string& name : files.libraries()) {
    const std::filesystem::path file = directory / name;
    try {
      impl_->take(file, pass_gate(files.load(name)));
    } catch (const PluginRefused& refusal) {
      impl_->refused.push_back({file, refusal.what()});
    }
  }
}

PlatformRegistry::~PlatformRegistry() = default;

const Platform* PlatformRegistry::find(std::string_view name) const noexcept {
  const auto known = impl_->names.find(name);
  return known == impl_->names.end() ? nullptr : impl_->platforms.find(known->second)->second.get();
}

const std::map<std::string, std::string, std::less<>>& PlatformRegistry::names() const noexcept {
  return impl_->names;
}

const std::vector<PluginInfo>& PlatformRegistry::plugins() const noexcept { return impl_->plugins; }

const std::vector<PluginRefusal>& PlatformRegistry::refused() const noexcept {
  return impl_->refused;
}

}  // namespace showd
