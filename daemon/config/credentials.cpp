#include "config/credentials.hpp"

#include <fmt/format.h>

#include <optional>

#include "base/hash.hpp"
#include "config/private_key.hpp"
#include "config/secret_source.hpp"

namespace showd {
namespace {

constexpr std::string_view kSources =
    "{credential: NAME}, {file: PATH}, {env: NAME} or {command: [PROGRAM, ...]}";

std::vector<std::string> read_argv(const YamlValue& value, const std::filesystem::path& folder) {
  std::vector<std::string> argv;
  for (const YamlValue& word : value.items()) argv.push_back(word.text("a word of the command"));
  if (argv.empty())
    value.refuse_plainly("expected a program and its arguments, not an empty list",
                         "write [/PATH/PROGRAM, ARGUMENT, ...]");
  // No search along PATH: what runs with our rights is named in full.
  if (argv[0].find('/') == std::string::npos) value.items()[0].expected("a program with its path");
  argv[0] = (folder / argv[0]).lexically_normal().string();
  return argv;
}

/// What one does about a secret that is not there.
std::string usual_remedy(YamlMap source) {
  if (source.find("credential")) return "see LoadCredential= of the unit";
  if (source.find("file")) return "put the secret there, readable by its owner alone";
  if (source.find("env")) return "set it where showd is started";
  return "run it by hand to see what it says";
}

Secret noted(const std::filesystem::path& file, Secret secret, const SecretReading& reading) {
  reading.files[file] = fnv1a(secret.reveal());
  return secret;
}

/// What its one source yields. Nothing: it is not wanted, or it has keys that nobody knows.
std::optional<Secret> fetch(YamlMap source, const SecretReading& reading) {
  const auto credential = source.find("credential");
  const auto file = source.find("file");
  const auto env = source.find("env");
  const auto command = source.find("command");
  source.refuse_others();
  if (!source.sound()) return std::nullopt;
  if (credential.has_value() + file.has_value() + env.has_value() + command.has_value() != 1)
    source.place().refuse_plainly(fmt::format("expected one of {}", kSources),
                                  fmt::format("write one of {}", kSources));
  const bool wanted = reading.secrets != Secrets::skip;
  if (credential) {
    const std::string name = credential->name("the name of a systemd credential");
    if (name == "." || name == "..") credential->expected("the name of a systemd credential");
    if (wanted) return secret_from_credential(name);
  } else if (file) {
    const std::filesystem::path path = file->path(reading.folder);
    if (wanted) return noted(path, secret_from_file(path), reading);
  } else if (env) {
    const std::string variable = env->text("an environment variable");
    if (wanted) return secret_from_environment(variable);
  } else {
    const std::vector<std::string> argv = read_argv(*command, reading.folder);
    if (wanted) return secret_from_command(argv, kProgramLimit, reading.stop);
  }
  return std::nullopt;
}

[[noreturn]] void refuse(const YamlValue& value, const SecretError& error,
                         const std::string& otherwise) {
  value.refuse(error.why(), error.remedy().empty() ? otherwise : error.remedy());
}

/// Nothing: it was not fetched, or is for the unit alone.
std::optional<Secret> read_secret(const YamlValue& value, const SecretReading& reading) {
  // The value is not quoted: it may well be the password.
  if (!value.is_map())
    value.refuse_plainly(fmt::format("expected {}; secrets do not stand in this file", kSources),
                         fmt::format("write {}", kSources));
  try {
    const auto secret = fetch(value.map(), reading);
    return secret ? std::optional(as_text(*secret)) : std::nullopt;
  } catch (const SecretOutOfReach& error) {
    if (reading.secrets != Secrets::check) refuse(value, error, usual_remedy(value.map()));
    reading.out_of_reach.push_back(value.located(error.what()));
    value.warn(fmt::format("readable by the unit only, not checked: {}", error.why()),
               error.remedy().empty() ? usual_remedy(value.map()) : error.remedy());
    return std::nullopt;
  } catch (const SecretError& error) {
    refuse(value, error, usual_remedy(value.map()));
  }
}

Secret read_line(const YamlValue& value, const SecretReading& reading) {
  const auto secret = read_secret(value, reading);
  if (!secret) return {};
  try {
    return as_line(*secret);
  } catch (const SecretError& error) {
    refuse(value, error, "expected is one line that can be typed");
  }
}

Secret read_private_key(const YamlValue& value, const SecretReading& reading) {
  auto key = read_secret(value, reading);
  if (!key) return {};
  const KeyObjection objection = objection_to_key(key->reveal());
  if (!objection.why.empty())
    value.refuse(std::string(objection.why), std::string(objection.remedy));
  return *std::move(key);
}

/// What only the whole entry can lack.
void check_whole(YamlMap& map, const Credential& credential) {
  const auto username = map.find("username");
  const auto private_key = map.find("private_key");
  const auto passphrase = map.find("passphrase");
  if (!username && !map.find("password") && !private_key && !map.find("enable"))
    map.place().refuse_plainly(
        "expected at least one of username, password, private_key and enable", "write one of them");
  if (private_key && !username)
    map.place().refuse("needs a username for its private_key", "write username: NAME");
  if (passphrase && !private_key)
    passphrase->refuse("expected only beside private_key", "remove it, or add the key");
  if (private_key && !passphrase && is_encrypted(credential.private_key.reveal()))
    private_key->refuse("this key is encrypted, and there is no passphrase for it",
                        fmt::format("write passphrase: with one of {}", kSources));
}

Credential read_credential(YamlMap map, const std::string& name, const SecretReading& reading) {
  Credential credential;
  credential.name = name;
  const auto line = [&](const YamlValue& value) { return read_line(value, reading); };
  map.read("username", credential.username,
           [](const YamlValue& value) { return value.text("a user name"); });
  map.read("password", credential.password, line);
  map.read("private_key", credential.private_key,
           [&](const YamlValue& value) { return read_private_key(value, reading); });
  map.read("passphrase", credential.passphrase, line);
  map.read("enable", credential.enable, line);
  map.refuse_others();
  if (map.sound()) map.place().faults().attempt([&] { check_whole(map, credential); });
  if (!map.sound() && credential.username.empty()) credential.username = name;
  return credential;
}

}  // namespace

std::map<std::string, Credential> read_credentials(const YamlValue& value,
                                                   const SecretReading& reading) {
  std::map<std::string, Credential> credentials;
  for (const YamlMap::Entry& entry : value.map_of_secrets().entries())
    value.faults().attempt([&] {
      const std::string name = entry.name("a name");
      credentials.emplace(name, read_credential(entry.value.map_of_secrets(), name, reading));
    });
  return credentials;
}

}  // namespace showd
