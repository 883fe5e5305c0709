#include <gmock/gmock.h>

#include "control.hpp"
#include "telnet_codec.hpp"
#include "test_client.hpp"

namespace showd::simulator {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string bytes(std::initializer_list<int> values) {
  std::string out;
  for (const int value : values) out += static_cast<char>(value);
  return out;
}

TEST(TelnetCodec, OffersAndRefusesOnce) {
  TelnetCodec codec;
  EXPECT_EQ(codec.opening(), bytes({255, 251, 1, 255, 251, 3, 255, 253, 24, 255, 253, 31}));
  std::string reply;
  EXPECT_EQ(codec.decode(bytes({255, 253, 1, 255, 253, 3}), reply), "");  // both as offered
  EXPECT_EQ(reply, "");
  const std::string stranger = bytes({255, 251, 37, 255, 253, 37});
  EXPECT_EQ(codec.decode(stranger + stranger, reply), "");
  EXPECT_EQ(reply, bytes({255, 254, 37, 255, 252, 37}));
  reply.clear();
  EXPECT_EQ(codec.decode(bytes({255, 251, 24}), reply), "");
  EXPECT_EQ(reply, bytes({255, 250, 24, 1, 255, 240}));
}

TEST(TelnetCodec, AnySplitGivesTheSameData) {
  const std::string stream = "ab" + bytes({255, 250, 31, 0, 80, 255, 255, 24, 255, 240}) + "c" +
                             bytes({255, 255, 255, 241, 13, 0, 255, 253, 99}) + "d";
  const std::string want = "abc" + bytes({255, 13}) + "d";
  for (std::size_t cut = 0; cut <= stream.size(); ++cut) {
    TelnetCodec codec;
    std::string reply;
    std::string data = codec.decode(stream.substr(0, cut), reply);
    data += codec.decode(stream.substr(cut), reply);
    EXPECT_EQ(data, want) << cut;
    EXPECT_EQ(reply, bytes({255, 252, 99})) << cut;
  }
  std::string out;
  TelnetCodec::encode("x" + bytes({255, 255}) + "y", out);
  EXPECT_EQ(out, "x" + bytes({255, 255, 255, 255}) + "y");
}

class TelnetTest : public ::testing::Test {
 protected:
  explicit TelnetTest(Options options = options_for("cisco_ios", 3)) : simulator_(options) {
    simulator_.start();
  }
  std::string control(std::string_view request) {
    return answer_control(simulator_, request, [] {});
  }
  Simulator simulator_;
  asio::ip::tcp::endpoint at_ = *simulator_.endpoints(0).telnet;
};

TEST_F(TelnetTest, LogsInAnswersAndLeaves) {
  TcpClient client(at_);
  const std::string greeting = client.until("Username: ");
  EXPECT_THAT(greeting, StartsWith(bytes({255, 251, 1, 255, 251, 3, 255, 253, 24, 255, 253, 31})));
  client.send("admin\r\n");
  EXPECT_EQ(client.until("Password: "), "admin\r\nPassword: ");
  client.send("cisco\r\n");
  EXPECT_EQ(client.until("R0>"), "\r\n\r\nR0>");
  client.send("terminal length 0\r\n");
  client.until("R0>");
  client.send("sh ip int br\r\n");
  EXPECT_THAT(client.until("R0>"), HasSubstr("\r\nGigabitEthernet0/1         10.0.1.1  "));
  client.send("exit\r\n");
  EXPECT_EQ(client.until_closed(), "exit\r\n");
  EXPECT_TRUE(client.at_end());
}

TEST_F(TelnetTest, EverythingTypedAheadIsAnswered) {
  TcpClient client(at_);
  client.send("admin\r\ncisco\r\nterminal length 0\r\nshow interfaces\r\nexit\r\n");
  const std::string all = client.until_closed();
  EXPECT_THAT(all, HasSubstr("Loopback0 is up, line protocol is up"));
  EXPECT_THAT(all, EndsWith("R0>exit\r\n"));
}

TEST_F(TelnetTest, ThreeWrongPasswordsEndTheConnection) {
  TcpClient client(at_);
  for (int i = 0; i < 3; ++i) {
    client.until("Username: ");
    client.send("admin\r\nwrong\r\n");
  }
  EXPECT_THAT(client.until_closed(), EndsWith("% Login invalid\r\n\r\n"));
  EXPECT_TRUE(client.at_end());
  EXPECT_THAT(control("stats R0"), HasSubstr("connections=1 logins=0 failed_logins=3 commands=0"));
}

TEST_F(TelnetTest, AChangeByControlIsSeenByTheNextCommand) {
  TcpClient client(at_);
  log_in(client);
  client.until("R0>");
  EXPECT_EQ(control("set R0 gi0/3 admin down"), "ok\n");
  client.send("terminal length 0\r\n");
  client.until("R0>");
  client.send("sh ip int br\r\n");
  EXPECT_THAT(client.until("R0>"),
              HasSubstr("GigabitEthernet0/3         10.0.3.1        YES NVRAM  "
                        "administratively down down"));
  EXPECT_THAT(control("get R0 Gi0/3"),
              HasSubstr("GigabitEthernet0/3 admin=down oper=down changes=1 ip=10.0.3.1"));
  EXPECT_EQ(control("set R0 gi0/3 description to the  cellar"), "ok\n");
  EXPECT_THAT(control("get R0"), HasSubstr("description=to the cellar\n"));
}

TEST_F(TelnetTest, ControlRefusesWhatItDoesNotKnow) {
  for (const char* bad : {"", "nonsense", "set R0", "set R9 gi0/1 admin up",
                          "set R0 gi9/9 admin up", "set R0 gi0/1 admin maybe", "get R9", "stats R9",
                          "delay command soon", "delay tea 1s", "hostkey R9 new"})
    EXPECT_THAT(control(bad), StartsWith("error: ")) << bad;
  EXPECT_THAT(control("help"), EndsWith("ok\n"));
  EXPECT_THAT(control("devices"), HasSubstr("R2 cisco_ios ssh=127.0.0.1:"));
}

TEST_F(TelnetTest, ANewPasswordHoldsFromTheNextLogin) {
  EXPECT_EQ(control("password other"), "ok\n");
  TcpClient client(at_);
  log_in(client);
  EXPECT_THAT(client.until("Username: "), HasSubstr("% Login invalid"));
  client.send("admin\r\nother\r\n");
  EXPECT_THAT(client.until("R0>"), EndsWith("R0>"));
}

TEST_F(TelnetTest, DelaysAreHeldAndOneSessionDoesNotHoldTheOthers) {
  EXPECT_EQ(control("delay command 1h"), "ok\n");
  TcpClient slow(at_);
  log_in(slow);
  slow.until("R0>");
  slow.send("show clock\r\n");
  EXPECT_EQ(slow.until("show clock\r\n"), "show clock\r\n");
  EXPECT_EQ(control("delay command 0ms"), "ok\n");
  TcpClient quick(at_);
  log_in(quick);
  quick.until("R0>");
  quick.send("show clock\r\n");
  EXPECT_THAT(quick.until("R0>"), HasSubstr(" UTC\r\n"));
}

}  // namespace
}  // namespace showd::simulator
