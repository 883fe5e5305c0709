/// The floor under a poll: the same dialogue by libssh and epoll alone, one thread, no daemon.
///
///   bare_libssh USER PASSWORD COMMAND AT_ONCE POLLS PERIOD_S < addresses
///
/// Logs in to each "192.0.2.1 22" (one a line), at most AT_ONCE logins under way; types the set-up
/// line and COMMAND in one write and reads to the prompt behind the answer. Then POLLS times COMMAND
/// on each session, spread over PERIOD_S seconds (0: all at once). Prints the CPU, user and system,
/// of a login with its first command and of a poll, in microseconds, and the peak memory in KiB.
#include <arpa/inet.h>
#include <fcntl.h>
#include <libssh/libssh.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <iostream>
#include <string>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

[[noreturn]] void give_up(const char* what, ssh_session session = nullptr) {
  std::fprintf(stderr, "%s: %s\n", what, session != nullptr ? ssh_get_error(session) : "");
  std::exit(1);
}

double cpu_us() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  const auto us = [](const timeval& time) { return time.tv_sec * 1e6 + time.tv_usec; };
  return us(used.ru_utime) + us(used.ru_stime);
}

struct Address {
  std::string host;
  std::uint16_t port = 0;
};

int dial(const Address& address) {
  const int fd = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(address.port);
  inet_pton(AF_INET, address.host.c_str(), &to.sin_addr);
  const int on = 1;
  if (connect(fd, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0) give_up("connect");
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return fd;
}

/// No other line of the answers has one.
bool ends_prompt(char c) { return c == '#' || c == '>'; }

/// One device's dialogue, a step further whenever its descriptor moves.
class Call {
 public:
  Call(const Address& address, const char* user, const char* password)
      : fd_(dial(address)), password_(password) {
    const bool no_config = false;
    ssh_options_set(session_, SSH_OPTIONS_PROCESS_CONFIG, &no_config);
    ssh_options_set(session_, SSH_OPTIONS_HOST, address.host.c_str());
    ssh_options_set(session_, SSH_OPTIONS_USER, user);
    ssh_options_set(session_, SSH_OPTIONS_KNOWNHOSTS, "/dev/null");
    ssh_options_set(session_, SSH_OPTIONS_GLOBAL_KNOWNHOSTS, "/dev/null");
    ssh_options_set(session_, SSH_OPTIONS_KEY_EXCHANGE, "curve25519-sha256");
    ssh_options_set(session_, SSH_OPTIONS_HOSTKEYS, "ssh-ed25519");
    ssh_options_set(session_, SSH_OPTIONS_CIPHERS_C_S, "aes256-gcm@openssh.com");
    ssh_options_set(session_, SSH_OPTIONS_CIPHERS_S_C, "aes256-gcm@openssh.com");
    ssh_options_set(session_, SSH_OPTIONS_FD, &fd_);
    ssh_set_blocking(session_, 0);
  }
  [[nodiscard]] int fd() const { return fd_; }

  void ask(const std::string& text, int prompts) {
    line_ = text;
    prompts_ = prompts;
    asked_ = true;
    answer_.clear();
  }

  /// True, once: the answer is whole.
  bool step() {
    for (;;) {
      const int code = once();
      if (code == SSH_AGAIN) return false;
      if (code < 0 && stage_ < 5) give_up("login", session_);
      if (stage_ < 5) {
        ++stage_;
        if (stage_ == 1) fcntl(fd_, F_SETFL, fcntl(fd_, F_GETFL) | O_NONBLOCK);
        continue;
      }
      return whole();
    }
  }

 private:
  int once() {
    switch (stage_) {
      case 0: return ssh_connect(session_);
      case 1: return again_at(ssh_userauth_password(session_, nullptr, password_), SSH_AUTH_AGAIN);
      case 2:
        if (channel_ == nullptr) channel_ = ssh_channel_new(session_);
        return ssh_channel_open_session(channel_);
      case 3: return ssh_channel_request_pty(channel_);
      case 4: return ssh_channel_request_shell(channel_);
      default: return SSH_OK;
    }
  }
  static int again_at(int code, int again) { return code == again ? int{SSH_AGAIN} : code; }

  bool whole() {
    if (!line_.empty()) {
      ssh_channel_write(channel_, line_.data(), static_cast<uint32_t>(line_.size()));
      line_.clear();
    }
    std::array<char, 16384> bytes;
    for (int got = 0; (got = ssh_channel_read_nonblocking(channel_, bytes.data(), bytes.size(), 0)) > 0;)
      answer_.append(bytes.data(), static_cast<std::size_t>(got));
    if (!asked_ || std::count_if(answer_.begin(), answer_.end(), ends_prompt) < prompts_) return false;
    asked_ = false;
    return true;
  }

  int fd_;
  const char* password_;
  ssh_session session_ = ssh_new();
  ssh_channel channel_ = nullptr;
  int stage_ = 0;
  int prompts_ = 0;
  bool asked_ = false;
  std::string line_, answer_;
};

/// All calls of one round, each to the end of its answer.
class Round {
 public:
  Round(int poller, std::size_t calls) : poller_(poller), left_(calls) {}
  [[nodiscard]] std::size_t under_way() const { return under_way_; }
  void begin(Call& call) {
    ++under_way_;
    advance(call);
  }
  /// `start` begins those that are due, and says how many milliseconds the next one has (-1: none).
  template <class Start>
  void run(Start start) {
    std::array<epoll_event, 256> events;
    while (left_ > 0) {
      const int wait_ms = start();
      if (left_ == 0) return;
      const int count = epoll_wait(poller_, events.data(), events.size(), wait_ms);
      for (int i = 0; i < count; ++i)
        advance(*static_cast<Call*>(events[static_cast<std::size_t>(i)].data.ptr));
    }
  }

 private:
  void advance(Call& call) {
    if (!call.step()) return;
    --left_;
    --under_way_;
  }
  const int poller_;
  std::size_t left_;
  std::size_t under_way_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 7) give_up("usage: bare_libssh USER PASSWORD COMMAND AT_ONCE POLLS PERIOD_S < addresses");
  const std::string command = std::string(argv[3]) + "\r";
  const auto at_once = static_cast<std::size_t>(std::atoi(argv[4]));
  const int polls = std::atoi(argv[5]);
  const double period = std::atof(argv[6]);
  std::vector<Address> addresses;
  for (Address one; std::cin >> one.host >> one.port;) addresses.push_back(one);
  ssh_init();
  const int poller = epoll_create1(0);

  std::deque<Call> calls;
  const double before = cpu_us();
  Round logins(poller, addresses.size());
  logins.run([&] {
    while (logins.under_way() < at_once && calls.size() < addresses.size()) {
      Call& call = calls.emplace_back(addresses[calls.size()], argv[1], argv[2]);
      call.ask("terminal length 0\r" + command, 3);
      epoll_event event{EPOLLIN, {&call}};
      epoll_ctl(poller, EPOLL_CTL_ADD, call.fd(), &event);
      logins.begin(call);
    }
    return -1;
  });
  const double logged_in = cpu_us();

  const double each_s = period / static_cast<double>(calls.size());
  for (int poll = 0; poll < polls; ++poll) {
    const Clock::time_point began = Clock::now();
    std::size_t next = 0;
    Round round(poller, calls.size());
    round.run([&] {
      for (; next < calls.size(); ++next) {
        const std::chrono::duration<double> passed = Clock::now() - began;
        const double left_s = each_s * static_cast<double>(next) - passed.count();
        if (left_s > 0) return static_cast<int>(left_s * 1000) + 1;
        calls[next].ask(command, 1);
        round.begin(calls[next]);
      }
      return -1;
    });
  }
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  const auto sessions = static_cast<double>(calls.size());
  std::printf("%.0f %.0f %ld\n", (logged_in - before) / sessions,
              polls > 0 ? (cpu_us() - logged_in) / sessions / polls : 0.0, used.ru_maxrss);
  std::fflush(stdout);
  std::_Exit(0);  // the sessions are not worth a farewell
}
