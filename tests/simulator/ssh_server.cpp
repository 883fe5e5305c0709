#include "ssh_server.hpp"

#include <fcntl.h>
#include <libssh/callbacks.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "cli.hpp"
#include "ssh_keys.hpp"

namespace showd::simulator {
namespace {

using asio::ip::tcp;

constexpr std::size_t kMostChannels = 10;        // OpenSSH's MaxSessions
constexpr unsigned kMostPasswords = 3;           // failed ones of a connection, as IOS has it
constexpr unsigned kMostKeys = 20;               // offered ones
constexpr std::size_t kMostUnsent = 256 * 1024;  ///< while so much waits, input waits too
constexpr int kFlushes = 4;  ///< passes to get buffered packets out before waiting for the socket
constexpr std::chrono::seconds kLinger{2};

class Connection;

/// A shell or one exec request. libssh's callbacks only note what came; Connection::advance() acts
/// once libssh has returned, because a reply sent from inside a callback would overtake the
/// channel's own "success".
class Channel {
 public:
  explicit Channel(ssh_channel opened);
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  ssh_channel handle;  ///< the session's
  ssh_channel_callbacks_struct callbacks{};
  std::unique_ptr<Cli> cli;
  std::optional<std::string> exec;  ///< the command that was asked for
  bool shell = false, started = false, finished = false, delayed = false;
  bool input_ended = false, hung_up = false;
  std::string input;  ///< since the last advance()
  Output output;
  std::size_t sent = 0;  ///< of output.bytes
  std::size_t cut = 0;   ///< the next of output.cuts
  int status = 0;
};

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(tcp::socket socket, DeviceState& device, const Settings& settings,
             std::shared_ptr<HostKey> host_key, std::shared_ptr<const AuthorizedKeys> keys)
      : socket_(std::move(socket)),
        device_(device),
        settings_(settings),
        host_key_(std::move(host_key)),
        keys_(std::move(keys)),
        session_(ssh_new()) {
    device_.statistics.connections.fetch_add(1, std::memory_order_relaxed);
    device_.statistics.open.fetch_add(1, std::memory_order_relaxed);
  }
  ~Connection() {
    session_.reset();  // its channels refer to callbacks_ and channels_
    device_.statistics.open.fetch_sub(1, std::memory_order_relaxed);
  }

  void start();

 private:
  // libssh's callbacks; `self` is the Connection.
  static int on_password(ssh_session, const char* user, const char* password, void* self);
  static int on_public_key(ssh_session, const char* user, ssh_key key, char state, void* self);
  static ssh_channel on_channel(ssh_session, void* self);
  static int on_message(ssh_session, ssh_message message, void* self);

  int answer_password(const std::string& user, const char* password);
  int keyboard_interactive(ssh_message message);
  int denied(unsigned& failures, unsigned most);

  void set_callbacks();
  void greet();
  void ready();
  [[nodiscard]] bool exchange_keys();
  [[nodiscard]] bool alive();
  void advance();
  void advance(Channel& channel);
  void begin(Channel& channel);
  void run_exec(Channel& channel);
  void take(Channel& channel);
  void send(Channel& channel);
  void finish(Channel& channel);
  void delay(Channel& channel, std::chrono::milliseconds span);
  void delay_over(Channel* channel);
  void after_advance();
  void wait();
  void linger();
  void hang_up();

