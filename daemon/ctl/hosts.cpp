#include "ctl/hosts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/utf8.hpp"
#include "config/did_you_mean.hpp"
#include "config/private_key.hpp"
#include "config/secret_source.hpp"
#include "ctl/ask_secret.hpp"

namespace showd {
namespace {

std::string user_of(const Target& host, const HostArguments& arguments) {
  return host.user.value_or(arguments.user.value_or(""));
}

/// A blank keeps it apart from every name of a config.
std::string credential_name(const std::string& user) { return "user " + user; }

std::vector<std::string_view> names_of(const PlatformRegistry& platforms) {
  std::vector<std::string_view> names;
  for (const auto& [name, platform] : platforms.names()) names.push_back(name);
  return names;
}

const std::string& platform_of(const CommandLine& line, const PlatformRegistry& platforms) {
  const std::vector<std::string_view> known = names_of(platforms);
  if (!line.platform)
    throw UsageError(fmt::format("a host on the command line needs --platform: {}",
                                 known.empty() ? "no plugin is loaded" : or_list(known)));
  const auto found = platforms.names().find(*line.platform);
  if (found == platforms.names().end())
    throw UsageError(fmt::format("--platform: no plugin knows '{}'{}",
                                 printable(*line.platform, 60),
                                 did_you_mean(*line.platform, known)));
  return found->second;
}

/// Every login of SSH has a user name (RFC 4252, 5); a console may ask for none, or for nothing.
void check_login(const Target& host, const HostArguments& arguments) {
  if (host.transport != TransportKind::ssh) return;
  if (user_of(host, arguments).empty())
    throw UsageError(fmt::format("{}: ssh needs a user name: --user NAME or ssh://NAME@HOST",
                                 printable(host.word)));
  if (!arguments.ask_pass && !arguments.identity)
    throw UsageError(
        fmt::format("{}: ssh needs --ask-pass or --identity FILE", printable(host.word)));
}

Device device_of(const Target& host, const HostArguments& arguments, const std::string& platform) {
  Device device{};
  device.name = host.word;
  device.transport = host.transport;
  device.address = host.address;
  device.port = host.port;
  device.platform = platform;
  device.credentials = {credential_name(user_of(host, arguments))};
  device.legacy = arguments.legacy;
  device.enable = arguments.ask_enable;
  device.keep = Keep::never;
  return device;
}

/// " of admin", when that is who logs in everywhere.
std::string whose(const std::vector<Target>& hosts, const HostArguments& arguments) {
  std::set<std::string> users;
  for (const Target& host : hosts) users.insert(user_of(host, arguments));
  return users.size() == 1 && !users.begin()->empty() ? " of " + *users.begin() : "";
}

/// Asks for the passphrase of a key that has one, as ssh does.
void read_key(Credential& secrets, const std::string& file) {
  secrets.private_key = as_text(secret_from_file(file));
  const KeyObjection objection = objection_to_key(secrets.private_key.reveal());
  if (!objection.why.empty())
    throw UsageError(
        fmt::format("--identity {}: {}; {}", printable(file), objection.why, objection.remedy));
  if (is_encrypted(secrets.private_key.reveal()))
    secrets.passphrase = ask_secret("passphrase of " + file);
}

Credential read_secrets(const std::vector<Target>& hosts, const HostArguments& arguments) {
  Credential secrets;
  if (arguments.identity) read_key(secrets, *arguments.identity);
  if (arguments.ask_pass) secrets.password = ask_secret("password" + whose(hosts, arguments));
  if (arguments.ask_enable) secrets.enable = ask_secret("enable password");
  return secrets;
}

}  // namespace

Selection selection_of(const CommandLine& line) {
  Selection selection;
  std::set<std::string> seen;
  for (const std::string& word : line.words) {
    if (!is_target(word))
      selection.terms.push_back(word);
    else if (seen.insert(word).second)
      selection.hosts.push_back(parse_target(word));
  }
  if (selection.hosts.empty() && (line.platform || line.hosts != HostArguments()))
    throw UsageError(
        line.subcommand +
        ": --platform, --user and the like are for hosts on the command line; name one, as in "
        "ssh://192.0.2.1");
  return selection;
}

std::vector<Device> devices_of(const std::vector<Target>& hosts, const CommandLine& line,
                               const PlatformRegistry& platforms) {
  const std::string& platform = platform_of(line, platforms);
  std::vector<Device> devices;
  for (const Target& host : hosts) {
    check_login(host, line.hosts);
    devices.push_back(device_of(host, line.hosts, platform));
  }
  return devices;
}

Credentials credentials_of(const std::vector<Target>& hosts, const HostArguments& arguments) {
  const Credential secrets = read_secrets(hosts, arguments);
  Credentials credentials;
  for (const Target& host : hosts) {
    Credential credential = secrets;
    credential.username = user_of(host, arguments);
    credential.name = credential_name(credential.username);
    credentials.insert_or_assign(credential.name, std::move(credential));
  }
  return credentials;
}

}  // namespace showd
