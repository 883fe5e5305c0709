// open_ssh() against real servers, run as inetd would (sshd -i): no port to guess, nothing to stop.
#include <gmock/gmock.h>
#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "unit/transport/peers.hpp"

namespace showd::test {
namespace {

using testing::HasSubstr;

constexpr const char* kSshd = "/usr/sbin/sshd";
constexpr const char* kDropbear = "/usr/sbin/dropbear";

void shell(const std::string& command) {
  ASSERT_EQ(std::system((command + " >/dev/null 2>&1 </dev/null").c_str()), 0) << command;
}

class Sshd : public testing::Test {
 protected:
  void SetUp() override {
    if (access(kSshd, X_OK) != 0) GTEST_SKIP() << "no " << kSshd;
    if (geteuid() == 0) mkdir("/run/sshd", 0755);  // sshd's own place, which its unit would make
    for (const char* type : {"ed25519", "rsa"})
      shell("ssh-keygen -q -t " + std::string(type) + " -N '' -f " + (dir_ / type));
    shell("ssh-keygen -q -t ed25519 -N '' -f " + (dir_ / "user"));
    shell("ssh-keygen -q -t rsa -b 2048 -m PEM -N '' -f " + (dir_ / "user_rsa"));
    dir_.write("authorized", slurp(dir_ / "user.pub") + slurp(dir_ / "user_rsa.pub"));
  }

  /// Whatever the account's start-up files do (SHLVL: bash reads them at the outermost level only)
  /// is none of this test's business.
  static constexpr const char* kPlainShell =
      "SetEnv SHLVL=5\n"
      "ForceCommand if [ -n \"$SSH_ORIGINAL_COMMAND\" ]; then exec /bin/sh -c "
      "\"$SSH_ORIGINAL_COMMAND\"; else exec /bin/sh -i; fi\n";

  /// A server with these lines beside the usual ones.
  std::unique_ptr<InetdPeer> start(const std::string& lines) {
    const std::string config = dir_.write(
        "sshd_config", lines + "\nHostKey " + (dir_ / "ed25519") + "\nHostKey " + (dir_ / "rsa") +
                           "\nAuthorizedKeysFile " + (dir_ / "authorized") +
                           "\nUsePAM no\nStrictModes no\nPermitRootLogin yes\nPrintMotd no\n"
                           "PrintLastLog no\nPidFile none\nLogLevel VERBOSE\n" +
                           kPlainShell);
    return std::make_unique<InetdPeer>(std::vector<std::string>{kSshd, "-i", "-e", "-f", config},
                                       dir_ / "log");
  }

  SshOptions by_key(const char* file = "user") {
    const passwd* const me = getpwuid(geteuid());
    SshOptions options = options_for(me->pw_name);
    options.private_key = Secret(slurp(dir_ / file));
    options.shell = false;
    return options;
  }