  /// Watches the connection. libssh has a duplicate of the descriptor: it closes its own at some
  /// errors, and a number that is free again may be another thread's before Asio lets go of it.
  tcp::socket socket_;
  DeviceState& device_;
  const Settings& settings_;
  std::shared_ptr<HostKey> host_key_;
  std::shared_ptr<const AuthorizedKeys> keys_;
  ssh_server_callbacks_struct callbacks_{};
  std::vector<std::unique_ptr<Channel>> channels_;
  std::vector<std::pair<Channel*, std::unique_ptr<asio::steady_timer>>> timers_;
  std::string user_;
  unsigned failed_passwords_ = 0, failed_keys_ = 0;
  bool keys_exchanged_ = false, greeted_ = false, thrown_out_ = false;
  bool reading_ = false, writing_ = false, gone_ = false, lingering_ = false;
  SessionPtr session_;
};

// --- channel callbacks -------------------------------------------------------------------------

int channel_data(ssh_session, ssh_channel, void* data, std::uint32_t size, int is_stderr,
                 void* self) {
  auto& channel = *static_cast<Channel*>(self);
  if (channel.input.size() > kMostUnsent) channel.hung_up = true;  // types and does not read
  if (is_stderr == 0 && !channel.hung_up)
    channel.input.append(static_cast<const char*>(data), size);
  return static_cast<int>(size);
}

void channel_eof(ssh_session, ssh_channel, void* self) {
  static_cast<Channel*>(self)->input_ended = true;
}

void channel_end(ssh_session, ssh_channel, void* self) {
  static_cast<Channel*>(self)->hung_up = true;
}

int channel_pty(ssh_session, ssh_channel, const char*, int, int, int, int, void*) { return 0; }
int channel_window(ssh_session, ssh_channel, int, int, int, int, void*) { return 0; }

int channel_shell(ssh_session, ssh_channel, void* self) {
  auto& channel = *static_cast<Channel*>(self);
  if (channel.shell || channel.exec) return 1;
  channel.shell = true;
  return 0;
}

int channel_exec(ssh_session, ssh_channel, const char* command, void* self) {
  auto& channel = *static_cast<Channel*>(self);
  if (channel.shell || channel.exec) return 1;
  channel.exec = command;
  return 0;
}

Channel::Channel(ssh_channel opened) : handle(opened) {
  callbacks.userdata = this;
  callbacks.channel_data_function = channel_data;
  callbacks.channel_eof_function = channel_eof;
  callbacks.channel_close_function = channel_end;
  callbacks.channel_pty_request_function = channel_pty;
  callbacks.channel_pty_window_change_function = channel_window;
  callbacks.channel_shell_request_function = channel_shell;
  callbacks.channel_exec_request_function = channel_exec;
  ssh_callbacks_init(&callbacks);
}

// --- authentication ----------------------------------------------------------------------------

int Connection::denied(unsigned& failures, unsigned most) {
  device_.statistics.failed_logins.fetch_add(1, std::memory_order_relaxed);
  thrown_out_ |= ++failures >= most;
  return SSH_AUTH_DENIED;
}

int Connection::answer_password(const std::string& user, const char* password) {
  const bool good = settings_.accounts.with([&](const Accounts& accounts) {
    return accounts.user == user && accounts.password == password;
  });
  if (!good) return denied(failed_passwords_, kMostPasswords);
  user_ = user;
  device_.statistics.logins.fetch_add(1, std::memory_order_relaxed);
  return SSH_AUTH_SUCCESS;
}

int Connection::on_password(ssh_session, const char* user, const char* password, void* self) {
  auto& connection = *static_cast<Connection*>(self);
  if (!connection.device_.persona().ssh.password) return SSH_AUTH_DENIED;
  return connection.answer_password(user, password);
}

int Connection::on_public_key(ssh_session, const char* user, ssh_key key, char state, void* self) {
  auto& connection = *static_cast<Connection*>(self);
  const bool known = connection.device_.persona().ssh.public_key && connection.keys_ &&
                     connection.keys_->has(key) &&
                     connection.settings_.accounts.with(
                         [&](const Accounts& accounts) { return accounts.user == user; }) &&
                     (state == SSH_PUBLICKEY_STATE_NONE || state == SSH_PUBLICKEY_STATE_VALID);
  if (!known) return connection.denied(connection.failed_keys_, kMostKeys);
  if (state == SSH_PUBLICKEY_STATE_NONE) return SSH_AUTH_SUCCESS;  // "this key would do"
  connection.user_ = user;
  connection.device_.statistics.logins.fetch_add(1, std::memory_order_relaxed);
  return SSH_AUTH_SUCCESS;
}

/// Whatever the callbacks above do not know: 0 = answered, 1 = libssh refuses it.
int Connection::on_message(ssh_session, ssh_message message, void* self) {
  auto& connection = *static_cast<Connection*>(self);
  if (ssh_message_type(message) == SSH_REQUEST_AUTH &&
      ssh_message_subtype(message) == SSH_AUTH_METHOD_INTERACTIVE)
    return connection.keyboard_interactive(message);
  return 1;
}

int Connection::keyboard_interactive(ssh_message message) {
  const SshTexts& texts = device_.persona().ssh;
  if (!texts.keyboard_interactive) return 1;
  if (ssh_message_auth_kbdint_is_response(message) == 0) {
    const char* const user = ssh_message_auth_user(message);
    user_ = user == nullptr ? "" : user;
    const char* question = texts.question.c_str();
    char echo = 0;
    ssh_message_auth_interactive_request(message, "", "", 1, &question, &echo);
    return 0;
  }
  const char* const answer = ssh_userauth_kbdint_getnanswers(session_.get()) == 1
                                 ? ssh_userauth_kbdint_getanswer(session_.get(), 0)
                                 : nullptr;
  const std::string user = std::exchange(user_, {});
  if (answer_password(user, answer == nullptr ? "" : answer) != SSH_AUTH_SUCCESS) return 1;
  ssh_message_auth_reply_success(message, 0);
  return 0;
}

ssh_channel Connection::on_channel(ssh_session session, void* self) {
  auto& connection = *static_cast<Connection*>(self);
  if (connection.channels_.size() >= kMostChannels) return nullptr;
  const ssh_channel handle = ssh_channel_new(session);
  if (handle == nullptr) return nullptr;
  auto channel = std::make_unique<Channel>(handle);
  if (ssh_set_channel_callbacks(handle, &channel->callbacks) != SSH_OK) {
    ssh_channel_free(handle);
    return nullptr;
  }
  connection.channels_.push_back(std::move(channel));
  return handle;
}

// --- the connection ----------------------------------------------------------------------------

void Connection::set_callbacks() {
  callbacks_.userdata = this;
  callbacks_.auth_password_function = on_password;
  callbacks_.auth_pubkey_function = on_public_key;
  callbacks_.channel_open_request_session_function = on_channel;
  ssh_callbacks_init(&callbacks_);
  ssh_set_server_callbacks(session_.get(), &callbacks_);
  ssh_set_message_callback(session_.get(), on_message, this);
  const SshTexts& texts = device_.persona().ssh;
  int methods = 0;
  if (texts.password) methods |= SSH_AUTH_METHOD_PASSWORD;
  if (texts.keyboard_interactive) methods |= SSH_AUTH_METHOD_INTERACTIVE;
  if (texts.public_key && keys_ && !keys_->empty()) methods |= SSH_AUTH_METHOD_PUBLICKEY;
  ssh_set_auth_methods(session_.get(), methods);
}

void Connection::start() {
  if (!session_) return;
  ssh_set_blocking(session_.get(), 0);
  const ssh_bind bind = static_cast<LibsshHostKey&>(*host_key_).bind();
  const int descriptor = fcntl(socket_.native_handle(), F_DUPFD_CLOEXEC, 0);
  if (descriptor < 0) return;  // none left: the client sees a closed connection
  if (ssh_bind_accept_fd(bind, session_.get(), descriptor) != SSH_OK) {
    if (ssh_get_fd(session_.get()) != descriptor) close(descriptor);
    return;
  }
  set_callbacks();
  std::error_code ignored;
  socket_.native_non_blocking(true, ignored);
  ready();
}

/// One turn: let libssh read and write, then act on what it noted.
void Connection::ready() {
  if (gone_) return;
  if (!keys_exchanged_ && !exchange_keys()) return;
  ssh_execute_message_callbacks(session_.get());
  if (!alive() || thrown_out_) return hang_up();
  advance();
}

/// Whether the connection goes on in this turn; if not, it waits or has hung up.
bool Connection::exchange_keys() {
  const int result = ssh_handle_key_exchange(session_.get());
  if (result == SSH_AGAIN) {
    wait();
    return false;
  }
  if (result != SSH_OK) {
    hang_up();
    return false;
  }
  keys_exchanged_ = true;
  greet();
  return true;
}

void Connection::greet() {
  const TextTemplate& banner = device_.persona().ssh.banner;
  if (banner.empty()) return;
  const ssh_string text = ssh_string_from_char(device_.session_text(banner, {}).c_str());
  ssh_send_issue_banner(session_.get(), text);
  ssh_string_free(text);
}

bool Connection::alive() {
  return ssh_is_connected(session_.get()) != 0 && ssh_get_fd(session_.get()) >= 0 &&
         (ssh_get_status(session_.get()) & (SSH_CLOSED | SSH_CLOSED_ERROR)) == 0;
}

void Connection::advance() {
  for (std::size_t i = 0; i < channels_.size(); ++i) advance(*channels_[i]);
  after_advance();
}

/// Gets packets out that libssh has buffered (it sends once for each pass), forgets channels that
/// are closed on both sides, and waits for more.
void Connection::after_advance() {
  for (int i = 0; i < kFlushes && (ssh_get_status(session_.get()) & SSH_WRITE_PENDING) != 0; ++i)
    ssh_execute_message_callbacks(session_.get());
  if (!alive() || thrown_out_) return hang_up();
  std::erase_if(channels_, [this](const std::unique_ptr<Channel>& channel) {
    if (!channel->finished || !channel->hung_up) return false;
    std::erase_if(timers_, [&](const auto& timer) { return timer.first == channel.get(); });
    ssh_remove_channel_callbacks(channel->handle, &channel->callbacks);
    ssh_channel_free(channel->handle);
    return true;
  });
  wait();
}

void Connection::advance(Channel& channel) {
  if (!channel.started && (channel.shell || channel.exec)) begin(channel);
  if (channel.cli && !channel.input.empty() && channel.output.bytes.size() < kMostUnsent)
    channel.cli->feed(std::exchange(channel.input, {}));
  take(channel);
  send(channel);
  const bool idle = channel.input.empty() && channel.output.empty() && !channel.delayed;
  const bool ended = channel.cli && channel.input_ended && idle;  // an exec request is answered
  if ((channel.hung_up || ended) && !channel.finished) finish(channel);
}

void Connection::begin(Channel& channel) {
  channel.started = true;
  if (channel.exec) {
    const auto span = settings_.command_delay.load();
    if (span.count() > 0) return delay(channel, span);
    return run_exec(channel);
  }
  channel.cli = std::make_unique<Cli>(device_, settings_, Cli::Entry::authenticated, user_);
  channel.cli->start();
}

void Connection::run_exec(Channel& channel) {
  ExecAnswer answer = run_once(device_, settings_, user_, *channel.exec);
  channel.output.bytes = std::move(answer.text);
  channel.status = answer.status;
}

/// Moves what the dialogue said to the channel's output, and arms the dialogue's delay.
void Connection::take(Channel& channel) {
  if (!channel.cli) return;
  Output& said = channel.cli->output();
  if (channel.output.empty()) {
    std::swap(channel.output, said);
  } else {
    for (const std::size_t cut : said.cuts)
      channel.output.cuts.push_back(cut + channel.output.bytes.size());
    channel.output.bytes += said.bytes;
    said.clear();
  }
  if (channel.cli->delay() && !channel.delayed) delay(channel, *channel.cli->delay());
}

void Connection::send(Channel& channel) {
  if (channel.finished || !channel.started) return;
  Output& output = channel.output;
  while (channel.sent < output.bytes.size()) {
    const bool piece = channel.cut < output.cuts.size();
    const std::size_t end = piece ? output.cuts[channel.cut] : output.bytes.size();
    const int written = ssh_channel_write(channel.handle, output.bytes.data() + channel.sent,
                                          static_cast<std::uint32_t>(end - channel.sent));
    if (written == SSH_ERROR) {
      channel.hung_up = true;
      return;
    }
    if (written == 0) return;  // the client's window is full; its adjustment wakes us
    channel.sent += static_cast<std::size_t>(written);
    if (piece && channel.sent == end) ++channel.cut;
  }
  const bool big = output.bytes.capacity() > kMostUnsent / 16;
  output.clear();
  if (big) output = Output();
  channel.sent = channel.cut = 0;
  if ((channel.exec && !channel.delayed) || (channel.cli && channel.cli->closed())) finish(channel);
}

void Connection::finish(Channel& channel) {
  channel.finished = true;
  if (!channel.hung_up) {
    ssh_channel_request_send_exit_status(channel.handle, channel.status);
    ssh_channel_send_eof(channel.handle);
  }
  ssh_channel_close(channel.handle);
  if (channel.shell) linger();
}

void Connection::delay(Channel& channel, std::chrono::milliseconds span) {
  channel.delayed = true;
  auto timer = std::make_unique<asio::steady_timer>(socket_.get_executor(), span);
  timer->async_wait([self = shared_from_this(), waiting = &channel](std::error_code error) {
    if (!error && !self->gone_) self->delay_over(waiting);
  });
  timers_.emplace_back(&channel, std::move(timer));
}

void Connection::delay_over(Channel* channel) {
  if (std::erase_if(timers_, [&](const auto& timer) { return timer.first == channel; }) == 0)
    return;  // the channel went while this handler was on its way
  channel->delayed = false;
  if (channel->exec)
    run_exec(*channel);
  else
    channel->cli->resume();
  advance();
}

/// Waits for the socket: readable always, writable only while libssh has something to write.
void Connection::wait() {
  if (gone_) return;
  const auto wake = [self = shared_from_this()](bool Connection::*flag) {
    return [self, flag](std::error_code error) {
      self.get()->*flag = false;
      if (!error) self->ready();
    };
  };
  if (!std::exchange(reading_, true))
    socket_.async_wait(tcp::socket::wait_read, wake(&Connection::reading_));
  if ((ssh_get_status(session_.get()) & SSH_WRITE_PENDING) != 0 && !std::exchange(writing_, true))
    socket_.async_wait(tcp::socket::wait_write, wake(&Connection::writing_));
}

/// A router hangs up after `exit`. The client gets a moment to read the rest and go by itself, for
/// a close with unread input would reset the connection and lose what is under way.
void Connection::linger() {
  if (std::exchange(lingering_, true)) return;
  auto timer = std::make_unique<asio::steady_timer>(socket_.get_executor(), kLinger);
  timer->async_wait([self = shared_from_this()](std::error_code error) {
    if (!error) self->hang_up();
  });
  timers_.emplace_back(nullptr, std::move(timer));
}

void Connection::hang_up() {
  if (std::exchange(gone_, true)) return;
  timers_.clear();
  ssh_disconnect(session_.get());
  std::error_code ignored;
  socket_.close(ignored);
}

}  // namespace

void serve_ssh(tcp::socket socket, DeviceState& device, const Settings& settings,
               std::shared_ptr<HostKey> host_key, std::shared_ptr<const AuthorizedKeys> keys) {
  std::make_shared<Connection>(std::move(socket), device, settings, std::move(host_key),
                               std::move(keys))
      ->start();
}

}  // namespace showd::simulator
