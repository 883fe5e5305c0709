#pragma once

#include <atomic>
#include <chrono>
#include <optional>
#include <string>

#include "base/guarded.hpp"

namespace showd::simulator {

struct Accounts {
  std::string user = "admin";
  std::string password = "cisco";
  std::string enable = "secret";
};

/// What holds for all devices and may change while they play. Thread: any.
struct Settings {
  Guarded<Accounts> accounts;
  std::atomic<std::chrono::milliseconds> command_delay{};  ///< before the answer to a command
  std::atomic<std::chrono::milliseconds> login_delay{};    ///< before the first prompt
  // Constant once devices listen:
  bool privileged = false;                ///< logins start in the persona's privileged mode
  std::optional<bool> echo_by_character;  ///< instead of the persona's manner
};

}  // namespace showd::simulator
