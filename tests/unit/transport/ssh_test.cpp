// open_ssh() and its transport against a scripted server: whom it tells what, and what it survives.
#include <dlfcn.h>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/socket.h>
#include <unistd.h>

#include "unit/transport/peers.hpp"

namespace {
std::atomic<int> g_bad_closes = 0;
}

/// Stands before libc's: a descriptor that is closed twice hits somebody else's in a daemon with
/// threads, and here shows as EBADF.
extern "C" int close(int fd) {
  static const auto next = reinterpret_cast<int (*)(int)>(dlsym(RTLD_NEXT, "close"));
  const int code = next(fd);
  if (code != 0 && errno == EBADF) ++g_bad_closes;
  return code;
}

namespace showd::test {
namespace {

using testing::AnyOf;
using testing::HasSubstr;

class Ssh : public testing::Test {
 protected:
  void SetUp() override {
    g_bad_closes = 0;
    asio::steady_timer first_use(io_);  // makes the loop open its own
    descriptors_ = open_descriptors();
    script_.shell = [](ssh_session, ssh_channel channel) { ssh_channel_write(channel, "r1# ", 4); };
  }
  Result<std::unique_ptr<Transport>> open(SshPeer& peer, std::string password = "right") {
    return open_on(io_, peer.port(), options_for("u", std::move(password)));
  }
  asio::io_context io_{1};
  SshScript script_;
  int descriptors_ = 0;
};

TEST_F(Ssh, LogsInByPasswordAtOnceAndReadsTheShell) {
  SshPeer peer(script_);
  auto ssh = open(peer);
  ASSERT_TRUE(ssh) << ssh.error().message;
  EXPECT_TRUE((*ssh)->authenticated());
  EXPECT_TRUE((*ssh)->alive());
  EXPECT_EQ((*ssh)->line_end(), "\r");
  EXPECT_EQ(expect(io_, **ssh, "# ").value_or("?"), "r1# ");
  EXPECT_EQ(script_.none_tries, 0);  // it would cost a round trip
  EXPECT_EQ(script_.password_tries, 1);
}

TEST_F(Ssh, GoesOnWithoutATerminalThatTheDeviceRefuses) {
  script_.terminal = false;
  SshPeer peer(script_);
  auto ssh = open(peer);
  ASSERT_TRUE(ssh) << ssh.error().message;
  EXPECT_EQ(expect(io_, **ssh, "# ").value_or("?"), "r1# ");
}

TEST_F(Ssh, AWrongPasswordIsJudgedOnce) {
  script_.methods = SSH_AUTH_METHOD_PASSWORD | SSH_AUTH_METHOD_INTERACTIVE;
  SshPeer peer(script_);
  const auto ssh = open(peer, "wrong");
  ASSERT_FALSE(ssh);
  EXPECT_EQ(ssh.error().code, Errc::auth_failed);
  EXPECT_EQ(ssh.error().stage, Stage::auth);
  EXPECT_THAT(ssh.error().message, HasSubstr("password, keyboard-interactive"));
  EXPECT_THAT(ssh.error().message, Not(HasSubstr("wrong")));
  EXPECT_EQ(script_.password_tries, 1);
  EXPECT_EQ(script_.dialogue_tries, 0);
}

TEST_F(Ssh, AnswersADialogueWherePasswordIsNotOffered) {
  script_.methods = SSH_AUTH_METHOD_INTERACTIVE;
  script_.prompts = {{"Site: ", true}, {"Password: ", false}};
  SshPeer peer(script_);
  const auto ssh = open(peer);
  ASSERT_TRUE(ssh) << ssh.error().message;
  EXPECT_EQ(script_.dialogue_tries, 1);
}

TEST_F(Ssh, AWrongPasswordInADialogueIsJudgedOnce) {
  script_.methods = SSH_AUTH_METHOD_INTERACTIVE;
  SshPeer peer(script_);
  const auto ssh = open(peer, "wrong");
  ASSERT_FALSE(ssh);
  EXPECT_EQ(ssh.error().code, Errc::auth_failed);
  EXPECT_EQ(script_.dialogue_tries, 1);
}

TEST_F(Ssh, AnswersUserAndPasswordInOneRound) {
  script_.methods = SSH_AUTH_METHOD_INTERACTIVE;
  script_.prompts = {{"Username: ", true}, {"Password: ", false}};
  script_.answers = {"u", "right"};
  SshPeer peer(script_);
  const auto ssh = open(peer);
  ASSERT_TRUE(ssh) << ssh.error().message;
}

TEST_F(Ssh, APasswordQuestionIsOneAlsoWhenItIsEchoed) {
  script_.methods = SSH_AUTH_METHOD_INTERACTIVE;
  script_.prompts = {{"Password: ", true}};
  script_.answers = {"right"};
  SshPeer peer(script_);
  const auto ssh = open(peer);
  ASSERT_TRUE(ssh) << ssh.error().message;
}

TEST_F(Ssh, ASecondFactorIsQuotedAndNothingIsSent) {
  script_.methods = SSH_AUTH_METHOD_INTERACTIVE;
  script_.prompts = {{"Password: ", false}, {"Verification code: ", false}};
  SshPeer peer(script_);
  const auto ssh = open(peer);
  ASSERT_FALSE(ssh);
  EXPECT_EQ(ssh.error().code, Errc::no_credentials);
  EXPECT_THAT(ssh.error().message, HasSubstr("it asks for \"Verification code:\""));
  EXPECT_EQ(script_.dialogue_tries, 0);
}

TEST_F(Ssh, AQuestionForANewPasswordGetsNothing) {
  script_.methods = SSH_AUTH_METHOD_INTERACTIVE;
  for (const char* asked : {"New password: ", "Retype new password: ", "Current password: "}) {
    script_.prompts = {{asked, false}};
    SshPeer peer(script_);
    const auto ssh = open(peer);
    ASSERT_FALSE(ssh);
    EXPECT_EQ(ssh.error().code, Errc::password_expired) << asked;
    EXPECT_EQ(ssh.error().stage, Stage::auth);
    EXPECT_THAT(ssh.error().message, HasSubstr("new password"));
    EXPECT_EQ(script_.dialogue_tries, 0);
  }
}

TEST_F(Ssh, WhoIsLetInByNoneIsNotAuthenticated) {
  script_.methods = SSH_AUTH_METHOD_HOSTBASED;
  script_.accept_none = true;
  SshPeer peer(script_);
  auto ssh = open(peer);
  ASSERT_TRUE(ssh) << ssh.error().message;
  EXPECT_FALSE((*ssh)->authenticated());
  EXPECT_EQ(script_.none_tries, 1);
  EXPECT_EQ(expect(io_, **ssh, "# ").value_or("?"), "r1# ");
}

TEST_F(Ssh, NothingIsAskedForFirstWhereThatMayDo) {
  for (const bool accept : {true, false}) {
    script_.accept_none = accept;
    script_.none_tries = script_.password_tries = 0;
    SshPeer peer(script_);
    SshOptions options = options_for("u", "right");
    options.nothing_first = true;
    const auto ssh = open_on(io_, peer.port(), std::move(options));
    ASSERT_TRUE(ssh) << ssh.error().message;
    EXPECT_EQ((*ssh)->authenticated(), !accept);
    EXPECT_EQ(script_.none_tries, 1);
    EXPECT_EQ(script_.password_tries, accept ? 0 : 1);
  }
}

TEST_F(Ssh, ReadsOverLinesBeforeTheVersion) {
  for (const std::string& before :
       {std::string("one\r\n"), std::string("\n\n"), std::string(5000, 'x') + "\r\n",
        std::string(5000, 'x') + "SSH-2.0-not\r\nSSX-2.0\r\nS\r\n"}) {
    script_.before_version = before;
    SshPeer peer(script_);
    auto ssh = open(peer);
    ASSERT_TRUE(ssh) << before.size() << ": " << ssh.error().message;
    EXPECT_EQ(expect(io_, **ssh, "# ").value_or("?"), "r1# ");
  }
}

TEST_F(Ssh, LinesWithoutEndAreNoVersion) {
  Peer peer([](int fd) { send_all(fd, std::string(1 << 20, 'x')); });
  const auto ssh = open_on(io_, peer.port(), options_for("u", "right"));
  ASSERT_FALSE(ssh);
  EXPECT_EQ(ssh.error().code, Errc::disconnected);
}

TEST_F(Ssh, TheWordsOfAServerThatHangsUpAreTold) {
  for (const char* words : {"Not allowed at this time", "Exceeded MaxStartups"}) {
    Peer peer([&](int fd) { send_all(fd, std::string(words) + "\r\n"); });
    const auto ssh = open_on(io_, peer.port(), options_for("u", "right"));
    ASSERT_FALSE(ssh);
    EXPECT_EQ(ssh.error().code, Errc::disconnected);
    EXPECT_EQ(ssh.error().stage, Stage::kex);
    EXPECT_THAT(ssh.error().message, HasSubstr(words));
    EXPECT_THAT(ssh.error().message, Not(HasSubstr("legacy")));
  }
}

/// An SSH_MSG_KEXINIT (RFC 4253, 7.1) that offers what was common in 2005.
std::string old_key_exchange() {
  const auto number = [](std::size_t value) {
    std::string bytes;
    for (const int shift : {24, 16, 8, 0}) bytes.push_back(static_cast<char>(value >> shift));
    return bytes;
  };
  std::string body = "\x14" + std::string(16, 'c');
  for (const std::string& list :
       {std::string("diffie-hellman-group14-sha1"), std::string("ssh-rsa"), std::string("3des-cbc"),
        std::string("3des-cbc"), std::string("hmac-sha1"), std::string("hmac-sha1"),
        std::string("none"), std::string("none"), std::string(), std::string()})
    body += number(list.size()) + list;
  body += std::string(5, '\0');
  const std::size_t padding = 4 + (8 - (5 + body.size() + 4) % 8) % 8;
  return number(1 + body.size() + padding) + static_cast<char>(padding) + body +
         std::string(padding, '\0');
}

TEST_F(Ssh, WhatAnOldDeviceOffersIsToldAlsoWhenItComesWithTheVersion) {
  Peer peer([](int fd) {
    send_all(fd, "SSH-2.0-old\r\n" + old_key_exchange());
    read_until(fd, "never");
  });
  const auto ssh = open_on(io_, peer.port(), options_for("u", "right"));
  ASSERT_FALSE(ssh);
  EXPECT_EQ(ssh.error().code, Errc::no_common_algorithm);
  EXPECT_EQ(ssh.error().stage, Stage::kex);
  EXPECT_THAT(ssh.error().message, HasSubstr("diffie-hellman-group14-sha1"));
  EXPECT_THAT(ssh.error().message, HasSubstr("legacy: true"));
}

TEST_F(Ssh, AVersionMayComeByteByByte) {
  Peer peer([](int fd) {
    for (const char c : std::string_view("hello\r\nSSH-2.0-x\r\n")) {
      send_all(fd, std::string_view(&c, 1));
      std::this_thread::yield();
    }
    read_until(fd, "never");
  });
  tcp::socket socket = connected(io_, peer.port());
  SshCall call(std::move(socket), options_for("u", "right"));
  const auto greeted = run(io_, call.greet(patience()));
  EXPECT_TRUE(greeted) << greeted.error().message;
}

TEST_F(Ssh, OurVersionIsSaidWithoutWaitingForTheirs) {
  Peer peer([](int fd) {
    if (read_until(fd, "\r\n")) send_all(fd, "SSH-2.0-x\r\n");
    read_until(fd, "never");
  });
  SshCall call(connected(io_, peer.port()), options_for("u", "right"));
  const auto greeted = run(io_, call.greet(patience()));
  EXPECT_TRUE(greeted) << greeted.error().message;
}

TEST_F(Ssh, AHostKeyThatIsTooSmallIsCalledSo) {
  script_.key_bits = 768;
  SshPeer peer(script_);
  SshOptions options = options_for("u", "right");
  options.legacy = true;
  const auto ssh = open_on(io_, peer.port(), std::move(options));
  ASSERT_FALSE(ssh);
  EXPECT_EQ(ssh.error().stage, Stage::hostkey);
  EXPECT_THAT(ssh.error().message, HasSubstr("host key of 768 bits is too small"));
  EXPECT_EQ(script_.messages, 0);
}

TEST_F(Ssh, LogsInByKeyFirst) {
  script_.methods = SSH_AUTH_METHOD_PUBLICKEY | SSH_AUTH_METHOD_PASSWORD;
  script_.accept_key = true;
  SshPeer peer(script_);
  SshOptions options = options_for("u", "right");
  options.private_key = Secret(private_key(SSH_KEYTYPE_ED25519, 0));
  const auto ssh = open_on(io_, peer.port(), std::move(options));
  ASSERT_TRUE(ssh) << ssh.error().message;
  EXPECT_EQ(script_.password_tries, 0);
}

TEST_F(Ssh, FallsBackToThePasswordWhenTheKeyIsRefused) {
  script_.methods = SSH_AUTH_METHOD_PUBLICKEY | SSH_AUTH_METHOD_PASSWORD;
  SshPeer peer(script_);
  SshOptions options = options_for("u", "right");
  options.private_key = Secret(private_key(SSH_KEYTYPE_ED25519, 0));
  const auto ssh = open_on(io_, peer.port(), std::move(options));
  ASSERT_TRUE(ssh) << ssh.error().message;
  EXPECT_GE(script_.key_tries, 1);
  EXPECT_EQ(script_.password_tries, 1);
}

TEST_F(Ssh, AKeyMayBeTheFirstOfTwoFactors) {
  script_.methods = SSH_AUTH_METHOD_PUBLICKEY;
  script_.accept_key = script_.partial_key = true;
  SshPeer peer(script_);
  SshOptions options = options_for("u", "right");
  options.private_key = Secret(private_key(SSH_KEYTYPE_ED25519, 0));
  const auto ssh = open_on(io_, peer.port(), std::move(options));
  ASSERT_TRUE(ssh) << ssh.error().message;
  EXPECT_EQ(script_.password_tries, 0);
  EXPECT_EQ(script_.dialogue_tries, 1);
}

TEST_F(Ssh, SaysNoCredentialsWhenNoneOfOursWasWanted) {
  script_.methods = SSH_AUTH_METHOD_PUBLICKEY;
  SshPeer peer(script_);
  const auto ssh = open(peer);
  ASSERT_FALSE(ssh);
  EXPECT_EQ(ssh.error().code, Errc::no_credentials);
  EXPECT_THAT(ssh.error().message, HasSubstr("publickey"));
}

TEST_F(Ssh, AnUnreadableKeyIsSaidWithoutAskingATerminal) {
  script_.methods = SSH_AUTH_METHOD_PUBLICKEY;
  SshPeer peer(script_);
  SshOptions options = options_for("u");
  options.private_key =
      Secret("-----BEGIN RSA PRIVATE KEY-----\nnonsense\n-----END RSA PRIVATE KEY-----\n");
  const auto ssh = open_on(io_, peer.port(), std::move(options));
  ASSERT_FALSE(ssh);
  EXPECT_EQ(ssh.error().code, Errc::no_credentials);
  EXPECT_THAT(ssh.error().message, HasSubstr("cannot be read"));
}

TEST_F(Ssh, APassphraseThatIsMissingOrWrongIsNamed) {
  script_.methods = SSH_AUTH_METHOD_PUBLICKEY;
  SshPeer peer(script_);
  for (const auto& [passphrase, said] :
       {std::pair{"", "locked by a passphrase"}, {"wrong", "does not open the private key"}}) {
    SshOptions options = options_for("u");
    options.private_key = Secret(private_key(SSH_KEYTYPE_ED25519, 0, "opens it"));
    options.passphrase = Secret(passphrase);
    const auto ssh = open_on(io_, peer.port(), std::move(options));
    ASSERT_FALSE(ssh);
    EXPECT_EQ(ssh.error().code, Errc::no_credentials);
    EXPECT_THAT(ssh.error().message, HasSubstr(said));
  }
}

TEST_F(Ssh, NothingFollowsAHostKeyThatIsRefused) {
  SshPeer peer(script_);
  SshOptions options = options_for("u", "right");
  HostKey seen;
  options.check_host_key = [&](const HostKey& key) -> Result<void> {
    seen = key;
    return fail(Errc::hostkey_changed, Stage::hostkey, "another key");
  };
  const auto ssh = open_on(io_, peer.port(), std::move(options));
  ASSERT_FALSE(ssh);
  EXPECT_EQ(ssh.error().code, Errc::hostkey_changed);
  EXPECT_EQ(seen.type, "ssh-ed25519");
  EXPECT_TRUE(seen.sha256.starts_with("SHA256:")) << seen.sha256;
  EXPECT_EQ(seen.sha256.size(), 7u + 43u);  // 32 bytes as base64 without padding
  EXPECT_EQ(script_.messages, 0);           // not even the service request
}

TEST_F(Ssh, WithoutACheckEveryKeyIsRefused) {
  SshPeer peer(script_);
  SshOptions options = options_for("u", "right");
  options.check_host_key = nullptr;
  const auto ssh = open_on(io_, peer.port(), std::move(options));
  ASSERT_FALSE(ssh);
  EXPECT_EQ(ssh.error().stage, Stage::hostkey);
  EXPECT_EQ(script_.messages, 0);
}

TEST_F(Ssh, ExecBringsBothStreamsAndTheStatus) {
  script_.exec = [](ssh_session, ssh_channel channel, const std::string& command) {
    if (command == "both") {
      ssh_channel_write(channel, "out", 3);
      ssh_channel_write_stderr(channel, "err", 3);
    }
    if (command == "bad") ssh_channel_write_stderr(channel, "\r\nno such thing\nusage\n", 22);
    ssh_channel_request_send_exit_status(channel, command == "bad" ? 2 : 0);
    ssh_channel_send_eof(channel);
    ssh_channel_close(channel);
  };
  SshPeer peer(script_);
  SshOptions options = options_for("u", "right");
  options.shell = false;
  auto ssh = open_on(io_, peer.port(), std::move(options));
  ASSERT_TRUE(ssh) << ssh.error().message;
  EXPECT_EQ(run(io_, (*ssh)->exec("both", 100)).value_or("?"), "out\nerr");
  const auto bad = run(io_, (*ssh)->exec("bad", 100));
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().code, Errc::command_rejected);
  EXPECT_EQ(bad.error().message, "exit status 2: no such thing");
  EXPECT_EQ(run(io_, (*ssh)->exec("both", 6)).value_or("?"), "out\nerr");
  EXPECT_EQ(run(io_, (*ssh)->exec("both", 5)).error().code, Errc::output_limit);
  EXPECT_TRUE((*ssh)->alive());
}

TEST_F(Ssh, EndlessOutputStopsAtTheLimit) {
  script_.exec = [](ssh_session, ssh_channel channel, const std::string&) {
    const std::string line(32768, 'x');
    for (int i = 0; i < 3200; ++i)  // 100 MiB
      if (ssh_channel_write(channel, line.data(), line.size()) <= 0) return;
  };
  SshPeer peer(script_);
  SshOptions options = options_for("u", "right");
  options.shell = false;
  auto ssh = open_on(io_, peer.port(), std::move(options));
  ASSERT_TRUE(ssh) << ssh.error().message;
  EXPECT_EQ(run(io_, (*ssh)->exec("flood", 1 << 20)).error().code, Errc::output_limit);
  ssh->reset();
}

TEST_F(Ssh, CancelEndsAPendingReadAndAllThatFollows) {
  SshPeer peer(script_);
  auto ssh = open(peer);
  ASSERT_TRUE(ssh) << ssh.error().message;
  Transport& transport = **ssh;
  ASSERT_TRUE(expect(io_, transport, "# "));
  asio::steady_timer soon_after(io_, 20ms);
  soon_after.async_wait([&](const std::error_code&) { transport.cancel(Errc::timeout); });
  char some[10];
  EXPECT_EQ(run(io_, transport.read_some(some, kForever)).error().code, Errc::timeout);
  EXPECT_EQ(run(io_, transport.read_some(some, kForever)).error().code, Errc::timeout);
  EXPECT_EQ(run(io_, transport.write("x")).error().code, Errc::timeout);
  EXPECT_EQ(run(io_, transport.exec("x", 1)).error().code, Errc::timeout);
  EXPECT_FALSE(transport.alive());
}

TEST_F(Ssh, AReadEndsWhenTheDeviceRests) {
  SshPeer peer(script_);
  auto ssh = open(peer);
  ASSERT_TRUE(ssh) << ssh.error().message;
  Transport& transport = **ssh;
  ASSERT_TRUE(expect(io_, transport, "# "));
  char some[10];
  EXPECT_EQ(run(io_, transport.read_some(some, 5ms)).value_or(99), 0u);
  EXPECT_TRUE(transport.alive()) << "a rest is no end";
  EXPECT_EQ(run(io_, transport.read_some(some, 5ms)).value_or(99), 0u);
}

TEST_F(Ssh, CloseWhileAReadIsPendingEndsIt) {
  SshPeer peer(script_);
  auto ssh = open(peer);
  ASSERT_TRUE(ssh) << ssh.error().message;
  Transport& transport = **ssh;
  ASSERT_TRUE(expect(io_, transport, "# "));
  asio::post(io_, [&] { asio::post(io_, [&] { transport.close(); }); });
  char some[10];
  EXPECT_EQ(run(io_, transport.read_some(some, kForever)).error().code, Errc::disconnected);
  transport.close();
}

// Without O_NONBLOCK set again after ssh_connect's first pass, send() blocks the loop: the timer
// that cancels never runs before the peer, tired of waiting, takes the bytes after all.
TEST_F(Ssh, APeerThatStopsReadingDoesNotBlockTheLoop) {
  std::promise<void> client_done;
  std::atomic<bool> peer_gave_up = false;
  script_.shell = [&](ssh_session session, ssh_channel channel) {
    char one;  // the first read opens libssh's window: 1.28 MB, far more than the socket takes
    ssh_channel_read(channel, &one, 1, 0);
    peer_gave_up = client_done.get_future().wait_for(45s) != std::future_status::ready;
    char some[32768];
    while (ssh_is_connected(session) != 0 && ssh_channel_read(channel, some, sizeof some, 0) > 0) {
    }
  };
  SshPeer peer(script_);
  tcp::socket socket = connected(io_, peer.port());
  socket.set_option(asio::socket_base::send_buffer_size(16 << 10));
  const int fd = socket.native_handle();
  auto ssh = run(io_, open_ssh(std::move(socket), options_for("u", "right"), patience()));
  ASSERT_TRUE(ssh) << ssh.error().message;
  EXPECT_NE(fcntl(fd, F_GETFL) & O_NONBLOCK, 0);
  asio::steady_timer later(io_, 300ms);
  later.async_wait([&](const std::error_code&) { (*ssh)->cancel(Errc::timeout); });
  const std::string much(64 << 20, 'x');
  const auto written = run(io_, (*ssh)->write(much));
  client_done.set_value();
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, Errc::timeout);
  EXPECT_FALSE(peer_gave_up);
  ssh->reset();
}

