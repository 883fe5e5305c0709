/// Text with placeholders: how a persona says what its device's outputs look like.
///
///     {name}          the field's value
///     {ip|unassigned} that, or the word after the bar when the field is empty
///     {name:<26}      padded to 26 columns, left-aligned ({name:>8} right-aligned); never cut
///     {{ }}           a brace
///     {?ip}...        at the start of a line: the line is there only if the field is not empty
///     {!ip}...        ... only if it is empty
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace showd::simulator {

/// Compiled once when the persona is read; immutable, so that all loops may share it.
class TextTemplate {
 public:
  TextTemplate() = default;
  /// `names`: the fields that exist; render() gets their values in the same order.
  /// Errors: std::invalid_argument naming the placeholder.
  TextTemplate(std::string_view text, std::span<const std::string> names);

  /// Appends to `out`; every "\n" of the text becomes the CR LF that a terminal gets.
  void render(std::span<const std::string> fields, std::string& out) const;
  [[nodiscard]] std::string render(std::span<const std::string> fields) const;

  [[nodiscard]] bool empty() const noexcept { return lines_.empty(); }
  [[nodiscard]] bool uses(std::size_t field) const noexcept;

 private:
  static constexpr std::size_t kLiteral = static_cast<std::size_t>(-1);
  struct Piece {
    std::size_t field = kLiteral;
    std::string text;  ///< the literal, or what stands for an empty field
    std::size_t width = 0;
    bool right = false;
  };
  struct Line {
    std::size_t condition = kLiteral;
    bool when_empty = false;
    std::vector<Piece> pieces;
  };

  static Line compile_line(std::string_view text, std::span<const std::string> names);
  static Piece compile_placeholder(std::string_view inside, std::span<const std::string> names);

  std::vector<Line> lines_;
};

}  // namespace showd::simulator
