#pragma once

#include <string>
#include <vector>

#include "model/device.hpp"

namespace showd {

/// Which devices a person means: terms of names and globs ("core-*"), "group=core",
/// "platform=cisco_*", "inventory=lab", "label:site=ams". Terms of one kind widen, kinds narrow.
/// No terms: all devices.
class Selector {
 public:
  Selector() = default;
  /// Errors: std::invalid_argument for a term with an unknown key.
  explicit Selector(const std::vector<std::string>& terms);
  [[nodiscard]] bool matches(const Device& device) const;

 private:
  struct Term {
    std::string kind;  ///< "name", "group", "platform", "inventory", "label:KEY"
    std::string glob;
  };
  std::vector<Term> terms_;
};

}  // namespace showd
