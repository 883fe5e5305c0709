#include "config/secret_source.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <thread>

#include "config/config.hpp"
#include "unit/config/temp_dir.hpp"

namespace showd {
namespace {

using namespace std::chrono_literals;

template <class Get>
std::string why(Get get) {
  try {
    (void)get();
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "accepted";
}

/// Sets an environment variable for the length of a test.
class Variable {
 public:
  Variable(const char* name, const std::string& value) : name_(name) {
    ::setenv(name, value.c_str(), 1);
  }
  ~Variable() { ::unsetenv(name_); }

 private:
  const char* name_;
};

TEST(SecretFile, OnlyGuardedRegularFilesAreRead) {
  const test::TempDir dir;
  const auto file = dir.write("password", "s3cret\n");
  EXPECT_EQ(secret_from_file(file).reveal(), "s3cret\n");
  for (const auto& [mode, text] : {std::pair{0640, "0640"}, {0604, "0604"}, {0620, "0620"}}) {
    ASSERT_EQ(::chmod(file.c_str(), static_cast<mode_t>(mode)), 0);
    EXPECT_EQ(why([&] { return secret_from_file(file); }), "others have access to " +
                                                               file.string() + " (mode " + text +
                                                               "); chmod 600 " + file.string());
  }
  EXPECT_EQ(why([&] { return secret_from_file(dir.path()); }),
            dir.path().string() + " is not a regular file");
  EXPECT_EQ(why([&] { return secret_from_file(dir.path() / "none"); }),
            dir.path().string() + "/none cannot be read: No such file or directory");
  EXPECT_EQ(why([&] { return secret_from_file(dir.write("empty", "")); }),
            dir.path().string() + "/empty is empty");
  EXPECT_EQ(why([&] { return secret_from_file(dir.write("big", std::string(65537, 'x'))); }),
            dir.path().string() + "/big is longer than 65536 bytes");
  EXPECT_EQ(secret_from_file(dir.write("full", std::string(65536, 'x'))).reveal().size(), 65536u);
}

TEST(SecretFile, OfAnotherUserIsRefused) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can give files away";
  const test::TempDir dir;
  const auto file = dir.write("password", "x");
  ASSERT_EQ(::chown(file.c_str(), 12345, 0), 0);
  EXPECT_EQ(why([&] { return secret_from_file(file); }),
            file.string() + " belongs to user 12345, neither to root nor to this one");
}

TEST(SecretFile, ThatMayNotBeReadIsOutOfReach) {
  if (::geteuid() != 0) GTEST_SKIP() << "only root can become somebody else";
  const test::TempDir dir;
  const auto file = dir.write("password", "x");
  ASSERT_EQ(::chmod(dir.path().c_str(), 0755), 0);
  ASSERT_EQ(::chmod(file.c_str(), 0600), 0);
  ASSERT_EQ(::seteuid(12345), 0);
  EXPECT_THROW((void)secret_from_file(file), SecretOutOfReach);
  EXPECT_THAT(why([&] { return secret_from_file(dir.path() / "none"); }),
              testing::HasSubstr("No such file"));
  ASSERT_EQ(::seteuid(0), 0);
}

TEST(SecretCredential, ComesFromSystemdsDirectory) {
  const test::TempDir dir;
  const auto file = dir.write("ops", "s3cret");
  ASSERT_EQ(::chmod(file.c_str(), 0440), 0);  // how an access list of systemd looks
  EXPECT_EQ(why([] { return secret_from_credential("ops"); }),
            "$CREDENTIALS_DIRECTORY is not set; the unit's LoadCredential=ops:PATH sets it");
  const Variable directory("CREDENTIALS_DIRECTORY", dir.path());
  EXPECT_EQ(secret_from_credential("ops").reveal(), "s3cret");
  EXPECT_EQ(why([] { return secret_from_credential("none"); }),
            dir.path().string() + "/none cannot be read: No such file or directory");
}

TEST(SecretEnvironment, MustBeSet) {
  EXPECT_EQ(why([] { return secret_from_environment("SHOWD_TEST_SECRET"); }),
            "$SHOWD_TEST_SECRET is not set");
  {
    const Variable empty("SHOWD_TEST_SECRET", "");
    EXPECT_EQ(why([] { return secret_from_environment("SHOWD_TEST_SECRET"); }),
              "$SHOWD_TEST_SECRET is empty");
  }
  const Variable set("SHOWD_TEST_SECRET", "s3cret");
  EXPECT_EQ(secret_from_environment("SHOWD_TEST_SECRET").reveal(), "s3cret");
}

TEST(SecretCommand, ItsOutputIsTheSecret) {
  EXPECT_EQ(secret_from_command({"/bin/echo", "a b", "$HOME"}).reveal(), "a b $HOME\n");
  EXPECT_EQ(secret_from_command({"/bin/sh", "-c", "printf x; cat; printf y"}).reveal(), "xy");
}

TEST(SecretCommand, FailuresAreTold) {
  EXPECT_EQ(why([] { return secret_from_command({"/nowhere/pass"}); }),
            "/nowhere/pass cannot be run: No such file or directory");
  EXPECT_EQ(why([] {
              return secret_from_command({"/bin/sh", "-c", "echo half; exit 3"});
            }),
            "/bin/sh ended with status 3");
  EXPECT_EQ(why([] {
              return secret_from_command({"/bin/sh", "-c", "kill -TERM $$"});
            }),
            "/bin/sh was killed by signal 15");
  EXPECT_EQ(why([] { return secret_from_command({"/bin/true"}); }), "/bin/true wrote nothing");
  EXPECT_EQ(why([] {
              return secret_from_command({"/bin/cat", "/dev/zero"});
            }),
            "/bin/cat wrote more than 65536 bytes");
}

TEST(SecretCommand, OneThatDoesNotEndIsKilledWithItsChildren) {
  const test::TempDir dir;
  const std::string pids = dir.path() / "pids";
  // The second sleep holds the pipe open after the shell is gone.
  EXPECT_EQ(why([&] {
              return secret_from_command(
                  {"/bin/sh", "-c", "sleep 300 & echo $! > " + pids + "; exec sleep 300"}, 500ms);
            }),
            "/bin/sh did not end within 500 ms");
  pid_t child = 0;
  std::ifstream(pids) >> child;
  ASSERT_GT(child, 0);
  // Its new parent may not have reaped it yet: dead is enough.
  std::ifstream stat("/proc/" + std::to_string(child) + "/stat");
  std::string pid, name, state = "gone";
  stat >> pid >> name >> state;
  for (int i = 0; i < 1000 && state != "gone" && state != "Z"; ++i) {
    std::ifstream again("/proc/" + std::to_string(child) + "/stat");
    state = "gone";
    again >> pid >> name >> state;
  }
  EXPECT_TRUE(state == "gone" || state == "Z") << state;
  EXPECT_EQ(why([] {
              return secret_from_command({"/bin/sh", "-c", "exec >&-; exec sleep 300"}, 200ms);
            }),
            "/bin/sh did not end within 200 ms");
}

TEST(SecretCommand, IsCutShortWhenNobodyWantsItAnyMore) {
  const test::TempDir dir;
  const std::string started = (dir.path() / "started").string();
  ASSERT_EQ(::mkfifo(started.c_str(), 0600), 0);
  std::stop_source stop;
  std::string error;
  std::thread helper([&] {
    error = why([&] {
      return secret_from_command({"/bin/sh", "-c", "echo > " + started + "; exec sleep 300"}, 1h,
                                 stop.get_token());
    });
  });
  std::ifstream(started).get();  // it runs
  stop.request_stop();
  helper.join();
  EXPECT_EQ(error, "/bin/sh was cut short");
}

TEST(SecretCommand, StartsWithNoSignalBlockedAndNoDescriptorOfOurs) {
  sigset_t blocked, before;
  ::sigfillset(&blocked);
  ::sigprocmask(SIG_BLOCK, &blocked, &before);
  const Secret status = secret_from_command({"/bin/grep", "SigBlk", "/proc/self/status"});
  ::sigprocmask(SIG_SETMASK, &before, nullptr);
  EXPECT_EQ(status.reveal(), "SigBlk:\t0000000000000000\n");
  const int leaky = ::dup(STDOUT_FILENO);  // without O_CLOEXEC
  ASSERT_GT(leaky, 2);
  const Secret open = secret_from_command({"/bin/ls", "/proc/self/fd"});
  ::close(leaky);
  EXPECT_EQ(open.reveal(), "0\n1\n2\n3\n");  // 3 is the directory that ls reads
}

TEST(SecretLine, OneTrailingLineEndIsNoPartOfIt) {
  for (const auto& [text, want] :
       {std::pair{"a", "a"}, {"a\n", "a"}, {"a\r\n", "a"}, {" a ", " a "}})
    EXPECT_EQ(as_line(Secret(text)).reveal(), want) << text;
  for (const std::string& bad : {std::string("a\nb"), std::string("a\n\n"), std::string("a\0b", 3)})
    EXPECT_EQ(why([&] { return as_line(Secret(bad)); }), "is more than one line");
  EXPECT_EQ(why([] { return as_line(Secret("\n")); }), "is an empty line");
}

TEST(SecretText, AByteOrderMarkIsNoPartOfIt) {
  for (const auto& [text, want] : {std::pair{"\xEF\xBB\xBFpw\n", "pw\n"},
                                   {"pw\xEF\xBB\xBF", "pw\xEF\xBB\xBF"},
                                   {"\xEF\xBB", "\xEF\xBB"},
                                   {"", ""}})
    EXPECT_EQ(as_text(Secret(text)).reveal(), want) << text;
  for (const std::string& wide : {std::string("\xFF\xFEp\0", 4), std::string("\xFE\xFF\0p", 4)})
    EXPECT_EQ(why([&] { return as_text(Secret(wide)); }), "is UTF-16; save it as UTF-8");
}

TEST(SecretsOfAConfig, AreFetchedAndChecked) {
  const test::TempDir dir;
  dir.write("pw", "\xEF\xBB\xBFs3cret\r\n");  // as some editors leave it
  dir.write("id", "-----BEGIN OPENSSH PRIVATE KEY-----\nx\n");
  const Variable enable("SHOWD_TEST_SECRET", "en4ble");
  const auto file =
      dir.write("showd.yaml",
                "inventories: {c: {file: x}}\n"
                "credentials:\n"
                "  ops: {username: u, password: {file: pw}, private_key: {file: id},\n"
                "        passphrase: {command: [/bin/echo, phrase]},\n"
                "        enable: {env: SHOWD_TEST_SECRET}}\n");
  const Credential ops = load_config(file)->credentials.at("ops");
  EXPECT_EQ(ops.password.reveal(), "s3cret");
  EXPECT_EQ(ops.private_key.reveal(), "-----BEGIN OPENSSH PRIVATE KEY-----\nx\n");
  EXPECT_EQ(ops.passphrase.reveal(), "phrase");
  EXPECT_EQ(ops.enable.reveal(), "en4ble");

  const Credential without = load_config(file, Secrets::skip)->credentials.at("ops");
  EXPECT_EQ(without.username, "u");
  EXPECT_TRUE(without.password.empty() && without.private_key.empty());

  ASSERT_EQ(::chmod((dir.path() / "pw").c_str(), 0644), 0);
  EXPECT_EQ(why([&] { return load_config(file); }),
            file.string() + ":3: credentials.ops.password: others have access to " +
                dir.path().string() + "/pw (mode 0644); chmod 600 " + dir.path().string() + "/pw");
  dir.write("pw", "one\ntwo\n");
  EXPECT_EQ(why([&] { return load_config(file); }),
            file.string() +
                ":3: credentials.ops.password: is more than one line; expected is one line "
                "that can be typed");
  dir.write("pw", "s3cret");
  dir.write("id", "ssh-ed25519 AAAA");
  EXPECT_EQ(why([&] { return load_config(file); }),
            file.string() +
                ":3: credentials.ops.private_key: this is a public key; name the private one, the "
                "file without .pub");
  dir.write("id", "s3cret");
  EXPECT_EQ(why([&] { return load_config(file); }),
            file.string() +
                ":3: credentials.ops.private_key: expected a private key in PEM or OpenSSH form, "
                "beginning with '-----BEGIN'; name a file that holds one");
}

}  // namespace
}  // namespace showd
