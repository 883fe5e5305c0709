#include "config/credentials.hpp"

#include <fmt/format.h>

#include <optional>

#include "config/secret_source.hpp"

namespace showd {
namespace {

constexpr std::string_view kSources =
    "{credential: NAME}, {file: PATH}, {env: NAME} or {command: [PROGRAM, ...]}";

std::vector<std::string> read_argv(const YamlValue& value, const std::filesystem::path& folder) {
  std::vector<std::string> argv;
  for (const YamlValue& word : value.items()) argv.push_back(word.text("a word of the command"));
  if (argv.empty()) value.refuse("expected a program and its arguments, not an empty list");
  // No search along PATH: what runs with our rights is named in full.
  if (argv[0].find('/') == std::string::npos) value.items()[0].expected("a program with its path");
  argv[0] = (folder / argv[0]).lexically_normal().string();
  return argv;
}

/// Exactly one source, checked; then fetched.
Secret fetch(YamlMap& source, const SecretReading& reading) {
  const auto credential = source.find("credential");
  const auto file = source.find("file");
  const auto env = source.find("env");
  const auto command = source.find("command");
  source.refuse_others();
  if (credential.has_value() + file.has_value() + env.has_value() + command.has_value() != 1)
    source.place().refuse(fmt::format("expected one of {}", kSources));
  const bool wanted = reading.secrets != Secrets::skip;
  if (credential) {
    const std::string name = credential->name("the name of a systemd credential");
    if (name == "." || name == "..") credential->expected("the name of a systemd credential");
    return wanted ? secret_from_credential(name) : Secret();
  }
  if (file) {
    const std::filesystem::path path = file->path(reading.folder);
    return wanted ? secret_from_file(path) : Secret();
  }
  if (env) {
    const std::string variable = env->text("an environment variable");
    return wanted ? secret_from_environment(variable) : Secret();
  }
  const std::vector<std::string> argv = read_argv(*command, reading.folder);
  return wanted ? secret_from_command(argv, kProgramLimit, reading.stop) : Secret();
}

/// Nothing: it was not fetched, or is for the unit alone.
std::optional<Secret> read_secret(const YamlValue& value, const SecretReading& reading) {
  // The value is not quoted: it may well be the password.
  if (!value.is_map())
    value.refuse(fmt::format("expected {}; secrets do not stand in this file", kSources));
  YamlMap source = value.map();
  try {
    const Secret secret = fetch(source, reading);
    if (reading.secrets == Secrets::skip) return std::nullopt;
    return as_text(secret);
  } catch (const SecretOutOfReach& error) {
    if (reading.secrets != Secrets::check) value.refuse(error.what());
    reading.out_of_reach.push_back(value.located(error.what()));
    return std::nullopt;
  } catch (const SecretError& error) {
    value.refuse(error.what());
  }
}

Secret read_line(const YamlValue& value, const SecretReading& reading) {
  const auto secret = read_secret(value, reading);
  if (!secret) return {};
  try {
    return as_line(*secret);
  } catch (const SecretError& error) {
    value.refuse(error.what());
  }
}

Secret read_private_key(const YamlValue& value, const SecretReading& reading) {
  auto key = read_secret(value, reading);
  if (!key) return {};
  if (!key->reveal().starts_with("-----BEGIN "))
    value.refuse("expected a private key in PEM or OpenSSH form, beginning with '-----BEGIN'");
  return *std::move(key);
}

Credential read_credential(YamlMap map, std::string name, const SecretReading& reading) {
  Credential credential;
  credential.name = std::move(name);
  const auto username = map.find("username");
  const auto password = map.find("password");
  const auto private_key = map.find("private_key");
  const auto passphrase = map.find("passphrase");
  const auto enable = map.find("enable");
  map.refuse_others();
  if (!username && !password && !private_key && !enable)
    map.place().refuse("expected at least one of username, password, private_key and enable");
  if (private_key && !username) map.place().refuse("needs a username for its private_key");
  if (passphrase && !private_key) passphrase->refuse("expected only beside private_key");
  if (username) credential.username = username->text("a user name");
  if (password) credential.password = read_line(*password, reading);
  if (private_key) credential.private_key = read_private_key(*private_key, reading);
  if (passphrase) credential.passphrase = read_line(*passphrase, reading);
  if (enable) credential.enable = read_line(*enable, reading);
  return credential;
}

}  // namespace

std::map<std::string, Credential> read_credentials(const YamlValue& value,
                                                   const SecretReading& reading) {
  std::map<std::string, Credential> credentials;
  for (const auto& [key, entry] : value.map().entries()) {
    std::string name(key);
    if (!is_name(name)) entry.refuse("expected a name of letters, digits and ._:-");
    credentials.emplace(name, read_credential(entry.map(), name, reading));
  }
  return credentials;
}

}  // namespace showd
