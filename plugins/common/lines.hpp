/// Text of a CLI cut into lines, words and fields. All views point into what was given; nothing is
/// copied, nothing depends on a locale. Blanks are ' ' and '\t'.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

namespace showd::text {

/// Walks over lines. A line ends with LF, and with whatever CRs stand before it (some devices send
/// CR CR LF), so CRLF equals LF; the last line may lack its end.
///   for (Lines lines(output); lines.next();) use(lines.number(), lines.line());
class Lines {
 public:
  explicit Lines(std::string_view text) noexcept : rest_(text) {}
  bool next() noexcept;  ///< false: there is no further line
  [[nodiscard]] std::string_view line() const noexcept { return line_; }
  [[nodiscard]] std::uint32_t number() const noexcept { return number_; }  ///< 1-based

 private:
  std::string_view rest_;
  std::string_view line_;
  std::uint32_t number_ = 0;
};

// ASCII.
[[nodiscard]] constexpr bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
[[nodiscard]] constexpr bool is_letter(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

[[nodiscard]] std::string_view trim(std::string_view text) noexcept;
/// How many blanks `line` starts with.
[[nodiscard]] std::size_t indent(std::string_view line) noexcept;

/// ASCII letters only; everything else must be equal.
[[nodiscard]] bool equal_nocase(std::string_view a, std::string_view b) noexcept;
[[nodiscard]] bool starts_with_nocase(std::string_view text, std::string_view start) noexcept;

/// Takes the first word off `rest`, with the blanks before it; empty at the end.
std::string_view take_word(std::string_view& rest) noexcept;

/// Takes what stands before the first comma off `rest`, with the comma; trimmed. All of `rest` if
/// there is none.
std::string_view take_item(std::string_view& rest) noexcept;

/// What follows `start`, without outer blanks; nothing if `text` does not start so.
[[nodiscard]] std::optional<std::string_view> after(std::string_view text,
                                                    std::string_view start) noexcept;

/// Both sides of the first `separator`, trimmed; nothing if there is none.
[[nodiscard]] std::optional<std::pair<std::string_view, std::string_view>> cut(
    std::string_view text, std::string_view separator) noexcept;

/// The value of `name` in a line of fields, up to the next comma, trimmed:
///   field("  Type: GRE, MTU: 1500, Speed: 800mbps", "MTU") == "1500"
///   field("Speed : 1000,  Loopback: NONE", "Speed") == "1000"
/// A field starts at the line's start or after a comma; blanks may stand before its colon.
[[nodiscard]] std::optional<std::string_view> field(std::string_view line,
                                                    std::string_view name) noexcept;

}  // namespace showd::text
