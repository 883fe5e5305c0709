#include <fcntl.h>
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "unit/transport/peers.hpp"

namespace showd::test {
namespace {

using testing::HasSubstr;

const auto kV4 = asio::ip::make_address("127.0.0.1");
const auto kV6 = asio::ip::make_address("::1");

void drain(int fd) { read_until(fd, "never"); }

/// A port on which nobody listens: the kernel gave it to us, and we keep it.
class DeafPort {
 public:
  DeafPort() : fd_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof at;
    EXPECT_EQ(bind(fd_, reinterpret_cast<sockaddr*>(&at), size), 0);
    getsockname(fd_, reinterpret_cast<sockaddr*>(&at), &size);
    port_ = ntohs(at.sin_port);
  }
  ~DeafPort() {
    for (const int one : waiting_) close(one);
    close(fd_);
  }
  /// From now on the SYNs are dropped: it listens, but its queue is full and nobody accepts.
  void become_a_black_hole() {
    ASSERT_EQ(listen(fd_, 0), 0);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    at.sin_port = htons(port_);
    for (int i = 0; i < 4; ++i) {
      waiting_.push_back(socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
      connect(waiting_.back(), reinterpret_cast<sockaddr*>(&at), sizeof at);
    }
  }
  [[nodiscard]] std::uint16_t port() const { return port_; }

 private:
  const int fd_;
  std::uint16_t port_ = 0;
  std::vector<int> waiting_;
};

TEST(Dial, ConnectsAndSetsTheSocketUp) {
  asio::io_context io{1};
  Peer peer(drain);
  Helpers helpers;
  Resolver resolver(helpers);
  const auto socket = run(io, dial(resolver, "127.0.0.1", peer.port(), patience()));
  ASSERT_TRUE(socket) << socket.error().message;
  const int fd = const_cast<tcp::socket&>(*socket).native_handle();
  EXPECT_NE(fcntl(fd, F_GETFL) & O_NONBLOCK, 0);
  EXPECT_NE(fcntl(fd, F_GETFD) & FD_CLOEXEC, 0);
  for (const auto& [level, option] :
       {std::pair<int, int>{IPPROTO_TCP, TCP_NODELAY}, {SOL_SOCKET, SO_KEEPALIVE}}) {
    int value = 0;
    socklen_t size = sizeof value;
    getsockopt(fd, level, option, &value, &size);
    EXPECT_NE(value, 0) << option;
  }
}

TEST(Dial, NamesHostAndPortOfARefusal) {
  asio::io_context io{1};
  DeafPort deaf;
  Helpers helpers;
  Resolver resolver(helpers, [](const std::string&) { return Resolver::Addresses{kV4}; });
  const auto socket = run(io, dial(resolver, "r1.example", deaf.port(), patience()));
  ASSERT_FALSE(socket);
  EXPECT_EQ(socket.error().code, Errc::refused);
  EXPECT_EQ(socket.error().stage, Stage::connect);
  EXPECT_THAT(socket.error().message, HasSubstr("r1.example:" + std::to_string(deaf.port())));
  EXPECT_THAT(socket.error().message, HasSubstr("127.0.0.1"));
}

TEST(Dial, ABlackHoleEndsAtTheDeadline) {
  asio::io_context io{1};
  DeafPort hole;
  hole.become_a_black_hole();
  Helpers helpers;
  Resolver resolver(helpers);
  const auto socket = run(io, dial(resolver, "127.0.0.1", hole.port(), soon()));
  ASSERT_FALSE(socket);
  EXPECT_EQ(socket.error().code, Errc::timeout);
  EXPECT_EQ(socket.error().stage, Stage::connect);
}

TEST(Dial, TheOtherFamilyWinsWhenTheFirstIsRefusedOrSilent) {
  asio::io_context io{1};
  Peer peer(drain);
  Helpers helpers;
  Resolver refused(helpers, [](const std::string&) { return Resolver::Addresses{kV6, kV4}; });
  const auto socket = run(io, dial(refused, "r1.example", peer.port(), patience()));
  ASSERT_TRUE(socket) << socket.error().message;
  EXPECT_EQ(socket->remote_endpoint().address(), kV4);

  DeafPort hole;
  hole.become_a_black_hole();
  const int v6 = ::socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in6 at{};
  at.sin6_family = AF_INET6;
  at.sin6_addr = in6addr_loopback;
  at.sin6_port = htons(hole.port());
  if (bind(v6, reinterpret_cast<sockaddr*>(&at), sizeof at) != 0 || listen(v6, 4) != 0)
    GTEST_SKIP() << "no IPv6 on loopback, or the port is taken";
  // RFC 8305, 4: three of the first family would come before the one that works, were they not
  // interleaved; the deadline leaves time for two attempts only.
  Resolver silent(helpers, [](const std::string&) {
    return Resolver::Addresses{kV4, kV4, kV4, kV4, kV4, kV4, kV6};
  });
  const auto second = run(io, dial(silent, "r1.example", hole.port(), patience()));
  ASSERT_TRUE(second) << second.error().message;
  EXPECT_EQ(second->remote_endpoint().address(), kV6);
  close(v6);
}

TEST(Dial, NoDescriptorLeftIsOurOwnLimit) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "UBSan's vptr check needs a free descriptor itself";
#endif
  asio::io_context io{1};
  asio::steady_timer first_use(io);
  Helpers helpers;
  Resolver resolver(helpers);
  Peer peer(drain);
  const int next = dup(0);
  rlimit before{};
  getrlimit(RLIMIT_NOFILE, &before);
  rlimit none = before;
  none.rlim_cur = static_cast<rlim_t>(next);
  setrlimit(RLIMIT_NOFILE, &none);
  EXPECT_EQ(dup(0), -1);
  const auto socket = run(io, dial(resolver, "127.0.0.1", peer.port(), patience()));
  setrlimit(RLIMIT_NOFILE, &before);
  close(next);
  ASSERT_FALSE(socket);
  EXPECT_EQ(socket.error().code, Errc::resource_limit) << socket.error().message;
}

TEST(Resolver, LiteralsNeverReachAHelper) {
  asio::io_context io{1};
  Helpers helpers;
  Resolver resolver(helpers,
                    [](const std::string&) -> Result<Resolver::Addresses> { std::abort(); });
  for (const char* literal : {"192.0.2.1", "2001:db8::1"}) {
    const auto found = run(io, resolver.resolve(literal, 22, patience()));
    ASSERT_TRUE(found) << literal;
    EXPECT_EQ(found->front().address(), asio::ip::make_address(literal));
    EXPECT_EQ(found->front().port(), 22);
  }
}

TEST(Resolver, SharesALookupThatIsUnderWayAndRemembersTheAnswer) {
  asio::io_context io{1};
  std::promise<void> both_asked;
  std::atomic<int> lookups = 0;
  Helpers helpers;
  Resolver resolver(helpers, [&](const std::string&) {
    if (++lookups == 1) both_asked.get_future().wait();
    return Resolver::Addresses{kV4};
  });
  int answered = 0;
  auto ask = [&]() -> Awaitable<void> {
    const auto found = co_await resolver.resolve("r1.example", 22, patience());
    if (found) ++answered;
  };
  asio::co_spawn(io, ask, asio::detached);
  asio::co_spawn(io, ask, asio::detached);
  io.poll();
  both_asked.set_value();
  io.run();
  EXPECT_TRUE(run(io, resolver.resolve("r1.example", 23, patience())));
  EXPECT_EQ(answered, 2);
  EXPECT_EQ(lookups, 1);
}

TEST(Resolver, RemembersAFailureBriefly) {
  asio::io_context io{1};
  std::atomic<int> lookups = 0;
  Helpers helpers;
  Resolver resolver(helpers, [&](const std::string&) -> Result<Resolver::Addresses> {
    ++lookups;
    return fail(Errc::name_not_found, Stage::dns, "no such name");
  });
  for (int i = 0; i < 3; ++i) {
    const auto found = run(io, resolver.resolve("r1.example", 22, patience()));
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().code, Errc::name_not_found);
  }
  EXPECT_EQ(lookups, 1);
}

