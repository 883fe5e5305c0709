// What libssh 0.10.6 does to those who drive it without blocking, one test for each remedy: the
// moments that matter are made, not waited for, by standing before two of its functions.
#include <dlfcn.h>
#include <gmock/gmock.h>
#include <poll.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <unistd.h>

#include <asio/local/stream_protocol.hpp>

#include "unit/transport/peers.hpp"

namespace {

/// Called in the thread that set them, before the function of that name.
thread_local std::function<void(bool is_stderr)> g_before_read;
thread_local std::function<void(ssh_channel)> g_before_write;
thread_local std::size_t g_written = 0;  ///< bytes that libssh has taken

}  // namespace

extern "C" int ssh_channel_read_nonblocking(ssh_channel channel, void* into, uint32_t size,
                                            int is_stderr) {
  using Real = int (*)(ssh_channel, void*, uint32_t, int);
  static const auto next = reinterpret_cast<Real>(dlsym(RTLD_NEXT, "ssh_channel_read_nonblocking"));
  if (g_before_read) g_before_read(is_stderr != 0);
  return next(channel, into, size, is_stderr);
}

extern "C" int ssh_channel_write(ssh_channel channel, const void* bytes, uint32_t size) {
  using Real = int (*)(ssh_channel, const void*, uint32_t);
  static const auto next = reinterpret_cast<Real>(dlsym(RTLD_NEXT, "ssh_channel_write"));
  if (g_before_write) g_before_write(channel);
  const int taken = next(channel, bytes, size);
  if (taken > 0) g_written += static_cast<std::size_t>(taken);
  return taken;
}

