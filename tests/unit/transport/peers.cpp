#include "unit/transport/peers.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace showd::test {

Peer::Peer(Serve serve, const char* address) : serve_(std::move(serve)) {
  const bool v6 = std::string_view(address).find(':') != std::string_view::npos;
  listener_ = socket(v6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_storage at{};
  socklen_t size = v6 ? sizeof(sockaddr_in6) : sizeof(sockaddr_in);
  at.ss_family = v6 ? AF_INET6 : AF_INET;
  if (v6)
    inet_pton(AF_INET6, address, &reinterpret_cast<sockaddr_in6&>(at).sin6_addr);
  else
    inet_pton(AF_INET, address, &reinterpret_cast<sockaddr_in&>(at).sin_addr);
  EXPECT_EQ(bind(listener_, reinterpret_cast<sockaddr*>(&at), size), 0);
  EXPECT_EQ(listen(listener_, 64), 0);
  getsockname(listener_, reinterpret_cast<sockaddr*>(&at), &size);
  port_ = ntohs(reinterpret_cast<sockaddr_in&>(at).sin_port);  // same place for IPv6
  thread_ = std::thread([this] { accept_all(); });
}

Peer::~Peer() {
  stopping_ = true;
  stop_.set_value();
  shutdown(listener_, SHUT_RDWR);
  {
    std::scoped_lock lock(mutex_);
    if (current_ >= 0) shutdown(current_, SHUT_RDWR);
  }
  thread_.join();
  close(listener_);
}

void Peer::hold() { stopped_.wait(); }

void Peer::accept_all() {
  while (!stopping_) {
    const int fd = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) return;
    {
      std::scoped_lock lock(mutex_);
      current_ = fd;
      if (stopping_) shutdown(fd, SHUT_RDWR);
    }
    ++connections_;
    serve_(fd);
    std::scoped_lock lock(mutex_);
    current_ = -1;
    close(fd);
  }
}

bool read_until(int fd, std::string_view pattern) {
  std::string got;
  char c;
  while (got.find(pattern) == std::string::npos) {
    if (recv(fd, &c, 1, 0) != 1) return false;
    got.push_back(c);
  }
  return true;
}

void send_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

void reset_on_close(int fd) {
  const linger none{1, 0};
  setsockopt(fd, SOL_SOCKET, SO_LINGER, &none, sizeof none);
}

SshPeer::SshPeer(SshScript& script) : script_(script), peer_([this](int fd) { serve(fd); }) {}

void SshPeer::serve(int fd) {
  const ssh_bind bind = ssh_bind_new();
  const bool no_config = false;
  ssh_bind_options_set(bind, SSH_BIND_OPTIONS_PROCESS_CONFIG, &no_config);
  ssh_key key = nullptr;
  const bool rsa = script_.key_bits > 0;
  ssh_pki_generate(rsa ? SSH_KEYTYPE_RSA : SSH_KEYTYPE_ED25519, script_.key_bits, &key);
  if (rsa) ssh_bind_options_set(bind, SSH_BIND_OPTIONS_RSA_MIN_SIZE, &script_.key_bits);
  ssh_bind_options_set(bind, SSH_BIND_OPTIONS_IMPORT_KEY, key);
  const ssh_session session = ssh_new();
  // libssh may close what it is given; the Peer closes its own.
  const int given = fcntl(fd, F_DUPFD_CLOEXEC, 0);
  send_all(fd, script_.before_version);
  if (ssh_bind_accept_fd(bind, session, given) == SSH_OK &&
      ssh_handle_key_exchange(session) == SSH_OK)
    converse(session);
  const bool gone = ssh_get_fd(session) < 0;
  ssh_disconnect(session);
  ssh_free(session);
  ssh_bind_free(bind);
  if (!gone) close(given);
}

void SshPeer::converse(ssh_session session) {
  ssh_set_auth_methods(session, script_.methods);
  ssh_channel channel = nullptr;
  // A client that hung up while something else was handled is waited for in vain, and for ever.
  const long patience = 10;  // s
  ssh_options_set(session, SSH_OPTIONS_TIMEOUT, &patience);
  const auto next = [&] {
    return ssh_is_connected(session) != 0 ? ssh_message_get(session) : nullptr;
  };
  while (const ssh_message message = next()) {
    if (script_.messages++ == 0 && script_.before_auth) script_.before_auth();
    const int type = ssh_message_type(message), subtype = ssh_message_subtype(message);
    bool answered = false;
    std::function<void()> then;
    if (type == SSH_REQUEST_AUTH) {
      answered = on_auth(session, message);
    } else if (type == SSH_REQUEST_CHANNEL_OPEN) {
      channel = ssh_message_channel_request_open_reply_accept(message);
      answered = true;
    } else if (type == SSH_REQUEST_CHANNEL) {
      answered = subtype != SSH_CHANNEL_REQUEST_PTY || script_.terminal;
      if (answered) ssh_message_channel_request_reply_success(message);
      if (subtype == SSH_CHANNEL_REQUEST_SHELL && script_.shell)
        then = [&] { script_.shell(session, channel); };
      if (subtype == SSH_CHANNEL_REQUEST_EXEC && script_.exec)
        then = [&, command = std::string(ssh_message_channel_request_command(message))] {
          script_.exec(session, channel, command);
        };
    } else if (type == SSH_REQUEST_SERVICE) {
      ssh_message_service_reply_success(message);
      answered = true;
    }
    if (!answered) ssh_message_reply_default(message);
    ssh_message_free(message);
    if (then) then();
  }
}

