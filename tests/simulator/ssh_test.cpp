#include <gmock/gmock.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "control.hpp"
#include "test_client.hpp"

namespace showd::simulator {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

/// A private key file and the authorized_keys line for it, in a folder of their own.
class KeyFiles {
 public:
  KeyFiles() {
    std::string folder = ::testing::TempDir() + "/simulator-keys-XXXXXX";
    if (mkdtemp(folder.data()) == nullptr) throw std::runtime_error("mkdtemp");
    folder_ = folder;
    ssh_key key = nullptr;
    char* blob = nullptr;
    if (ssh_pki_generate(SSH_KEYTYPE_ED25519, 0, &key) != SSH_OK ||
        ssh_pki_export_privkey_file(key, nullptr, nullptr, nullptr, private_key().c_str()) !=
            SSH_OK ||
        ssh_pki_export_pubkey_base64(key, &blob) != SSH_OK)
      throw std::runtime_error("cannot make a key");
    std::ofstream(public_key()) << "# who may log in\n\nssh-ed25519 " << blob << " test\n";
    ssh_string_free_char(blob);
    ssh_key_free(key);
    std::filesystem::permissions(private_key(), std::filesystem::perms::owner_read);
  }
  ~KeyFiles() { std::filesystem::remove_all(folder_); }
  [[nodiscard]] std::string private_key() const { return folder_ + "/id"; }
  [[nodiscard]] std::string public_key() const { return folder_ + "/id.pub"; }

 private:
  std::string folder_;
};

class SshTest : public ::testing::Test {
 protected:
  explicit SshTest(const std::string& persona = "cisco_ios", unsigned threads = 2)
      : simulator_(options(persona, threads)) {
    simulator_.start();
  }
  Options options(const std::string& persona, unsigned threads) {
    Options options = options_for(persona, 4);
    options.authorized_keys = keys_.public_key();
    options.threads = threads;
    return options;
  }
  std::string control(std::string_view request) {
    return answer_control(simulator_, request, [] {});
  }
  [[nodiscard]] asio::ip::tcp::endpoint at(std::size_t i) const {
    return *simulator_.endpoints(i).ssh;
  }
  ClientSession logged_in(std::size_t i) {
    ClientSession session = ssh_client(at(i));
    EXPECT_EQ(ssh_userauth_password(session.get(), nullptr, "cisco"), SSH_AUTH_SUCCESS);
    return session;
  }

