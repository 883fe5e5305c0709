/// The dialogue of one session, without input or output of its own: bytes in, bytes out. Telnet
/// and SSH share it, and tests need no socket.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "command_match.hpp"
#include "settings.hpp"

namespace showd::simulator {

/// What goes to the client. `cuts`: offsets after which a device that echoes each character by
/// itself would have sent a packet of its own; the transport sends the pieces one by one.
struct Output {
  std::string bytes;
  std::vector<std::size_t> cuts;

  [[nodiscard]] bool empty() const noexcept { return bytes.empty(); }
  void clear() {
    bytes.clear();
    cuts.clear();
  }
};

/// Thread: the loop of its device. `device` and `settings` outlive it.
///
/// After start(), feed() or resume(): take output(); if delay() has a value, call resume() after
/// that time; if closed(), hang up once the output is out.
class Cli {
 public:
  enum class Entry {
    login,         ///< asks for user name and password (Telnet)
    authenticated  ///< the transport has done that (SSH)
  };
  Cli(DeviceState& device, const Settings& settings, Entry entry, std::string user = {});

  void start();
  /// Typed-ahead input is kept, up to 64 KiB; whoever types more is cut off.
  void feed(std::string_view bytes);
  void resume();

  [[nodiscard]] Output& output() noexcept { return output_; }
  [[nodiscard]] std::optional<std::chrono::milliseconds> delay() const noexcept { return delay_; }
  [[nodiscard]] bool closed() const noexcept { return closed_; }

 private:
  enum class State { username, password, command, secret, page };

  void eat();
  void character(char c);
  void edit(char c);
  void entered(std::string line);
  void check_login(const std::string& password);
  void check_secret(const std::string& secret);
  void wait_for(std::chrono::milliseconds delay, std::optional<std::string> command);
  void enter();
  void run(const std::string& line);
  void perform(const Match& match, bool paged);
  void page(std::size_t lines);
  void page_key(char c);
  void change_mode(std::size_t mode);
  void prompt();
  [[nodiscard]] std::string text(const TextTemplate& of) const;

  DeviceState& device_;
  const Settings& settings_;
  const Persona& persona_;
  const bool echo_by_character_;
  State state_;
  std::string user_;
  std::string line_, pending_;
  std::size_t mode_ = 0;
  std::size_t asked_mode_ = 0;  ///< where the enable secret leads to
  std::string prompt_;
  unsigned failures_ = 0;
  unsigned page_length_;
  bool after_cr_ = false;
  bool closed_ = false;
  std::optional<std::chrono::milliseconds> delay_;
  std::optional<std::string> delayed_command_;  ///< none: what is delayed is the login
  std::shared_ptr<const std::string> paged_;
  std::size_t paged_at_ = 0;
  Output output_;
};

/// The answer to an SSH exec request: no prompt, echo or pager.
struct ExecAnswer {
  std::string text;
  int status = 0;
};
[[nodiscard]] ExecAnswer run_once(DeviceState& device, const Settings& settings,
                                  const std::string& user, const std::string& line);

}  // namespace showd::simulator
