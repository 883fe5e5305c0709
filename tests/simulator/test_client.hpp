/// What the simulator's tests share: a simulator in this process, and blocking clients with a
/// deadline that speak to it over real sockets.
#pragma once

#include <gtest/gtest.h>
#include <libssh/libssh.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

#include "simulator.hpp"

namespace showd::simulator {

constexpr std::chrono::seconds kPatience{30};  ///< a hang fails the test; nothing waits this long

inline Options options_for(const std::string& persona, unsigned devices = 1) {
  Options options;
  options.personas = {{std::string(PERSONAS) + "/" + persona + ".yaml", 0}};
  for (unsigned i = 0; i < devices; ++i)
    options.addresses.push_back({parse_endpoint("127.0.0.1:0"), parse_endpoint("127.0.0.1:0")});
  options.user = "admin";
  options.password = "cisco";
  options.enable = "secret";
  options.echo_by_character = false;
  return options;
}

/// A raw TCP client: no Telnet in it, so a test sees every byte.
class TcpClient {
 public:
  explicit TcpClient(const asio::ip::tcp::endpoint& at) : fd_(socket(AF_INET, SOCK_STREAM, 0)) {
    if (connect(fd_, at.data(), static_cast<socklen_t>(at.size())) != 0)
      throw std::runtime_error("connect");
  }
  ~TcpClient() { close(fd_); }
  TcpClient(const TcpClient&) = delete;
  TcpClient& operator=(const TcpClient&) = delete;

  void send(std::string_view text) const {
    if (::send(fd_, text.data(), text.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(text.size()))
      throw std::runtime_error("send");
  }

  /// What came up to and with `mark`; later bytes are kept for the next call. On end of file or
  /// impatience: what there is, which then does not end in the mark.
  std::string until(std::string_view mark) {
    const auto give_up = std::chrono::steady_clock::now() + kPatience;
    std::size_t at;
    while ((at = kept_.find(mark)) == std::string::npos && more(give_up)) {
    }
    const std::size_t end = at == std::string::npos ? kept_.size() : at + mark.size();
    std::string out = kept_.substr(0, end);
    kept_.erase(0, end);
    return out;
  }
  std::string until_closed() {
    const auto give_up = std::chrono::steady_clock::now() + kPatience;
    while (more(give_up)) {
    }
    return std::exchange(kept_, {});
  }
  [[nodiscard]] bool at_end() const noexcept { return ended_; }

 private:
  bool more(std::chrono::steady_clock::time_point give_up) {
    pollfd waiting{fd_, POLLIN, 0};
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
        give_up - std::chrono::steady_clock::now());
    if (ended_ || left.count() <= 0 || poll(&waiting, 1, static_cast<int>(left.count())) <= 0)
      return false;
    char buffer[4096];
    const ssize_t size = recv(fd_, buffer, sizeof buffer, 0);
    ended_ = size <= 0;
    if (!ended_) kept_.append(buffer, static_cast<std::size_t>(size));
    return !ended_;
  }

