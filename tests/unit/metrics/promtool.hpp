#pragma once

#include <string>

namespace showd {

struct Linted {
  bool available = true;
  bool clean = false;
  std::string words;  ///< what promtool printed
};

/// `promtool check metrics` on the page, when promtool is installed.
[[nodiscard]] Linted promtool_check(const std::string& page);

}  // namespace showd
