#include "textfsm/write_pcre2.hpp"

#include <fmt/format.h>

#include "textfsm/characters.hpp"

namespace showd::textfsm {
namespace {

/// The inside of a set. PCRE2's own \s lacks U+001C to U+001F and has U+180E.
constexpr const char* kBlanks =
    "\\x09-\\x0d\\x1c-\\x20\\x{85}\\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}"
    "\\x{205f}\\x{3000}";
constexpr const char* kNoBlanks =
    "\\x00-\\x08\\x0e-\\x1b\\x21-\\x{84}\\x{86}-\\x{9f}\\x{a1}-\\x{167f}\\x{1681}-\\x{1fff}"
    "\\x{200b}-\\x{2027}\\x{202a}-\\x{202e}\\x{2030}-\\x{205e}\\x{2060}-\\x{2fff}"
    "\\x{3001}-\\x{10ffff}";
constexpr const char* kAsciiBlanks = "\\x09-\\x0d\\x1c-\\x20";
constexpr const char* kNoAsciiBlanks = "\\x00-\\x08\\x0e-\\x1b\\x21-\\x7f";

class Writer {
 public:
  Writer(const Regex& regex, Pcre2Mode mode)
      : regex_(regex), unicode_(mode == Pcre2Mode::unicode) {}

  std::string write() {
    ascii_classes_ = (regex_.flags & kAscii) != 0;
    if (const std::string letters = flag_letters(regex_.flags); !letters.empty())
      out_ += "(?" + letters + ")";
    write(regex_.root);
    return std::move(out_);
  }

 private:
  [[nodiscard]] const Node& node(NodeId id) const { return regex_.nodes[id]; }

  static std::string flag_letters(std::uint8_t flags) {
    std::string letters;
    if ((flags & kIgnoreCase) != 0) letters += 'i';
    if ((flags & kMultiline) != 0) letters += 'm';
    if ((flags & kDotAll) != 0) letters += 's';
    return letters;
  }

  void write(NodeId id) {
    const Node& one = node(id);
    switch (one.op) {
      case Op::sequence:
        return write_children(one, "");
      case Op::branch:
        return write_children(one, "|");
      case Op::literal:
        return write_literal(one.low);
      case Op::any:
        out_ += '.';
        return;
      case Op::set:
        return write_set(one);
      case Op::category:
        return write_category(one);
      case Op::line_begin:
        out_ += '^';
        return;
      case Op::line_end:
        out_ += '$';
        return;
      case Op::text_begin:
        out_ += "\\A";
        return;
      case Op::text_end:
        out_ += "\\z";
        return;
      case Op::word_boundary:
        return write_boundary(one.negated);
      case Op::group:
        return write_group(one);
      case Op::atomic:
        return write_enclosed("(?>", one);
      case Op::repeat:
        return write_repeat(one);
      case Op::look:
        return write_enclosed(
            one.behind ? (one.negated ? "(?<!" : "(?<=") : (one.negated ? "(?!" : "(?="), one);
      case Op::back_reference:
        out_ += fmt::format("\\g{{{}}}", one.low);
        return;
      case Op::conditional:
        out_ += fmt::format("(?({})", one.low);
        write_children(one, "|");
        out_ += ')';
        return;
    }
  }

  void write_children(const Node& parent, const char* between) {
    for (NodeId id = parent.child; id != kNoNode; id = node(id).next) {
      if (id != parent.child) out_ += between;
      write(id);
    }
  }

  void write_enclosed(const std::string& opening, const Node& one) {
    out_ += opening;
    write(one.child);
    out_ += ')';
  }

  void write_literal(std::uint32_t c) {
    if (c < 0x20 || c == 0x7F) {
      out_ += fmt::format("\\x{:02x}", c);
    } else if (c < 0x80) {
      const char letter = static_cast<char>(c);
      if (!is_letter(letter) && !is_digit(letter) && letter != ' ' && letter != '_') out_ += '\\';
      out_ += letter;
    } else {
      append_utf8(out_, c);
    }
  }