  int fd_;
  bool ended_ = false;
  std::string kept_;
};

inline void log_in(TcpClient& client) {
  client.until("Username: ");
  client.send("admin\r\n");
  client.until("Password: ");
  client.send("cisco\r\n");
}

/// A libssh client up to the key exchange; blocking.
struct SessionFreer {
  void operator()(ssh_session session) const {
    ssh_disconnect(session);
    ssh_free(session);
  }
};
using ClientSession = std::unique_ptr<std::remove_pointer_t<ssh_session>, SessionFreer>;

inline ClientSession ssh_client(const asio::ip::tcp::endpoint& at,
                                const std::string& user = "admin") {
  ClientSession session(ssh_new());
  const std::string host = at.address().to_string();
  const unsigned port = at.port();
  const bool no_config = false;
  const long seconds = kPatience.count();
  ssh_options_set(session.get(), SSH_OPTIONS_PROCESS_CONFIG, &no_config);
  ssh_options_set(session.get(), SSH_OPTIONS_HOST, host.c_str());
  ssh_options_set(session.get(), SSH_OPTIONS_PORT, &port);
  ssh_options_set(session.get(), SSH_OPTIONS_USER, user.c_str());
  ssh_options_set(session.get(), SSH_OPTIONS_KNOWNHOSTS, "/dev/null");
  ssh_options_set(session.get(), SSH_OPTIONS_GLOBAL_KNOWNHOSTS, "/dev/null");
  ssh_options_set(session.get(), SSH_OPTIONS_TIMEOUT, &seconds);
  if (ssh_connect(session.get()) != SSH_OK) throw std::runtime_error(ssh_get_error(session.get()));
  return session;
}

inline std::string host_key_of(ssh_session session) {
  ssh_key key = nullptr;
  if (ssh_get_server_publickey(session, &key) != SSH_OK) return {};
  unsigned char* hash = nullptr;
  std::size_t size = 0;
  ssh_get_publickey_hash(key, SSH_PUBLICKEY_HASH_SHA256, &hash, &size);
  char* const text = ssh_get_fingerprint_hash(SSH_PUBLICKEY_HASH_SHA256, hash, size);
  std::string out = text;
  ssh_string_free_char(text);
  ssh_clean_pubkey_hash(&hash);
  ssh_key_free(key);
  return out;
}

/// The output of an exec request, and its exit status.
inline std::pair<std::string, int> exec(ssh_session session, const std::string& command) {
  const ssh_channel channel = ssh_channel_new(session);
  if (ssh_channel_open_session(channel) != SSH_OK ||
      ssh_channel_request_exec(channel, command.c_str()) != SSH_OK) {
    ssh_channel_free(channel);
    throw std::runtime_error(ssh_get_error(session));
  }
  std::string out;
  char buffer[4096];
  for (int size; (size = ssh_channel_read(channel, buffer, sizeof buffer, 0)) > 0;)
    out.append(buffer, static_cast<std::size_t>(size));
  const int status = ssh_channel_get_exit_status(channel);
  ssh_channel_close(channel);
  ssh_channel_free(channel);
  return {out, status};
}

/// A shell with a terminal.
class Shell {
 public:
  explicit Shell(ssh_session session) : channel_(ssh_channel_new(session)) {
    if (ssh_channel_open_session(channel_) != SSH_OK ||
        ssh_channel_request_pty(channel_) != SSH_OK ||
        ssh_channel_request_shell(channel_) != SSH_OK)
      throw std::runtime_error(ssh_get_error(session));
  }
  ~Shell() { ssh_channel_free(channel_); }
  Shell(const Shell&) = delete;
  Shell& operator=(const Shell&) = delete;

  void send(std::string_view text) {
    ssh_channel_write(channel_, text.data(), static_cast<std::uint32_t>(text.size()));
  }
  /// As TcpClient's.
  std::string until(std::string_view mark) {
    const auto give_up = std::chrono::steady_clock::now() + kPatience;
    std::size_t at;
    while ((at = kept_.find(mark)) == std::string::npos && more(give_up)) {
    }
    const std::size_t end = at == std::string::npos ? kept_.size() : at + mark.size();
    std::string out = kept_.substr(0, end);
    kept_.erase(0, end);
    return out;
  }
  std::string until_closed() {
    const auto give_up = std::chrono::steady_clock::now() + kPatience;
    while (more(give_up)) {
    }
    return std::exchange(kept_, {});
  }
  [[nodiscard]] bool ended() { return ssh_channel_is_eof(channel_) != 0; }

 private:
  bool more(std::chrono::steady_clock::time_point give_up) {
    char buffer[4096];
    const int size = ssh_channel_read_timeout(channel_, buffer, sizeof buffer, 0, 1000);
    if (size > 0) kept_.append(buffer, static_cast<std::size_t>(size));
    return size != SSH_ERROR && !ended() && std::chrono::steady_clock::now() < give_up;
  }

  ssh_channel channel_;
  std::string kept_;
};

}  // namespace showd::simulator
