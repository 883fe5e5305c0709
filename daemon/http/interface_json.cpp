#include "http/interface_json.hpp"

#include <charconv>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <type_traits>
#include <utility>

#include "base/utf8.hpp"
#include "http/json_response.hpp"
#include "model/interface_facts.hpp"

namespace showd {
namespace {

using Json = nlohmann::ordered_json;
using Addresses = std::vector<InterfaceAddress>;

template <class Value>
Json json_of(const Value& value) {
  if constexpr (std::is_enum_v<Value>)
    return to_string(value);
  else
    return value;
}

Json json_of(const Addresses& addresses) {
  Json list = Json::array();
  for (const auto& [address, length] : addresses)
    list.push_back(length ? address + "/" + std::to_string(*length) : address);
  return list;
}

Json json_of(const Counters& counters) {
  Json out = Json::object();
  for (const CounterFact& fact : kCounterFacts)
    if (const Counters::Value& count = counters.*fact.member) out[fact.name] = *count;
  return out;
}

Json json_of(const InterfaceState& state) {
  Json out{{"if_name", state.name()}};
  each_fact([&](const auto& fact) {
    const auto& known = state.seen.*fact.member;
    if (known && fact.kind != FactKind::reading) out[fact.name] = json_of(*known);
  });
  add_moment(out, "since", state.since);
  out["changes"] = state.changes;
  add_moment(out, "last_change", state.last_change);
  out["counters"] = json_of(*state.seen.counters);
  return out;
}

/// The number whose name this is.
template <class Status>
std::optional<Status> status_named(std::string_view name) {
  for (int number = 1; number <= static_cast<int>(kLastOf<Status>); ++number)
    if (to_string(static_cast<Status>(number)) == name) return static_cast<Status>(number);
  return std::nullopt;
}

std::optional<InterfaceAddress> address_of(const Json& json) {
  if (!json.is_string()) return std::nullopt;
  const auto& text = json.get_ref<const std::string&>();
  InterfaceAddress address{text.substr(0, text.find('/')), std::nullopt};
  if (address.address.size() == text.size()) return address;
  std::uint8_t length = 0;
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data() + address.address.size() + 1, end, length);
  if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
  address.prefix_length = length;
  return address;
}

void read(const Json& json, std::optional<Addresses>& into) {
  if (!json.is_array()) return;
  into.emplace();
  for (const Json& item : json)
    if (auto address = address_of(item)) into->push_back(*std::move(address));
}

void read(const Json& json, std::optional<std::string>& into) {
  if (json.is_string()) into = json.get<std::string>();
}

template <class Value>
void read(const Json& json, std::optional<Value>& into) {
  if constexpr (std::is_enum_v<Value>) {
    if (json.is_string()) into = status_named<Value>(json.get_ref<const std::string&>());
  } else {
    if (!json.is_number_unsigned()) return;
    const auto number = json.get<std::uint64_t>();
    if (number <= std::numeric_limits<Value>::max()) into = static_cast<Value>(number);
  }
}

std::optional<Interface> interface_of(const Json& json) {
  const auto name = json.find("if_name");
  if (!json.is_object() || name == json.end() || !name->is_string()) return std::nullopt;
  Interface port{.if_name = name->get<std::string>()};
  each_fact([&](const auto& fact) {
    if (const auto found = json.find(fact.name); found != json.end())
      read(*found, port.*fact.member);
  });
  const auto counters = json.find("counters");
  if (counters == json.end()) return port;
  for (const CounterFact& fact : kCounterFacts)
    if (const auto found = counters->find(fact.name); found != counters->end())
      read(*found, port.counters.write().*fact.member);
  return port;
}

}  // namespace

std::string to_json(const InterfaceTable& interfaces) {
  Json list = Json::array();
  for (const InterfaceState& state : interfaces) list.push_back(json_of(state));
  return printable_json(list.dump(-1, ' ', false, Json::error_handler_t::replace));
}

std::vector<Interface> interfaces_from_json(std::string_view text) {
  std::vector<Interface> ports;
  for (const Json& item : Json::parse(text, nullptr, false))
    if (auto port = interface_of(item)) ports.push_back(*std::move(port));
  return ports;
}

}  // namespace showd
