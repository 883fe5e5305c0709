#include <gmock/gmock.h>
#include <libtelnet.h>
#include <sys/socket.h>

#include "transport/telnet/telnet_codec.hpp"
#include "transport/telnet/telnet_transport.hpp"
#include "unit/transport/peers.hpp"

namespace showd::test {
namespace {

using namespace std::string_literals;

std::string iac(unsigned char verb, unsigned char option) {
  return {'\xff', static_cast<char>(verb), static_cast<char>(option)};
}
std::string wills(int option) { return iac(TELNET_WILL, static_cast<unsigned char>(option)); }
std::string dos(int option) { return iac(TELNET_DO, static_cast<unsigned char>(option)); }
std::string wonts(int option) { return iac(TELNET_WONT, static_cast<unsigned char>(option)); }
std::string donts(int option) { return iac(TELNET_DONT, static_cast<unsigned char>(option)); }

const std::string kAskType = "\xff\xfa\x18\x01\xff\xf0"s;
const std::string kType = "\xff\xfa\x18\0vt100\xff\xf0"s;
const std::string kSize = "\xff\xfa\x1f\x01\xf4\x03\xe8\xff\xf0"s;

struct Heard {
  std::string text;
  std::string replies;
};
Heard hear(TelnetCodec& codec, std::string_view bytes) {
  Heard heard;
  codec.receive(bytes, heard.text);
  heard.replies = codec.take_replies();
  return heard;
}

TEST(TelnetCodec, AnswersEachOfferOnce) {
  struct {
    std::string offer, answer;
  } const rows[] = {
      {wills(TELNET_TELOPT_ECHO), dos(TELNET_TELOPT_ECHO)},
      {wills(TELNET_TELOPT_SGA), dos(TELNET_TELOPT_SGA)},
      {dos(TELNET_TELOPT_SGA), wills(TELNET_TELOPT_SGA)},
      {dos(TELNET_TELOPT_TTYPE), wills(TELNET_TELOPT_TTYPE)},
      {dos(TELNET_TELOPT_NAWS), wills(TELNET_TELOPT_NAWS) + kSize},
      {wills(TELNET_TELOPT_AUTHENTICATION), donts(TELNET_TELOPT_AUTHENTICATION)},
      {wills(TELNET_TELOPT_ENCRYPT), donts(TELNET_TELOPT_ENCRYPT)},
      {wills(TELNET_TELOPT_STATUS), donts(TELNET_TELOPT_STATUS)},
      {wills(TELNET_TELOPT_COMPRESS2), donts(TELNET_TELOPT_COMPRESS2)},
      {dos(TELNET_TELOPT_TSPEED), wonts(TELNET_TELOPT_TSPEED)},
      {dos(TELNET_TELOPT_XDISPLOC), wonts(TELNET_TELOPT_XDISPLOC)},
      {dos(TELNET_TELOPT_NEW_ENVIRON), wonts(TELNET_TELOPT_NEW_ENVIRON)},
      {dos(TELNET_TELOPT_ENVIRON), wonts(TELNET_TELOPT_ENVIRON)},
      {dos(TELNET_TELOPT_ECHO), wonts(TELNET_TELOPT_ECHO)},
      {dos(TELNET_TELOPT_LINEMODE), wonts(TELNET_TELOPT_LINEMODE)},
      {dos(TELNET_TELOPT_LFLOW), wonts(TELNET_TELOPT_LFLOW)},
      {dos(TELNET_TELOPT_TM), wonts(TELNET_TELOPT_TM)},
      {dos(TELNET_TELOPT_BINARY), wonts(TELNET_TELOPT_BINARY)},
      {donts(TELNET_TELOPT_LINEMODE), ""},  // it is off already (RFC 1143)
      {wonts(TELNET_TELOPT_ECHO), ""},
  };
  for (const auto& [offer, answer] : rows) {
    TelnetCodec codec;
    EXPECT_EQ(hear(codec, offer).replies, answer) << testing::PrintToString(offer);
    const bool accepted = answer.size() > 1 && (answer[1] == '\xfd' || answer[1] == '\xfb');
    if (accepted) {
      EXPECT_EQ(hear(codec, offer).replies, "") << testing::PrintToString(offer);
    }
  }
}

TEST(TelnetCodec, TellsItsTerminalAsOftenAsAsked) {
  TelnetCodec codec;
  hear(codec, dos(TELNET_TELOPT_TTYPE));
  EXPECT_EQ(hear(codec, kAskType).replies, kType);
  EXPECT_EQ(hear(codec, kAskType).replies, kType);
}

TEST(TelnetCodec, TextLosesCommandsAndTheNulAfterCrAtAnySplit) {
  const std::string bytes =
      "a\r\0b\0c\r\nd\xff\xff"s + "\xff\xf9" + "e" + wills(1) + "\xff\xf2" + "\r" + "\0f"s;
  const std::string want = "a\rb\0c\r\nd\xff"s + "e\rf";
  for (std::size_t split = 0; split <= bytes.size(); ++split) {
    TelnetCodec codec;
    std::string text;
    codec.receive(std::string_view(bytes).substr(0, split), text);
    codec.receive(std::string_view(bytes).substr(split), text);
    EXPECT_EQ(text, want) << split;
  }
}

TEST(TelnetCodec, DoublesOnlyIac) {
  TelnetCodec codec;
  EXPECT_EQ(codec.encode("a\xff\r\n\0b"s), "a\xff\xff\r\n\0b"s);
}

TEST(TelnetCodec, APeerThatFlipsForEverIsCutOff) {
  for (const std::string& flip :
       {dos(TELNET_TELOPT_NAWS) + donts(TELNET_TELOPT_NAWS), dos(99), kAskType}) {
    TelnetCodec codec;
    std::size_t sent = 0;
    for (int i = 0; i < 100'000; ++i) sent += hear(codec, flip).replies.size();
    EXPECT_TRUE(codec.failed());
    EXPECT_LE(sent, TelnetCodec::kMostReplies);
  }
}

TEST(TelnetCodec, AKeptSessionMayNegotiateAgainNowAndThen) {
  TelnetCodec codec;
  for (int i = 0; i < 10'000; ++i) {
    EXPECT_FALSE(hear(codec, dos(TELNET_TELOPT_TM)).replies.empty());
    if (i % 100 == 0) {
      EXPECT_EQ(codec.encode("x"), "x");
    }
  }
  EXPECT_FALSE(codec.failed());
}

TEST(TelnetCodec, AnEndlessSubnegotiationOrCompressionFails) {
  TelnetCodec endless;
  std::string text;
  endless.receive("\xff\xfa\x18", text);
  for (int i = 0; i < 100; ++i) endless.receive(std::string(4096, 'x'), text);
  EXPECT_TRUE(endless.failed());

  TelnetCodec packed;
  text.clear();
  packed.receive("\xff\xfa\x56\xff\xf0", text);  // SB COMPRESS2 SE
  packed.receive("\x78\x9c\x4b\x04\x00\x00\x62\x00\x62", text);
  EXPECT_TRUE(packed.failed());
  EXPECT_EQ(text, "");
}

class Telnet : public testing::Test {
 protected:
  std::unique_ptr<Transport> open(const Peer& peer) {
    return open_telnet(connected(io_, peer.port()));
  }
  asio::io_context io_{1};
};

TEST_F(Telnet, ReadsTextRepliesAndWrites) {
  std::string first, second;
  Peer peer([&](int fd) {
    send_all(fd, dos(TELNET_TELOPT_NAWS));
    read_until(fd, kSize);
    send_all(fd, "login: ");
    if (read_until(fd, "a\xff\xff"s + "b\r\n")) send_all(fd, "ok# ");
    read_until(fd, "never");
  });
  const auto telnet = open(peer);
  EXPECT_FALSE(telnet->authenticated());
  EXPECT_EQ(telnet->line_end(), "\r\n");
  EXPECT_EQ(expect(io_, *telnet, "login: ").value_or("?"), "login: ");
  EXPECT_TRUE(run(io_, telnet->write("a\xff"
                                     "b\r\n")));
  EXPECT_EQ(expect(io_, *telnet, "# ").value_or("?"), "ok# ");
  EXPECT_TRUE(telnet->alive());
}

TEST_F(Telnet, UrgentDataStaysInTheStream) {
  Peer peer([&](int fd) {
    send_all(fd, "a\xff");
    send(fd, "\xf2", 1, MSG_OOB);  // the second half of IAC DM, as telnetd sends it
    send_all(fd, "b# ");
    read_until(fd, "never");
  });
  const auto telnet = open(peer);
  EXPECT_EQ(expect(io_, *telnet, "# ").value_or("?"), "ab# ");
}

TEST_F(Telnet, EndsAreToldApart) {
  Peer gone([](int fd) { send_all(fd, "bye"); });
  auto telnet = open(gone);
  EXPECT_EQ(expect(io_, *telnet, "bye").value_or("?"), "bye");
  char some[10];
  EXPECT_EQ(run(io_, telnet->read_some(some, kForever)).error().code, Errc::disconnected);
  EXPECT_FALSE(telnet->alive());

  Peer quiet([](int fd) { read_until(fd, "never"); });
  telnet = open(quiet);
  asio::steady_timer later(io_, 20ms);
  later.async_wait([&](const std::error_code&) { telnet->cancel(Errc::timeout); });
  EXPECT_EQ(run(io_, telnet->read_some(some, kForever)).error().code, Errc::timeout);
  EXPECT_EQ(run(io_, telnet->write("x")).error().code, Errc::timeout);
  EXPECT_EQ(run(io_, telnet->exec("x", 1)).error().code, Errc::protocol_error);
}

TEST_F(Telnet, AReadEndsWhenTheDeviceRests) {
  Peer slow([](int fd) {
    send_all(fd, "Pass");
    read_until(fd, "more");
    send_all(fd, "word: ");
    read_until(fd, "never");
  });
  const auto telnet = open(slow);
  EXPECT_EQ(expect(io_, *telnet, "Pass").value_or("?"), "Pass");
  char some[10];
  EXPECT_EQ(run(io_, telnet->read_some(some, 5ms)).value_or(99), 0u);
  EXPECT_TRUE(telnet->alive()) << "a rest is no end";
  ASSERT_TRUE(run(io_, telnet->write("more")));
  EXPECT_EQ(expect(io_, *telnet, "word: ").value_or("?"), "word: ");
  EXPECT_EQ(run(io_, telnet->read_some(some, 5ms)).value_or(99), 0u);
}

TEST_F(Telnet, APeerThatDoesNotReadHoldsUpNothing) {
  Peer deaf([&](int) { deaf.hold(); });
  const auto telnet = open(deaf);
  asio::steady_timer later(io_, 100ms);
  later.async_wait([&](const std::error_code&) { telnet->cancel(Errc::timeout); });
  EXPECT_EQ(run(io_, telnet->write(std::string(64 << 20, 'x'))).error().code, Errc::timeout);
}

TEST_F(Telnet, AnotherSessionGetsItsTurnDuringAFlood) {
  Peer flood([](int fd) {
    const std::string much(1 << 20, 'x');
    for (int i = 0; i < 64; ++i) send_all(fd, much);
    read_until(fd, "never");
  });
  const auto telnet = open(flood);
  bool other_ran = false, flooding = true;
  auto other = [&]() -> Awaitable<void> {
    const auto executor = co_await asio::this_coro::executor;
    co_await asio::post(executor, asio::use_awaitable);
    other_ran = flooding;
  };
  auto reader = [&]() -> Awaitable<void> {
    static char some[16384];
    for (std::size_t sum = 0; sum < (64u << 20);) {
      const auto got = co_await telnet->read_some(some, kForever);
      if (!got) break;
      sum += *got;
    }
    flooding = false;
  };
  asio::co_spawn(io_, reader, asio::detached);
  asio::co_spawn(io_, other, asio::detached);
  io_.restart();
  io_.run();
  EXPECT_TRUE(other_ran);
}

}  // namespace
}  // namespace showd::test
