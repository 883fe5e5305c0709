#include "transport/ssh/ssh_link.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <libssh/callbacks.h>
#include <libssh/server.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <array>

#include "base/utf8.hpp"
#include "transport/deadline_timer.hpp"
#include "transport/ssh/algorithms.hpp"
#include "transport/ssh/ssh_version.hpp"
#include "transport/tcp_round_trip.hpp"

namespace showd {
namespace {

using asio::ip::tcp;

constexpr int kAliveRounds = 64;  ///< libssh reads 4 KiB in one

/// libssh's global state is set up once, before any session. It is never torn down by us: the
/// library's own destructor does that after main, when all threads are joined.
void init_once() {
  static const int done = ssh_init();
  static_cast<void>(done);
}

ino_t inode_of(int fd) {
  struct stat now {};
  return fstat(fd, &now) == 0 ? now.st_ino : 0;
}

/// "Received SSH_MSG_DISCONNECT: 2:Too many connections": the peer's own words.
std::string_view farewell(std::string_view text) {
  constexpr std::string_view kMark = "SSH_MSG_DISCONNECT";
  const std::size_t mark = text.find(kMark);
  if (mark == std::string_view::npos) return {};
  text.remove_prefix(mark + kMark.size());
  const std::size_t words = text.find(':', text.find_first_of("0123456789"));
  return words == std::string_view::npos ? std::string_view() : text.substr(words + 1);
}

}  // namespace

SshLink::SshLink(tcp::socket socket)
    : wire_(std::make_shared<Wire>(std::move(socket))),
      fd_(wire_->socket.native_handle()),
      inode_(inode_of(fd_)),
      session_((init_once(), ssh_new())) {
  if (session_ == nullptr) stop(Errc::resource_limit);
}

bool SshLink::set_options(const std::string& username, bool legacy,
                          std::string_view pinned_key_type) {
  ssh_set_blocking(session_, 0);
  // First of all: no ssh_config, neither the user's nor the system's (file and NSS look-ups that
  // block, and surprises). Host keys are our own business, so known_hosts is the null device.
  const bool no_config = false;
  if (ssh_options_set(session_, SSH_OPTIONS_PROCESS_CONFIG, &no_config) != SSH_OK) return false;
  std::error_code unknown;
  const std::string host = wire_->socket.remote_endpoint(unknown).address().to_string();
  const std::array<std::pair<ssh_options_e, const char*>, 6> texts{{
      {SSH_OPTIONS_SSH_DIR, "/dev/null"},
      {SSH_OPTIONS_KNOWNHOSTS, "/dev/null"},
      {SSH_OPTIONS_GLOBAL_KNOWNHOSTS, "/dev/null"},
      {SSH_OPTIONS_HOST, host.c_str()},
      {SSH_OPTIONS_USER, username.c_str()},
      {SSH_OPTIONS_COMPRESSION, "no"},
  }};
  for (const auto& [option, value] : texts)
    if (ssh_options_set(session_, option, value) != SSH_OK) return false;
  return ssh_options_set(session_, SSH_OPTIONS_FD, &fd_) == SSH_OK &&
         set_algorithms(session_, legacy_ = legacy, pinned_key_type);
}

int SshLink::connect_pass() {
  const int code = ssh_connect(session_);
  if (std::exchange(called_, true) || !still_ours()) return code;
  // The first pass clears O_NONBLOCK on our descriptor; a peer that stops reading would then block
  // send(), and the whole loop with it, for as long as it pleases.
  fcntl(fd_, F_SETFL, fcntl(fd_, F_GETFL) | O_NONBLOCK);
  return code == SSH_AGAIN ? writing_pass() : code;
}

/// After our version libssh takes the socket for full until a pass has found it writable. If that
/// pass also reads the server's KEXINIT, and nothing in it suits us, our own is still queued:
/// libssh closes the socket, fails to write to it, and forgets why it closed it. So it reads
/// nothing here.
int SshLink::writing_pass() {
  constexpr int kMoreThanAVersion = 16 << 10;
  constexpr int kAnything = 1;
  setsockopt(fd_, SOL_SOCKET, SO_RCVLOWAT, &kMoreThanAVersion, sizeof kMoreThanAVersion);
  const int code = ssh_connect(session_);
  if (still_ours()) setsockopt(fd_, SOL_SOCKET, SO_RCVLOWAT, &kAnything, sizeof kAnything);
  return code;
}

/// libssh says our version in its first passes, and may read in the same ones: what is no version
/// has to be out of its way.
Awaitable<Result<void>> SshLink::greet() {
  SshVersionWatch server(fd_);
  while (!stopped_) {
    const SshVersionWatch::Found found = server.look();
    if (found == SshVersionWatch::Found::version) co_return Result<void>();
    if (found == SshVersionWatch::Found::end) break;
    if (!called_ || write_pending()) {
      if (connect_pass() == SSH_ERROR) break;
      if (server.look() != SshVersionWatch::Found::more) continue;
    }
    if (!co_await wait()) break;
  }
  Error why = error(Stage::kex, "waiting for the SSH version");
  const std::string words = server.words();
  if (!stopped_)
    why = {Errc::disconnected, Stage::kex, "the device hung up before its SSH version"};
  if (!words.empty()) why.message += fmt::format("; it said \"{}\"", words);
  co_return fail(std::move(why));
}

Awaitable<int> SshLink::connect() {
  const auto pass = [&] { return connect_pass(); };
  co_return co_await drive(pass);
}

Awaitable<bool> SshLink::wait() {
  turn_.begin();
  if (stopped_) co_return false;
  if (!still_ours()) co_return true;  // libssh closed it: its next call says why
  const std::shared_ptr<Wire> wire = wire_;
  wire->woken = false;
  if (write_pending()) wake_when_writable(wire);
  const auto [error] = co_await wire->socket.async_wait(tcp::socket::wait_read, kNoThrow);
  if (error == asio::error::operation_aborted && !wire->woken) stop(Errc::cancelled);
  co_return !stopped_;
}

Awaitable<bool> SshLink::wait(const std::optional<Deadline>& until) {
  if (!until) co_return co_await wait();
  const std::shared_ptr<Wire> wire = wire_;
  const auto strike = [wire] {
    wire->woken = true;
    std::error_code ignored;
    wire->socket.cancel(ignored);
  };
  const DeadlineTimer timer(wire->socket.get_executor(), *until, strike);
  co_return co_await wait();
}

std::chrono::microseconds SshLink::round_trip() const noexcept {
  return tcp_round_trip(wire_->socket);
}

void SshLink::wake_when_writable(const std::shared_ptr<Wire>& wire) {
  if (std::exchange(wire->waits_to_write, true)) return;
  wire->socket.async_wait(tcp::socket::wait_write, [wire](const std::error_code& error) {
    wire->waits_to_write = false;
    if (error) return;
    wire->woken = true;
    std::error_code ignored;
    wire->socket.cancel(ignored);
  });
}

void SshLink::stop(Errc why) noexcept {
  if (!stopped_) stopped_ = why;
  std::error_code ignored;
  wire_->socket.cancel(ignored);
}

bool SshLink::write_pending() const noexcept {
  return (ssh_get_status(session_) & SSH_WRITE_PENDING) != 0;
}

void SshLink::take_in() noexcept {
  ssh_execute_message_callbacks(session_);  // the public name of "handle what has arrived"
}

bool SshLink::alive() noexcept {
  for (int round = 0; session_ != nullptr && round < kAliveRounds; ++round) {
    if (!still_ours() || ssh_is_connected(session_) == 0) return false;
    pollfd now{fd_, POLLIN | POLLRDHUP, 0};
    if (poll(&now, 1, 0) <= 0) return true;
    if ((now.revents & (POLLRDHUP | POLLHUP | POLLERR)) != 0) return false;
    take_in();
  }
  return session_ != nullptr;
}

bool SshLink::still_ours() const noexcept { return inode_ != 0 && inode_of(fd_) == inode_; }

void SshLink::close() noexcept {
  stop(Errc::disconnected);
  if (session_ == nullptr) return;
  ssh_disconnect(session_);
  ssh_free(session_);
  session_ = nullptr;
  std::error_code ignored;
  // A blind close() after libssh's own would hit whoever got the number meanwhile.
  if (still_ours())
    wire_->socket.close(ignored);
  else
    wire_->socket.release(ignored);
}

Error SshLink::error(Stage stage, std::string_view doing) const {
  if (stopped_) {
    const std::string_view why = *stopped_ == Errc::timeout        ? "no answer in time"
                                 : *stopped_ == Errc::disconnected ? "closed"
                                                                   : to_string(*stopped_);
    return {*stopped_, stage, fmt::format("{}: {}", doing, why)};
  }
  const std::string_view text = ssh_get_error(session_);
  if (auto named = algorithm_error(text, legacy_)) {
    named->stage = stage;
    return *std::move(named);
  }
  if (const std::string_view words = farewell(text); !words.empty())
    return {Errc::disconnected, stage,
            fmt::format("{}: the device hung up: \"{}\"", doing, printable(words, 300))};
  const bool gone = text.find("Socket error") != std::string_view::npos ||
                    text.find("DISCONNECT") != std::string_view::npos || text.empty();
  if (gone) return {Errc::disconnected, stage, fmt::format("{}: the device hung up", doing)};
  return {Errc::protocol_error, stage, fmt::format("{}: {}", doing, printable(text, 300))};
}

}  // namespace showd
