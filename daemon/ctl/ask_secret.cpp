#include "ctl/ask_secret.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <optional>

#include "base/descriptor.hpp"
#include "ctl/command_line.hpp"

namespace showd {
namespace {

constexpr std::size_t kLongest = 1024;

volatile std::sig_atomic_t caught = 0;

/// What ends a program is put off until the terminal shows again what is typed. It comes through in
/// wait_for() alone, so that none is lost between a look at `caught` and a read that waits.
class PutOffSignals {
 public:
  PutOffSignals() {
    sigset_t all;
    ::sigemptyset(&all);
    for (const int signal : kSignals) ::sigaddset(&all, signal);
    ::sigprocmask(SIG_BLOCK, &all, &mask_);
    struct sigaction note {};
    note.sa_handler = [](int signal) { caught = signal; };
    for (std::size_t i = 0; i < kSignals.size(); ++i) ::sigaction(kSignals[i], &note, &before_[i]);
  }
  ~PutOffSignals() {
    for (std::size_t i = 0; i < kSignals.size(); ++i)
      ::sigaction(kSignals[i], &before_[i], nullptr);
    ::sigprocmask(SIG_SETMASK, &mask_, nullptr);
    if (caught != 0) ::raise(caught);
  }
  PutOffSignals(const PutOffSignals&) = delete;
  PutOffSignals& operator=(const PutOffSignals&) = delete;

  /// Until there is a line, or its end. False: a signal came.
  [[nodiscard]] bool wait_for(int terminal) const {
    pollfd typed{terminal, POLLIN, 0};
    while (caught == 0)
      if (::ppoll(&typed, 1, nullptr, &mask_) > 0) return true;
    return false;
  }

 private:
  static constexpr std::array kSignals{SIGINT, SIGTERM, SIGHUP, SIGQUIT};
  sigset_t mask_{};
  std::array<struct sigaction, kSignals.size()> before_{};
};

class NoEcho {
 public:
  explicit NoEcho(int terminal) : terminal_(terminal) {
    if (::tcgetattr(terminal, &before_) != 0) return;
    termios silent = before_;
    silent.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    ::tcsetattr(terminal, TCSAFLUSH, &silent);
  }
  ~NoEcho() { ::tcsetattr(terminal_, TCSAFLUSH, &before_); }
  NoEcho(const NoEcho&) = delete;
  NoEcho& operator=(const NoEcho&) = delete;

 private:
  const int terminal_;
  termios before_{};
};

/// Up to the line's end, and not a byte beyond it: the next line may be another secret. Nothing:
/// there is no line, or it is too long.
std::optional<Secret> read_line(int from) {
  std::array<char, kLongest> line{};
  std::size_t size = 0;
  std::optional<Secret> secret;
  while (size < line.size()) {
    const ssize_t got = ::read(from, &line[size], 1);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0 || (got == 0 && size == 0)) break;
    if (got == 1 && line[size++] != '\n') continue;
    while (size > 0 && (line[size - 1] == '\n' || line[size - 1] == '\r')) --size;
    secret = Secret({line.data(), size});
    break;
  }
  ::explicit_bzero(line.data(), line.size());
  return secret;
}

std::optional<Secret> ask_on(int terminal, std::string_view what) {
  const PutOffSignals signals;
  const NoEcho silent(terminal);
  const std::string question = fmt::format("{}: ", what);
  (void)!::write(terminal, question.data(), question.size());
  std::optional<Secret> secret;
  if (signals.wait_for(terminal)) secret = read_line(terminal);
  (void)!::write(terminal, "\n", 1);
  return secret;
}

}  // namespace

Secret ask_secret(std::string_view what) {
  std::optional<Secret> secret;
  if (::isatty(STDIN_FILENO) == 1) {
    const Descriptor terminal(::open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC));
    secret = ask_on(terminal ? terminal.get() : STDIN_FILENO, what);
  } else {
    secret = read_line(STDIN_FILENO);
  }
  if (!secret || secret->empty())
    throw UsageError(
        fmt::format("no {} was given, neither at a terminal nor as a line of standard "
                    "input",
                    what));
  return *std::move(secret);
}

}  // namespace showd
