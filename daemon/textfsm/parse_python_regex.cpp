#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/utf8.hpp"
#include "textfsm/characters.hpp"
#include "textfsm/python_regex.hpp"
#include "textfsm/regex_reader.hpp"

namespace showd::textfsm {
namespace {

constexpr std::size_t kLongestRegex = 32 * 1024;
constexpr std::size_t kDeepest = 100;
constexpr std::uint32_t kMostGroups = 1000;

struct Width {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
};

class Parser : RegexReader {
 public:
  using RegexReader::RegexReader;

  Regex parse() {
    if (text_.size() > kLongestRegex)
      fail(0, fmt::format("an expression of {} bytes, more than {}", text_.size(), kLongestRegex));
    regex_.nodes.reserve(text_.size() / 2 + 4);
    regex_.root = alternatives(0, 0, true);
    if (!at_end()) fail(at_, "unbalanced ')'");
    if ((regex_.flags & kAscii) != 0 && (regex_.flags & kUnicode) != 0)
      fail(0, "flags 'a' and 'u' exclude each other");
    for (const auto& [group, offset] : conditions_)
      if (group > regex_.groups) fail(offset, fmt::format("there is no group {}", group));
    const Width width = width_of(regex_.root);
    regex_.least_width = static_cast<std::uint32_t>(capped(width.low));
    return std::move(regex_);
  }

 private:
  // The tree.
  NodeId add(Node node) {
    regex_.nodes.push_back(node);
    return static_cast<NodeId>(regex_.nodes.size() - 1);
  }
  Node& node(NodeId id) { return regex_.nodes[id]; }
  NodeId add_literal(std::uint32_t character) {
    regex_.ascii = regex_.ascii && character < 0x80;
    return add({.op = Op::literal, .low = character});
  }

  /// `a|b|c`. `whole`: not inside any group.
  NodeId alternatives(std::size_t depth, std::uint8_t flags, bool whole) {
    if (depth > kDeepest) fail(at_, fmt::format("groups nested more than {} deep", kDeepest));
    const NodeId first = sequence(depth, flags, whole);
    if (!next_is('|')) return first;
    NodeId last = first;
    while (take('|')) {
      const NodeId one = sequence(depth, whole ? regex_.flags : flags, false);
      node(last).next = one;
      last = one;
    }
    return add({.op = Op::branch, .child = first});
  }

  /// `first`: global flags may stand here.
  NodeId sequence(std::size_t depth, std::uint8_t flags, bool first) {
    const NodeId whole = add({.op = Op::sequence});
    NodeId last = kNoNode;
    NodeId before_last = kNoNode;
    while (!at_end() && !next_is('|') && !next_is(')')) {
      if ((flags & kVerbose) != 0 && skip_verbose()) continue;
      const std::size_t begin = at_;
      if (const auto times = quantifier()) {
        const NodeId repeated = repeat(last, *times, begin);
        (before_last == kNoNode ? node(whole).child : node(before_last).next) = repeated;
        last = repeated;
        continue;
      }
      const std::optional<NodeId> one = item(depth, flags, first && last == kNoNode);
      if (!one) {  // a comment, or flags for the whole
        if (first) flags = regex_.flags;
        continue;
      }
      (last == kNoNode ? node(whole).child : node(last).next) = *one;
      before_last = last;
      last = *one;
    }
    return whole;
  }

  NodeId repeat(NodeId repeated, const Times& times, std::size_t begin) {
    if (repeated == kNoNode || is_anchor(node(repeated).op)) fail(begin, "nothing to repeat");
    if (node(repeated).op == Op::repeat) fail(begin, "a repeat of a repeat");
    Node whole{.op = Op::repeat,
               .low = static_cast<std::uint32_t>(times.low),
               .high = static_cast<std::uint32_t>(times.high),
               .child = repeated};
    if (take('?'))
      whole.greed = Greed::lazy;
    else if (take('+'))
      whole.greed = Greed::possessive;
    return add(whole);
  }

  static bool is_anchor(Op op) {
    return op == Op::line_begin || op == Op::line_end || op == Op::text_begin ||
           op == Op::text_end || op == Op::word_boundary;
  }

