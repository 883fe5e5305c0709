/// The loop over outputs in blocks: a line tells an interface's state, and others follow about it.
/// Lines are known by their words, so an output may have lost its indentation, and may be indented
/// as a whole.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "cisco_ios/interface_head.hpp"
#include "common/lines.hpp"
#include "common/rows.hpp"

namespace cisco_ios {

enum class Detail {
  taken,    ///< the block's own
  unknown,  ///< of no kind that is read: most lines hold nothing for a row
  foreign,  ///< of another block, whose first line was not understood
};

/// What most blocks are: opened by the line that parse_head() knows.
struct HeadedBlock {
  showd::Row row;

  static std::optional<InterfaceHead> head_of(std::string_view line) { return parse_head(line); }
  void open(const InterfaceHead& head) { set_head(row, head); }
  void finish() {}
};

/// `Block` is OpenBlock's and has what HeadedBlock has, and Detail read(std::string_view line),
/// which gets the lines behind the head, without outer blanks. What ends a block: the next head; a
/// line that is foreign; and at the margin a line that names an interface in a way that is not
/// understood.
template <class Block>
class BlockReader {
 public:
  explicit BlockReader(showd::Sink& rows) noexcept : rows_(rows), block_(rows) {}

  showd_status read(std::string_view output) {
    showd::text::each_line(output, rows_,
                           [this](const showd::text::Line& line) { return read_line(line); });
    return block_.status();
  }

 private:
  /// Why the line is not understood; "": it is.
  std::string_view read_line(const showd::text::Line& line) {
    if (const auto head = Block::head_of(line.text)) {
      block_.begin().open(*head);
      margin_ = line.indent;
      details_ = Details::unseen;
      return "";
    }
    if (block_) return read_detail(line.indent > margin_, line.text);
    return is_preamble(line.text) ? "" : "belongs to no interface";
  }

  std::string_view read_detail(bool deeper, std::string_view line) {
    const Detail detail = block_->read(line);
    if (detail == Detail::foreign ||
        (detail == Detail::unknown && !deeper && opens_another(line))) {
      block_.end();
      return "of an interface whose first line is not understood";
    }
    if (detail == Detail::unknown && !deeper && details_ == Details::deeper)
      return "neither opens an interface nor tells about one";
    if (detail == Detail::taken && details_ == Details::unseen)
      details_ = deeper ? Details::deeper : Details::at_margin;
    return "";
  }

  /// Whether a line at the margin that nobody knows is another interface's first one. Where details
  /// stand at the margin, too, some begin with a name: "Tunnel0 source tracking subblock".
  bool opens_another(std::string_view line) const {
    return details_ == Details::at_margin ? describes_an_interface(line) : names_an_interface(line);
  }

  showd::Sink& rows_;
  showd::text::OpenBlock<Block> block_;
  std::size_t margin_ = 0;  ///< where the block's head stands
  enum class Details { unseen, deeper, at_margin } details_ = Details::unseen;  ///< the first one
};

template <class Block>
showd_status each_block(std::string_view output, showd::Sink& rows) {
  return BlockReader<Block>(rows).read(output);
}

}  // namespace cisco_ios
