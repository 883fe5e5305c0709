#include "ctl/interface_listing.hpp"

#include <fmt/format.h>

#include <cstdint>
#include <optional>
#include <type_traits>

#include "model/interface_facts.hpp"

namespace showd {
namespace {

template <class Value>
Cell cell(const std::optional<Value>& value) {
  if (!value) return {};
  if constexpr (std::is_enum_v<Value>)
    return std::string(to_string(*value));
  else if constexpr (std::is_integral_v<Value>)
    return static_cast<std::int64_t>(*value);
  else
    return *value;
}

Cell addresses(const Interface& interface) {
  std::string text;
  for (const auto* list : {&interface.ipv4, &interface.ipv6})
    for (const auto& [address, length] : list->value_or(std::vector<InterfaceAddress>{}))
      text += fmt::format("{}{}{}", text.empty() ? "" : " ", address,
                          length ? fmt::format("/{}", *length) : "");
  return text.empty() ? Cell() : Cell(text);
}

}  // namespace

Listing interface_listing() {
  Listing listing{{"device", "if_name"}, {}};
  each_stored_fact([&](const auto& fact) { listing.columns.emplace_back(fact.name); });
  listing.columns.emplace_back("addresses");
  return listing;
}

void add_rows(Listing& listing, const std::string& device,
              const std::vector<Interface>& interfaces) {
  for (const Interface& interface : interfaces) {
    auto& row = listing.rows.emplace_back();
    row.emplace_back(device);
    row.emplace_back(interface.if_name);
    each_stored_fact([&](const auto& fact) { row.push_back(cell(interface.*fact.member)); });
    row.push_back(addresses(interface));
  }
}

}  // namespace showd