  /// One element, without its quantifier; nothing for what is only read.
  std::optional<NodeId> item(std::size_t depth, std::uint8_t flags, bool first) {
    switch (peek()) {
      case '\\':
        return escape();
      case '[':
        return set();
      case '(':
        return parenthesis(depth, flags, first);
      case '.':
        ++at_;
        return add({.op = Op::any});
      case '^':
        ++at_;
        return add({.op = Op::line_begin});
      case '$':
        ++at_;
        return add({.op = Op::line_end});
      default:
        return add_literal(take_character());
    }
  }

  // Escapes.
  NodeId escape() {
    const std::size_t begin = at_++;
    if (at_end()) fail(begin, "a '\\' at the end");
    if (const auto kind = category(peek())) {
      ++at_;
      return add({.op = Op::category, .negated = kind->negated, .low = kind->low});
    }
    switch (peek()) {
      case 'A':
        ++at_;
        return add({.op = Op::text_begin});
      case 'Z':
        ++at_;
        return add({.op = Op::text_end});
      case 'b':
      case 'B':
        return add({.op = Op::word_boundary, .negated = text_[at_++] == 'B'});
      default:
        break;
    }
    if (peek() >= '1' && peek() <= '9') return octal_or_reference(begin);
    return add_literal(escaped_character(begin));
  }

  NodeId octal_or_reference(std::size_t begin) {
    const std::string_view rest = text_.substr(at_, 3);
    if (rest.size() == 3 && std::all_of(rest.begin(), rest.end(), is_octal))
      return add_literal(octal(begin));
    auto group = static_cast<std::uint32_t>(text_[at_++] - '0');
    if (is_digit(peek())) group = group * 10 + static_cast<std::uint32_t>(text_[at_++] - '0');
    return reference(group, begin);
  }

  NodeId reference(std::uint32_t group, std::size_t begin) {
    if (group == 0 || group > regex_.groups)
      fail(begin, fmt::format("there is no group {}", group));
    if (!closed_[group]) fail(begin, fmt::format("group {} is not closed here", group));
    check_not_in_look_behind(group, begin);
    return add({.op = Op::back_reference, .low = group});
  }

  void check_not_in_look_behind(std::uint32_t group, std::size_t begin) const {
    if (groups_before_look_behind_ && group > *groups_before_look_behind_)
      fail(begin, "a look-behind cannot refer to a group inside itself");
  }

  // Sets.
  SetItem set_member() {
    if (!next_is('\\')) {
      const std::uint32_t character = take_character();
      return {.low = character, .high = character};
    }
    const std::size_t begin = at_++;
    if (at_end()) fail(begin, "a '\\' at the end");
    if (auto kind = category(peek())) {
      ++at_;
      return *kind;
    }
    if (take('b')) return {.low = 8, .high = 8};
    const std::uint32_t character = escaped_character(begin);
    return {.low = character, .high = character};
  }

  NodeId set() {
    const std::size_t begin = at_++;
    Node whole{.op = Op::set, .negated = take('^')};
    std::vector<SetItem> items;
    const auto check_end = [&] {
      if (at_end()) fail(begin, "'[' without its ']'");
    };
    for (;;) {
      check_end();
      if (!items.empty() && take(']')) break;
      const std::size_t range_begin = at_;
      SetItem one = set_member();
      if (take('-')) {
        check_end();
        if (take(']')) {
          items.push_back(one);
          items.push_back({.low = '-', .high = '-'});
          break;
        }
        const SetItem last = set_member();
        if (one.is_category || last.is_category || last.low < one.low)
          fail(range_begin, "a range that runs from nothing to nothing");
        one.high = last.high;
      }
      items.push_back(one);
    }
    return add_set(whole, items);
  }

  NodeId add_set(Node whole, const std::vector<SetItem>& items) {
    if (items.size() == 1 && !whole.negated && !items[0].is_category &&
        items[0].low == items[0].high)
      return add_literal(items[0].low);
    whole.low = static_cast<std::uint32_t>(regex_.set_items.size());
    for (const SetItem& one : items) {
      regex_.ascii = regex_.ascii && (one.is_category || one.high < 0x80);
      regex_.set_items.push_back(one);
    }
    whole.high = static_cast<std::uint32_t>(regex_.set_items.size());
    return add(whole);
  }