TEST_F(Ssh, LongWritesArriveWholeAcrossShortOnes) {
  std::promise<std::size_t> counted;
  const std::string much(5 << 20, 'x');  // more than the peer's window
  script_.shell = [&](ssh_session, ssh_channel channel) {
    std::size_t sum = 0;
    char some[32768];
    for (int got = 0;
         sum < much.size() && (got = ssh_channel_read(channel, some, sizeof some, 0)) > 0;)
      sum += static_cast<std::size_t>(got);
    counted.set_value(sum);
  };
  SshPeer peer(script_);
  auto ssh = open(peer);
  ASSERT_TRUE(ssh) << ssh.error().message;
  const auto written = run(io_, (*ssh)->write(much));
  EXPECT_TRUE(written) << written.error().message;
  EXPECT_EQ(counted.get_future().get(), much.size());
}

TEST_F(Ssh, AKeptSessionThatDiedIsFoundWithoutWriting) {
  for (const bool reset : {false, true}) {
    auto peer = std::make_unique<SshPeer>(script_);
    auto ssh = open(*peer);
    ASSERT_TRUE(ssh) << ssh.error().message;
    ASSERT_TRUE(expect(io_, **ssh, "# "));
    EXPECT_TRUE((*ssh)->alive());
    peer.reset();
    EXPECT_FALSE((*ssh)->alive()) << reset;
    char some[10];
    EXPECT_EQ(run(io_, (*ssh)->read_some(some, kForever)).error().code, Errc::disconnected);
  }
}

