/// Reads Prometheus text 0.0.4 strictly, and finds what promtool lets pass: duplicate series,
/// families in pieces, histograms without +Inf.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace showd {

struct Exposition {
  std::map<std::string, std::string> values;  ///< `name{labels}` as written -> value as written
  std::map<std::string, std::string> types;   ///< family -> type
  std::vector<std::string> faults;

  [[nodiscard]] std::string value(const std::string& series) const {
    const auto found = values.find(series);
    return found == values.end() ? "(no such series)" : found->second;
  }
  [[nodiscard]] std::size_t count(std::string_view prefix) const {
    std::size_t n = 0;
    for (const auto& [series, unused] : values) n += series.starts_with(prefix) ? 1 : 0;
    return n;
  }
};

[[nodiscard]] Exposition parse_exposition(std::string_view page);

}  // namespace showd
