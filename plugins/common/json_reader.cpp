#include "common/json_reader.hpp"

#include <algorithm>

#include "common/lines.hpp"
#include "common/numbers.hpp"

namespace showd::text {
namespace {

void append_utf8(std::string& text, std::uint32_t code) {
  const auto tail = [&](int shift) { text += static_cast<char>(0x80 | ((code >> shift) & 0x3f)); };
  if (code < 0x80) {
    text += static_cast<char>(code);
  } else if (code < 0x800) {
    text += static_cast<char>(0xc0 | (code >> 6));
    tail(0);
  } else if (code < 0x10000) {
    text += static_cast<char>(0xe0 | (code >> 12));
    tail(6);
    tail(0);
  } else {
    text += static_cast<char>(0xf0 | (code >> 18));
    tail(12);
    tail(6);
    tail(0);
  }
}

}  // namespace

void JsonReader::fail(const char* why) noexcept {
  if (!fault_) fault_ = why;
}

std::uint32_t JsonReader::line() const noexcept {
  const auto end = text_.begin() + static_cast<std::ptrdiff_t>(std::min(at_, text_.size()));
  return 1 + static_cast<std::uint32_t>(std::count(text_.begin(), end, '\n'));
}

void JsonReader::blanks() noexcept {
  while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string::npos)
    ++at_;
}

bool JsonReader::expect(char c) {
  blanks();
  if (!ok()) return false;
  if (at_ >= text_.size() || text_[at_] != c) {
    fail("not JSON: a bracket, comma, colon or quote is missing");
    return false;
  }
  ++at_;
  return true;
}

bool JsonReader::open(char bracket) {
  blanks();
  if (!ok()) return false;
  if (peek() != bracket) {
    skip();
    return false;
  }
  if (++depth_ > kMaxDepth) {
    fail("not JSON that is understood: nested too deeply");
    return false;
  }
  ++at_;
  first_ = true;
  return true;
}

/// Before an item: true; after the last one: takes `close` and is false.
bool JsonReader::next_item(char close) {
  if (!ok()) return false;
  blanks();
  if (peek() == close && at_ < text_.size()) {
    ++at_;
    --depth_;
    first_ = false;
    return false;
  }
  if (!first_ && !expect(',')) return false;
  first_ = false;
  blanks();
  if (at_ >= text_.size()) fail("not JSON: it ends too early");
  return ok();
}

void JsonReader::skip() {
  blanks();
  if (!ok()) return;
  const char c = peek();
  if (c == '[') {
    array([] {});
  } else if (c == '{') {
    object([](std::string_view) {});
  } else if (c == '"') {
    raw_string();
  } else if (c == '-' || is_digit(c)) {
    raw_number();
  } else {
    for (const std::string_view word : {"true", "false", "null"}) {
      if (!text_.substr(at_).starts_with(word)) continue;
      at_ += word.size();
      return;
    }
    fail("not JSON: no value where one is due");
  }
}

std::optional<std::string> JsonReader::string() {
  blanks();
  if (ok() && peek() == '"') {
    std::string text = raw_string();
    if (ok()) return text;
    return std::nullopt;
  }
  skip();
  return std::nullopt;
}

std::optional<std::uint64_t> JsonReader::number() {
  blanks();
  if (ok() && is_digit(peek())) {
    const std::string_view digits = raw_number();
    if (ok()) return parse_number(digits);
    return std::nullopt;
  }
  skip();
  return std::nullopt;
}

std::string_view JsonReader::raw_number() {
  const std::size_t begin = at_;
  const auto digits = [&] {
    const std::size_t first = at_;
    while (is_digit(peek())) ++at_;
    if (at_ == first) fail("not JSON: digits are missing in a number");
  };
  if (peek() == '-') ++at_;
  const std::size_t whole = at_;
  digits();
  if (at_ - whole > 1 && text_[whole] == '0') fail("not JSON: a number begins with 0");
  if (peek() == '.') {
    ++at_;
    digits();
  }
  if (peek() == 'e' || peek() == 'E') {
    ++at_;
    if (peek() == '+' || peek() == '-') ++at_;
    digits();
  }
  return text_.substr(begin, at_ - begin);
}

std::string JsonReader::raw_string() {
  std::string text;
  if (!expect('"')) return text;
  while (ok()) {
    if (at_ >= text_.size()) {
      fail("not JSON: a string has no end");
      break;
    }
    const char c = text_[at_++];
    if (c == '"') break;
    if (c == '\\')
      escape(text);
    else if (static_cast<unsigned char>(c) < 0x20)
      fail("not JSON: a control character in a string");
    else
      text += c;
  }
  return text;
}

void JsonReader::escape(std::string& into) {
  constexpr std::string_view kNames = "\"\\/bfnrt";
  constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
  const char c = peek();
  ++at_;
  if (const std::size_t i = kNames.find(c); i != std::string_view::npos && c != '\0') {
    into += kMeanings[i];
    return;
  }
  if (c != 'u') return fail("not JSON: an unknown escape");
  std::uint32_t code = hex4();
  if (code >= 0xd800 && code < 0xdc00 && text_.substr(at_).starts_with("\\u")) {
    at_ += 2;
    const std::uint32_t low = hex4();
    if (low < 0xdc00 || low > 0xdfff) return fail("not JSON: half a surrogate pair");
    code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
  }
  if (code >= 0xd800 && code < 0xe000) return fail("not JSON: half a surrogate pair");
  if (ok()) append_utf8(into, code);
}

std::uint32_t JsonReader::hex4() {
  std::uint32_t code = 0;
  for (int i = 0; i < 4; ++i) {
    const char c = peek();
    const bool letter = (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    if (!is_digit(c) && !letter) {
      fail("not JSON: \\u without four hexadecimal digits");
      return 0;
    }
    code = code * 16 + static_cast<std::uint32_t>(is_digit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
    ++at_;
  }
  return code;
}

bool JsonReader::at_end() {
  blanks();
  if (ok() && at_ < text_.size()) fail("not JSON: something follows its end");
  return ok();
}

}  // namespace showd::text