// libssh closes the descriptor on these, and on these alone.
TEST_F(Ssh, NoDescriptorIsClosedTwiceOrLeft) {
  const std::string banner = "SSH-2.0-x\r\n";
  std::atomic<int> how = 0;
  {
    Peer peer([&](int fd) {
      read_until(fd, "\r\n");
      if (how >= 2) send_all(fd, banner);
      if (how >= 4) send_all(fd, std::string(64, '\xee'));  // no SSH packet
      if (how % 2 == 1) reset_on_close(fd);
    });
    for (; how < 6; ++how) {
      const auto ssh = open_on(io_, peer.port(), options_for("u", "right"));
      ASSERT_FALSE(ssh) << how;
      EXPECT_THAT(ssh.error().code, AnyOf(Errc::disconnected, Errc::protocol_error)) << how;
      EXPECT_EQ(ssh.error().stage, Stage::kex) << how;
    }
  }
  {
    SshPeer peer(script_);
    auto ssh = open(peer);  // ended by us
    EXPECT_TRUE(ssh);
    ssh->reset();  // the peer serves one after the other
    ssh = open(peer, "wrong");
    ASSERT_FALSE(ssh);
    EXPECT_EQ(ssh.error().code, Errc::auth_failed);
  }
  EXPECT_EQ(g_bad_closes, 0);
  EXPECT_EQ(open_descriptors(), descriptors_);
}

