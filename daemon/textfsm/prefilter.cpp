#include "textfsm/prefilter.hpp"

#include <algorithm>
#include <cstring>

#include "textfsm/characters.hpp"

namespace showd::textfsm {
namespace {

constexpr std::uint32_t kFirstWide = 0x80;

bool is_wide(char byte) { return (byte & 0x80) != 0; }

/// "(?u:...)" ends "(?a:...)", and the other way round.
std::uint8_t flags_inside(const Node& group, std::uint8_t flags) {
  constexpr std::uint8_t kKinds = kAscii | kUnicode;
  if ((group.flags_on & kKinds) != 0) flags &= static_cast<std::uint8_t>(~kKinds);
  return static_cast<std::uint8_t>((flags | group.flags_on) & ~group.flags_off);
}

/// The bytes that a match can begin with.
class FirstBytes {
 public:
  explicit FirstBytes(const Regex& regex) : regex_(regex) {
    if (visit(regex.root, regex.flags)) {
      bytes.set();
      empty = true;
    }
  }

  std::bitset<256> bytes;
  bool empty = false;  ///< at the end of the line, too

 private:
  [[nodiscard]] const Node& node(NodeId id) const { return regex_.nodes[id]; }

  void add_wide() {
    for (std::size_t byte = kFirstWide; byte < 256; ++byte) bytes.set(byte);
  }

  /// True when what follows decides, too.
  bool visit(NodeId id, std::uint8_t flags) {
    const Node& one = node(id);
    switch (one.op) {
      case Op::sequence:
        for (NodeId child = one.child; child != kNoNode; child = node(child).next)
          if (!visit(child, flags)) return false;
        return true;
      case Op::branch:
        return visit_each(one, flags);
      case Op::literal:
        add_literal(one.low, flags);
        return false;
      case Op::any:
        bytes.set();
        return false;
      case Op::set:
        add_set(one, flags);
        return false;
      case Op::category: {
        const SetItem item{.is_category = true, .negated = one.negated, .low = one.low};
        bytes |= bytes_of(item, flags);
        return false;
      }
      case Op::line_end:
      case Op::text_end:
        empty = true;
        bytes.set('\n');
        return (flags & kMultiline) != 0;
      case Op::group:
        return visit(one.child, flags_inside(one, flags));
      case Op::atomic:
        return visit(one.child, flags);
      case Op::repeat:
        return visit(one.child, flags) || one.low == 0;
      case Op::back_reference:
        bytes.set();
        return true;
      case Op::conditional:
        return visit_each(one, flags) || node(one.child).next == kNoNode;
      default:  // of no width
        return true;
    }
  }

  bool visit_each(const Node& parent, std::uint8_t flags) {
    bool open = false;
    for (NodeId id = parent.child; id != kNoNode; id = node(id).next) open |= visit(id, flags);
    return open;
  }

  void add_literal(std::uint32_t c, std::uint8_t flags) {
    if ((flags & kIgnoreCase) != 0) return add_any_case(c);
    std::string utf8;
    append_utf8(utf8, c);
    bytes.set(static_cast<unsigned char>(utf8[0]));
  }

  /// Letters of other scripts can be cases of ASCII's, and the other way round.
  void add_any_case(std::uint32_t c) {
    add_wide();
    for (std::uint32_t letter = 'a'; letter <= 'z'; ++letter) {
      if (c < kFirstWide && (c | 0x20) != letter) continue;
      bytes.set(letter);
      bytes.set(letter - 0x20);
    }
    if (c < kFirstWide) bytes.set(c);
  }

  void add_set(const Node& one, std::uint8_t flags) {
    if ((flags & kIgnoreCase) != 0) return static_cast<void>(bytes.set());
    std::bitset<256> members;
    for (std::uint32_t i = one.low; i < one.high; ++i)
      members |= bytes_of(regex_.set_items[i], flags);
    if (one.negated) members.flip();
    bytes |= members;
    if (one.negated) add_wide();
  }

