#include "ctl/accept_keys.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <iostream>

#include "base/utf8.hpp"
#include "ctl/command_line.hpp"

namespace showd {
namespace {

enum class Answer : std::uint8_t { yes, no, nobody_there };

Answer ask(const std::string& device, const HostKey& key) {
  if (::isatty(STDIN_FILENO) != 1 || ::isatty(STDERR_FILENO) != 1) return Answer::nobody_there;
  fmt::print(stderr,
             "{}: shows {} {}\nIs that the device's own key? Type yes to accept it: ", device,
             key.type, key.sha256);
  std::string line;
  std::getline(std::cin, line);
  return line == "yes" ? Answer::yes : Answer::no;
}

/// With fingerprints they decide, else a person does.
Answer judge(const std::string& device, const HostKey& key,
             const std::vector<std::string>& fingerprints) {
  if (fingerprints.empty()) return ask(device, key);
  const auto found = std::find(fingerprints.begin(), fingerprints.end(), key.sha256);
  return found == fingerprints.end() ? Answer::no : Answer::yes;
}

int fail(const std::string& device, const std::string& why, int status) {
  fmt::print(stderr, "{}: {}\n", device, printable(why, 1000));
  return status;
}

int accept_key(KeyKeeper& keeper, const std::string& device,
               const std::vector<std::string>& fingerprints, const std::string& command) {
  const auto key = keeper.refused(device);
  // The keeper says it better: the device is unknown, or its key is trusted already.
  if (!key && fingerprints.empty())
    return fail(device, "no refused key is known; poll the device first", kSomeFailed);
  const HostKey wanted = key ? *key : HostKey{"", fingerprints.front()};
  switch (judge(device, wanted, fingerprints)) {
    case Answer::nobody_there:
      return fail(device,
                  fmt::format("shows {} {}; if that is the device's own key: {} {} {}", key->type,
                              key->sha256, command, device, key->sha256),
                  kUsage);
    case Answer::no:
      return fail(device, fmt::format("not accepted: it shows {} {}", wanted.type, wanted.sha256),
                  kSomeFailed);
    case Answer::yes:
      break;
  }
  const std::string why = keeper.accept(device, wanted);
  if (!why.empty()) return fail(device, why, kSomeFailed);
  fmt::print("{}: {} accepted\n", device,
             wanted.type.empty() ? wanted.sha256 : wanted.type + " " + wanted.sha256);
  return kAllWell;
}

}  // namespace

int accept_keys(KeyKeeper& keeper, const std::vector<std::string>& devices,
                const std::vector<std::string>& fingerprints, const std::string& command) {
  int worst = kAllWell;
  for (const std::string& device : devices)
    worst = std::max(worst, accept_key(keeper, device, fingerprints, command));
  return worst;
}

}  // namespace showd
