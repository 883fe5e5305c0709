#include "textfsm/regex_reader.hpp"

#include <fmt/format.h>

namespace showd::textfsm {
namespace {

constexpr std::uint32_t kLastCharacter = 0x10FFFF;

std::optional<std::uint8_t> flag_of(char letter) {
  switch (letter) {
    case 'i':
      return kIgnoreCase;
    case 'm':
      return kMultiline;
    case 's':
      return kDotAll;
    case 'x':
      return kVerbose;
    case 'a':
      return kAscii;
    case 'u':
      return kUnicode;
    default:
      return std::nullopt;
  }
}

std::optional<std::uint32_t> control_escape(char letter) {
  switch (letter) {
    case 'a':
      return 7;
    case 'f':
      return '\f';
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    case 'v':
      return '\v';
    default:
      return std::nullopt;
  }
}

}  // namespace

std::string_view RegexReader::take_until(char last, const char* what) {
  const std::size_t begin = at_;
  const std::size_t end = text_.find(last, at_);
  if (end == std::string_view::npos) fail(begin, fmt::format("{} without its '{}'", what, last));
  if (end == begin) fail(begin, fmt::format("a {} is missing", what));
  at_ = end + 1;
  return text_.substr(begin, end - begin);
}

std::uint64_t RegexReader::take_number() {
  std::uint64_t number = 0;
  while (is_digit(peek()))
    number = capped(number * 10 + static_cast<std::uint64_t>(text_[at_++] - '0'));
  return number;
}

std::uint8_t RegexReader::take_flags(std::size_t begin) {
  std::uint8_t flags = 0;
  while (is_letter(peek())) {
    const auto one = flag_of(peek());
    if (!one) fail(begin, fmt::format("unknown flag '{}'", peek()));
    flags |= *one;
    ++at_;
  }
  return flags;
}

bool RegexReader::skip_verbose() {
  if (std::string_view(" \t\n\r\v\f").find(peek()) != std::string_view::npos) {
    ++at_;
    return true;
  }
  if (!take('#')) return false;
  at_ = std::min(text_.find('\n', at_), text_.size());
  return true;
}

std::optional<RegexReader::Times> RegexReader::quantifier() {
  if (take('*')) return Times{0, kUnlimited};
  if (take('+')) return Times{1, kUnlimited};
  if (take('?')) return Times{0, 1};
  if (!next_is('{')) return std::nullopt;
  const std::size_t begin = at_++;
  if (next_is('}')) {
    at_ = begin;
    return std::nullopt;
  }
  Times times{0, kUnlimited};
  const bool has_low = is_digit(peek());
  if (has_low) times.low = take_number();
  if (take(',')) {
    if (is_digit(peek())) times.high = take_number();
  } else if (has_low) {
    times.high = times.low;
  }
  if (!take('}')) {
    at_ = begin;
    return std::nullopt;
  }
  if (times.low > times.high) fail(begin, "a repeat whose minimum is above its maximum");
  if (times.low > kMostRepeats || (times.high > kMostRepeats && times.high != kUnlimited))
    fail(begin, fmt::format("a repeat above {}", kMostRepeats));
  return times;
}

std::optional<SetItem> RegexReader::category(char letter) {
  const auto of = [&](Category kind, bool negated) {
    return SetItem{
        .is_category = true, .negated = negated, .low = static_cast<std::uint32_t>(kind)};
  };
  switch (letter) {
    case 'd':
    case 'D':
      return of(Category::digit, letter == 'D');
    case 's':
    case 'S':
      return of(Category::space, letter == 'S');
    case 'w':
    case 'W':
      return of(Category::word, letter == 'W');
    default:
      return std::nullopt;
  }
}

std::uint32_t RegexReader::escaped_character(std::size_t begin) {
  const char letter = peek();
  if (const auto control = control_escape(letter)) {
    ++at_;
    return *control;
  }
  switch (letter) {
    case 'x':
      return hexadecimal(begin, 2);
    case 'u':
      return hexadecimal(begin, 4);
    case 'U':
      return hexadecimal(begin, 8);
    case 'N':
      fail(begin, "\\N{...} is not known here: write \\uXXXX");
    default:
      break;
  }
  if (is_octal(letter)) return octal(begin);
  if (is_digit(letter) || is_letter(letter))
    fail(begin, fmt::format("unknown escape '\\{}'", letter));
  return take_character();
}

std::uint32_t RegexReader::hexadecimal(std::size_t begin, std::size_t digits) {
  ++at_;
  std::uint64_t character = 0;
  for (std::size_t i = 0; i < digits; ++i, ++at_) {
    const int digit = hex_digit(peek());
    if (at_end() || digit < 0)
      fail(begin, fmt::format("an escape of {} hexadecimal digits has fewer", digits));
    character = character * 16 + static_cast<unsigned>(digit);
  }
  if (character > kLastCharacter) fail(begin, "no such character");
  if (character >= 0xD800 && character <= 0xDFFF) fail(begin, "a surrogate is no character");
  return static_cast<std::uint32_t>(character);
}

std::uint32_t RegexReader::octal(std::size_t begin) {
  std::uint32_t character = 0;
  for (int i = 0; i < 3 && is_octal(peek()); ++i)
    character = character * 8 + static_cast<std::uint32_t>(text_[at_++] - '0');
  if (character > 0377) fail(begin, "an octal escape above \\377");
  return character;
}

}  // namespace showd::textfsm