  static std::bitset<256> bytes_of(const SetItem& item, std::uint8_t flags) {
    std::bitset<256> members;
    const auto add = [&](std::uint32_t low, std::uint32_t high) {
      for (std::uint32_t byte = low; byte <= high; ++byte) members.set(byte);
    };
    if (!item.is_category) {
      add(item.low, item.high < kFirstWide ? item.high : 255);
      if (item.low >= kFirstWide) add(kFirstWide, 255);
      return members;
    }
    switch (static_cast<Category>(item.low)) {
      case Category::digit:
        add('0', '9');
        break;
      case Category::space:
        add('\t', '\r');
        add(' ', ' ');
        if ((flags & kAscii) == 0) add(0x1C, 0x1F);
        break;
      case Category::word:
        add('0', '9');
        add('A', 'Z');
        add('a', 'z');
        add('_', '_');
        break;
    }
    if (item.negated) members.flip();
    add(kFirstWide, 255);
    return members;
  }

  const Regex& regex_;
};

/// The runs of literal characters that any match has.
class Literals {
 public:
  explicit Literals(const Regex& regex) : regex_(regex) {
    if ((regex.flags & kIgnoreCase) == 0) visit(regex.root);
    end_run();
  }

  std::string prefix;
  std::string word;
  std::string inside;

 private:
  enum class Place { start, behind_blanks, elsewhere };

  [[nodiscard]] const Node& node(NodeId id) const { return regex_.nodes[id]; }

  void end_run() {
    if (run_place_ == Place::start && prefix.empty())
      prefix = run_;
    else if (run_place_ == Place::behind_blanks && word.empty() && can_follow_blanks())
      word = run_;
    else if (run_.size() > inside.size())
      inside = run_;
    run_.clear();
    place_ = Place::elsewhere;
  }

  [[nodiscard]] bool can_follow_blanks() const {
    return !run_.empty() && !is_ascii_blank(run_[0]) && !is_wide(run_[0]);
  }

  void visit(NodeId id) {
    const Node& one = node(id);
    switch (one.op) {
      case Op::sequence:
        for (NodeId child = one.child; child != kNoNode; child = node(child).next) visit(child);
        return;
      case Op::literal:
        if (run_.empty()) run_place_ = place_;
        append_utf8(run_, one.low);
        return;
      case Op::group:
        if ((one.flags_on & kIgnoreCase) != 0) return end_run();
        return visit(one.child);
      case Op::atomic:
        return visit(one.child);
      case Op::repeat:
        return visit_repeat(one);
      case Op::line_begin:
      case Op::line_end:
      case Op::text_begin:
      case Op::text_end:
      case Op::word_boundary:
      case Op::look:
        return;
      default:
        return end_run();
    }
  }

  void visit_repeat(const Node& one) {
    const Node& repeated = node(one.child);
    const bool blanks = repeated.op == Op::category && !repeated.negated &&
                        static_cast<Category>(repeated.low) == Category::space &&
                        one.high == kUnlimited;
    if (blanks && place_ == Place::start && run_.empty()) {
      place_ = Place::behind_blanks;
      return;
    }
    if (one.low > 0) visit(one.child);
    end_run();
  }

  const Regex& regex_;
  std::string run_;
  Place place_ = Place::start;
  Place run_place_ = Place::start;
};

}  // namespace

Line::Line(std::string_view line) : text(line), after_blanks(line) {
  const auto* const first = std::find_if_not(line.begin(), line.end(), is_ascii_blank);
  after_blanks.remove_prefix(static_cast<std::size_t>(first - line.begin()));
}

Prefilter::Prefilter(const Regex& regex) : least_bytes_(regex.least_width) {
  const FirstBytes first(regex);
  first_ = first.bytes;
  matches_empty_ = first.empty;
  Literals literals(regex);
  prefix_ = std::move(literals.prefix);
  word_ = std::move(literals.word);
  inside_ = std::move(literals.inside);
}

bool Prefilter::passes(const Line& line) const noexcept {
  const std::string_view text = line.text;
  if (text.empty()) return matches_empty_;
  if (!first_[static_cast<unsigned char>(text[0])] || text.size() < least_bytes_) return false;
  if (!text.starts_with(prefix_)) return false;
  if (!word_.empty() && !line.after_blanks.starts_with(word_)) {
    // Blanks of other scripts may come before the word.
    if (line.after_blanks.empty() || !is_wide(line.after_blanks[0])) return false;
  }
  return inside_.empty() ||
         memmem(text.data(), text.size(), inside_.data(), inside_.size()) != nullptr;
}

}  // namespace showd::textfsm