// libssh's replacement for these two is a set of callbacks that cannot count or delay.
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
bool SshPeer::on_auth(ssh_session session, ssh_message message) {
  const auto settle = [&](bool good, bool partial = false) {
    if (good) ssh_message_auth_reply_success(message, partial ? 1 : 0);
    return good;
  };
  switch (ssh_message_subtype(message)) {
    case SSH_AUTH_METHOD_NONE:
      ++script_.none_tries;
      return settle(script_.methods == 0 || script_.accept_none);
    case SSH_AUTH_METHOD_PASSWORD:
      ++script_.password_tries;
      return settle((script_.methods & SSH_AUTH_METHOD_PASSWORD) != 0 &&
                    ssh_message_auth_password(message) == script_.password);
    case SSH_AUTH_METHOD_PUBLICKEY:
      ++script_.key_tries;
      if (script_.partial_key) ssh_set_auth_methods(session, SSH_AUTH_METHOD_INTERACTIVE);
      return settle(script_.accept_key &&
                        ssh_message_auth_publickey_state(message) == SSH_PUBLICKEY_STATE_VALID,
                    script_.partial_key);
    case SSH_AUTH_METHOD_INTERACTIVE:
      break;
    default:
      return false;
  }
  if ((script_.methods & SSH_AUTH_METHOD_INTERACTIVE) == 0 && !script_.partial_key) return false;
  if (ssh_message_auth_kbdint_is_response(message) == 0) {
    std::vector<const char*> texts;
    std::vector<char> echoes;
    for (const auto& [text, echo] : script_.prompts) {
      texts.push_back(text.c_str());
      echoes.push_back(echo ? 1 : 0);
    }
    ssh_message_auth_interactive_request(message, "", "", static_cast<unsigned>(texts.size()),
                                         texts.data(), echoes.data());
    return true;
  }
  ++script_.dialogue_tries;
  bool good = true;
  for (unsigned i = 0; i < script_.prompts.size(); ++i) {
    const char* const answer = ssh_userauth_kbdint_getanswer(session, i);
    const std::string usual = script_.prompts[i].second ? "" : script_.password;
    good = good && answer != nullptr &&
           answer == (script_.answers.empty() ? usual : script_.answers[i]);
  }
  return settle(good);
}

InetdPeer::InetdPeer(std::vector<std::string> command, std::string log)
    : command_(std::move(command)), log_(std::move(log)) {
  peer_ = std::make_unique<Peer>([this](int fd) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, fd, 0);
    posix_spawn_file_actions_adddup2(&actions, fd, 1);
    posix_spawn_file_actions_addopen(&actions, 2, log_.c_str(), O_WRONLY | O_CREAT | O_APPEND,
                                     0600);
    std::vector<char*> arguments;
    for (std::string& one : command_) arguments.push_back(one.data());
    arguments.push_back(nullptr);
    pid_t pid = -1;
    if (posix_spawn(&pid, arguments[0], &actions, nullptr, arguments.data(), environ) == 0) {
      std::scoped_lock lock(mutex_);
      children_.push_back(pid);
    }
    posix_spawn_file_actions_destroy(&actions);
  });
}

InetdPeer::~InetdPeer() {
  peer_.reset();
  for (const pid_t pid : children_) {
    kill(pid, SIGTERM);
    waitpid(pid, nullptr, 0);
  }
}

TempDir::TempDir() {
  std::string name = testing::TempDir() + "showd-transport-XXXXXX";
  path_ = mkdtemp(name.data());
}
TempDir::~TempDir() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}
std::string TempDir::operator/(std::string_view name) const {
  return path_ + "/" + std::string(name);
}
std::string TempDir::write(std::string_view name, std::string_view text) const {
  const std::string path = *this / name;
  std::ofstream(path) << text;
  std::filesystem::permissions(path, std::filesystem::perms(0600));
  return path;
}

std::string slurp(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

tcp::socket connected(asio::io_context& io, std::uint16_t port) {
  Helpers helpers;
  Resolver resolver(helpers);
  Result<tcp::socket> socket = run(io, dial(resolver, "127.0.0.1", port, patience()));
  if (!socket) throw std::runtime_error(socket.error().message);
  return std::move(*socket);
}

SshOptions options_for(std::string user, std::string password) {
  SshOptions options;
  options.username = std::move(user);
  options.password = Secret(password);
  options.check_host_key = [](const HostKey&) { return Result<void>(); };
  return options;
}

Result<std::unique_ptr<Transport>> open_on(asio::io_context& io, std::uint16_t port,
                                           SshOptions options, Deadline until) {
  tcp::socket socket = connected(io, port);
  return run(io, open_ssh(std::move(socket), std::move(options), until));
}

Result<std::string> expect(asio::io_context& io, Transport& transport, std::string_view pattern) {
  std::string all;
  while (!all.ends_with(pattern)) {
    char some[4096];
    const Result<std::size_t> got = run(io, transport.read_some(some, kForever));
    if (!got) return fail(got.error());
    all.append(some, *got);
  }
  return all;
}

std::string private_key(ssh_keytypes_e type, int bits, const char* passphrase) {
  ssh_key key = nullptr;
  ssh_pki_generate(type, bits, &key);
  const std::string path = testing::TempDir() + "showd-key-" + std::to_string(getpid());
  ssh_pki_export_privkey_file(key, passphrase, nullptr, nullptr, path.c_str());
  ssh_key_free(key);
  const std::string text = slurp(path);
  unlink(path.c_str());
  return text;
}

int open_descriptors() {
  int count = 0;
  for ([[maybe_unused]] const auto& one : std::filesystem::directory_iterator("/proc/self/fd"))
    ++count;
  return count;
}

}  // namespace showd::test
