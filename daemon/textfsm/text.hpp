#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace showd::textfsm {

/// A device's output, fit to be matched: valid UTF-8, each invalid sequence replaced by U+FFFD.
/// Copies share the bytes, which stay where they are: records hold views of them.
class Text {
 public:
  explicit Text(std::string bytes);

  [[nodiscard]] std::string_view view() const noexcept { return *bytes_; }
  [[nodiscard]] bool is_ascii() const noexcept { return ascii_; }

 private:
  bool ascii_;
  std::shared_ptr<const std::string> bytes_;
};

}  // namespace showd::textfsm
