#include "textfsm/characters.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "textfsm/pcre2_code.hpp"

namespace showd::textfsm {
namespace {

/// Blanks from U+0080 on, as str.isspace() has them.
bool is_wide_blank(std::uint32_t c) {
  return c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 ||
         c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

/// By Unicode's tables, which PCRE2 brings.
bool is_wide_word(std::string_view character) {
  static const Pcre2Code word = compile_pcre2("[\\p{L}\\p{N}]", Pcre2Mode::unicode).value();
  return word.matches(character);
}

bool is_wide_printable(std::string_view character) {
  static const Pcre2Code other = compile_pcre2("[\\p{C}\\p{Z}]", Pcre2Mode::unicode).value();
  return !other.matches(character);
}

/// What may begin a line end, so that the others are passed quickly.
constexpr std::array<bool, 256> kMayEndLine = [] {
  std::array<bool, 256> table{};
  for (const int c : {0x0A, 0x0B, 0x0C, 0x0D, 0x1C, 0x1D, 0x1E, 0xC2, 0xE2})
    table[static_cast<std::size_t>(c)] = true;
  return table;
}();

/// Length of the line end at `at`, or 0.
std::size_t line_end_length(std::string_view text, std::size_t at) {
  switch (text[at]) {
    case '\r':
      return text.substr(at, 2) == "\r\n" ? 2 : 1;
    case '\xC2':
      return text.substr(at, 2) == "\xC2\x85" ? 2 : 0;
    case '\xE2':
      return text.substr(at, 3) == "\xE2\x80\xA8" || text.substr(at, 3) == "\xE2\x80\xA9" ? 3 : 0;
    default:
      return 1;
  }
}

void append_quoted(std::string& out, std::string_view character, std::uint32_t c, char quote) {
  if (c == static_cast<unsigned char>(quote) || c == '\\') {
    out += '\\';
    out += static_cast<char>(c);
  } else if (c == '\n') {
    out += "\\n";
  } else if (c == '\r') {
    out += "\\r";
  } else if (c == '\t') {
    out += "\\t";
  } else if (c < 0x20 || c == 0x7F) {
    out += fmt::format("\\x{:02x}", c);
  } else if (c < 0x80 || is_wide_printable(character)) {
    out += character;
  } else if (c < 0x100) {
    out += fmt::format("\\x{:02x}", c);
  } else if (c < 0x10000) {
    out += fmt::format("\\u{:04x}", c);
  } else {
    out += fmt::format("\\U{:08x}", c);
  }
}

}  // namespace

bool is_ascii(std::string_view text) noexcept {
  constexpr std::uint64_t kHighBits = 0x8080808080808080;
  const char* at = text.data();
  const char* const end = at + text.size();
  for (; end - at >= 8; at += 8) {
    std::uint64_t eight = 0;
    std::memcpy(&eight, at, sizeof eight);
    if ((eight & kHighBits) != 0) return false;
  }
  return std::none_of(at, end, [](char c) { return (c & 0x80) != 0; });
}

std::uint32_t decode(std::string_view text, std::size_t& at) {
  const auto lead = static_cast<unsigned char>(text[at++]);
  if (lead < 0x80) return lead;
  const int more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
  std::uint32_t character = lead & (0x3Fu >> more);
  for (int i = 0; i < more && at < text.size(); ++i)
    character = character << 6 | (static_cast<unsigned char>(text[at++]) & 0x3Fu);
  return character;
}

void append_utf8(std::string& text, std::uint32_t c) {
  const auto tail = [&](int shift) { text += static_cast<char>(0x80 | (c >> shift & 0x3F)); };
  if (c < 0x80) {
    text += static_cast<char>(c);
  } else if (c < 0x800) {
    text += static_cast<char>(0xC0 | c >> 6);
    tail(0);
  } else if (c < 0x10000) {
    text += static_cast<char>(0xE0 | c >> 12);
    tail(6);
    tail(0);
  } else {
    text += static_cast<char>(0xF0 | c >> 18);
    tail(12);
    tail(6);
    tail(0);
  }
}

std::size_t count_characters(std::string_view text) {
  return text.size() -
         static_cast<std::size_t>(std::count_if(text.begin(), text.end(), is_continuation));
}

bool is_identifier(std::string_view name) {
  if (name.empty() || is_digit(name[0])) return false;
  return std::all_of(name.begin(), name.end(), [](char c) {
    return is_letter(c) || is_digit(c) || c == '_' || (c & 0x80) != 0;
  });
}

bool is_word(std::string_view text) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    const std::uint32_t c = decode(text, at);
    const bool good = c < 0x80 ? is_letter(text[begin]) || is_digit(text[begin]) || c == '_'
                               : is_wide_word(text.substr(begin, at - begin));
    if (!good) return false;
  }
  return !text.empty();
}

std::string_view strip_end(std::string_view text) {
  while (!text.empty()) {
    std::size_t last = text.size() - 1;
    while (last > 0 && is_continuation(text[last])) --last;
    std::size_t at = last;
    const std::uint32_t c = decode(text, at);
    if (c < 0x80 ? !is_ascii_blank(static_cast<char>(c)) : !is_wide_blank(c)) break;
    text = text.substr(0, last);
  }
  return text;
}

std::string_view strip(std::string_view text) {
  while (!text.empty()) {
    std::size_t at = 0;
    const std::uint32_t c = decode(text, at);
    if (c < 0x80 ? !is_ascii_blank(static_cast<char>(c)) : !is_wide_blank(c)) break;
    text.remove_prefix(at);
  }
  return strip_end(text);
}

std::string_view take_line(std::string_view& rest) {
  for (std::size_t at = 0; at < rest.size(); ++at) {
    if (!kMayEndLine[static_cast<unsigned char>(rest[at])]) continue;
    const std::size_t length = line_end_length(rest, at);
    if (length == 0) continue;
    const std::string_view line = rest.substr(0, at);
    rest.remove_prefix(at + length);
    return line;
  }
  return std::exchange(rest, {});
}

std::string_view take_file_line(std::string_view& rest) {
  const std::size_t at = rest.find_first_of("\r\n");
  if (at == std::string_view::npos) return std::exchange(rest, {});
  const std::string_view line = rest.substr(0, at);
  rest.remove_prefix(at + line_end_length(rest, at));
  return line;
}

std::string quoted(std::string_view text) {
  const bool has_single = text.find('\'') != std::string_view::npos;
  const char quote = has_single && text.find('"') == std::string_view::npos ? '"' : '\'';
  std::string out(1, quote);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    const std::uint32_t c = decode(text, at);
    append_quoted(out, text.substr(begin, at - begin), c, quote);
  }
  return out + quote;
}

}  // namespace showd::textfsm
