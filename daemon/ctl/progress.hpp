#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.hpp"

namespace showd {

/// "asked 120 of 300, 3 failed" as a bar on standard error while people wait; nothing when that is
/// no terminal. Lines printed through line() do not tear it.
class Progress {
 public:
  explicit Progress(std::size_t total);
  ~Progress();  ///< takes the bar away

  void done(bool ok);
  /// A line for people, above the bar; on standard error, also without a terminal.
  void line(std::string_view text);

 private:
  void draw();
  void clear();

  const bool terminal_;
  const std::size_t total_;
  std::size_t done_ = 0;
  std::size_t failed_ = 0;
  bool drawn_ = false;
};

/// "5 devices: 4 ok, 1 failed; elapsed 0.123 s"
[[nodiscard]] std::string summary(std::size_t devices, std::size_t failed, Monotonic began);

/// What a parser could not read, `line` 0: of the output as a whole.
[[nodiscard]] std::string unread_line(const std::string& device, const std::string& command,
                                      std::int64_t line, const std::string& why,
                                      const std::string& text);

/// A line for people, on standard error, when there is no bar.
void tell(std::string_view text);

}  // namespace showd
