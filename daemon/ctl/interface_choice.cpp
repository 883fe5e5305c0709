#include "ctl/interface_choice.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <fnmatch.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <sstream>

#include "base/text.hpp"
#include "base/utf8.hpp"
#include "config/did_you_mean.hpp"
#include "model/interface_facts.hpp"

namespace showd {
namespace {

/// As glob_matches(), without regard to case.
bool globs(const std::string& pattern, const std::string& text) {
  return ::fnmatch(pattern.c_str(), text.c_str(), FNM_CASEFOLD | FNM_NOESCAPE) == 0;
}

bool is_glob(std::string_view text) { return text.find_first_of("*?[") != std::string_view::npos; }

/// The letters before the first digit or glob: "GigabitEthernet" of "GigabitEthernet0/1".
std::size_t form_length(std::string_view name) {
  return std::min(name.find_first_of("0123456789*?["), name.size());
}

bool starts_with_any_case(std::string_view text, std::string_view start) {
  return text.size() >= start.size() && to_lower(text.substr(0, start.size())) == to_lower(start);
}

// --- Statuses -----------------------------------------------------------------------------------

template <class Status>
std::vector<std::string_view> names_of_statuses() {
  std::vector<std::string_view> names;
  for (int number = 1; number <= static_cast<int>(kLastOf<Status>); ++number)
    names.push_back(to_string(static_cast<Status>(number)));
  return names;
}

template <class Status>
std::string checked_status(std::string_view option, const std::string& typed) {
  const std::string asked = to_lower(typed);
  const std::vector<std::string_view> known = names_of_statuses<Status>();
  if (std::find(known.begin(), known.end(), asked) == known.end())
    throw UsageError(fmt::format("{}: expected {}, not '{}'{}", option, or_list(known),
                                 printable(asked, 60), did_you_mean(asked, known)));
  return asked;
}

// --- MAC addresses ------------------------------------------------------------------------------

/// "aabbccddeeff" of "AA:BB:CC:DD:EE:FF", "aabb.ccdd.eeff", "aa-bb-..."; nothing for other text.
std::optional<std::string> hex_digits(std::string_view mac) {
  std::string digits;
  for (const char byte : to_lower(mac)) {
    if (hex_digit(byte) >= 0)
      digits += byte;
    else if (std::strchr(":.-", byte) == nullptr)
      return std::nullopt;
  }
  constexpr std::size_t kMost = 16;  // EUI-64
  return digits.empty() || digits.size() > kMost ? std::nullopt : std::optional(digits);
}

// --- IP addresses -------------------------------------------------------------------------------

struct Prefix {
  int family;
  std::array<unsigned char, 16> bytes;
  unsigned length;  ///< bits
};

constexpr unsigned bits_of(int family) { return family == AF_INET ? 32 : 128; }

std::optional<Prefix> read_prefix(const std::string& text) {
  const std::size_t slash = text.find('/');
  const std::string address = text.substr(0, slash);
  Prefix prefix{};
  prefix.family = address.find(':') == std::string::npos ? AF_INET : AF_INET6;
  if (::inet_pton(prefix.family, address.c_str(), prefix.bytes.data()) != 1) return std::nullopt;
  prefix.length = bits_of(prefix.family);
  if (slash == std::string::npos) return prefix;
  const char* const end = text.data() + text.size();
  const auto [at, bad] = std::from_chars(text.data() + slash + 1, end, prefix.length);
  if (bad != std::errc() || at != end || prefix.length > bits_of(prefix.family))
    return std::nullopt;
  return prefix;
}

bool lies_in(const Prefix& address, const Prefix& prefix) {
  if (address.family != prefix.family) return false;
  for (unsigned bit = 0; bit < prefix.length; ++bit) {
    const unsigned mask = 0x80U >> (bit % 8);
    if ((address.bytes.at(bit / 8) & mask) != (prefix.bytes.at(bit / 8) & mask)) return false;
  }
  return true;
}

/// `addresses`: "192.0.2.1/24 2001:db8::1/64".
bool any_lies_in(const std::string& addresses, const Prefix& prefix) {
  std::istringstream words(addresses);
  for (std::string word; words >> word;) {
    const auto address = read_prefix(word.substr(0, word.find('/')));
    if (address && lies_in(*address, prefix)) return true;
  }
  return false;
}

}  // namespace

bool fits_interface(const std::string& pattern, const std::string& if_name) {
  if (globs(pattern, if_name)) return true;
  const std::size_t form = form_length(pattern);
  if (form == 0 || form == pattern.size()) return false;
  const std::size_t own_form = form_length(if_name);
  return starts_with_any_case(std::string_view(if_name).substr(0, own_form),
                              std::string_view(pattern).substr(0, form)) &&
         globs(pattern.substr(form), if_name.substr(own_form));
}

InterfaceChoice::InterfaceChoice(const ShowArguments& asked) {
  if (asked.admin)
    conditions_.push_back(
        {"admin_status", [status = checked_status<AdminStatus>("--admin", *asked.admin)](
                             const std::string& own) { return own == status; }});
  if (asked.oper)
    conditions_.push_back(
        {"oper_status", [status = checked_status<OperStatus>("--oper", *asked.oper)](
                            const std::string& own) { return own == status; }});
  if (asked.description) {
    const std::string& text = *asked.description;
    const std::string glob = is_glob(text) ? text : "*" + text + "*";
    conditions_.push_back(
        {"if_alias", [glob](const std::string& own) { return globs(glob, own); }});
  }
  if (asked.mac) {
    const auto digits = hex_digits(*asked.mac);
    if (!digits)
      throw UsageError(
          fmt::format("--mac: expected hex digits such as 00:1b:2c or 001b.2c3d.4e5f, "
                      "not '{}'",
                      printable(*asked.mac, 60)));
    conditions_.push_back({"phys_address", [digits](const std::string& own) {
                             return hex_digits(own).value_or("").starts_with(*digits);
                           }});
  }
  if (asked.ip) {
    const auto prefix = read_prefix(*asked.ip);
    if (!prefix)
      throw UsageError(
          fmt::format("--ip: expected an address or a prefix such as 192.0.2.0/24, "
                      "not '{}'",
                      printable(*asked.ip, 60)));
    conditions_.push_back({"addresses",
                           [prefix](const std::string& own) { return any_lies_in(own, *prefix); },
                           "address"});
  }
}

void InterfaceChoice::narrow(Listing& listing) const {
  for (const Condition& condition : conditions_) {
    const auto column =
        std::find_if(listing.columns.begin(), listing.columns.end(),
                     [&](const std::string& name) {
                       return name == condition.column || name == condition.or_column;
                     }) -
        listing.columns.begin();
    std::erase_if(listing.rows, [&](const std::vector<Cell>& row) {
      const auto at = static_cast<std::size_t>(column);
      const auto* const own = at < row.size() ? std::get_if<std::string>(&row[at]) : nullptr;
      return own == nullptr || !condition.accepts(*own);
    });
  }
}

}  // namespace showd
