#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace showd {

/// A device's raw bytes become the text that a terminal would show: one line at a time, with a
/// cursor that CR, backspace and the CSI sequences move and later characters overwrite. That is
/// what makes every vendor's pager eraser and every redrawn echo disappear by itself; a list of
/// patterns to delete (tried by others) never ends. Rows do not exist: cursor positioning moves
/// within the line.
///
/// Invariants: any split of the byte stream gives the same text; linear in the input; memory is
/// bounded by `limit`. Sans-IO. Thread: its session's loop.
class OutputCleaner {
 public:
  explicit OutputCleaner(std::size_t limit = std::size_t{64} << 20) : limit_(limit) {}

  void feed(std::string_view bytes);

  /// The finished lines since restart(), each with its '\n'. Valid until the next non-const call.
  [[nodiscard]] std::string_view lines() const noexcept {
    return std::string_view(text_).substr(0, line_start_);
  }
  /// The unfinished line as it stands on the screen; blanks that erased something are not there
  /// at its end. Offsets into it are good for erase_pager(). Valid until the next non-const call.
  [[nodiscard]] std::string_view last_line() const;
  /// Its length in cells: ask this first, last_line() of a long line with erased cells is a copy.
  [[nodiscard]] std::size_t last_line_size() const noexcept { return line_size(); }
  /// Counts finished lines for ever: tells a new line from the same one.
  [[nodiscard]] std::uint64_t line_number() const noexcept { return line_number_; }
  /// What a terminal would have sent back by now: some devices ask where the cursor is (ESC[6n) or
  /// what terminal it is, and wait. Bounded; reported() empties it.
  [[nodiscard]] const std::string& report() const noexcept { return report_; }
  void reported() noexcept { report_.clear(); }
  /// Text grew past the limit; from there on nothing more is taken in.
  [[nodiscard]] bool overflowed() const noexcept { return overflowed_; }

  /// The pager's question, [begin, end) of last_line(), has been answered: it goes, and so does
  /// the eraser that the device sends next, up to the first real character.
  void erase_pager(std::size_t begin, std::size_t end);

  /// Forgets the finished lines, and wipes them: a device may have echoed a secret. The unfinished
  /// line stays.
  void restart();
  /// Gives back what the unfinished line does not need: an idle session should be small.
  void rest();
  /// Bytes [begin, end) of lines() as valid UTF-8 without C1 controls; forgets the finished lines.
  [[nodiscard]] std::string take(std::size_t begin, std::size_t end);

 private:
  enum class State : std::uint8_t { ground, escape, charset, csi, string, string_escape };
  enum class Eraser : std::uint8_t { none, asked, returned, erasing };

  [[nodiscard]] std::size_t line_size() const noexcept { return text_.size() - line_start_; }
  std::size_t feed_ground(std::string_view bytes);
  void feed_sequence(char c);
  void control(char c);
  void put(std::string_view run);
  void put_after_pager(std::string_view run);
  void overwrite(char c);
  void newline();
  void begin_csi() noexcept;
  void csi_byte(char c);
  void csi_final(char c);
  void report(std::string_view answer);
  void erase_in_line(unsigned mode);
  void back(unsigned count) noexcept;
  void blank(std::size_t begin, std::size_t end);
  void pad_to_cursor();
  void render_last_line() const;
  void eraser_seen() noexcept;

  std::size_t limit_;
  std::string text_;  ///< finished lines, then the unfinished one with kErased in erased cells
  std::size_t line_start_ = 0;
  std::size_t cursor_ = 0;  ///< cell of the unfinished line; may be past its end
  std::uint64_t line_number_ = 0;
  std::string report_;
  mutable std::string shown_;  ///< last_line() when it has erased cells
  std::size_t pager_start_ = 0;
  std::size_t pager_end_ = 0;  ///< where the cursor stood when it was answered
  unsigned parameters_[2] = {0, 0};
  std::uint8_t parameter_ = 0;
  std::uint16_t sequence_length_ = 0;
  State state_ = State::ground;
  Eraser eraser_ = Eraser::none;
  bool wiping_ = false;        ///< blanks are being drawn over what was there
  bool erased_cells_ = false;  ///< the unfinished line has some
  bool overflowed_ = false;
};

/// The whole of `raw` in one go.
[[nodiscard]] std::string clean_output(std::string_view raw);

}  // namespace showd
