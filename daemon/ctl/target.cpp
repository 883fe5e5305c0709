#include "ctl/target.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/utf8.hpp"
#include "ctl/command_line.hpp"

namespace showd {
namespace {

constexpr std::string_view kAfterScheme = "://";

[[noreturn]] void refuse(const std::string& word, std::string_view why) {
  throw UsageError(fmt::format("'{}': {}", printable(word, 120), why));
}

TransportKind read_scheme(const std::string& word) {
  const std::string_view scheme = std::string_view(word).substr(0, word.find(kAfterScheme));
  if (scheme == "ssh") return TransportKind::ssh;
  if (scheme == "telnet") return TransportKind::telnet;
  refuse(word, "expected ssh://HOST or telnet://HOST");
}

/// Takes "USER@" off the front of `rest`.
std::optional<std::string> take_user(const std::string& word, std::string_view& rest) {
  const std::size_t at = rest.rfind('@');
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view user = rest.substr(0, at);
  rest.remove_prefix(at + 1);
  if (user.find(':') != std::string_view::npos)
    throw UsageError(
        "a password does not stand on the command line, where others see it; use --ask-pass");
  if (user.empty()) refuse(word, "expected a user name before '@'");
  return std::string(user);
}

/// Takes "HOST" or "[ADDRESS]" off the front of `rest`.
std::string take_address(const std::string& word, std::string_view& rest) {
  const bool bracketed = rest.starts_with('[');
  const std::size_t end = bracketed ? rest.find(']') : std::min(rest.find(':'), rest.size());
  if (end == std::string_view::npos) refuse(word, "expected ']' after the address");
  const std::string address(rest.substr(bracketed ? 1 : 0, bracketed ? end - 1 : end));
  rest.remove_prefix(bracketed ? end + 1 : end);
  if (std::count(rest.begin(), rest.end(), ':') > 1)
    refuse(word, "an IPv6 address stands in brackets: ssh://[2001:db8::1]:22");
  if (address.empty() || address.find_first_of("/[] \t") != std::string::npos ||
      printable(address) != address)
    refuse(word, "expected a host name or IP address");
  return address;
}

/// What is left: ":PORT" or nothing.
std::uint16_t read_port(const std::string& word, std::string_view rest, std::uint16_t otherwise) {
  if (rest.empty()) return otherwise;
  std::uint16_t port = 0;
  const char* const end = rest.data() + rest.size();
  const auto [after, error] = std::from_chars(rest.data() + 1, end, port);
  if (rest.front() != ':' || error != std::errc{} || after != end || port == 0)
    refuse(word, "expected nothing behind the host but ':' and a port, 1 to 65535");
  return port;
}

}  // namespace

bool is_target(std::string_view word) { return word.find(kAfterScheme) != std::string_view::npos; }

Target parse_target(const std::string& word) {
  Target target;
  target.transport = read_scheme(word);
  std::string_view rest = word;
  rest.remove_prefix(rest.find(kAfterScheme) + kAfterScheme.size());
  target.user = take_user(word, rest);
  target.address = take_address(word, rest);
  target.port = read_port(word, rest, target.transport == TransportKind::telnet ? 23 : 22);
  target.word = word;
  return target;
}

}  // namespace showd