namespace showd::test {
namespace {

using testing::Ge;
using testing::Lt;

bool something_to_read(int fd) {
  pollfd now{fd, POLLIN, 0};
  return poll(&now, 1, 30'000) == 1;
}

void read_exactly(ssh_channel channel, std::size_t size) {
  std::string some(size, '\0');
  for (std::size_t sum = 0; sum < size;) {
    const int got = ssh_channel_read(channel, some.data(), static_cast<uint32_t>(size - sum), 0);
    if (got <= 0) return;
    sum += static_cast<std::size_t>(got);
  }
}

class Libssh : public testing::Test {
 protected:
  void SetUp() override { g_written = 0; }
  void TearDown() override {
    g_before_read = nullptr;
    g_before_write = nullptr;
  }

  void open(SshPeer& peer, bool shell = true, int send_buffer = 0, int receive_buffer = 0) {
    tcp::socket socket = connected(io_, peer.port());
    fd_ = socket.native_handle();
    if (send_buffer != 0) socket.set_option(asio::socket_base::send_buffer_size(send_buffer));
    if (receive_buffer != 0)
      socket.set_option(asio::socket_base::receive_buffer_size(receive_buffer));
    SshOptions options = options_for("u", "right");
    options.shell = shell;
    auto ssh = run(io_, open_ssh(std::move(socket), std::move(options), patience()));
    ASSERT_TRUE(ssh) << ssh.error().message;
    ssh_ = std::move(*ssh);
    tired_.expires_after(20s);
    tired_.async_wait([this](const std::error_code& error) {
      if (!error) ssh_->cancel(Errc::timeout);
    });
  }

  asio::io_context io_{1};
  asio::steady_timer tired_{io_};
  SshScript script_;
  int fd_ = -1;
  std::unique_ptr<Transport> ssh_;
};

// Reading of one stream parses what has come for the other, and the descriptor is never readable
// again.
TEST_F(Libssh, DataParsedWhileTheOtherStreamWasReadIsNotWaitedFor) {
  std::promise<void> client_reads;
  script_.shell = [&](ssh_session, ssh_channel channel) {
    client_reads.get_future().wait();
    ssh_channel_write(channel, "r1# ", 4);
  };
  SshPeer peer(script_);
  ASSERT_NO_FATAL_FAILURE(open(peer));
  g_before_read = [&, first = true](bool is_stderr) mutable {
    if (!is_stderr || !std::exchange(first, false)) return;
    client_reads.set_value();
    EXPECT_TRUE(something_to_read(fd_));
  };
  EXPECT_EQ(expect(io_, *ssh_, "# ").value_or("nothing"), "r1# ");
}

// After the peer's end of file libssh's reading leaves the socket alone.
TEST_F(Libssh, StatusAndCloseAfterTheEndOfFileAreRead) {
  script_.exec = [](ssh_session, ssh_channel channel, const std::string&) {
    ssh_channel_write(channel, "out", 3);
    ssh_channel_send_eof(channel);
    char none;
    EXPECT_EQ(ssh_channel_read(channel, &none, 1, 0), 0);  // the client's end of file
    ssh_channel_request_send_exit_status(channel, 3);
    ssh_channel_close(channel);
  };
  SshPeer peer(script_);
  ASSERT_NO_FATAL_FAILURE(open(peer, false));
  const auto answer = run(io_, ssh_->exec("any", 100));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().message, "exit status 3: out");
}

// The peer takes everything and says nothing: only a wait for writing goes on.
TEST_F(Libssh, AFullSocketIsGoneOnWithWithoutAWordFromThePeer) {
  constexpr std::size_t kMuch = 400 << 10;  // less than makes libssh's server open its window again
  std::promise<void> socket_is_full, all_read;
  script_.shell = [&](ssh_session, ssh_channel channel) {
    read_exactly(channel, 1);  // opens its window: 1.28 MB
    socket_is_full.get_future().wait();
    read_exactly(channel, kMuch);
    all_read.set_value();
  };
  SshPeer peer(script_);
  ASSERT_NO_FATAL_FAILURE(open(peer, true, 16 << 10));
  ASSERT_TRUE(run(io_, ssh_->write("1")));
  asio::steady_timer later(io_, 200ms);
  later.async_wait([&](const std::error_code&) { socket_is_full.set_value(); });
  const auto written = run(io_, ssh_->write(std::string(kMuch, 'x')));
  ASSERT_TRUE(written) << written.error().message;
  EXPECT_EQ(all_read.get_future().wait_for(20s), std::future_status::ready);
}

// A window that opens during a write is read by that very call: no more bytes need ever come.
TEST_F(Libssh, AWindowThatOpensDuringAWriteIsUsed) {
  constexpr std::size_t kWindow = 64'000, kMuch = 2 * kWindow;  // the server's first window
  std::promise<void> window_is_shut, all_read;
  script_.shell = [&](ssh_session, ssh_channel channel) {
    window_is_shut.get_future().wait();
    read_exactly(channel, kMuch);
    all_read.set_value();
  };
  SshPeer peer(script_);
  ASSERT_NO_FATAL_FAILURE(open(peer));
  g_before_write = [&, first = true](ssh_channel channel) mutable {
    if (ssh_channel_window_size(channel) != 0 || !std::exchange(first, false)) return;
    window_is_shut.set_value();
    EXPECT_TRUE(something_to_read(fd_));
  };
  const auto written = run(io_, ssh_->write(std::string(kMuch, 'x')));
  ASSERT_TRUE(written) << written.error().message;
  EXPECT_EQ(all_read.get_future().wait_for(20s), std::future_status::ready);
}

// libssh would take the peer's whole window, 1.28 MB here, into memory.
TEST_F(Libssh, AStuckSocketIsNotWrittenToInMemory) {
  std::promise<void> client_done;
  script_.shell = [&](ssh_session, ssh_channel channel) {
    read_exactly(channel, 1);
    client_done.get_future().wait();
  };
  SshPeer peer(script_);
  ASSERT_NO_FATAL_FAILURE(open(peer, true, 16 << 10));
  ASSERT_TRUE(run(io_, ssh_->write("1")));
  const auto stuck_at = [&](std::size_t size) {
    asio::steady_timer later(io_, 300ms);
    later.async_wait([&](const std::error_code&) { ssh_->cancel(Errc::timeout); });
    g_written = 0;
    return !run(io_, ssh_->write(std::string(size, 'x')));
  };
  EXPECT_TRUE(stuck_at(8 << 20));
  int in_kernel = 0;
  ioctl(fd_, TIOCOUTQ, &in_kernel);
  client_done.set_value();
  EXPECT_GE(g_written, 16u << 10);
  EXPECT_THAT(g_written, Lt(800u << 10)) << "of which " << in_kernel << " unsent in the kernel";
}

// What has arrived is read without waiting, and a loop has other sessions.
TEST_F(Libssh, OthersGetTheirTurnWhileMuchIsRead) {
  constexpr std::size_t kSent = 256 << 10, kRead = 200 << 10;
  script_.shell = [](ssh_session, ssh_channel channel) {
    ssh_channel_write(channel, "# ", 2);  // makes the client open its window
    read_exactly(channel, 1);
    // Packets that fit into one of libssh's reads: a larger one brings waits of its own.
    const std::string kilobyte(1024, 'x');
    for (std::size_t sent = 0; sent < kSent; sent += kilobyte.size())
      ssh_channel_write(channel, kilobyte.data(), 1024);
  };
  SshPeer peer(script_);
  ASSERT_NO_FATAL_FAILURE(open(peer, true, 0, 1 << 20));
  ASSERT_TRUE(expect(io_, *ssh_, "# "));
  ASSERT_TRUE(run(io_, ssh_->write("1")));
  int arrived = 0;
  for (int i = 0; i < 20'000 && arrived < int{kSent}; ++i, usleep(1'000))
    ioctl(fd_, FIONREAD, &arrived);
  ASSERT_GE(arrived, int{kSent});

