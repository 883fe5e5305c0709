#include "ctl/natural_order.hpp"

#include <algorithm>
#include <string>

namespace showd {
namespace {

bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }

/// Takes the digits that `text` begins with, without leading zeros.
std::string_view take_number(std::string_view& text) {
  const auto end = std::find_if_not(text.begin(), text.end(), is_digit);
  std::string_view digits = text.substr(0, static_cast<std::size_t>(end - text.begin()));
  text.remove_prefix(digits.size());
  digits.remove_prefix(std::min(digits.find_first_not_of('0'), digits.size()));
  return digits;
}

/// Below, above or at zero. Numbers of more digits are larger: nothing can overflow.
int compare_numbers(std::string_view one, std::string_view other) {
  if (one.size() != other.size()) return one.size() < other.size() ? -1 : 1;
  return one.compare(other);
}

int compare_naturally(std::string_view one, std::string_view other) {
  while (!one.empty() && !other.empty()) {
    if (is_digit(one.front()) && is_digit(other.front())) {
      const auto number = take_number(one);
      if (const int order = compare_numbers(number, take_number(other)); order != 0) return order;
      continue;
    }
    if (one.front() != other.front())
      return static_cast<unsigned char>(one.front()) < static_cast<unsigned char>(other.front())
                 ? -1
                 : 1;
    one.remove_prefix(1);
    other.remove_prefix(1);
  }
  return static_cast<int>(!one.empty()) - static_cast<int>(!other.empty());
}

std::string_view text_of(const Cell& cell) {
  const auto* text = std::get_if<std::string>(&cell);
  return text == nullptr ? std::string_view() : *text;
}

}  // namespace

bool natural_less(std::string_view one, std::string_view other) noexcept {
  const int order = compare_naturally(one, other);
  return order != 0 ? order < 0 : one < other;
}

void sort_by_interface(Listing& listing) {
  const auto column = [&](std::string_view name) {
    return static_cast<std::size_t>(
        std::find(listing.columns.begin(), listing.columns.end(), name) - listing.columns.begin());
  };
  const std::size_t device = column("device"), interface = column("interface");
  if (std::max(device, interface) == listing.columns.size()) return;
  std::stable_sort(listing.rows.begin(), listing.rows.end(),
                   [=](const std::vector<Cell>& one, const std::vector<Cell>& other) {
                     const auto a = text_of(one[device]), b = text_of(other[device]);
                     if (a != b) return natural_less(a, b);
                     return natural_less(text_of(one[interface]), text_of(other[interface]));
                   });
}

}  // namespace showd
