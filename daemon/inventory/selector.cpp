#include "inventory/selector.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>
#include <string_view>

#include "base/glob.hpp"
#include "base/utf8.hpp"
#include "config/did_you_mean.hpp"

namespace showd {
namespace {

constexpr std::string_view kLabel = "label:";
constexpr std::array<std::string_view, 5> kKinds = {"name", "group", "platform", "inventory",
                                                    "label:KEY"};

bool is_kind(std::string_view kind) {
  if (kind.starts_with(kLabel)) return kind.size() > kLabel.size();
  return std::find(kKinds.begin(), kKinds.end() - 1, kind) != kKinds.end() - 1;
}

bool term_matches(std::string_view kind, const std::string& glob, const Device& device) {
  if (kind == "name") return glob_matches(glob, device.name);
  if (kind == "platform") return glob_matches(glob, device.platform);
  if (kind == "inventory") return glob_matches(glob, device.inventory);
  if (kind == "group")
    return std::any_of(device.groups.begin(), device.groups.end(),
                       [&](const std::string& group) { return glob_matches(glob, group); });
  const auto label = device.labels.find(std::string(kind.substr(kLabel.size())));
  return label != device.labels.end() && glob_matches(glob, label->second);
}

}  // namespace

Selector::Selector(const std::vector<std::string>& terms) {
  for (const std::string& text : terms) {
    const std::size_t equals = text.find('=');
    const std::string kind = equals == std::string::npos ? "name" : text.substr(0, equals);
    const std::string glob = equals == std::string::npos ? text : text.substr(equals + 1);
    if (!is_kind(kind))
      throw std::invalid_argument(
          fmt::format("'{}': expected name, group, platform, inventory or label:KEY before '='{}",
                      printable(text, 60), did_you_mean(kind, kKinds)));
    if (glob.empty())
      throw std::invalid_argument(
          fmt::format("'{}': expected a name or pattern, not nothing", printable(text, 60)));
    terms_.push_back({kind, glob});
  }
  // Terms of one kind side by side: matches() walks them group by group.
  std::stable_sort(terms_.begin(), terms_.end(),
                   [](const Term& a, const Term& b) { return a.kind < b.kind; });
}

bool Selector::matches(const Device& device) const {
  for (auto term = terms_.begin(); term != terms_.end();) {
    const auto next_kind = std::find_if(
        term, terms_.end(), [&](const Term& other) { return other.kind != term->kind; });
    if (std::none_of(term, next_kind,
                     [&](const Term& one) { return term_matches(one.kind, one.glob, device); }))
      return false;
    term = next_kind;
  }
  return true;
}

}  // namespace showd
