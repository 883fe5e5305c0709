#include "unit/poll/scripted_device.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <string_view>

namespace showd::test {
namespace {

constexpr const char* kBrief =
    "Interface                  IP-Address      OK? Method Status                Protocol\r\n"
    "GigabitEthernet0/0         10.0.0.1        YES NVRAM  up                    up\r\n"
    "GigabitEthernet0/1         unassigned      YES NVRAM  administratively down down\r\n";

void say(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t sent = ::send(fd, text.data(), text.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(sent));
  }
}

int next_byte(int fd) {
  unsigned char byte = 0;
  return ::recv(fd, &byte, 1, 0) == 1 ? byte : -1;
}

/// What stands behind IAC (RFC 854): WILL, WONT, DO and DONT have an option, SB ends with IAC SE.
bool skip_command(int fd) {
  const int command = next_byte(fd);
  if (command >= 251 && command <= 254) return next_byte(fd) >= 0;
  if (command != 250) return command >= 0;
  for (int before = 0, byte = next_byte(fd); byte >= 0; before = byte, byte = next_byte(fd))
    if (before == 255 && byte == 240) return true;
  return false;
}

/// A line as typed, ended by CR LF, CR NUL or LF. False: the connection is gone.
bool read_line(int fd, std::string& line) {
  line.clear();
  for (int byte = next_byte(fd); byte >= 0; byte = next_byte(fd)) {
    if (byte == 255) {
      if (!skip_command(fd)) return false;
    } else if (byte == '\n' || byte == 0) {
      if (byte == '\n' || !line.empty()) return true;
    } else if (byte != '\r') {
      line += static_cast<char>(byte);
    }
  }
  return false;
}

/// Takes what comes until the other side has enough.
void ignore(int fd) {
  while (next_byte(fd) >= 0) continue;
}

}  // namespace

sockaddr_in listen_on_loopback(int listener, int backlog) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* const any = reinterpret_cast<sockaddr*>(&address);
  EXPECT_EQ(::bind(listener, any, size), 0);
  EXPECT_EQ(::listen(listener, backlog), 0);
  EXPECT_EQ(::getsockname(listener, any, &size), 0);
  return address;
}

ScriptedDevice::ScriptedDevice(Silent silent)
    : silent_(silent), listener_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  port_ = ntohs(listen_on_loopback(listener_, 128).sin_port);
  acceptor_ = std::thread([this] { accept_all(); });
}

ScriptedDevice::~ScriptedDevice() {
  ::shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  {
    std::scoped_lock lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  cut_all();
  for (std::thread& thread : threads_) thread.join();
  ::close(listener_);
}

void ScriptedDevice::hold_logins() {
  std::scoped_lock lock(mutex_);
  held_ = true;
}

void ScriptedDevice::release_logins() {
  {
    std::scoped_lock lock(mutex_);
    held_ = false;
  }
  changed_.notify_all();
}

void ScriptedDevice::cut_all() {
  std::scoped_lock lock(mutex_);
  for (const int fd : connections_) ::shutdown(fd, SHUT_RDWR);
}

void ScriptedDevice::fall_silent() {
  std::scoped_lock lock(mutex_);
  silenced_ = accepted_;
}

bool ScriptedDevice::silenced(int number) const {
  std::scoped_lock lock(mutex_);
  return number <= silenced_;
}

ScriptedDevice::Seen ScriptedDevice::seen() const {
  std::scoped_lock lock(mutex_);
  return seen_;
}

template <class Change>
void ScriptedDevice::note(Change change) {
  {
    std::scoped_lock lock(mutex_);
    change(seen_);
  }
  changed_.notify_all();
}

void ScriptedDevice::accept_all() {
  for (int fd = 0; (fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC)) >= 0;) {
    {
      std::scoped_lock lock(mutex_);
      connections_.insert(fd);
      threads_.emplace_back([this, fd, number = ++accepted_] { serve(fd, number); });
    }
    note([](Seen& seen) { ++seen.open; });
  }
}

void ScriptedDevice::serve(int fd, int number) {
  note([](Seen& seen) { seen.most_in_login = std::max(seen.most_in_login, ++seen.in_login); });
  const bool in = log_in(fd);
  note([in](Seen& seen) {
    --seen.in_login;
    seen.logins += in ? 1 : 0;
  });
  if (in) say(fd, "\r\nr1>");
  std::string line;
  while (in && read_line(fd, line) && (silenced(number) || answer(fd, line))) continue;
  {
    std::scoped_lock lock(mutex_);
    connections_.erase(fd);
    ::close(fd);
  }
  note([](Seen& seen) { --seen.open; });
}

bool ScriptedDevice::log_in(int fd) {
  if (silent_ == Silent::at_once) return ignore(fd), false;
  std::string user;
  say(fd, "\r\nUser Access Verification\r\n\r\nUsername: ");
  if (!read_line(fd, user)) return false;
  note([](Seen& seen) { seen.most_named = std::max(seen.most_named, ++seen.named); });
  const bool in = ask_password(fd, user);
  note([](Seen& seen) { --seen.named; });
  return in;
}

bool ScriptedDevice::ask_password(int fd, const std::string& user) {
  std::string password;
  say(fd, user + "\r\nPassword: ");
  if (!read_line(fd, password)) return false;
  if (silent_ == Silent::after_password) return ignore(fd), false;
  if (user != "admin" || password != "cisco") {
    note([](Seen& seen) { ++seen.refused; });
    say(fd, "\r\n% Login invalid\r\n\r\nUsername: ");
    return ignore(fd), false;
  }
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return !held_ || ending_; });
  return true;
}

bool ScriptedDevice::answer(int fd, const std::string& line) {
  say(fd, line + "\r\n");
  if (!line.empty()) note([&](Seen& seen) { seen.commands.push_back(line); });
  if (line == "exit") return note([](Seen& seen) { ++seen.logouts; }), false;
  if (silent_ == Silent::after_command && line.starts_with("show")) return ignore(fd), false;
  if (echoes_password_ && line.starts_with("show"))
    say(fd, "% Invalid input: cisco\r\n");
  else if (line == "show ip interface brief")
    say(fd, kBrief);
  else if (!line.empty() && !line.starts_with("terminal"))
    say(fd, "     ^\r\n% Invalid input detected at '^' marker.\r\n\r\n");
  say(fd, "r1>");
  return true;
}

}  // namespace showd::test