TEST_F(Ssh, APeerThatStallsIsToldByStage) {
  Peer mute([&](int fd) { read_until(fd, "never"); });
  Peer half([&](int fd) {
    send_all(fd, "SSH-2.0-x\r\n");
    read_until(fd, "never");
  });
  for (const Peer* peer : {&mute, &half}) {
    const auto ssh = open_on(io_, peer->port(), options_for("u", "right"), soon());
    ASSERT_FALSE(ssh);
    EXPECT_EQ(ssh.error().code, Errc::timeout);
    EXPECT_EQ(ssh.error().stage, Stage::kex);
  }
}

TEST_F(Ssh, APeerThatStallsAfterKeyExchangeIsToldByStage) {
  std::promise<void> done;
  std::shared_future<void> client_done = done.get_future().share();
  script_.before_auth = [&] { client_done.wait(); };
  // On a busy machine the key exchange itself may take longer than the first deadlines.
  for (const auto span : {500ms, 4000ms, 30000ms}) {
    auto peer = std::make_unique<SshPeer>(script_);
    const auto ssh = open_on(io_, peer->port(), options_for("u", "right"), Deadline::in(span));
    ASSERT_FALSE(ssh);
    EXPECT_EQ(ssh.error().code, Errc::timeout);
    if (ssh.error().stage == Stage::kex) continue;
    EXPECT_EQ(ssh.error().stage, Stage::auth);
    EXPECT_EQ(script_.messages, 1);
    done.set_value();
    return;
  }
  done.set_value();
  FAIL() << "never got past the key exchange";
}

TEST_F(Ssh, ALoopThatIsDestroyedTakesAPendingReadAlong) {
  SshPeer peer(script_);
  auto io = std::make_unique<asio::io_context>(1);
  auto ssh = open_on(*io, peer.port(), options_for("u", "right"));
  ASSERT_TRUE(ssh) << ssh.error().message;
  ASSERT_TRUE(expect(*io, **ssh, "# "));
  char some[10];
  auto reader = [&]() -> Awaitable<void> {
    const auto got = co_await (*ssh)->read_some(some, kForever);
    ADD_FAILURE() << got.has_value();
  };
  asio::co_spawn(*io, reader, asio::detached);
  io->restart();
  io->poll();
  ssh->reset();
  io.reset();
}

TEST_F(Ssh, NoUserNameIsNoCredentials) {
  SshPeer peer(script_);
  const auto ssh = open_on(io_, peer.port(), options_for(""));
  ASSERT_FALSE(ssh);
  EXPECT_EQ(ssh.error().code, Errc::no_credentials);
}

}  // namespace
}  // namespace showd::test
