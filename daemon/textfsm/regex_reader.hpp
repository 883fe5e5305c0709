#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "textfsm/characters.hpp"
#include "textfsm/python_regex.hpp"

namespace showd::textfsm {

/// PCRE2's limit; Python's is 2^32. A line that long is no line of a device.
inline constexpr std::uint32_t kMostRepeats = 65535;

/// Keeps sums and products of widths and counts far from overflow.
[[nodiscard]] constexpr std::uint64_t capped(std::uint64_t count) {
  return std::min<std::uint64_t>(count, kUnlimited);
}

/// Reads the text of an expression piece by piece, for its parser: characters, escapes, quantifiers
/// and flags. Errors are thrown: RegexFault.
class RegexReader {
 public:
  explicit RegexReader(std::string_view text) : text_(text) {}

 protected:
  struct Times {
    std::uint64_t low;
    std::uint64_t high;
  };

  [[noreturn]] static void fail(std::size_t offset, std::string message) {
    throw RegexFault{std::move(message), offset};
  }

  [[nodiscard]] bool at_end() const { return at_ >= text_.size(); }
  [[nodiscard]] char peek() const { return at_end() ? '\0' : text_[at_]; }
  [[nodiscard]] bool next_is(char wanted) const { return !at_end() && text_[at_] == wanted; }
  bool take(char wanted) {
    if (!next_is(wanted)) return false;
    ++at_;
    return true;
  }
  std::uint32_t take_character() { return decode(text_, at_); }
  /// What stands before `last`, which is taken, too. `what`: "group name", for the error.
  std::string_view take_until(char last, const char* what);
  std::uint64_t take_number();
  /// The letters of "(?ims"; `begin` is where the parenthesis opened.
  std::uint8_t take_flags(std::size_t begin);

  /// Blanks and comments of flag "x".
  bool skip_verbose();

  /// What is no quantifier is left where it was: "{" may stand for itself.
  std::optional<Times> quantifier();

  /// `\d`, `\S`, ... by its letter.
  [[nodiscard]] static std::optional<SetItem> category(char letter);

  /// Common to the inside and the outside of sets; after the backslash at `begin`.
  std::uint32_t escaped_character(std::size_t begin);
  std::uint32_t octal(std::size_t begin);

  std::string_view text_;
  std::size_t at_ = 0;

 private:
  std::uint32_t hexadecimal(std::size_t begin, std::size_t digits);
};

}  // namespace showd::textfsm
