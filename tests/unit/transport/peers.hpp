/// The other end of a transport under test: raw sockets, a scripted SSH server (libssh), and real
/// servers run as inetd would. All on 127.0.0.1 and a port of the kernel's choice.
#pragma once

#include <gtest/gtest.h>
#include <libssh/libssh.h>
#include <libssh/server.h>

#include <atomic>
#include <functional>
#include <future>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/asio.hpp"
#include "base/clock.hpp"
#include "base/result.hpp"
#include "transport/dial.hpp"
#include "transport/ssh/ssh_transport.hpp"
#include "transport/transport.hpp"

namespace showd::test {

using namespace std::chrono_literals;
using asio::ip::tcp;

/// Far enough that only a test that is about to fail reaches it.
inline Deadline patience() { return Deadline::in(30s); }
inline Deadline soon() { return Deadline::in(150ms); }

/// Runs one coroutine to its end.
template <class T>
T run(asio::io_context& io, Awaitable<T> what) {
  std::optional<T> out;
  auto body = [&]() -> Awaitable<void> {
    T value = co_await std::move(what);
    out.emplace(std::move(value));
    io.stop();
  };
  asio::co_spawn(io, body, [](std::exception_ptr thrown) {
    if (thrown) std::rethrow_exception(thrown);
  });
  io.restart();
  io.run();
  return std::move(*out);
}

/// Accepts, and serves one connection after the other on its own thread; the destructor shuts the
/// current one down and joins.
class Peer {
 public:
  using Serve = std::function<void(int fd)>;  ///< does not close fd
  explicit Peer(Serve serve, const char* address = "127.0.0.1");
  ~Peer();
  Peer(const Peer&) = delete;
  Peer& operator=(const Peer&) = delete;
  [[nodiscard]] std::uint16_t port() const { return port_; }
  [[nodiscard]] int connections() const { return connections_; }
  /// Called with the destructor's start; a Serve that waits for something else must listen.
  [[nodiscard]] bool stopping() const { return stopping_; }
  /// Waits until the destructor begins.
  void hold();

 private:
  void accept_all();
  Serve serve_;
  int listener_;
  std::uint16_t port_ = 0;
  std::atomic<bool> stopping_ = false;
  std::atomic<int> connections_ = 0;
  std::mutex mutex_;  ///< over current_
  int current_ = -1;
  std::promise<void> stop_;
  std::shared_future<void> stopped_{stop_.get_future()};
  std::thread thread_;
};

/// Reads until `pattern` has come; false at the end of the stream.
bool read_until(int fd, std::string_view pattern);
void send_all(int fd, std::string_view bytes);
/// The next close() sends RST.
void reset_on_close(int fd);

/// What a scripted SSH server accepts and counts.
struct SshScript {
  std::string before_version;  ///< sent before anything else
  int key_bits = 0;            ///< an RSA host key of so many; 0: ed25519
  bool accept_none = false;
  int methods = SSH_AUTH_METHOD_PASSWORD;
  std::string password = "right";
  std::vector<std::pair<std::string, bool>> prompts{{"Password: ", false}};  ///< text, echo
  std::vector<std::string> answers;  ///< to these; empty: nothing where it is echoed, else password
  bool terminal = true;
  bool accept_key = false;
  bool partial_key = false;           ///< a good key is only the first factor
  std::function<void()> before_auth;  ///< called once when the first message comes after kex
  std::function<void(ssh_session, ssh_channel)> shell;
  std::function<void(ssh_session, ssh_channel, std::string command)> exec;

  std::atomic<int> none_tries = 0, password_tries = 0, dialogue_tries = 0, key_tries = 0;
  std::atomic<int> messages = 0;  ///< after the key exchange
};

class SshPeer {
 public:
  explicit SshPeer(SshScript& script);
  [[nodiscard]] std::uint16_t port() const { return peer_.port(); }
  void hold() { peer_.hold(); }

 private:
  void serve(int fd);
  void converse(ssh_session session);
  bool on_auth(ssh_session session, ssh_message message);
  SshScript& script_;
  Peer peer_;
};

/// A real server that talks on its standard input and output, e.g. sshd -i.
class InetdPeer {
 public:
  explicit InetdPeer(std::vector<std::string> command, std::string log = "/dev/null");
  ~InetdPeer();
  [[nodiscard]] std::uint16_t port() const { return peer_->port(); }

 private:
  std::vector<std::string> command_;
  std::string log_;
  std::mutex mutex_;
  std::vector<pid_t> children_;
  std::unique_ptr<Peer> peer_;
};

/// A folder that is removed with everything in it.
class TempDir {
 public:
  TempDir();
  ~TempDir();
  [[nodiscard]] std::string operator/(std::string_view name) const;
  std::string write(std::string_view name, std::string_view text) const;

 private:
  std::string path_;
};
std::string slurp(const std::string& path);

/// Dials 127.0.0.1:port. Fails the test when that does not work.
tcp::socket connected(asio::io_context& io, std::uint16_t port);

/// Options that accept any host key and name `user`.
SshOptions options_for(std::string user, std::string password = "");

/// dial + open_ssh.
Result<std::unique_ptr<Transport>> open_on(asio::io_context& io, std::uint16_t port,
                                           SshOptions options, Deadline until = patience());

/// Reads until `pattern` is the end of what came, or an error.
Result<std::string> expect(asio::io_context& io, Transport& transport, std::string_view pattern);

/// A new private key as text, locked if there is a passphrase.
std::string private_key(ssh_keytypes_e type, int bits, const char* passphrase = nullptr);

int open_descriptors();

}  // namespace showd::test
