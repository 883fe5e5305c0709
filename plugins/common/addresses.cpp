#include "common/addresses.hpp"

#include <bit>
#include <charconv>

#include "common/lines.hpp"
#include "common/numbers.hpp"

namespace showd::text {
namespace {

bool is_hex(char c) noexcept {
  return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/// "192.0.2.1" as a number.
std::optional<std::uint32_t> parse_octets(std::string_view text) noexcept {
  std::uint32_t value = 0;
  for (int octets = 1; octets <= 4; ++octets) {
    const std::size_t dot = octets < 4 ? text.find('.') : text.size();
    const std::string_view digits = text.substr(0, dot);
    const auto octet = parse_number(digits);
    if (dot == std::string_view::npos || !octet || *octet > 255 || digits.size() > 3)
      return std::nullopt;
    value = value << 8 | static_cast<std::uint32_t>(*octet);
    text.remove_prefix(octets < 4 ? dot + 1 : dot);
  }
  return value;
}

/// "0xFFFFFF00" as a number.
std::optional<std::uint32_t> parse_hex(std::string_view text) noexcept {
  if (!starts_with_nocase(text, "0x") || text.size() != 10) return std::nullopt;
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data() + 2, text.data() + 10, value, 16);
  if (error != std::errc{} || end != text.data() + 10) return std::nullopt;
  return value;
}

std::string_view without_punctuation(std::string_view word) noexcept {
  while (word.ends_with(',') || word.ends_with('.') || word.ends_with(';')) word.remove_suffix(1);
  return word;
}

}  // namespace

bool is_ipv4(std::string_view text) noexcept { return parse_octets(text).has_value(); }

bool is_ipv6(std::string_view text) noexcept {
  int groups = 0;
  bool gap = text.starts_with("::");
  if (gap) text.remove_prefix(2);
  if (gap && text.empty()) return true;
  for (;;) {
    std::size_t size = 0;
    while (size < text.size() && is_hex(text[size])) ++size;
    if (size < text.size() && text[size] == '.') {
      groups += 2;
      return is_ipv4(text) && (gap ? groups < 8 : groups == 8);
    }
    if (size == 0 || size > 4) return false;
    ++groups;
    text.remove_prefix(size);
    if (text.empty()) return gap ? groups < 8 : groups == 8;
    if (text[0] != ':') return false;
    text.remove_prefix(1);
    if (!text.starts_with(':')) continue;
    if (gap) return false;
    gap = true;
    text.remove_prefix(1);
    if (text.empty()) return groups < 8;
  }
}

std::optional<Prefix> parse_prefix(std::string_view text) noexcept {
  Prefix prefix;
  prefix.address = text.substr(0, text.find('/'));
  prefix.ipv6 = is_ipv6(prefix.address);
  if (!prefix.ipv6 && !is_ipv4(prefix.address)) return std::nullopt;
  if (prefix.address.size() == text.size()) return prefix;
  const auto length = parse_number(text.substr(prefix.address.size() + 1));
  if (!length || *length > (prefix.ipv6 ? 128u : 32u)) return std::nullopt;
  prefix.length = static_cast<std::uint32_t>(*length);
  return prefix;
}

std::optional<std::uint32_t> parse_netmask(std::string_view text) noexcept {
  auto mask = parse_octets(text);
  if (!mask) mask = parse_hex(text);
  if (!mask) return std::nullopt;
  const int length = std::countl_one(*mask);
  if (length < 32 && *mask << length != 0) return std::nullopt;
  return static_cast<std::uint32_t>(length);
}

std::optional<Prefix> take_prefix(std::string_view& rest) noexcept {
  const std::string_view whole = rest;
  std::string_view word = without_punctuation(take_word(rest));
  const std::size_t slash = word.find('/');
  Prefix prefix;
  prefix.address = word.substr(0, slash);
  prefix.ipv6 = is_ipv6(prefix.address);
  if (!prefix.ipv6 && !is_ipv4(prefix.address)) {
    rest = whole;
    return std::nullopt;
  }
  if (slash != std::string_view::npos) {
    const std::string_view mask = word.substr(slash + 1);
    const auto length = parse_number(mask);
    if (length && *length <= (prefix.ipv6 ? 128u : 32u))
      prefix.length = static_cast<std::uint32_t>(*length);
    else if (!prefix.ipv6)
      prefix.length = parse_netmask(mask);
    return prefix;
  }
  std::string_view behind = trim(rest);
  if (const auto mask = after(behind, "subnet mask is ")) behind = *mask;
  if (!prefix.ipv6) prefix.length = parse_netmask(without_punctuation(take_word(behind)));
  if (prefix.length) rest = behind;
  return prefix;
}

std::optional<Inet> after_inet(std::string_view line) noexcept {
  if (const auto ipv4 = after(line, "inet ")) return Inet{*ipv4, false};
  if (const auto ipv6 = after(line, "inet6 ")) return Inet{*ipv6, true};
  return std::nullopt;
}

bool is_mac(std::string_view text) noexcept {
  const std::size_t width = text.find_first_of(":-.");
  if (width != 2 && width != 4) return false;
  const char separator = text[width];
  if ((separator == '.' && width != 4) || (separator == ':' && width != 2)) return false;
  std::size_t digits = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool between = i % (width + 1) == width;
    if (between ? text[i] != separator : !is_hex(text[i])) return false;
    digits += !between;
  }
  return digits >= 12 && digits % width == 0 && is_hex(text.back());
}

}  // namespace showd::text
