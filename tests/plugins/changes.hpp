/// What may happen to an output on its way without changing what it says (or, for a dropped line,
/// without saying anything else): the changes that a parser has to withstand.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace metamorphic {

using Lines = std::vector<std::string_view>;

/// An output in pieces that can change places: what stands before the first interface, then the
/// lines of one interface each.
struct Blocks {
  std::string head;
  std::vector<std::string> blocks;
  bool repeats = false;  ///< an interface stands there at several places
};

/// The interface that a text, parsed by itself, yields; "" if none. What comes of one interface at
/// several places stays together, since the first that is said of it counts.
using Yields = std::function<std::string(const std::string& text)>;
[[nodiscard]] Blocks split_blocks(std::string_view output, const Yields& yields);

enum class Loss {
  none,        ///< whatever was stated is stated still
  one_line,    ///< what one line states may be gone: facts of one interface, or of a title's table
  any,         ///< several faults at once may hide each other: hardly anything may be wrong
  one_percent  ///< some facts may be gone, though not many
};

struct Change {
  std::string name;
  Loss allowed;
  bool by_blocks = false;  ///< made of an output's blocks: not of one with several tables
  /// Calls `use` with each changed form of an output, and the line that is missing in it, if any.
  using Use = std::function<void(const std::string& changed, std::string_view dropped)>;
  std::function<void(std::string_view output, const Blocks& blocks, const Use& use)> make;
};

/// `foreign_block`: lines of an interface in this platform's manner whose first line nobody knows.
[[nodiscard]] std::vector<Change> changes(std::string foreign_block);

}  // namespace metamorphic