  // Parentheses.
  std::optional<NodeId> parenthesis(std::size_t depth, std::uint8_t flags, bool first) {
    const std::size_t begin = at_++;
    if (!take('?')) return capture(begin, {}, depth, flags);
    if (at_end()) fail(begin, "'(?' at the end");
    const char kind = text_[at_++];
    switch (kind) {
      case ':':
        return enclose({.op = Op::group}, begin, depth, flags);
      case '>':
        return enclose({.op = Op::atomic}, begin, depth, flags);
      case 'P':
        return named(begin, depth, flags);
      case '#':
        if ((at_ = text_.find(')', at_)) == std::string_view::npos)
          fail(begin, "a comment without its ')'");
        ++at_;
        return std::nullopt;
      case '=':
      case '!':
        return enclose({.op = Op::look, .negated = kind == '!'}, begin, depth, flags);
      case '<':
        return look_behind(begin, depth, flags);
      case '(':
        return conditional(begin, depth, flags);
      default:
        --at_;
        return with_flags(begin, depth, flags, first);
    }
  }

  /// The inside of a group up to its ")".
  NodeId enclose(Node whole, std::size_t begin, std::size_t depth, std::uint8_t flags) {
    whole.child = alternatives(depth + 1, flags, false);
    if (!take(')')) fail(begin, "'(' without its ')'");
    return add(whole);
  }

  NodeId capture(std::size_t begin, std::string_view name, std::size_t depth, std::uint8_t flags) {
    const std::uint32_t group = ++regex_.groups;
    if (group > kMostGroups) fail(begin, fmt::format("more than {} groups", kMostGroups));
    if (!name.empty()) {
      if (find_group(name) != 0) fail(begin, fmt::format("group '{}' is there already", name));
      regex_.names.push_back({std::string(name), group});
    }
    closed_.resize(group + 1, false);
    widths_.resize(group + 1);
    const NodeId whole = enclose({.op = Op::group, .low = group}, begin, depth, flags);
    closed_[group] = true;
    widths_[group] = width_of(node(whole).child);
    return whole;
  }

  [[nodiscard]] std::uint32_t find_group(std::string_view name) const {
    for (const NamedGroup& one : regex_.names)
      if (one.name == name) return one.group;
    return 0;
  }

  NodeId named(std::size_t begin, std::size_t depth, std::uint8_t flags) {
    if (take('<')) {
      const std::string_view name = group_name('>');
      return capture(begin, name, depth, flags);
    }
    if (!take('=')) fail(begin, "expected '(?P<name>' or '(?P=name)'");
    const std::size_t name_begin = at_;
    const std::string_view name = group_name(')');
    const std::uint32_t group = find_group(name);
    if (group == 0) fail(name_begin, fmt::format("there is no group '{}'", name));
    return reference(group, name_begin);
  }

  std::string_view group_name(char last) {
    const std::size_t begin = at_;
    const std::string_view name = take_until(last, "group name");
    if (!is_identifier(name))
      fail(begin, fmt::format("'{}' is no group name", printable(name, 60)));
    return name;
  }

  NodeId look_behind(std::size_t begin, std::size_t depth, std::uint8_t flags) {
    if (!next_is('=') && !next_is('!')) fail(begin, "expected '(?<=' or '(?<!'");
    const Node whole{.op = Op::look, .negated = text_[at_++] == '!', .behind = true};
    const auto outer = groups_before_look_behind_;
    if (!outer) groups_before_look_behind_ = regex_.groups;
    const NodeId look = enclose(whole, begin, depth, flags);
    groups_before_look_behind_ = outer;
    const Width width = width_of(node(look).child);
    if (width.low != width.high) fail(begin, "a look-behind of no fixed width");
    if (width.high > kMostRepeats) fail(begin, "a look-behind that is too wide");
    return look;
  }

  NodeId conditional(std::size_t begin, std::size_t depth, std::uint8_t flags) {
    if (depth >= kDeepest) fail(at_, fmt::format("groups nested more than {} deep", kDeepest));
    const std::size_t name_begin = at_;
    const std::string_view name = take_until(')', "group name");
    const std::uint32_t group = condition(name, name_begin);
    check_not_in_look_behind(group, name_begin);
    Node whole{.op = Op::conditional, .low = group};
    whole.child = sequence(depth + 1, flags, false);
    if (take('|')) {
      const NodeId otherwise = sequence(depth + 1, flags, false);
      node(whole.child).next = otherwise;
      if (next_is('|')) fail(at_, "a condition with more than two branches");
    }
    if (!take(')')) fail(begin, "'(' without its ')'");
    return add(whole);
  }

