/// The loop over outputs in blocks: a line opens an interface's block, and others follow about it.
/// Lines are known by their words, so an output may have lost its indentation, and may be indented
/// as a whole.
#pragma once

#include <cstddef>
#include <string_view>

#include "common/lines.hpp"
#include "common/names.hpp"
#include "common/rows.hpp"
#include "showd/plugin.hpp"

namespace showd::text {

/// What a line behind a block's head was taken for.
enum class Detail {
  taken,           ///< the block's own
  unknown,         ///< of no kind that is read: most lines hold nothing for a row
  not_understood,  ///< of a kind that is read, and not as it should be
  foreign,         ///< of another block, whose head was not understood
};

/// Where the details of a block stand: at the margin, as its head does, or deeper. The first one
/// that is taken tells.
enum class Details { unseen, deeper, at_margin };

/// What a `Block` derives from. It has besides:
///   static std::optional<Head> head_of(std::string_view line);  its own Head; nothing: no head
///   bool open(const Head& head);            of a new block; false: not all of it is understood
///   Detail read(std::string_view line);     of what stands behind the head
/// Lines come without outer blanks. It may say the rest in words of its own.
struct BlockOfLines {
  Row row;

  /// Called when the block ends: states what only the whole block can tell, such as that there is
  /// no description.
  void finish() {}
  /// Whether a line at the margin that nobody knows is another interface's first one.
  static bool opens_another(std::string_view line, Details) { return looks_like_head(line); }
  /// Whether a line that no block has is expected there: a time stamp.
  static bool is_preamble(std::string_view) { return false; }
};

/// What ends a block: the next head; a line that is foreign; and a line at the margin that opens
/// another interface's in a way that is not understood. What comes behind those is of no interface,
/// until the next head.
template <class Block>
class BlockReader {
 public:
  explicit BlockReader(Sink& rows) noexcept : rows_(rows), block_(rows) {}

  showd_status read(std::string_view output) {
    each_line(output, rows_, [this](const Line& line) { return read_line(line); });
    return block_.status();
  }

 private:
  /// Why the line is not understood; "": it is.
  std::string_view read_line(const Line& line) {
    if (const auto head = Block::head_of(line.text)) {
      margin_ = line.indent;
      details_ = Details::unseen;
      return block_.begin().open(*head) ? "" : "not as the first line of an interface should be";
    }
    if (block_) return read_detail(line.indent > margin_, line.text);
    return Block::is_preamble(line.text) ? "" : "belongs to no interface";
  }

  std::string_view read_detail(bool deeper, std::string_view line) {
    switch (block_->read(line)) {
      case Detail::taken:
        if (details_ == Details::unseen) details_ = deeper ? Details::deeper : Details::at_margin;
        return "";
      case Detail::unknown:
        if (deeper) return "";
        if (Block::opens_another(line, details_)) break;
        return details_ == Details::deeper ? "neither opens an interface nor tells about one" : "";
      case Detail::not_understood:
        return "not as a line of an interface should be";
      case Detail::foreign:
        break;
    }
    block_.end();
    return "of an interface whose first line is not understood";
  }

  Sink& rows_;
  OpenBlock<Block> block_;
  std::size_t margin_ = 0;  ///< where the block's head stands
  Details details_ = Details::unseen;
};

/// Reads an output in blocks; the result is parse()'s.
template <class Block>
showd_status each_block(std::string_view output, Sink& rows) {
  return BlockReader<Block>(rows).read(output);
}

}  // namespace showd::text
