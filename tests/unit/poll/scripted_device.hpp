/// A router behind Telnet as far as the loops need one: it asks for user and password, answers
/// commands, and does what a test tells it in between. Plain sockets, a thread per connection.
#pragma once

#include <netinet/in.h>

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace showd::test {

/// Binds a TCP socket to loopback and listens; returns where.
[[nodiscard]] sockaddr_in listen_on_loopback(int listener, int backlog);

class ScriptedDevice {
 public:
  /// Where it falls silent: the bytes are taken and never answered.
  enum class Silent { never, at_once, after_password, after_command };

  explicit ScriptedDevice(Silent silent = Silent::never);
  ~ScriptedDevice();  ///< closes everything and joins
  ScriptedDevice(const ScriptedDevice&) = delete;
  ScriptedDevice& operator=(const ScriptedDevice&) = delete;

  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }

  /// From now on no login gets its prompt until release_logins().
  void hold_logins();
  void release_logins();
  /// From now on every command is an error that repeats the password.
  void echo_password() { echoes_password_ = true; }
  /// Cuts every connection, as a device does with idle ones.
  void cut_all();
  /// The connections that there are now say nothing any more, and stay open.
  void fall_silent();

  struct Seen {
    int logins = 0;    ///< that got a prompt
    int refused = 0;   ///< wrong passwords
    int logouts = 0;   ///< "exit"
    int in_login = 0;  ///< now: connected, no prompt yet
    int most_in_login = 0;
    int named = 0;  ///< now: of those, who have told their user name
    int most_named = 0;
    int open = 0;  ///< connections now
    std::vector<std::string> commands;
  };
  [[nodiscard]] Seen seen() const;
  /// Waits until `condition(seen())` holds; false after half a minute.
  template <class Condition>
  [[nodiscard]] bool wait(Condition condition) const {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::seconds(30), [&] { return condition(seen_); });
  }

 private:
  void accept_all();
  void serve(int fd, int number);
  bool log_in(int fd);
  bool ask_password(int fd, const std::string& user);
  bool answer(int fd, const std::string& line);
  [[nodiscard]] bool silenced(int number) const;
  template <class Change>
  void note(Change change);

  const Silent silent_;
  std::atomic<bool> echoes_password_ = false;
  int listener_;
  std::uint16_t port_ = 0;
  mutable std::mutex mutex_;  // over what follows
  mutable std::condition_variable changed_;
  Seen seen_;
  bool held_ = false;
  int silenced_ = 0;  ///< connections up to this one are silent
  int accepted_ = 0;
  bool ending_ = false;
  std::set<int> connections_;
  std::vector<std::thread> threads_;
  std::thread acceptor_;
};

}  // namespace showd::test