  int turns_of_others = 0;
  std::size_t read = 0;
  std::function<void()> other = [&] {
    ++turns_of_others;
    if (read < kRead) asio::post(io_, other);
  };
  const auto read_much = [&]() -> Awaitable<bool> {
    char some[4096];
    while (read < kRead) {
      const auto got = co_await ssh_->read_some(some, kForever);
      if (!got) co_return false;
      read += *got;
    }
    co_return true;
  };
  asio::post(io_, other);
  EXPECT_TRUE(run(io_, read_much()));
  EXPECT_THAT(turns_of_others, Ge(3));  // one for each 64 KiB
}

// A config file of the system or the user would be read with blocking calls, and obeyed.
TEST_F(Libssh, NoSshConfigIsObeyed) {
  if (geteuid() != 0) GTEST_SKIP() << "needs root, for a mount of its own";
  TempDir dir;
  const std::string config = dir.write("ssh_config", "Host *\n  Ciphers 3des-cbc\n  User other\n");
  if (access("/etc/ssh/ssh_config", R_OK) != 0) GTEST_SKIP() << "no /etc/ssh/ssh_config";
  SshPeer peer(script_);
  bool mounted = false;
  Result<void> opened;
  std::thread with_own_mounts([&] {
    mounted = unshare(CLONE_NEWNS) == 0 && mount("", "/", "", MS_REC | MS_PRIVATE, "") == 0 &&
              mount(config.c_str(), "/etc/ssh/ssh_config", "", MS_BIND, "") == 0;
    asio::io_context io{1};
    const auto ssh = open_on(io, peer.port(), options_for("u", "right"));
    if (!ssh) opened = fail(ssh.error());
  });
  with_own_mounts.join();
  if (!mounted) GTEST_SKIP() << "may not mount here";
  EXPECT_TRUE(opened) << opened.error().message;
}

// An agent is asked with calls that block.
TEST_F(Libssh, NoAgentIsAsked) {
  const std::string path = testing::TempDir() + "showd-agent-" + std::to_string(getpid());
  asio::local::stream_protocol::acceptor agent(io_, path);
  setenv("SSH_AUTH_SOCK", path.c_str(), 1);
  agent.non_blocking(true);
  script_.methods = SSH_AUTH_METHOD_PUBLICKEY | SSH_AUTH_METHOD_PASSWORD;
  script_.accept_key = true;
  SshPeer peer(script_);
  SshOptions options = options_for("u");
  options.private_key = Secret(private_key(SSH_KEYTYPE_ED25519, 0));
  const auto ssh = open_on(io_, peer.port(), std::move(options));
  EXPECT_TRUE(ssh) << ssh.error().message;
  EXPECT_GE(script_.key_tries, 1);
  unsetenv("SSH_AUTH_SOCK");
  unlink(path.c_str());
  std::error_code error;
  asio::local::stream_protocol::socket asked(io_);
  agent.accept(asked, error);
  EXPECT_EQ(error, asio::error::would_block);
}

}  // namespace
}  // namespace showd::test
