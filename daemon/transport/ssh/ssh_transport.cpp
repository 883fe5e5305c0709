#include "transport/ssh/ssh_transport.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/utf8.hpp"
#include "transport/deadline_timer.hpp"
#include "transport/ssh/ssh_auth.hpp"
#include "transport/ssh/ssh_channel.hpp"
#include "transport/ssh/ssh_keys.hpp"
#include "transport/ssh/ssh_link.hpp"

namespace showd {
namespace {

using std::chrono::duration_cast;
using std::chrono::microseconds;

/// One ssh_channel_write: libssh would take as much as the peer's window (2 MiB for OpenSSH) into
/// memory even when the socket is stuck.
constexpr std::size_t kWriteChunk = 16 << 10;
constexpr std::size_t kReadChunk = 16 << 10;

std::string_view first_line(std::string_view text) {
  const std::size_t begin = text.find_first_not_of("\r\n");
  if (begin == std::string_view::npos) return {};
  text.remove_prefix(begin);
  return text.substr(0, text.find_first_of("\r\n"));
}

/// What one exec request brings.
struct Output {
  std::string out;
  std::string err;
  [[nodiscard]] std::size_t size() const { return out.size() + err.size(); }
  [[nodiscard]] std::string joined() && {
    if (err.empty()) return std::move(out);
    if (!out.empty() && out.back() != '\n') out.push_back('\n');
    return std::move(out.append(err));
  }
};

class SshTransport final : public Transport {
 public:
  explicit SshTransport(asio::ip::tcp::socket socket) : link_(std::move(socket)) {}
  ~SshTransport() override { close(); }

  Awaitable<Result<void>> greet(const SshOptions& options);
  Awaitable<Result<void>> open(const SshOptions& options, SshTimes& times);

  Awaitable<Result<std::size_t>> read_some(std::span<char> into, Quiet quiet) override;
  Awaitable<Result<void>> write(std::string_view bytes) override;
  Awaitable<Result<std::string>> exec(std::string_view command, std::size_t limit) override;
  bool exec_answered() const noexcept override { return exec_answered_; }
  bool authenticated() const noexcept override { return proved_ || !shell_; }
  std::chrono::microseconds round_trip() const noexcept override { return link_.round_trip(); }
  std::string_view line_end() const noexcept override { return "\r"; }
  bool alive() noexcept override;
  void cancel(Errc why) noexcept override { link_.stop(why); }
  void close() noexcept override;

 private:
  Awaitable<Result<void>> exchange_keys(const SshOptions& options);
  Awaitable<Result<void>> open_shell();
  Awaitable<Result<void>> collect(SshChannel& channel, Output& output, std::size_t limit);
  Awaitable<Result<void>> flush();
  [[nodiscard]] static Result<std::string> judge(const SshChannel& channel, Output output);
  [[nodiscard]] tl::unexpected<Error> broken(Stage stage, std::string_view doing) const {
    return fail(link_.error(stage, doing));
  }