  KeyFiles keys_;
  Simulator simulator_;
};

TEST_F(SshTest, AShellOnEveryDevice) {
  for (std::size_t i = 0; i < 4; ++i) {
    const ClientSession session = logged_in(i);
    const std::string prompt = "R" + std::to_string(i) + ">";
    Shell shell(session.get());
    EXPECT_EQ(shell.until(prompt), "\r\n" + prompt);
    shell.send("terminal length 0\nshow ip interface brief\n");
    shell.until(prompt);
    EXPECT_THAT(shell.until(prompt), HasSubstr("Loopback0                  192.168.0."));
    shell.send("exit\n");
    EXPECT_EQ(shell.until_closed(), "exit\r\n");
    EXPECT_TRUE(shell.ended());
  }
  EXPECT_THAT(control("stats"), HasSubstr("connections=4 logins=4 failed_logins=0 commands=12 "));
}

TEST_F(SshTest, ExecRequestsOneAfterAnotherOnOneConnection) {
  const ClientSession session = logged_in(0);
  for (int i = 0; i < 20; ++i) {
    const auto [text, status] = exec(session.get(), "sh ip int br");
    EXPECT_THAT(text, StartsWith("Interface                  IP-Address"));
    EXPECT_EQ(status, 0);
  }
  const auto [text, status] = exec(session.get(), "reload");
  EXPECT_THAT(text, HasSubstr("% Invalid input"));
  EXPECT_EQ(status, 1);
}

TEST_F(SshTest, KeyboardInteractive) {
  const ClientSession session = ssh_client(at(1));
  ASSERT_EQ(ssh_userauth_kbdint(session.get(), nullptr, nullptr), SSH_AUTH_INFO);
  ASSERT_EQ(ssh_userauth_kbdint_getnprompts(session.get()), 1);
  char echo = 1;
  EXPECT_STREQ(ssh_userauth_kbdint_getprompt(session.get(), 0, &echo), "Password: ");
  EXPECT_EQ(echo, 0);
  ssh_userauth_kbdint_setanswer(session.get(), 0, "cisco");
  EXPECT_EQ(ssh_userauth_kbdint(session.get(), nullptr, nullptr), SSH_AUTH_SUCCESS);
  EXPECT_EQ(exec(session.get(), "show clock").second, 0);

  const ClientSession wrong = ssh_client(at(1));
  ASSERT_EQ(ssh_userauth_kbdint(wrong.get(), nullptr, nullptr), SSH_AUTH_INFO);
  ssh_userauth_kbdint_setanswer(wrong.get(), 0, "guess");
  EXPECT_EQ(ssh_userauth_kbdint(wrong.get(), nullptr, nullptr), SSH_AUTH_DENIED);
}

TEST_F(SshTest, WrongPasswordsAreCountedAndThrownOut) {
  const ClientSession session = ssh_client(at(0));
  EXPECT_EQ(ssh_userauth_password(session.get(), nullptr, "x"), SSH_AUTH_DENIED);
  EXPECT_EQ(ssh_userauth_password(session.get(), nullptr, "y"), SSH_AUTH_DENIED);
  EXPECT_NE(ssh_userauth_password(session.get(), nullptr, "z"), SSH_AUTH_SUCCESS);
  EXPECT_NE(ssh_userauth_password(session.get(), nullptr, "cisco"), SSH_AUTH_SUCCESS);
  EXPECT_THAT(control("stats R0"), HasSubstr("logins=0 failed_logins=3 "));
}

TEST_F(SshTest, OnlyAuthorizedKeysLogIn) {
  ssh_key key = nullptr;
  ASSERT_EQ(
      ssh_pki_import_privkey_file(keys_.private_key().c_str(), nullptr, nullptr, nullptr, &key),
      SSH_OK);
  const ClientSession session = ssh_client(at(0));
  EXPECT_EQ(ssh_userauth_publickey(session.get(), nullptr, key), SSH_AUTH_SUCCESS);
  ssh_key_free(key);
  ASSERT_EQ(ssh_pki_generate(SSH_KEYTYPE_ED25519, 0, &key), SSH_OK);
  const ClientSession stranger = ssh_client(at(0));
  EXPECT_EQ(ssh_userauth_publickey(stranger.get(), nullptr, key), SSH_AUTH_DENIED);
  ssh_key_free(key);
}

TEST_F(SshTest, ADeviceShowsANewHostKeyOnceTold) {
  const std::string shared = host_key_of(ssh_client(at(0)).get());
  EXPECT_EQ(shared, host_key_of(ssh_client(at(1)).get()));
  const std::string answer = control("hostkey R0 new");
  ASSERT_THAT(answer, StartsWith("ok SHA256:"));
  const std::string fresh = host_key_of(ssh_client(at(0)).get());
  EXPECT_EQ(answer, "ok " + fresh + "\n");
  EXPECT_NE(fresh, shared);
  EXPECT_EQ(host_key_of(ssh_client(at(1)).get()), shared);
}

TEST_F(SshTest, ABigReplyPassesASlowReadersWindow) {
  const ClientSession session = logged_in(0);
  Shell shell(session.get());
  shell.until("R0>");
  shell.send("terminal length 0\n");
  shell.until("R0>");
  const std::string one = exec(session.get(), "show interfaces").first;
  std::string many;
  for (int i = 0; i < 200; ++i) many += "show interfaces\n";
  shell.send(many);
  for (int i = 0; i < 200; ++i)
    ASSERT_EQ(shell.until("R0>"), "show interfaces\r\n" + one + "R0>") << i;
}

TEST_F(SshTest, OpenSshsClientLogsInByKey) {
  if (!std::filesystem::exists("/usr/bin/ssh")) GTEST_SKIP() << "no OpenSSH client here";
  const std::string command =
      "/usr/bin/ssh -F /dev/null -o BatchMode=yes -o StrictHostKeyChecking=no"
      " -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR -i " +
      keys_.private_key() + " -p " + std::to_string(at(2).port()) +
      " admin@127.0.0.1 'show interfaces' 2>&1 </dev/null";
  FILE* const pipe = popen(command.c_str(), "r");
  ASSERT_NE(pipe, nullptr);
  std::string out;
  std::array<char, 4096> buffer;
  for (std::size_t size; (size = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
    out.append(buffer.data(), size);
  EXPECT_EQ(WEXITSTATUS(pclose(pipe)), 0) << out;
  EXPECT_THAT(out, StartsWith("GigabitEthernet0/0 is up"));
}

TEST_F(SshTest, ConnectionsThatBreakOffAreForgotten) {
  {
    TcpClient mute(at(0));
    TcpClient rude(at(0));
    rude.send("GET / HTTP/1.0\r\n\r\n");
    rude.until_closed();
    const ClientSession half = ssh_client(at(0));
    const ClientSession open = logged_in(0);
    Shell shell(open.get());
    shell.until("R0>");
  }
  const auto open = [&] {
    return simulator_.on_loop(0, [](DeviceState& state) { return state.statistics.open.load(); });
  };
  const auto give_up = std::chrono::steady_clock::now() + kPatience;
  while (open() != 0 && std::chrono::steady_clock::now() < give_up) {
  }
  EXPECT_EQ(open(), 0);
}

TEST_F(SshTest, TheSimulatorEndsWithSessionsOpen) {
  const ClientSession session = logged_in(0);
  Shell shell(session.get());
  shell.until("R0>");
  control("delay command 1h");
  shell.send("show clock\n");
  shell.until("show clock\r\n");  // and now its destructor runs under a delayed command
}

/// The control channel and the options as a script uses them: the program itself.
TEST(Program, PlaysWhatItIsToldAndEndsWhenTold) {
  const std::string folder = ::testing::TempDir();
  const std::string inventory = folder + "/simulator-inventory.yaml";
  const std::string command = std::string(SIMULATOR) + " --persona " PERSONAS "/cisco_ios.yaml:1" +
                              " --persona " PERSONAS "/huawei_vrp.yaml --ssh 127.0.0.1:0" +
                              " --ssh 127.0.0.1:0 --telnet 127.0.0.1:0 --control 127.0.0.1:0" +
                              " --inventory-credentials lab --inventory " + inventory;
  FILE* const pipe = popen(command.c_str(), "r");
  ASSERT_NE(pipe, nullptr);
  std::string control;
  bool ready = false;
  std::array<char, 512> line;
  while (!ready && fgets(line.data(), line.size(), pipe) != nullptr) {
    const std::string text = line.data();
    if (text.starts_with("control ")) control = text.substr(8, text.size() - 9);
    ready = text.starts_with("ready devices=2 pid=");
  }
  ASSERT_TRUE(ready);
  TcpClient client(parse_endpoint(control));
  client.send("devices\n");
  EXPECT_THAT(client.until("ok\n"), HasSubstr("AR1 huawei_vrp ssh=127.0.0.1:"));
  client.send("set AR1 GigabitEthernet0/0/1 oper down\n");
  EXPECT_EQ(client.until("\n"), "ok\n");
  std::ifstream written(inventory);
  const std::string text(std::istreambuf_iterator<char>(written), {});
  EXPECT_THAT(text, HasSubstr("defaults: {credentials: [lab]}\ndevices:\n  R0: {address: "));
  EXPECT_THAT(text, HasSubstr("platform: huawei_vrp, transport: ssh}"));
  client.send("quit\n");
  EXPECT_EQ(client.until("\n"), "ok\n");
  EXPECT_EQ(pclose(pipe), 0);
  std::filesystem::remove(inventory);
}

TEST(Program, RefusesBadOptionsInOneLine) {
  for (const char* bad : {"", "--devices 3", "--persona x.yaml", "--persona x.yaml --devices 0",
                          "--persona x.yaml --devices 1", "--persona x:y --devices 1",
                          "--persona x.yaml --ssh 127.0.0.1", "--persona x.yaml --ssh 192.0.2.1:22",
                          "--persona x.yaml --devices 2 --command-delay soon", "--wat"}) {
    FILE* const pipe = popen((std::string(SIMULATOR) + " " + bad + " 2>&1").c_str(), "r");
    ASSERT_NE(pipe, nullptr);
    std::string out;
    std::array<char, 4096> buffer;
    for (std::size_t size; (size = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
      out.append(buffer.data(), size);
    EXPECT_EQ(WEXITSTATUS(pclose(pipe)), 2) << bad;
    EXPECT_THAT(out, StartsWith("showd-simulator: ")) << bad;
    EXPECT_EQ(std::count(out.begin(), out.end(), '\n'), 1) << out;
  }
}

}  // namespace
}  // namespace showd::simulator
