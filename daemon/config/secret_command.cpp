#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "base/clock.hpp"
#include "base/descriptor.hpp"
#include "config/secret_source.hpp"
#include "config/wiped_buffer.hpp"

namespace showd {
namespace {

/// How a child starts: pipe as its standard output, nothing as its input, no other descriptor, no
/// blocked signals, its own process group. Throws only SecretError.
class Start {
 public:
  explicit Start(int out) {
    ::posix_spawn_file_actions_init(&files_);
    ::posix_spawnattr_init(&attributes_);
    ::posix_spawn_file_actions_addopen(&files_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&files_, out, STDOUT_FILENO);
    ::posix_spawn_file_actions_addclosefrom_np(&files_, STDERR_FILENO + 1);
    sigset_t none, usual;
    ::sigemptyset(&none);
    ::sigfillset(&usual);
    ::posix_spawnattr_setsigmask(&attributes_, &none);
    ::posix_spawnattr_setsigdefault(&attributes_, &usual);
    ::posix_spawnattr_setpgroup(&attributes_, 0);
    ::posix_spawnattr_setflags(
        &attributes_, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  Start(const Start&) = delete;
  Start& operator=(const Start&) = delete;
  ~Start() {
    ::posix_spawn_file_actions_destroy(&files_);
    ::posix_spawnattr_destroy(&attributes_);
  }

  [[nodiscard]] pid_t run(const std::vector<std::string>& argv) const {
    std::vector<char*> pointers;
    for (const std::string& word : argv) pointers.push_back(const_cast<char*>(word.c_str()));
    pointers.push_back(nullptr);
    pid_t pid = -1;
    const int error =
        ::posix_spawn(&pid, pointers[0], &files_, &attributes_, pointers.data(), environ);
    if (error != 0)
      throw SecretError(
          fmt::format("{} cannot be run: {}", argv[0], std::generic_category().message(error)));
    return pid;
  }

 private:
  posix_spawn_file_actions_t files_;
  posix_spawnattr_t attributes_;
};

/// pidfd_open(2) by number: glibc 2.36 declares it without C linkage.
int open_pid(pid_t pid) { return static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)); }

/// A running program. Reaped in every case; killed with its whole group unless it ended by itself.
class Child {
 public:
  explicit Child(pid_t pid) : pid_(pid), ended_(open_pid(pid)) {}
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    if (pid_ < 0) return;
    kill();
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) continue;
  }

  /// Before it is reaped. Thread: any.
  void kill() const { ::kill(-pid_, SIGKILL); }

  /// Readable once the program ended.
  [[nodiscard]] int descriptor() const { return ended_.get(); }
  /// Its wait status. Call when it ended.
  [[nodiscard]] int reap() {
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) continue;
    pid_ = -1;
    return status;
  }

 private:
  pid_t pid_;
  Descriptor ended_;
};

/// False when `until` passes first.
bool wait_readable(int descriptor, Deadline until) {
  for (;;) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(until.at() - system_clock().now());
    if (left.count() <= 0) return false;
    pollfd one{descriptor, POLLIN, 0};
    const int ready = ::poll(&one, 1, static_cast<int>(left.count()));
    if (ready > 0) return true;
    if (ready < 0 && errno != EINTR) return false;
  }
}

/// What the program writes, until it has ended or has written too much. False: `until` has passed.
bool read_to_end(int out, const Child& child, Deadline until, WipedBuffer& buffer) {
  for (ssize_t got = -1; got != 0 && !buffer.too_long();) {
    if (!wait_readable(out, until)) return false;
    got = buffer.read_from(out);
    if (got < 0 && errno != EINTR) return false;
  }
  return buffer.too_long() || wait_readable(child.descriptor(), until);
}

}  // namespace

Secret secret_from_command(const std::vector<std::string>& argv, std::chrono::milliseconds limit,
                           const std::stop_token& stop) {
  int ends[2] = {-1, -1};
  if (::pipe2(ends, O_CLOEXEC) != 0)
    throw SecretError(fmt::format("no pipe: {}", std::generic_category().message(errno)));
  const Descriptor out(ends[0]);
  Descriptor in(ends[1]);
  Child child(Start(in.get()).run(argv));
  in.close();
  if (child.descriptor() < 0)
    throw SecretError(fmt::format("{} cannot be waited for: {}", argv[0],
                                  std::generic_category().message(errno)));

  WipedBuffer buffer;
  {
    const std::stop_callback cut(stop, [&child] { child.kill(); });
    if (!read_to_end(out.get(), child, Deadline::in(limit), buffer) && !stop.stop_requested())
      throw SecretError(fmt::format("{} did not end within {} ms", argv[0], limit.count()));
  }
  if (stop.stop_requested()) throw SecretError(fmt::format("{} was cut short", argv[0]));
  if (buffer.too_long())
    throw SecretError(fmt::format("{} wrote more than {} bytes", argv[0], kLargestSecret));
  const int status = child.reap();
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    throw SecretError(WIFEXITED(status)
                          ? fmt::format("{} ended with status {}", argv[0], WEXITSTATUS(status))
                          : fmt::format("{} was killed by signal {}", argv[0], WTERMSIG(status)));
  if (buffer.text().empty()) throw SecretError(fmt::format("{} wrote nothing", argv[0]));
  return Secret(buffer.text());
}

}  // namespace showd
