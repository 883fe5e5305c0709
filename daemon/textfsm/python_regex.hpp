/// A regular expression in Python's syntax (`re` of 3.11), taken apart. TextFSM templates are
/// written for that engine: what it refuses is refused here, and what PCRE2 reads differently is
/// written for PCRE2 anew (write_pcre2.hpp). Handing the text over as it is was tried and dropped:
/// `{,n}`, `\Z`, `\s` and long group names mean something else there, and `\h`, `\K` or POSIX
/// classes would pass.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace showd::textfsm {

/// `offset` is in bytes, into the expression.
struct RegexFault {
  std::string message;
  std::size_t offset;
};

enum class Op : std::uint8_t {
  sequence,        ///< children one after the other
  branch,          ///< children are the alternatives, each a sequence
  literal,         ///< `low` is the character
  any,             ///< `.`
  set,             ///< `[...]`: items [low, high) of Regex::set_items; may be negated
  category,        ///< `\d`, `\S`, ...: `low` is a Category; may be negated
  line_begin,      ///< `^`
  line_end,        ///< `$`
  text_begin,      ///< `\A`
  text_end,        ///< `\Z`
  word_boundary,   ///< `\b`, negated `\B`
  group,           ///< `low` is its number, 0 when it does not capture; has flags
  atomic,          ///< `(?>...)`
  repeat,          ///< `low` to `high` times
  look,            ///< look-around: `behind`, `negated`
  back_reference,  ///< `low` is the group
  conditional,     ///< `(?(low)first child|second child)`
};

enum class Category : std::uint8_t { digit, space, word };
enum class Greed : std::uint8_t { greedy, lazy, possessive };

/// Python's inline flags, as bits.
enum Flag : std::uint8_t {
  kIgnoreCase = 1,
  kMultiline = 2,
  kDotAll = 4,
  kVerbose = 8,
  kAscii = 16,
  kUnicode = 32,
};

using NodeId = std::uint32_t;
inline constexpr NodeId kNoNode = 0xFFFFFFFF;
inline constexpr std::uint32_t kUnlimited = 0xFFFFFFFF;

struct Node {
  Op op = Op::sequence;
  bool negated = false;
  bool behind = false;
  Greed greed = Greed::greedy;
  std::uint8_t flags_on = 0;
  std::uint8_t flags_off = 0;
  std::uint32_t low = 0;
  std::uint32_t high = 0;
  NodeId child = kNoNode;
  NodeId next = kNoNode;  ///< the next of the same parent
};

/// A range of characters, or a category.
struct SetItem {
  bool is_category = false;
  bool negated = false;  ///< a category only
  std::uint32_t low = 0;
  std::uint32_t high = 0;
};

struct NamedGroup {
  std::string name;
  std::uint32_t group;
};

struct Regex {
  std::vector<Node> nodes;
  std::vector<SetItem> set_items;
  std::vector<NamedGroup> names;  ///< in the order of their groups
  NodeId root = kNoNode;
  std::uint32_t groups = 0;       ///< how many capture
  std::uint32_t least_width = 0;  ///< characters that any match has
  std::uint8_t flags = 0;         ///< for the whole expression, as by "(?i)" at its start
  bool ascii = true;              ///< every character that it names is below U+0080
};

/// `pattern` is valid UTF-8.
[[nodiscard]] tl::expected<Regex, RegexFault> parse_python_regex(std::string_view pattern);

}  // namespace showd::textfsm
