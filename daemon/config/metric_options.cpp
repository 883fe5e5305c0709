#include "config/metric_options.hpp"

#include <algorithm>
#include <string>
#include <string_view>

#include "base/glob.hpp"
#include "config/did_you_mean.hpp"

namespace showd {
namespace {

constexpr std::size_t kMostGlobs = 256;
constexpr std::string_view kPrefix = "showd_interface_";

/// With or without what all their names begin with.
std::string read_family(const YamlValue& value) {
  constexpr std::string_view kWhat = "an interface family such as up or receive_*";
  std::string glob = value.text(kWhat);
  if (glob.starts_with(kPrefix)) glob.erase(0, kPrefix.size());
  const auto& known = interface_families();
  const auto matches = [&](const std::string& family) { return glob_matches(glob, family); };
  if (std::none_of(known.begin(), known.end(), matches)) {
    const std::vector<std::string_view> names(known.begin(), known.end());
    value.expected(kWhat, did_you_mean(glob, names).empty() ? "" : suggestion(glob, names));
  }
  return glob;
}

}  // namespace

MetricChoice read_metric_choice(YamlMap map) {
  const auto globs = [](std::string_view what) {
    return [what](const YamlValue& value) {
      return value.list(kMostGlobs, [&](const YamlValue& item) { return item.text(what); });
    };
  };
  MetricChoice choice;
  map.read("families", choice.families,
           [](const YamlValue& value) { return value.list(kMostGlobs, read_family); });
  map.read("interfaces", choice.interfaces, globs("a pattern of interface names"));
  map.read("exclude", choice.exclude, globs("a pattern of interface names"));
  map.read("types", choice.types, globs("a pattern of interface types"));
  map.refuse_others();
  return choice;
}

}  // namespace showd