  /// The group that `(?(name)` or `(?(1)` asks for; one by number may come later.
  std::uint32_t condition(std::string_view name, std::size_t begin) {
    if (is_identifier(name)) {
      const std::uint32_t group = find_group(name);
      if (group == 0) fail(begin, fmt::format("there is no group '{}'", name));
      return group;
    }
    std::uint64_t group = 0;
    for (const char digit : name) {
      if (!is_digit(digit)) fail(begin, fmt::format("'{}' is no group", printable(name, 60)));
      group = capped(group * 10 + static_cast<std::uint64_t>(digit - '0'));
    }
    if (group == 0 || group > kMostGroups) fail(begin, fmt::format("there is no group {}", group));
    conditions_.push_back({static_cast<std::uint32_t>(group), begin});
    return static_cast<std::uint32_t>(group);
  }

  /// "(?i)" for all, "(?i-s:...)" for a part.
  std::optional<NodeId> with_flags(std::size_t begin, std::size_t depth, std::uint8_t flags,
                                   bool first) {
    Node whole{.op = Op::group};
    whole.flags_on = take_flags(begin);
    if (whole.flags_on == 0 && !next_is('-')) fail(begin, "unknown extension after '(?'");
    if ((whole.flags_on & kAscii) != 0 && (whole.flags_on & kUnicode) != 0)
      fail(begin, "flags 'a' and 'u' exclude each other");
    if (take(')')) {
      if (!first) fail(begin, "flags for the whole expression belong at its start");
      regex_.flags |= whole.flags_on;
      return std::nullopt;
    }
    if (take('-')) {
      whole.flags_off = take_flags(begin);
      if (whole.flags_off == 0) fail(begin, "a flag is missing after '-'");
      if ((whole.flags_off & (kAscii | kUnicode)) != 0)
        fail(begin, "flags 'a' and 'u' cannot be turned off");
      if ((whole.flags_off & whole.flags_on) != 0) fail(begin, "a flag turned on and off");
    }
    if (!take(':')) fail(begin, "expected ':' after the flags");
    const auto inner = static_cast<std::uint8_t>((flags | whole.flags_on) & ~whole.flags_off);
    return enclose(whole, begin, depth, inner);
  }

  // Widths in characters, as Python counts them.
  Width width_of(NodeId id) {
    const Node& one = node(id);
    switch (one.op) {
      case Op::sequence:
        return sum_of_children(one);
      case Op::branch:
        return either_child(one);
      case Op::literal:
      case Op::any:
      case Op::set:
      case Op::category:
        return {1, 1};
      case Op::group:
        return one.low != 0 && closed_[one.low] ? widths_[one.low] : width_of(one.child);
      case Op::atomic:
        return width_of(one.child);
      case Op::repeat: {
        const Width inner = width_of(one.child);
        return {capped(inner.low * one.low), capped(inner.high * one.high)};
      }
      case Op::back_reference:
        return widths_[one.low];
      case Op::conditional: {
        const Width widths = either_child(one);
        const bool has_otherwise = node(one.child).next != kNoNode;
        return {has_otherwise ? widths.low : 0, widths.high};
      }
      default:
        return {0, 0};
    }
  }

  Width sum_of_children(const Node& parent) {
    Width sum;
    for (NodeId id = parent.child; id != kNoNode; id = node(id).next) {
      const Width one = width_of(id);
      sum = {capped(sum.low + one.low), capped(sum.high + one.high)};
    }
    return sum;
  }

  Width either_child(const Node& parent) {
    Width either{kUnlimited, 0};
    for (NodeId id = parent.child; id != kNoNode; id = node(id).next) {
      const Width one = width_of(id);
      either = {std::min(either.low, one.low), std::max(either.high, one.high)};
    }
    return either;
  }

  struct Condition {
    std::uint32_t group;
    std::size_t offset;
  };

  Regex regex_;
  std::vector<bool> closed_;   ///< by group
  std::vector<Width> widths_;  ///< by group, once closed
  std::vector<Condition> conditions_;
  std::optional<std::uint32_t> groups_before_look_behind_;
};

}  // namespace

tl::expected<Regex, RegexFault> parse_python_regex(std::string_view pattern) {
  try {
    return Parser(pattern).parse();
  } catch (const RegexFault& fault) {
    return tl::unexpected<RegexFault>(fault);
  }
}

}  // namespace showd::textfsm
