#include "inventory/address.hpp"

#include <arpa/inet.h>

#include "base/text.hpp"

namespace showd {
namespace {

bool is_ip(const std::string& text) {
  in6_addr bytes{};
  const std::string without_zone = text.substr(0, text.find('%'));
  return ::inet_pton(AF_INET, text.c_str(), &bytes) == 1 ||
         ::inet_pton(AF_INET6, without_zone.c_str(), &bytes) == 1;
}

bool contains(const std::string& text, std::string_view any_of) {
  return text.find_first_of(any_of) != std::string::npos;
}

/// No name has a last label of digits alone (RFC 1123, 2.1), so an IPv4 address was meant.
bool is_numeric(const std::string& text) {
  return text.find_first_not_of("0123456789.") == std::string::npos;
}

bool has_port(const std::string& text) {
  const std::size_t colon = text.find(':');
  return colon == text.rfind(':') && colon + 1 < text.size() && is_digit(text[colon + 1]);
}

}  // namespace

std::string objection_to_address(const std::string& address, bool bracketed) {
  if (is_ip(address) && (!bracketed || contains(address, ":"))) return {};
  if (bracketed) return "write the address without brackets";
  if (address.find("://") != std::string::npos)
    return "write the host alone; transport: and port: say the rest";
  if (contains(address, "@")) return "write the host alone; the user name stands in the credential";
  if (contains(address, "/")) return "write one address, without a prefix length or path";
  if (contains(address, " []")) return "write one name or address, without blanks or brackets";
  if (contains(address, ":"))
    return has_port(address) ? "write the port as port: NUMBER" : "write an IPv6 address in full";
  if (is_numeric(address)) return "write an IPv4 address: four numbers from 0 to 255";
  return {};
}

}  // namespace showd
