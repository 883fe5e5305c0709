#include "ctl/natural_order.hpp"

#include <string.h>

#include <algorithm>

namespace showd {
namespace {

const std::string& text_of(const Cell& cell) {
  static const std::string kNone;
  const auto* text = std::get_if<std::string>(&cell);
  return text == nullptr ? kNone : *text;
}

}  // namespace

bool natural_less(const std::string& one, const std::string& other) noexcept {
  return ::strverscmp(one.c_str(), other.c_str()) < 0;
}

void sort_by_interface(Listing& listing) {
  const auto column = [&](std::string_view name) {
    return static_cast<std::size_t>(
        std::find(listing.columns.begin(), listing.columns.end(), name) - listing.columns.begin());
  };
  const std::size_t device = column("device"), interface = column("if_name");
  if (std::max(device, interface) == listing.columns.size()) return;
  std::stable_sort(listing.rows.begin(), listing.rows.end(),
                   [=](const std::vector<Cell>& one, const std::vector<Cell>& other) {
                     const auto &a = text_of(one[device]), &b = text_of(other[device]);
                     if (a != b) return natural_less(a, b);
                     return natural_less(text_of(one[interface]), text_of(other[interface]));
                   });
}

}  // namespace showd
