/// The loops that outputs ask for: a table has a row a line; a block is a row of several lines,
/// which a line of its own opens.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "common/lines.hpp"
#include "showd/plugin.hpp"

namespace showd::text {

struct Line {
  std::uint32_t number;   ///< 1-based
  std::size_t indent;     ///< blanks before it
  std::string_view text;  ///< not empty; without outer blanks
};

/// Gives each line that is not empty to `read`, std::string_view(const Line&): why the line is not
/// understood, which is explained; "": it is. Ends early when the sink wants no more.
template <class Read>
void each_line(std::string_view output, Sink& rows, Read read) {
  for (Lines lines(output); lines.next() && !rows.stopped();) {
    const Line line{lines.number(), indent(lines.line()), trim(lines.line())};
    if (line.text.empty()) continue;
    const std::string_view why = read(line);
    if (!why.empty()) rows.explain(line.number, why);
  }
}

enum class LineIs {
  row,      ///< states an interface
  partly,   ///< states an interface, and something that is not understood
  frame,    ///< a head, a ruler, a legend: this is the output, and no interface
  ignored,  ///< says nothing, and does not tell that this is the output: a time stamp
  unknown,  ///< not understood
};

/// Reads a table: `read` is LineIs(string_view line, Row& row), and gets each line that is not
/// empty, without outer blanks. A line that it does not know is explained by `why` and costs
/// nothing but itself. The result is parse()'s.
template <class Read>
showd_status each_row(std::string_view output, Sink& rows, std::string_view why, Read read) {
  bool any = false;
  each_line(output, rows, [&](const Line& line) {
    Row row;
    const LineIs is = read(line.text, row);
    const bool states = is == LineIs::row || is == LineIs::partly;
    any = any || states || is == LineIs::frame;
    if (states && !rows.row(row)) return std::string_view();
    return is == LineIs::unknown || is == LineIs::partly ? why : std::string_view();
  });
  if (rows.stopped()) return SHOWD_E_STOPPED;
  return any ? SHOWD_OK : SHOWD_E_NOT_UNDERSTOOD;
}

/// The block that is being read. `Block` is what a parser gathers of one interface: it has
///   Row row;        what is stated so far
///   void finish();  called when the block ends: states what only the whole block can tell, such as
///                   that there is no description
template <class Block>
class OpenBlock {
 public:
  explicit OpenBlock(Sink& rows) noexcept : rows_(rows) {}

  /// Ends the block before, if one is open.
  Block& begin() {
    end();
    any_ = open_ = true;
    block_ = Block();
    return block_;
  }

  /// What comes now belongs to no interface until begin().
  void end() {
    if (!open_) return;
    open_ = false;
    block_.finish();
    rows_.row(block_.row);
  }

  [[nodiscard]] explicit operator bool() const noexcept { return open_; }
  [[nodiscard]] Block* operator->() noexcept { return &block_; }
  [[nodiscard]] Block& operator*() noexcept { return block_; }

  /// Ends the output; the result is parse()'s.
  [[nodiscard]] showd_status status() {
    end();
    if (rows_.stopped()) return SHOWD_E_STOPPED;
    return any_ ? SHOWD_OK : SHOWD_E_NOT_UNDERSTOOD;
  }

 private:
  Sink& rows_;
  Block block_;
  bool open_ = false;
  bool any_ = false;
};

/// A block's lines come in one order, each kind once. A line that should have come before the last
/// one opens, or continues, the block of another interface whose first line was not understood: it
/// says nothing about this one.
class Sequence {
 public:
  /// Places count from 1. False: this line does not belong to the block.
  [[nodiscard]] bool takes(unsigned place) noexcept {
    if (place <= last_) return false;
    last_ = place;
    return true;
  }
  /// For kinds of line that may come several times in a row.
  [[nodiscard]] bool takes_again(unsigned place) noexcept {
    if (place < last_) return false;
    last_ = place;
    return true;
  }
  [[nodiscard]] bool passed(unsigned place) const noexcept { return last_ >= place; }

 private:
  unsigned last_ = 0;
};

}  // namespace showd::text
