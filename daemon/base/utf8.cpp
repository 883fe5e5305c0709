#include "base/utf8.hpp"

#include <cstdint>

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

bool is_control(std::string_view character) {
  const auto lead = static_cast<std::uint8_t>(character[0]);
  if (character.size() == 1) return lead < 0x20 || lead == 0x7F;
  return lead == 0xC2 && static_cast<std::uint8_t>(character[1]) < 0xA0;  // C1
}

}  // namespace

bool is_valid_utf8(std::string_view bytes) noexcept {
  for (std::size_t bad = 0; !bytes.empty();) {
    const std::size_t length = sequence(bytes, bad);
    if (length == 0) return false;
    bytes.remove_prefix(length);
  }
  return true;
}

std::string to_valid_utf8(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size());
  for (std::size_t bad = 0; !bytes.empty();) {
    const std::size_t length = sequence(bytes, bad);
    text += length == 0 ? kReplacement : bytes.substr(0, length);
    bytes.remove_prefix(length == 0 ? bad : length);
  }
  return text;
}

std::string printable(std::string_view bytes, std::size_t limit) {
  std::string text;
  for (std::size_t bad = 0; !bytes.empty();) {
    const std::size_t length = sequence(bytes, bad);
    std::string_view character = length == 0 ? kReplacement : bytes.substr(0, length);
    bytes.remove_prefix(length == 0 ? bad : length);
    if (character == "\n" || character == "\t") character = " ";
    if (character == "\r") continue;
    if (is_control(character)) character = kReplacement;
    if (text.size() + character.size() > limit) return text + "...";
    text += character;
  }
  return text;
}

}  // namespace showd