  SshLink link_;
  std::unique_ptr<SshChannel> shell_;  ///< null: only exec() works
  bool proved_ = false;                ///< by a secret of ours, who we are
  bool exec_answered_ = true;
};

Awaitable<Result<void>> SshTransport::open(const SshOptions& options, SshTimes& times) {
  const Monotonic start = system_clock().now();
  Result<void> done = co_await exchange_keys(options);
  const Monotonic exchanged = system_clock().now();
  times.kex = duration_cast<microseconds>(exchanged - start);
  if (done) {
    const Result<bool> proved = co_await authenticate(link_, options);
    proved_ = proved.value_or(false);
    if (!proved) done = fail(proved.error());
  }
  times.auth = duration_cast<microseconds>(system_clock().now() - exchanged);
  if (done && options.shell) done = co_await open_shell();
  co_return done;
}

Awaitable<Result<void>> SshTransport::greet(const SshOptions& options) {
  if (options.username.empty())
    co_return fail(Errc::no_credentials, Stage::auth, "no user name for SSH");
  if (link_.raw() == nullptr ||
      !link_.set_options(options.username, options.legacy, options.pinned_key_type))
    co_return broken(Stage::kex, "SSH set-up");
  co_return co_await link_.greet();
}

Awaitable<Result<void>> SshTransport::exchange_keys(const SshOptions& options) {
  if (co_await link_.connect() != SSH_OK) co_return broken(Stage::kex, "key exchange");
  const Result<HostKey> key = server_key(link_.raw());
  if (!key) co_return fail(key.error());
  if (!options.check_host_key)
    co_return fail(Errc::hostkey_unknown, Stage::hostkey, "nobody checks the host key");
  co_return options.check_host_key(*key);
}

Awaitable<Result<void>> SshTransport::open_shell() {
  shell_ = std::make_unique<SshChannel>(link_);
  if (co_await shell_->open() != SSH_OK) co_return broken(Stage::prompt, "opening a channel");
  const int terminal = co_await shell_->request_terminal();
  // Some devices have none to give, and a shell all the same.
  const bool refused =
      terminal == SSH_ERROR && ssh_is_connected(link_.raw()) != 0 && !shell_->closed();
  if (terminal != SSH_OK && !refused) co_return broken(Stage::prompt, "asking for a terminal");
  const auto request = [&] { return ssh_channel_request_shell(shell_->raw()); };
  if (co_await link_.drive(request) != SSH_OK)
    co_return broken(Stage::prompt, "asking for a shell");
  co_return Result<void>();
}

Awaitable<Result<std::size_t>> SshTransport::read_some(std::span<char> into, Quiet quiet) {
  if (!shell_ || into.empty()) co_return fail(Errc::protocol_error, Stage::command, "no shell");
  into = into.first(std::min(into.size(), kReadChunk));
  const std::optional<Deadline> until = rest_deadline(quiet);
  while (!link_.stopped()) {
    shell_->forget_news();
    for (const SshChannel::Stream from : {SshChannel::Stream::out, SshChannel::Stream::err}) {
      const int code = shell_->read(into, from);
      if (code < 0) co_return broken(Stage::command, "reading");
      if (code == 0) continue;
      const auto size = static_cast<std::size_t>(code);
      if (link_.turn().is_over(size)) co_await Turn::let_others();
      if (link_.stopped()) co_return broken(Stage::command, "reading");
      co_return size;
    }
    if (!shell_->drained()) continue;
    if (shell_->ended())
      co_return fail(Errc::disconnected, Stage::command, "the device closed the session");
    if (until && until->passed()) co_return std::size_t{0};
    if (!co_await link_.wait(until)) break;
  }
  co_return broken(Stage::command, "reading");
}

Awaitable<Result<void>> SshTransport::write(std::string_view bytes) {
  if (!shell_) co_return fail(Errc::protocol_error, Stage::command, "no shell");
  while (!bytes.empty()) {
    if (link_.stopped()) co_return broken(Stage::command, "writing");
    if (shell_->ended())
      co_return fail(Errc::disconnected, Stage::command, "the device closed the session");
    const auto size = static_cast<uint32_t>(std::min(bytes.size(), kWriteChunk));
    // None taken: no window, or new keys under way; what this very call has read is considered.
    const int code = ssh_channel_write(shell_->raw(), bytes.data(), size);
    if (code < 0) co_return broken(Stage::command, "writing");
    bytes.remove_prefix(static_cast<std::size_t>(code));
    if (code == 0 && !co_await link_.wait()) co_return broken(Stage::command, "writing");
    if (const Result<void> out = co_await flush(); !out) co_return out;
  }
  co_return Result<void>();
}

/// Until the kernel has all that libssh had queued.
Awaitable<Result<void>> SshTransport::flush() {
  const auto push = [&] {
    if (!link_.write_pending()) return SSH_OK;
    const int code = ssh_blocking_flush(link_.raw(), 0);  // 0 ms: it does not block
    return code == SSH_OK && link_.write_pending() ? SSH_AGAIN : code;
  };
  if (co_await link_.drive(push) != SSH_OK) co_return broken(Stage::command, "writing");
  co_return Result<void>();
}

Awaitable<Result<std::string>> SshTransport::exec(std::string_view command, std::size_t limit) {
  if (link_.stopped()) co_return broken(Stage::command, "exec");
  const std::string text(command);
  exec_answered_ = false;
  SshChannel channel(link_);
  if (co_await channel.open() != SSH_OK) co_return broken(Stage::command, "opening a channel");
  exec_answered_ = true;
  const auto request = [&] { return ssh_channel_request_exec(channel.raw(), text.c_str()); };
  if (co_await link_.drive(request) != SSH_OK) co_return broken(Stage::command, "exec request");
  Output output;
  const Result<void> whole = co_await collect(channel, output, limit);
  if (!whole) co_return fail(whole.error());
  co_return judge(channel, std::move(output));
}

/// Both streams to their end, and the exit status if the device tells one before it closes.
Awaitable<Result<void>> SshTransport::collect(SshChannel& channel, Output& output,
                                              std::size_t limit) {
  thread_local std::array<char, kReadChunk> scratch;  // never held across a wait
  bool said_eof = false;
  while (!link_.stopped()) {
    channel.forget_news();
    // Reading takes nothing from the socket once the peer has said that it sends no more data; the
    // status and the close may still come.
    if (channel.ended()) link_.take_in();
    std::size_t got = 0;
    for (const SshChannel::Stream from : {SshChannel::Stream::out, SshChannel::Stream::err}) {
      const int code = channel.read(scratch, from);
      if (code < 0) co_return broken(Stage::command, "reading");
      std::string& into = from == SshChannel::Stream::out ? output.out : output.err;
      into.append(scratch.data(), static_cast<std::size_t>(code));
      got += static_cast<std::size_t>(code);
    }
    if (output.size() > limit)
      co_return fail(Errc::output_limit, Stage::command,
                     fmt::format("more than {} bytes of output", limit));
    if (link_.turn().is_over(got)) co_await Turn::let_others();
    if (link_.stopped()) break;
    if (got > 0 || !channel.drained()) continue;
    if (channel.closed() || (channel.ended() && channel.exit_status())) co_return Result<void>();
    // Some devices wait for our end of file before they tell the status and close.
    if (channel.ended() && !std::exchange(said_eof, true)) {
      ssh_channel_send_eof(channel.raw());
      continue;  // the call may have read status and close: the socket would not wake us again
    }
    if (!co_await link_.wait()) break;
  }
  co_return broken(Stage::command, "reading");
}

Result<std::string> SshTransport::judge(const SshChannel& channel, Output output) {
  const std::string_view words = first_line(output.err.empty() ? output.out : output.err);
  if (!channel.exit_signal().empty())
    return fail(Errc::command_rejected, Stage::command,
                fmt::format("killed by signal {}: {}", channel.exit_signal(), printable(words)));
  if (channel.exit_status().value_or(0) != 0)
    return fail(Errc::command_rejected, Stage::command,
                fmt::format("exit status {}: {}", *channel.exit_status(), printable(words)));
  return std::move(output).joined();
}

bool SshTransport::alive() noexcept {
  return !link_.stopped() && link_.alive() && (!shell_ || !shell_->ended());
}

void SshTransport::close() noexcept {
  link_.stop(Errc::disconnected);
  shell_.reset();  // before the session that owns it
  link_.close();
}

}  // namespace

struct SshCall::Impl {
  Impl(asio::ip::tcp::socket socket, SshOptions of)
      : executor(socket.get_executor()),
        options(std::move(of)),
        transport(std::make_unique<SshTransport>(std::move(socket))) {}
  const asio::any_io_executor executor;
  const SshOptions options;
  std::unique_ptr<SshTransport> transport;
};

SshCall::SshCall(asio::ip::tcp::socket socket, SshOptions options)
    : impl_(std::make_unique<Impl>(std::move(socket), std::move(options))) {}
SshCall::SshCall(SshCall&&) noexcept = default;
SshCall::~SshCall() = default;

Awaitable<Result<void>> SshCall::greet(Deadline until) {
  SshTransport* const calling = impl_->transport.get();
  const auto strike = [calling] { calling->cancel(Errc::timeout); };
  const DeadlineTimer timer(impl_->executor, until, strike);
  co_return co_await calling->greet(impl_->options);
}

Awaitable<Result<std::unique_ptr<Transport>>> SshCall::log_in(Deadline until, SshTimes* times) {
  SshTransport* const opening = impl_->transport.get();
  const auto strike = [opening] { opening->cancel(Errc::timeout); };
  const DeadlineTimer timer(impl_->executor, until, strike);
  SshTimes ignored;
  const Result<void> opened =
      co_await opening->open(impl_->options, times != nullptr ? *times : ignored);
  if (!opened) co_return fail(opened.error());
  co_return std::unique_ptr<Transport>(std::move(impl_->transport));
}

Awaitable<Result<std::unique_ptr<Transport>>> open_ssh(asio::ip::tcp::socket socket,
                                                       SshOptions options, Deadline until,
                                                       SshTimes* times) {
  SshCall call(std::move(socket), std::move(options));
  const Result<void> greeted = co_await call.greet(until);
  if (!greeted) co_return fail(greeted.error());
  co_return co_await call.log_in(until, times);
}

}  // namespace showd