  TempDir dir_;
  asio::io_context io_{1};
};

TEST_F(Sshd, LogsInByKeyAndRunsCommands) {
  const auto peer = start("");
  SshOptions options = by_key();
  options.shell = true;
  auto ssh = open_on(io_, peer->port(), std::move(options));
  ASSERT_TRUE(ssh) << ssh.error().message << slurp(dir_ / "log");
  EXPECT_EQ(run(io_, (*ssh)->exec("echo out; echo err >&2", 100)).value_or("?"), "out\nerr\n");
  EXPECT_EQ(run(io_, (*ssh)->exec("exit 3", 100)).error().message, "exit status 3: ");
  EXPECT_THAT(run(io_, (*ssh)->exec("kill -9 $$", 100)).error().message, HasSubstr("KILL"));
  ASSERT_TRUE(run(io_, (*ssh)->write("PS1=; stty size; echo do''ne\r")));
  const auto shown = expect(io_, **ssh, "done\r\n");
  ASSERT_TRUE(shown) << shown.error().message;
  EXPECT_THAT(*shown, HasSubstr("1000 511"));
  ASSERT_TRUE(run(io_, (*ssh)->write("exit\r")));
  EXPECT_EQ(expect(io_, **ssh, "never").error().code, Errc::disconnected);
  EXPECT_FALSE((*ssh)->alive());
}

TEST_F(Sshd, OutputFloodsAndRekeysUnderWay) {
  const auto peer = start("RekeyLimit 64K");
  const auto ssh = open_on(io_, peer->port(), by_key());
  ASSERT_TRUE(ssh) << ssh.error().message;
  for (int i = 0; i < 2; ++i) {
    const auto much = run(io_, (*ssh)->exec("head -c 1000000 /dev/zero | tr '\\0' x", 2 << 20));
    ASSERT_TRUE(much) << much.error().message;
    EXPECT_EQ(much->size(), 1'000'000u);
  }
  const auto flood = run(io_, (*ssh)->exec("head -c 100000000 /dev/zero", 1 << 20));
  ASSERT_FALSE(flood);
  EXPECT_EQ(flood.error().code, Errc::output_limit);
}

TEST_F(Sshd, AnOldDeviceNeedsTheLegacySet) {
  const auto peer = start(
      "KexAlgorithms diffie-hellman-group14-sha1\nHostKeyAlgorithms ssh-rsa\n"
      "Ciphers aes128-cbc,3des-cbc\nMACs hmac-sha1\nPubkeyAcceptedAlgorithms +ssh-rsa");
  const auto modern = open_on(io_, peer->port(), by_key("user_rsa"));
  ASSERT_FALSE(modern);
  EXPECT_EQ(modern.error().stage, Stage::kex);
  EXPECT_THAT(modern.error().message, HasSubstr("legacy: true"));
  EXPECT_EQ(modern.error().code, Errc::no_common_algorithm);
  EXPECT_THAT(modern.error().message, HasSubstr("diffie-hellman-group14-sha1"));

  SshOptions options = by_key("user_rsa");
  options.legacy = true;
  const auto legacy = open_on(io_, peer->port(), std::move(options));
  ASSERT_TRUE(legacy) << legacy.error().message << slurp(dir_ / "log");
  EXPECT_EQ(run(io_, (*legacy)->exec("echo ok", 100)).value_or("?"), "ok\n");
}

TEST_F(Sshd, ThePinnedTypeIsAskedForFirst) {
  const auto peer = start("");
  for (const char* pinned : {"ssh-rsa", "ssh-ed25519"}) {
    SshOptions options = by_key();
    std::string type;
    options.pinned_key_type = pinned;
    options.check_host_key = [&](const HostKey& key) -> Result<void> {
      type = key.type;
      return {};
    };
    EXPECT_TRUE(open_on(io_, peer->port(), std::move(options)));
    EXPECT_EQ(type, pinned);
  }
}

TEST_F(Sshd, AUserKeyOfAnotherIsRefused) {
  shell("ssh-keygen -q -t ed25519 -N '' -f " + (dir_ / "stranger"));
  const auto peer = start("PasswordAuthentication no");
  const auto ssh = open_on(io_, peer->port(), by_key("stranger"));
  ASSERT_FALSE(ssh);
  EXPECT_EQ(ssh.error().code, Errc::auth_failed);
  EXPECT_THAT(ssh.error().message, HasSubstr("publickey"));
}

TEST_F(Sshd, ReadsAnEncryptedKey) {
  shell("ssh-keygen -q -p -P '' -N secret -f " + (dir_ / "user"));
  const auto peer = start("");
  SshOptions options = by_key();
  const auto without = open_on(io_, peer->port(), by_key());
  ASSERT_FALSE(without);
  EXPECT_EQ(without.error().code, Errc::no_credentials);
  options.passphrase = Secret("secret");
  EXPECT_TRUE(open_on(io_, peer->port(), std::move(options)));
}

TEST(Dropbear, ExchangesKeysAndRefusesAWrongPasswordOnce) {
  if (access(kDropbear, X_OK) != 0) GTEST_SKIP() << "no " << kDropbear;
  asio::io_context io{1};
  TempDir dir;
  shell("dropbearkey -t ed25519 -f " + (dir / "key"));
  InetdPeer peer({kDropbear, "-i", "-r", dir / "key"}, dir / "log");
  const auto ssh = open_on(io, peer.port(), options_for(getpwuid(geteuid())->pw_name, "wrong"));
  ASSERT_FALSE(ssh);
  EXPECT_EQ(ssh.error().code, Errc::auth_failed) << ssh.error().message;
  EXPECT_EQ(ssh.error().stage, Stage::auth);
}

}  // namespace
}  // namespace showd::test
