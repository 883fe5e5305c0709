#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>

#include "metrics/fleet_exposition.hpp"
#include "unit/metrics/sample_fleet.hpp"
#include "unit/metrics/sample_metrics.hpp"

namespace showd {
namespace {

using Rows = std::set<std::string>;

/// A page on which every family stands.
std::string full_page() {
  Metrics metrics("0");
  tell_all(metrics);
  metrics.set_config_file_changed(false);
  DeviceState state = polled_device_state("r1", {sample_interface("Gi0/1")});
  state.parsed = true;
  FleetSnapshot fleet;
  put(fleet, std::move(state));
  return metrics.render() + FleetExposition().render(fleet).text();
}

std::string joined(const std::set<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? " " : ", ") + word;
  return text + " ";
}

/// As they stand in the tables of the page for people: `| family | type | labels | meaning |`.
Rows rows_of(const std::string& page) {
  static const std::regex kPart("_(bucket|sum|count)$"), kLabel("([a-z_]+)=\"");
  std::map<std::string, std::string> helps, types;
  std::map<std::string, std::set<std::string>> labels;
  std::istringstream lines(page);
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("# ")) {
      std::string family = line.substr(0, line.find_first_of("{ "));
      if (!types.contains(family)) family = std::regex_replace(family, kPart, "");
      for (std::sregex_iterator label(line.begin(), line.end(), kLabel), end; label != end; ++label)
        if ((*label)[1] != "le") labels[family].insert((*label)[1]);
      continue;
    }
    std::istringstream words(line);
    std::string mark, what, name;
    words >> mark >> what >> name;
    std::getline(words >> std::ws, what == "HELP" ? helps[name] : types[name]);
  }
  Rows rows;
  for (const auto& [name, type] : types)
    rows.insert(
        fmt::format("| `{}` | {} |{}| {} |", name, type, joined(labels[name]), helps[name]));
  return rows;
}

TEST(Documentation, HasEveryFamilyAsItIsAndNoOther) {
  std::ifstream page(SHOWD_SOURCE_DIR "/config/docs/metrics.md");
  Rows documented;
  for (std::string line; std::getline(page, line);)
    if (line.starts_with("| `")) {
      EXPECT_TRUE(documented.insert(line).second) << "twice: " << line;
    }
  const Rows exported = rows_of(full_page());
  for (const std::string& row : exported)
    EXPECT_TRUE(documented.contains(row)) << "missing: " << row;
  for (const std::string& row : documented)
    EXPECT_TRUE(exported.contains(row)) << "unknown: " << row;
}

}  // namespace
}  // namespace showd
