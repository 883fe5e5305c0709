#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace showd {

/// The lines of a text that may be no YAML, as a person sees them: indentation, keys, values.
/// Borrows the text. Lines count from 1; of one that there is not, everything is empty.
class YamlLines {
 public:
  explicit YamlLines(std::string_view text);

  [[nodiscard]] int count() const { return static_cast<int>(lines_.size()); }
  /// Without its line end.
  [[nodiscard]] std::string_view at(int line) const;
  /// Without blanks, a comment and the dash of a list item.
  [[nodiscard]] std::string_view content(int line) const;
  /// Blanks, tabs and no-break blanks before the content.
  [[nodiscard]] std::string_view indentation(int line) const;
  /// In columns; a tab is meant to be deeper than any blanks.
  [[nodiscard]] std::size_t indent(int line) const;
  [[nodiscard]] bool is_item(int line) const;
  /// "address" of "address: 192.0.2.1", also without the blank; "" if there is none.
  [[nodiscard]] std::string_view key(int line) const;
  /// What stands behind the key's colon.
  [[nodiscard]] std::string_view value(int line) const;
  /// The nearest line above with any content, 0 if there is none.
  [[nodiscard]] int above(int line) const;
  /// The nearest line above that is indented less than `indent`, 0 if there is none.
  [[nodiscard]] int outer(int line, std::size_t indent) const;
  /// "devices.r1.port", by indentation.
  [[nodiscard]] std::string path(int line) const;

 private:
  std::vector<std::string_view> lines_;
};

}  // namespace showd