  void write_category(const Node& one) {
    const auto kind = static_cast<Category>(one.low);
    if (kind == Category::space || (unicode_ && ascii_classes_)) {
      out_ += one.negated ? "[^" : "[";
      write_members(kind, false);
      out_ += ']';
    } else {
      write_members(kind, one.negated);
    }
  }

  /// A category inside a set.
  void write_members(Category kind, bool negated) {
    const bool narrow = unicode_ && ascii_classes_;
    switch (kind) {
      case Category::digit:
        if (narrow)
          out_ += negated ? "\\x00-/:-\\x{10ffff}" : "0-9";
        else
          out_ += negated ? "\\D" : "\\d";
        return;
      case Category::word:
        if (narrow)
          out_ += negated ? "\\x00-/:-@\\[-\\^`{-\\x{10ffff}" : "0-9A-Z_a-z";
        else
          out_ += negated ? "\\W" : "\\w";
        return;
      case Category::space:
        if (ascii_classes_)
          out_ += !negated   ? "\\x09-\\x0d\\x20"
                  : unicode_ ? "\\x00-\\x08\\x0e-\\x1f\\x21-\\x{10ffff}"
                             : "\\x00-\\x08\\x0e-\\x1f\\x21-\\x7f";
        else if (unicode_)
          out_ += negated ? kNoBlanks : kBlanks;
        else
          out_ += negated ? kNoAsciiBlanks : kAsciiBlanks;
        return;
    }
  }

  void write_set(const Node& one) {
    out_ += one.negated ? "[^" : "[";
    for (std::uint32_t i = one.low; i < one.high; ++i) {
      const SetItem& item = regex_.set_items[i];
      if (item.is_category) {
        write_members(static_cast<Category>(item.low), item.negated);
        continue;
      }
      write_literal(item.low);
      if (item.high == item.low) continue;
      out_ += '-';
      write_literal(item.high);
    }
    out_ += ']';
  }

  /// In Python `\B` does not match in an empty text.
  void write_boundary(bool negated) {
    if (negated) out_ += "(?!\\A\\z)";
    if (unicode_ && ascii_classes_) {
      constexpr const char* kIn = "[0-9A-Z_a-z]";
      out_ += negated ? fmt::format("(?:(?<={0})(?={0})|(?<!{0})(?!{0}))", kIn)
                      : fmt::format("(?:(?<={0})(?!{0})|(?<!{0})(?={0}))", kIn);
    } else {
      out_ += negated ? "\\B" : "\\b";
    }
  }

  void write_group(const Node& one) {
    if (one.low != 0) return write_enclosed("(", one);
    const std::string on = flag_letters(one.flags_on);
    const std::string off = flag_letters(one.flags_off);
    const bool outer = ascii_classes_;
    if ((one.flags_on & (kAscii | kUnicode)) != 0) ascii_classes_ = (one.flags_on & kAscii) != 0;
    write_enclosed("(?" + on + (off.empty() ? "" : "-" + off) + ":", one);
    ascii_classes_ = outer;
  }

  void write_repeat(const Node& one) {
    write(one.child);
    if (one.low == 0 && one.high == kUnlimited)
      out_ += '*';
    else if (one.low == 1 && one.high == kUnlimited)
      out_ += '+';
    else if (one.low == 0 && one.high == 1)
      out_ += '?';
    else if (one.high == kUnlimited)
      out_ += fmt::format("{{{},}}", one.low);
    else if (one.low == one.high)
      out_ += fmt::format("{{{}}}", one.low);
    else
      out_ += fmt::format("{{{},{}}}", one.low, one.high);
    if (one.greed == Greed::lazy) out_ += '?';
    if (one.greed == Greed::possessive) out_ += '+';
  }

  const Regex& regex_;
  const bool unicode_;
  bool ascii_classes_ = false;  ///< inside "(?a:...)"
  std::string out_;
};

}  // namespace

std::string write_pcre2(const Regex& regex, Pcre2Mode mode) { return Writer(regex, mode).write(); }

}  // namespace showd::textfsm
