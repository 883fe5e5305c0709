#include "session/output_cleaner.hpp"

#include <string.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/utf8.hpp"

namespace showd {
namespace {

/// A cell that was erased: a blank when something follows it, nothing at a line's end. Control
/// characters never enter the text, so this one is free.
constexpr char kErased = '\x01';

/// No terminal is wider: bounds what one sequence can cost.
constexpr unsigned kColumns = 511;
/// An OSC or DCS that does not end was none.
constexpr unsigned kMaxSequence = 1024;

/// A VT100 without options (its DA, "device attributes").
constexpr std::string_view kTerminal = "\x1b[?1;0c";

bool is_text(char c) noexcept {
  const auto byte = static_cast<std::uint8_t>(c);
  return (byte >= 0x20 && byte != 0x7F) || c == '\t';
}

bool is_continuation(char c) noexcept { return (static_cast<std::uint8_t>(c) & 0xC0) == 0x80; }

/// U+0080..U+009F: some terminals still act on them.
void drop_c1(std::string& text) {
  std::size_t out = 0;
  for (std::size_t in = 0; in < text.size(); ++in) {
    if (text[in] == '\xC2' && in + 1 < text.size() &&
        static_cast<std::uint8_t>(text[in + 1]) < 0xA0) {
      ++in;
      continue;
    }
    text[out++] = text[in];
  }
  text.resize(out);
}

}  // namespace

void OutputCleaner::feed(std::string_view bytes) {
  while (!bytes.empty() && !overflowed_) {
    std::size_t used = 1;
    if (state_ == State::ground)
      used = feed_ground(bytes);
    else
      feed_sequence(bytes.front());
    bytes.remove_prefix(used);
    overflowed_ = text_.size() > limit_;
  }
}

std::size_t OutputCleaner::feed_ground(std::string_view bytes) {
  std::size_t run = 0;
  while (run < bytes.size() && is_text(bytes[run])) ++run;
  if (run == 0) {
    control(bytes.front());
    return 1;
  }
  if (eraser_ == Eraser::none)
    put(bytes.substr(0, run));
  else
    put_after_pager(bytes.substr(0, run));
  return run;
}

void OutputCleaner::control(char c) {
  wiping_ = false;
  if (c == '\n') return newline();
  if (c == '\r') {
    if (eraser_ == Eraser::asked)
      eraser_ = Eraser::returned;
    else
      eraser_seen();
    cursor_ = 0;
  } else if (c == '\b') {
    back(1);
    eraser_seen();
  } else if (c == '\x1b') {
    state_ = State::escape;
    sequence_length_ = 0;
  }
}

void OutputCleaner::put(std::string_view run) {
  pad_to_cursor();
  while (!run.empty() && (cursor_ < line_size() || (wiping_ && run.front() == ' '))) {
    overwrite(run.front());
    run.remove_prefix(1);
  }
  if (run.empty()) return;
  wiping_ = false;
  text_.append(run);
  cursor_ += run.size();
}

/// Blanks right after a pager's question are its eraser, and do not count until a character does.
void OutputCleaner::put_after_pager(std::string_view run) {
  const std::size_t blanks = std::min(run.find_first_not_of(' '), run.size());
  if (blanks > 0) {
    if (eraser_ == Eraser::returned) eraser_ = Eraser::erasing;
    blank(cursor_, cursor_ + blanks);
    cursor_ += blanks;
    run.remove_prefix(blanks);
  }
  if (run.empty()) return;
  if (eraser_ == Eraser::asked) cursor_ -= pager_end_ - pager_start_;  // no eraser at all
  eraser_ = Eraser::none;
  put(run);
}

/// Blanks over something erase it, and are no text where they reach beyond it: so pagers wipe their
/// question, whoever answered it.
void OutputCleaner::overwrite(char c) {
  wiping_ = c == ' ';
  if (cursor_ == line_size()) text_ += kErased;
  char* cell = text_.data() + line_start_ + cursor_;
  *cell = c == ' ' ? kErased : c;
  erased_cells_ = erased_cells_ || c == ' ';
  ++cursor_;
  // The rest of a multi-byte character whose head is gone.
  const std::size_t end = std::min(line_size(), cursor_ + 3);
  for (std::size_t i = cursor_; i < end && is_continuation(*++cell); ++i) {
    *cell = kErased;
    erased_cells_ = true;
  }
}

void OutputCleaner::pad_to_cursor() {
  if (cursor_ > line_size()) blank(line_size(), cursor_);
}

void OutputCleaner::blank(std::size_t begin, std::size_t end) {
  if (begin >= end) return;
  if (end > line_size()) text_.resize(line_start_ + end, kErased);
  std::memset(text_.data() + line_start_ + begin, kErased, end - begin);
  erased_cells_ = true;
}

void OutputCleaner::newline() {
  const Eraser eraser = std::exchange(eraser_, Eraser::none);
  cursor_ = 0;
  if (erased_cells_) {
    render_last_line();
    text_.replace(line_start_, std::string::npos, shown_);
    erased_cells_ = false;
  }
  // A pager without an eraser ends its question with a line break of its own.
  if ((eraser == Eraser::asked || eraser == Eraser::returned) && line_size() == 0) return;
  text_ += '\n';
  line_start_ = text_.size();
  ++line_number_;
}

void OutputCleaner::back(unsigned count) noexcept {
  for (; count > 0 && cursor_ > 0; --count) {
    --cursor_;
    for (int i = 0; i < 3 && cursor_ > 0 && cursor_ < line_size() &&
                    is_continuation(text_[line_start_ + cursor_]);
         ++i)
      --cursor_;
  }
}

void OutputCleaner::eraser_seen() noexcept {
  if (eraser_ != Eraser::none) eraser_ = Eraser::erasing;
}

void OutputCleaner::feed_sequence(char c) {
  if (++sequence_length_ > kMaxSequence || c == '\x18' || c == '\x1a') {
    state_ = State::ground;
    return;
  }
  switch (state_) {
    case State::escape:
      if (c == '[') return begin_csi();
      if (c == ']' || c == 'P' || c == '_' || c == '^' || c == 'X') {
        state_ = State::string;
        return;
      }
      if (c >= 0x20 && c <= 0x2F) {
        state_ = State::charset;
        return;
      }
      state_ = State::ground;
      if (c == 'Z') report(kTerminal);
      if (c == 'E') newline();  // NEL, as ProCurve ends its lines
      if (static_cast<std::uint8_t>(c) < 0x20) control(c);
      return;
    case State::charset:
      if (c >= 0x20 && c <= 0x2F) return;
      state_ = State::ground;
      if (static_cast<std::uint8_t>(c) < 0x20) control(c);
      return;
    case State::csi:
      return csi_byte(c);
    case State::string:
      if (c == '\x1b') state_ = State::string_escape;
      if (c == '\a' || c == '\n') state_ = State::ground;
      if (c == '\n') newline();
      return;
    case State::string_escape:
      state_ = State::ground;  // ESC \ is its end; anything else was a sequence of its own
      if (c == '[') return begin_csi();
      return;
    case State::ground:
      return;
  }
}

void OutputCleaner::begin_csi() noexcept {
  state_ = State::csi;
  sequence_length_ = 0;
  parameter_ = 0;
  parameters_[0] = parameters_[1] = 0;
}

void OutputCleaner::csi_byte(char c) {
  if (c >= '0' && c <= '9') {
    if (parameter_ < 2)
      parameters_[parameter_] =
          std::min(parameters_[parameter_] * 10 + static_cast<unsigned>(c - '0'), kColumns);
    return;
  }
  if (c == ';' && parameter_ < 2) ++parameter_;
  if (c >= 0x20 && c <= 0x3F) return;  // private marks and intermediates
  if (static_cast<std::uint8_t>(c) < 0x20) {
    if (c == '\n' || c == '\x1b') state_ = State::ground;
    return control(c);  // a terminal obeys controls inside a sequence
  }
  state_ = State::ground;
  if (c >= 0x40 && c <= 0x7E) csi_final(c);
}

void OutputCleaner::csi_final(char c) {
  const unsigned first = parameters_[0];
  const unsigned count = std::max(first, 1u);
  const std::size_t width = std::max<std::size_t>(line_size(), kColumns);
  switch (c) {
    case 'C':
      cursor_ = std::min(cursor_ + count, width);
      break;
    case 'D':
      back(count);
      break;
    case 'E':
      newline();
      return;
    case 'G':
      cursor_ = count - 1;
      break;
    case 'H':
    case 'f':
      cursor_ = std::max(parameters_[1], 1u) - 1;
      break;
    case 'J':
    case 'K':
      erase_in_line(first);
      break;
    case 'X': {
      const std::size_t end = std::min(cursor_ + count, line_size());
      blank(cursor_, end);
      break;
    }
    case 'n':
      if (first == 6) report("\x1b[1;1R");
      if (first == 5) report("\x1b[0n");
      return;
    case 'c':
      if (first == 0) report(kTerminal);
      return;
    default:
      return;  // SGR, modes, scrolling regions: nothing that shows in text
  }
  eraser_seen();
}

void OutputCleaner::report(std::string_view answer) {
  constexpr std::size_t kMost = 64;
  if (report_.size() + answer.size() <= kMost) report_ += answer;
}

void OutputCleaner::erase_in_line(unsigned mode) {
  if (mode == 0) {
    if (cursor_ < line_size()) text_.resize(line_start_ + cursor_);
  } else if (mode == 1) {
    blank(0, std::min<std::size_t>({cursor_ + 1, line_size(), kColumns}));
  } else {
    text_.resize(line_start_);
    erased_cells_ = false;
    cursor_ = std::min<std::size_t>(cursor_, kColumns);
  }
}

void OutputCleaner::render_last_line() const {
  shown_.assign(text_, line_start_, std::string::npos);
  const std::size_t last = shown_.find_last_not_of(kErased);
  shown_.resize(last == std::string::npos ? 0 : last + 1);
  std::replace(shown_.begin(), shown_.end(), kErased, ' ');
}

std::string_view OutputCleaner::last_line() const {
  if (!erased_cells_) return std::string_view(text_).substr(line_start_);
  render_last_line();
  return shown_;
}

void OutputCleaner::erase_pager(std::size_t begin, std::size_t end) {
  blank(std::min(begin, line_size()), std::min(end, line_size()));
  pager_start_ = std::min(begin, cursor_);
  pager_end_ = cursor_;
  eraser_ = Eraser::asked;
}

void OutputCleaner::restart() {
  const std::size_t kept = line_size();
  std::memmove(text_.data(), text_.data() + line_start_, kept);
  ::explicit_bzero(text_.data() + kept, line_start_);
  text_.resize(kept);
  line_start_ = 0;
}

void OutputCleaner::rest() {
  text_.shrink_to_fit();
  shown_ = std::string();
}

std::string OutputCleaner::take(std::size_t begin, std::size_t end) {
  constexpr std::size_t kWorthMoving = 64 << 10;
  std::string taken;
  if (end - begin < kWorthMoving) {
    taken.assign(text_, begin, end - begin);
    restart();
  } else {
    std::string rest = text_.substr(line_start_);
    text_.resize(end);
    text_.erase(0, begin);
    taken = std::exchange(text_, std::move(rest));
    line_start_ = 0;
  }
  if (!is_valid_utf8(taken)) taken = to_valid_utf8(taken);
  if (taken.find('\xC2') != std::string::npos) drop_c1(taken);
  return taken;
}

std::string clean_output(std::string_view raw) {
  OutputCleaner cleaner(2 * raw.size() + 4096);
  cleaner.feed(raw);
  if (!cleaner.last_line().empty()) cleaner.feed("\n");
  return cleaner.take(0, cleaner.lines().size());
}

}  // namespace showd