TEST(Resolver, ASlowNameEndsAtTheDeadlineAndHoldsUpNoOther) {
  asio::io_context io{1};
  std::promise<void> done;
  std::shared_future<void> waits = done.get_future().share();
  Helpers helpers;
  Resolver resolver(helpers, [&](const std::string& host) {
    if (host == "slow.example") waits.wait();
    return Resolver::Addresses{kV4};
  });
  const auto slow = run(io, resolver.resolve("slow.example", 22, soon()));
  ASSERT_FALSE(slow);
  EXPECT_EQ(slow.error().code, Errc::timeout);
  EXPECT_EQ(slow.error().stage, Stage::dns);
  EXPECT_TRUE(run(io, resolver.resolve("quick.example", 22, patience())));
  done.set_value();
}

TEST(Resolver, ALoopMayGoWhileItsLookupIsUnderWay) {
  std::promise<void> loop_gone;
  std::atomic<bool> asked = false;
  {
    Helpers helpers;
    Resolver resolver(helpers, [&](const std::string&) {
      asked = true;
      loop_gone.get_future().wait();
      return Resolver::Addresses{kV4};
    });
    auto io = std::make_unique<asio::io_context>(1);
    auto ask = [&]() -> Awaitable<void> {
      const auto found = co_await resolver.resolve("r1.example", 22, patience());
      ADD_FAILURE() << found.has_value();
    };
    asio::co_spawn(*io, ask, asio::detached);
    io->poll();
    while (!asked) std::this_thread::yield();
    io.reset();
    loop_gone.set_value();
  }  // joins the helper: it has delivered to nobody
}

TEST(Resolver, AnAnswerThatIsDoubtedIsAskedForAnewOnceItHasAged) {
  asio::io_context io{1};
  std::atomic<int> lookups = 0;
  Helpers helpers;
  Resolver resolver(helpers, [&](const std::string&) {
    ++lookups;
    return Resolver::Addresses{kV4};
  });
  EXPECT_TRUE(run(io, resolver.resolve("r1.example", 22, patience())));
  resolver.doubt("r1.example");  // forty devices behind one name doubt it forty times
  resolver.doubt("unknown.example");
  EXPECT_TRUE(run(io, resolver.resolve("r1.example", 22, patience())));
  EXPECT_EQ(lookups, 1);
  const Monotonic aged = system_clock().now() + 6s;
  while (system_clock().now() < aged) std::this_thread::yield();
  resolver.doubt("r1.example");
  EXPECT_TRUE(run(io, resolver.resolve("r1.example", 22, patience())));
  EXPECT_EQ(lookups, 2);
}

TEST(Resolver, TheSystemKnowsLocalhostAndNotAnInvalidName) {
  asio::io_context io{1};
  Helpers helpers;
  Resolver resolver(helpers);
  const auto found = run(io, resolver.resolve("localhost", 22, patience()));
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_TRUE(found->front().address().is_loopback());
  const auto bad = run(io, resolver.resolve("no..such..name", 22, patience()));
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().stage, Stage::dns);
  EXPECT_THAT(bad.error().message, HasSubstr("no..such..name"));
}

}  // namespace
}  // namespace showd::test
