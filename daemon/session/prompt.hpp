#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace showd {

/// A device's prompt as it was learned, recognised again although what stands around the host part
/// changes: mode `(config)`, unsaved `*`, HA state `HRP_M` or `(active)`, a counter `.12`,
/// a clock, `#` after `>`, RouterOS's path, a host part cut to 20 characters in a longer mode.
/// Tried and dropped: one pattern for each platform. It misses firewalls' state words, or takes a
/// banner for a prompt.
class Prompt {
 public:
  Prompt() = default;
  explicit Prompt(std::string_view line);

  [[nodiscard]] bool empty() const noexcept { return whole_.empty(); }
  /// As learned, without blanks around.
  [[nodiscard]] const std::string& text() const noexcept { return whole_; }

  [[nodiscard]] bool ends_with(char last) const noexcept {
    return !whole_.empty() && whole_.back() == last;
  }

  /// It came again with other digits, or holds a clock: all of its digits may change.
  void let_digits_change() noexcept { digits_change_ = true; }

  /// The whole of `line` is this prompt.
  [[nodiscard]] bool matches(std::string_view line) const noexcept;

  /// `line` begins with this prompt: its length with the blanks that follow; else 0.
  [[nodiscard]] std::size_t head(std::string_view line) const noexcept;

 private:
  std::string whole_;
  std::string core_;  ///< the host part; empty if the prompt has none ("> ")
  bool angle_ = false;
  bool digits_change_ = false;
};

/// The host part of a prompt line; empty if the line does not end as prompts do.
[[nodiscard]] std::string_view prompt_core(std::string_view line) noexcept;

/// `line` is a prompt in a shape that no dialect names: "ICX7150 Switch#", "a>b#", "<Core 1>",
/// "edge1 [ams]#". Only where it comes again for an empty line it is believed. Never a shell's '$'
/// and '%', nor what may be a question ("[confirm]", "Overwrite? [y/n]").
[[nodiscard]] bool may_be_a_prompt(std::string_view line) noexcept;

/// The same text but for its digits: a clock or a counter goes on.
[[nodiscard]] bool same_but_digits(std::string_view a, std::string_view b) noexcept;

/// Some platforms put a line above the prompt: Junos "{master:0}", SR OS "[/]", "[ex:/configure]".
[[nodiscard]] bool is_prompt_prefix_line(std::string_view line) noexcept;

}  // namespace showd
