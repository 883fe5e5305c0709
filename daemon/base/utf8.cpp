#include "base/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <iterator>

namespace showd {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

/// Length of the valid sequence at the head of `bytes` (never empty), or 0; then `bad` is the
/// length of its maximal subpart. Table 3-7 of the Unicode standard.
std::size_t sequence(std::string_view bytes, std::size_t& bad) {
  const auto at = [&](std::size_t i) { return static_cast<std::uint8_t>(bytes[i]); };
  const std::uint8_t lead = at(0);
  bad = 1;
  if (lead < 0x80) return 1;
  std::size_t length = 0;
  std::uint8_t low = 0x80;
  std::uint8_t high = 0xBF;
  if (lead >= 0xC2 && lead <= 0xDF) {
    length = 2;
  } else if (lead >= 0xE0 && lead <= 0xEF) {
    length = 3;
    if (lead == 0xE0) low = 0xA0;
    if (lead == 0xED) high = 0x9F;
  } else if (lead >= 0xF0 && lead <= 0xF4) {
    length = 4;
    if (lead == 0xF0) low = 0x90;
    if (lead == 0xF4) high = 0x8F;
  } else {
    return 0;
  }
  for (std::size_t i = 1; i < length; ++i) {
    if (i >= bytes.size() || at(i) < low || at(i) > high) {
      bad = i;
      return 0;
    }
    low = 0x80;
    high = 0xBF;
  }
  return length;
}

/// Of a valid sequence.
char32_t code_point(std::string_view character) {
  const auto lead = static_cast<std::uint8_t>(character[0]);
  if (character.size() == 1) return lead;
  char32_t point = lead & (0x7Fu >> character.size());
  for (const char byte : character.substr(1))
    point = point << 6 | (static_cast<std::uint8_t>(byte) & 0x3Fu);
  return point;
}

/// How many bytes of ASCII `bytes` begins with, eight at a time.
std::size_t ascii_front(std::string_view bytes) {
  std::size_t at = 0;
  for (std::uint64_t eight = 0; at + sizeof eight <= bytes.size(); at += sizeof eight) {
    std::memcpy(&eight, bytes.data() + at, sizeof eight);
    if ((eight & 0x8080'8080'8080'8080) != 0) break;
  }
  while (at < bytes.size() && static_cast<std::uint8_t>(bytes[at]) < 0x80) ++at;
  return at;
}

/// Printable ASCII.
bool is_plain(char c) { return c >= 0x20 && c < 0x7F; }

/// C0, DEL, C1.
bool is_control(char32_t point) { return point < 0x20 || (point >= 0x7F && point < 0xA0); }

struct Range {
  char32_t first, last;
};
/// Characters that turn, hide, join or break what stands around them: soft hyphen, fillers, the
/// zero-width ones, bidirectional marks and their isolates (UAX 9), line and paragraph separator,
/// variation selectors, the byte order mark, tags. Of Unicode's Cf, Zl, Zp and
/// Default_Ignorable_Code_Point; not the few Arabic signs of Cf that are seen.
constexpr Range kHidden[] = {
    {0xAD, 0xAD},       {0x34F, 0x34F},     {0x61C, 0x61C},   {0x115F, 0x1160}, {0x17B4, 0x17B5},
    {0x180B, 0x180F},   {0x200B, 0x200F},   {0x2028, 0x202E}, {0x2060, 0x206F}, {0x3164, 0x3164},
    {0xFE00, 0xFE0F},   {0xFEFF, 0xFEFF},   {0xFFA0, 0xFFA0}, {0xFFF0, 0xFFFB}, {0x1BCA0, 0x1BCA3},
    {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF},
};

bool is_hidden(char32_t point) {
  if (point < kHidden[0].first) return false;
  return std::any_of(std::begin(kHidden), std::end(kHidden), [point](const Range& range) {
    return point >= range.first && point <= range.last;
  });
}

/// What stands in for a character that must not be shown as it is; empty: it may.
std::string stand_in(std::string_view character) {
  const char32_t point = code_point(character);
  if (is_control(point)) return std::string(kReplacement);
  if (is_hidden(point)) return fmt::format("\\u{{{:x}}}", static_cast<std::uint32_t>(point));
  return {};
}

std::string json_escape(char32_t point) {
  const auto unit = [](char32_t number) {
    return fmt::format("\\u{:04x}", static_cast<std::uint32_t>(number));
  };
  if (point < 0x10000) return unit(point);
  const char32_t rest = point - 0x10000;
  return unit(0xD800 + (rest >> 10)) + unit(0xDC00 + (rest & 0x3FF));
}

/// Gives `each` one character after the other; an invalid sequence as U+FFFD. False ends it.
template <class Each>
void for_each_character(std::string_view bytes, Each each) {
  for (std::size_t bad = 0; !bytes.empty();) {
    const std::size_t length = sequence(bytes, bad);
    if (!each(length == 0 ? kReplacement : bytes.substr(0, length))) return;
    bytes.remove_prefix(length == 0 ? bad : length);
  }
}

}  // namespace

bool is_valid_utf8(std::string_view bytes) noexcept {
  for (std::size_t bad = 0;;) {
    bytes.remove_prefix(ascii_front(bytes));
    if (bytes.empty()) return true;
    const std::size_t length = sequence(bytes, bad);
    if (length == 0) return false;
    bytes.remove_prefix(length);
  }
}

std::string to_valid_utf8(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size());
  for_each_character(bytes, [&](std::string_view character) {
    text += character;
    return true;
  });
  return text;
}

std::string printable(std::string_view bytes, std::size_t limit) {
  if (bytes.size() <= limit && std::all_of(bytes.begin(), bytes.end(), is_plain))
    return std::string(bytes);  // mostly
  std::string text;
  for_each_character(bytes, [&](std::string_view character) {
    if (character == "\r") return true;
    if (character == "\n" || character == "\t") character = " ";
    const std::string instead = stand_in(character);
    if (!instead.empty()) character = instead;
    if (text.size() + character.size() > limit) {
      text += "...";
      return false;
    }
    text += character;
    return true;
  });
  return text;
}

std::string printable_lines(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size());
  const auto is_plain_line = [](char c) { return is_plain(c) || c == '\n' || c == '\t'; };
  const auto* const other = std::find_if_not(bytes.begin(), bytes.end(), is_plain_line);
  const auto front = static_cast<std::size_t>(other - bytes.begin());  // mostly all of it
  text += bytes.substr(0, front);
  bytes.remove_prefix(front);
  for_each_character(bytes, [&](std::string_view character) {
    const bool plain = character == "\n" || character == "\t";
    const std::string instead = plain ? std::string() : stand_in(character);
    text += instead.empty() ? character : instead;
    return true;
  });
  return text;
}

std::string printable_json(std::string_view json) {
  std::string text;
  text.reserve(json.size());
  const auto stays = [](char c) { return static_cast<std::uint8_t>(c) < 0x7F; };
  while (!json.empty()) {
    const auto* const other = std::find_if_not(json.begin(), json.end(), stays);
    text += json.substr(0, static_cast<std::size_t>(other - json.begin()));
    json.remove_prefix(static_cast<std::size_t>(other - json.begin()));
    if (json.empty()) break;
    std::size_t bad = 0;
    const std::size_t length = sequence(json, bad);
    const std::string_view character = length == 0 ? kReplacement : json.substr(0, length);
    const char32_t point = code_point(character);
    text += is_control(point) || is_hidden(point) ? json_escape(point) : std::string(character);
    json.remove_prefix(length == 0 ? bad : length);
  }
  return text;
}

}  // namespace showd
