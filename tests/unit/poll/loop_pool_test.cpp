#include "poll/loop_pool.hpp"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <set>
#include <thread>

#include "base/bounded_queue.hpp"
#include "unit/poll/scripted_device.hpp"

namespace showd {
namespace {

using namespace std::chrono_literals;
using test::ScriptedDevice;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using Seen = ScriptedDevice::Seen;

/// Far enough that only a test that is about to fail reaches it.
constexpr auto kNever = 10min;

/// A port whose queue of connections is full: Linux drops what comes then, so connecting hangs.
class DeafPort {
 public:
  DeafPort() : listener_(open_socket()) {
    const sockaddr_in address = test::listen_on_loopback(listener_, 0);
    port = ntohs(address.sin_port);
    for (int& fd : fillers_) {
      fd = open_socket();
      (void)::connect(fd, reinterpret_cast<const sockaddr*>(&address),
                      sizeof address);  // non-blocking: in the queue, or already dropped
    }
  }
  ~DeafPort() {
    for (const int fd : fillers_) ::close(fd);
    ::close(listener_);
  }
  std::uint16_t port = 0;

 private:
  static int open_socket() { return ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0); }
  int listener_;
  int fillers_[4];
};

class LoopPoolTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    std::string pattern = (std::filesystem::temp_directory_path() / "showd_poll_XXXXXX").string();
    folder = mkdtemp(pattern.data());
    chmod(folder.c_str(), 0755);
    std::filesystem::copy(SHOWD_CISCO_IOS, folder / "cisco_ios.so");
    chmod((folder / "cisco_ios.so").c_str(), 0755);
    platforms = std::make_unique<PlatformRegistry>(folder);
  }
  static void TearDownTestSuite() {
    platforms.reset();
    std::filesystem::remove_all(folder);
  }

  LoopPool& start(PollingLimits limits = {}) {
    limits.threads = 1;
    pool = std::make_unique<LoopPool>(
        limits, *platforms, host_keys, helpers,
        [this](PollResult result) { EXPECT_TRUE(results.try_push(std::move(result))); });
    Credentials credentials;
    credentials["good"] = {"good", "admin", Secret("cisco"), {}, {}, {}};
    credentials["bad"] = {"bad", "admin", Secret("wrong"), {}, {}, {}};
    pool->set_credentials(std::make_shared<const Credentials>(std::move(credentials)));
    return *pool;
  }

  static Device telnet(std::uint16_t port, std::string name = "r1") {
    Device device{.name = std::move(name), .inventory = "lab", .address = "127.0.0.1"};
    device.port = port;
    device.platform = "cisco_ios";
    device.transport = TransportKind::telnet;
    device.credentials = {"good"};
    device.commands = {"show ip interface brief"};
    device.deadline = kNever;
    return device;
  }
  static PollRequest job(const Device& device, std::chrono::milliseconds period = 0ms) {
    return {std::make_shared<const Device>(device), 7, {}, period};
  }

  PollResult next() {
    auto result = results.pop_for(60s);
    EXPECT_TRUE(result) << "no result came";
    return result ? *std::move(result) : PollResult{};
  }
  PollResult poll(const PollRequest& wanted) {
    pool->submit(wanted);
    return next();
  }
  void expect_error(const PollResult& result, Errc code, Stage stage, const char* message) {
    ASSERT_TRUE(result.error);
    EXPECT_EQ(to_string(result.error->code), to_string(code)) << result.error->message;
    EXPECT_EQ(to_string(result.error->stage), to_string(stage)) << result.error->message;
    EXPECT_THAT(result.error->message, HasSubstr(message));
  }

  void wait_for_waiting(std::size_t many) {  // or until ctest's time is over
    while (pool->waiting(Lane::main) + pool->waiting(Lane::failing) != many)
      std::this_thread::yield();
  }

  static inline std::filesystem::path folder;
  static inline std::unique_ptr<PlatformRegistry> platforms;
  HostKeys host_keys;
  Helpers helpers;
  BoundedQueue<PollResult> results{1000};
  std::unique_ptr<LoopPool> pool;
};

TEST_F(LoopPoolTest, APollBringsInterfacesAndLogsOut) {
  ScriptedDevice device;
  start();
  const PollResult result = poll(job(telnet(device.port())));
  ASSERT_TRUE(result.ok()) << result.error->message;
  EXPECT_EQ(result.run, 7u);
  EXPECT_TRUE(result.reachable);
  EXPECT_FALSE(result.session_reused);
  ASSERT_EQ(result.interfaces.size(), 2u);
  EXPECT_EQ(result.interfaces[0].if_name, "GigabitEthernet0/0");
  EXPECT_EQ(result.interfaces[1].admin_status, AdminStatus::down);
  EXPECT_TRUE(result.transcripts.empty());
  EXPECT_TRUE(device.wait([](const Seen& seen) { return seen.logouts == 1 && seen.open == 0; }));
}

TEST_F(LoopPoolTest, ASessionIsKeptUntilItIsForgotten) {
  ScriptedDevice device;
  start();
  EXPECT_FALSE(poll(job(telnet(device.port()), 10s)).session_reused);
  for (int i = 0; i < 3; ++i) {
    const PollResult again = poll(job(telnet(device.port()), 10s));
    EXPECT_TRUE(again.ok());
    EXPECT_TRUE(again.session_reused);
  }
  EXPECT_EQ(device.seen().logins, 1);
  EXPECT_EQ(device.seen().logouts, 0);
  EXPECT_EQ(pool->sessions_open(), 1u);
  pool->forget("r1");
  EXPECT_TRUE(device.wait([](const Seen& seen) { return seen.logouts == 1 && seen.open == 0; }));
  EXPECT_FALSE(poll(job(telnet(device.port()), 10s)).session_reused);
  EXPECT_EQ(device.seen().logins, 2);
}

TEST_F(LoopPoolTest, ADeviceThatIsForgottenWhileItIsPolledLeavesNoSession) {
  ScriptedDevice device;
  device.hold_logins();
  start();
  pool->submit(job(telnet(device.port()), 10s));
  ASSERT_TRUE(device.wait([](const Seen& seen) { return seen.in_login == 1; }));
  pool->forget("r1");
  device.release_logins();
  EXPECT_TRUE(next().ok());
  EXPECT_TRUE(device.wait([](const Seen& seen) { return seen.logouts == 1 && seen.open == 0; }));
}

TEST_F(LoopPoolTest, ASessionIsNotKeptForADeviceThatSaysNeverNorForAnother) {
  ScriptedDevice device, other;
  start();
  Device never = telnet(device.port());
  never.keep = Keep::never;
  EXPECT_TRUE(poll(job(never, 10s)).ok());
  EXPECT_TRUE(device.wait([](const Seen& seen) { return seen.logouts == 1; }));
  EXPECT_TRUE(poll(job(telnet(device.port()), 10s)).ok());
  EXPECT_FALSE(poll(job(telnet(other.port()), 10s)).session_reused);  // r1 moved
  EXPECT_TRUE(device.wait([](const Seen& seen) { return seen.logouts == 2; }));
  EXPECT_EQ(other.seen().logins, 1);
}

TEST_F(LoopPoolTest, AKeptSessionThatTheDeviceCutIsReopenedInTheSamePoll) {
  ScriptedDevice device;
  start();
  EXPECT_TRUE(poll(job(telnet(device.port()), 10s)).ok());
  device.cut_all();
  const PollResult again = poll(job(telnet(device.port()), 10s));
  ASSERT_TRUE(again.ok()) << again.error->message;
  EXPECT_FALSE(again.session_reused);
  EXPECT_EQ(again.interfaces.size(), 2u);
  EXPECT_EQ(device.seen().logins, 2);
}

TEST_F(LoopPoolTest, TheDeadlineIsToldWithItsStage) {
  using Silent = ScriptedDevice::Silent;
  start();
  for (const auto& [silent, stage] : {std::pair{Silent::at_once, Stage::auth},
                                      {Silent::after_password, Stage::auth},
                                      {Silent::after_command, Stage::command}}) {
    ScriptedDevice device(silent);
    Device slow = telnet(device.port());
    slow.deadline = 400ms;
    const PollResult result = poll(job(slow, 10s));
    expect_error(result, Errc::timeout, stage, "not done within the poll's deadline of 400ms");
    EXPECT_THAT(result.error->message, HasSubstr(to_string(stage)));
    EXPECT_TRUE(device.wait([](const Seen& seen) { return seen.open == 0; }));
  }
}

TEST_F(LoopPoolTest, ARefusedPortIsToldAsSuch) {
  std::uint16_t port = 0;
  { port = ScriptedDevice().port(); }  // nobody listens there any more
  start();
  const PollResult result = poll(job(telnet(port)));
  expect_error(result, Errc::refused, Stage::connect, "");
  EXPECT_FALSE(result.reachable);
}

TEST_F(LoopPoolTest, CredentialsAreTriedInOrder) {
  ScriptedDevice device;
  start();
  Device wanted = telnet(device.port());
  wanted.credentials = {"bad"};
  expect_error(poll(job(wanted)), Errc::auth_failed, Stage::auth, "");
  wanted.credentials = {"bad", "missing", "good"};
  EXPECT_TRUE(poll(job(wanted)).ok());
  EXPECT_EQ(device.seen().refused, 2);
  wanted.credentials = {"missing"};
  expect_error(poll(job(wanted)), Errc::no_credentials, Stage::auth, "'missing'");
  wanted.credentials = {};
  expect_error(poll(job(wanted)), Errc::no_credentials, Stage::auth, "names no credentials");
}

TEST_F(LoopPoolTest, AnUnknownPlatformIsRefusedUnasked) {
  ScriptedDevice device;
  start();
  Device wanted = telnet(device.port());
  wanted.platform = "toaster";
  expect_error(poll(job(wanted)), Errc::parse_failed, Stage::parse, "'toaster'");
  EXPECT_EQ(device.seen().open, 0);
}

TEST_F(LoopPoolTest, RawCommandsComeBackAsTheyAreAndForbiddenOnesAreNeverSent) {
  ScriptedDevice device;
  start();
  PollRequest raw = job(telnet(device.port()));
  raw.raw_commands = {"show ip interface brief"};
  const PollResult shown = poll(raw);
  ASSERT_TRUE(shown.ok()) << shown.error->message;
  ASSERT_EQ(shown.transcripts.size(), 1u);
  EXPECT_THAT(shown.transcripts[0].output, testing::StartsWith("Interface "));
  EXPECT_THAT(shown.transcripts[0].output, Not(HasSubstr("r1>")));
  EXPECT_TRUE(shown.interfaces.empty());
  for (const char* forbidden : {"reload", "show version\nreload", "configure terminal"}) {
    raw.raw_commands = {"show ip interface brief", forbidden};
    expect_error(poll(raw), Errc::command_forbidden, Stage::command, "not a read-only command");
  }
  raw.raw_commands = {"show nonsense"};
  expect_error(poll(raw), Errc::command_rejected, Stage::command, "");
  EXPECT_TRUE(device.wait([](const Seen& seen) { return seen.logouts == 2; }));
  EXPECT_EQ(device.seen().logins, 2) << "what is forbidden costs no login";
  for (const std::string& command : device.seen().commands) {
    EXPECT_THAT(command, Not(HasSubstr("reload")));
    EXPECT_THAT(command, Not(HasSubstr("configure")));
  }
}

TEST_F(LoopPoolTest, OnlySoManyHandshakesAtOnce) {
  ScriptedDevice device;
  device.hold_logins();
  PollingLimits limits;
  limits.max_handshakes = 2;
  limits.max_logins_per_address = 5;
  limits.login_patience = kNever;
  start(limits);
  for (int i = 0; i < 6; ++i) pool->submit(job(telnet(device.port(), "r" + std::to_string(i))));
  EXPECT_TRUE(device.wait([](const Seen& seen) { return seen.named == 2; }));
  wait_for_waiting(4);  // three of them connected, one for the address
  EXPECT_EQ(device.seen().in_login, 5);
  device.release_logins();
  for (int i = 0; i < 6; ++i) EXPECT_TRUE(next().ok());
  EXPECT_EQ(device.seen().most_named, 2);
  wait_for_waiting(0);
}

/// One place, which nobody lends.
PollingLimits one_place() {
  PollingLimits limits;
  limits.max_handshakes = 1;
  limits.max_logins_per_address = 100;
  limits.login_patience = kNever;
  limits.connect_timeout = kNever;
  return limits;
}

TEST_F(LoopPoolTest, WhoHasNotSpokenHoldsNoPlace) {
  ScriptedDevice silent(ScriptedDevice::Silent::at_once), good;
  DeafPort deaf;
  start(one_place());
  for (int i = 0; i < 10; ++i) {
    const std::string number = std::to_string(i);
    pool->submit(job(telnet(silent.port(), "console" + number)));
    pool->submit(job(telnet(deaf.port, "unanswered" + number)));
    Device ssh = telnet(silent.port(), "ssh" + number);
    ssh.transport = TransportKind::ssh;
    pool->submit(job(ssh));
  }
  EXPECT_TRUE(silent.wait([](const Seen& seen) { return seen.in_login > 0; }));
  for (int i = 0; i < 3; ++i) {
    const PollResult result = poll(job(telnet(good.port(), "good")));
    EXPECT_EQ(result.device->name, "good");
    EXPECT_TRUE(result.ok()) << result.error->message;
  }
}

TEST_F(LoopPoolTest, APlaceKeptForLongIsLent) {
  ScriptedDevice slow, good;
  slow.hold_logins();
  PollingLimits limits = one_place();
  limits.login_patience = 10ms;
  start(limits);
  for (int i = 0; i < 5; ++i) pool->submit(job(telnet(slow.port(), "slow" + std::to_string(i))));
  EXPECT_TRUE(slow.wait([](const Seen& seen) { return seen.named > 0; }));
  EXPECT_EQ(poll(job(telnet(good.port(), "good"))).device->name, "good");
  slow.release_logins();
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(next().ok());
}

TEST_F(LoopPoolTest, DevicesThatFailedLastWaitAmongThemselves) {
  ScriptedDevice slow, good;
  start(one_place());
  Device failed = telnet(slow.port(), "failed");
  failed.credentials = {"bad"};
  EXPECT_FALSE(poll(job(failed)).ok());
  failed.credentials = {"good"};
  slow.hold_logins();
  pool->submit(job(failed));
  EXPECT_TRUE(slow.wait([](const Seen& seen) { return seen.named == 1; }));
  EXPECT_TRUE(poll(job(telnet(good.port(), "good"))).ok());
  pool->submit(job(telnet(slow.port(), "new")));  // now the others' place is taken, too
  EXPECT_TRUE(slow.wait([](const Seen& seen) { return seen.named == 2; }));
  pool->submit(job(telnet(good.port(), "later")));
  wait_for_waiting(1);
  EXPECT_EQ(pool->waiting(Lane::failing), 0u);
  slow.release_logins();
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(next().ok());
}

TEST_F(LoopPoolTest, WhoWaitsInVainIsToldThatItWasOursAndGoesFirstNextTime) {
  ScriptedDevice slow, good, other;
  slow.hold_logins();
  start(one_place());
  pool->submit(job(telnet(slow.port(), "slow")));
  EXPECT_TRUE(slow.wait([](const Seen& seen) { return seen.named == 1; }));
  Device wanted = telnet(good.port(), "wanted");
  wanted.deadline = 50ms;
  expect_error(poll(job(wanted, 1ms)), Errc::not_asked, Stage::limit, "polling.max_handshakes");
  EXPECT_EQ(good.seen().most_named, 0);
  good.hold_logins();
  other.hold_logins();
  pool->submit(job(telnet(other.port(), "other")));
  wait_for_waiting(1);
  wanted.deadline = kNever;
  pool->submit(job(wanted, 1ms));
  wait_for_waiting(2);
  slow.release_logins();
  EXPECT_TRUE(good.wait([](const Seen& seen) { return seen.named == 1; }));
  EXPECT_EQ(other.seen().most_named, 0);
  good.release_logins();
  other.release_logins();
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(next().ok());
}

TEST_F(LoopPoolTest, WaitingIsNotOfTheDevicesTime) {
  ScriptedDevice slow, good;
  slow.hold_logins();
  start(one_place());
  pool->submit(job(telnet(slow.port(), "slow")));
  EXPECT_TRUE(slow.wait([](const Seen& seen) { return seen.named == 1; }));
  Device patient = telnet(good.port(), "patient");
  patient.deadline = 2s;
  pool->submit(job(patient, 1h));
  wait_for_waiting(1);
  while (pool->longest_wait() < patient.deadline) std::this_thread::yield();
  slow.release_logins();
  for (const PollResult& result : {next(), next()}) {
    ASSERT_TRUE(result.ok()) << result.error->message;
    if (result.device->name != "patient") continue;
    EXPECT_LT(result.duration, patient.deadline);
  }
}

TEST_F(LoopPoolTest, OnlySoManyLoginsAtOneAddress) {
  ScriptedDevice device;
  device.hold_logins();
  PollingLimits limits;
  limits.max_logins_per_address = 2;
  limits.login_patience = kNever;
  start(limits);
  for (int i = 0; i < 6; ++i) pool->submit(job(telnet(device.port(), "r" + std::to_string(i))));
  EXPECT_TRUE(device.wait([](const Seen& seen) { return seen.in_login == 2; }));
  wait_for_waiting(4);
  device.release_logins();
  for (int i = 0; i < 6; ++i) EXPECT_TRUE(next().ok());
  EXPECT_EQ(device.seen().most_in_login, 2);
}

TEST_F(LoopPoolTest, AKeptSessionThatIsSilentIsReopenedInTheSamePoll) {
  ScriptedDevice device;
  start();
  Device wanted = telnet(device.port());
  wanted.deadline = 8s;
  EXPECT_TRUE(poll(job(wanted, 10s)).ok());
  device.fall_silent();
  const PollResult again = poll(job(wanted, 10s));
  ASSERT_TRUE(again.ok()) << again.error->message;
  EXPECT_FALSE(again.session_reused);
  EXPECT_TRUE(again.reachable);
  EXPECT_EQ(device.seen().logins, 2);
}

TEST_F(LoopPoolTest, WhereThereIsNoRoomOneWaitsForIt) {
  ScriptedDevice slow, good;
  slow.hold_logins();
  PollingLimits limits;
  limits.max_sessions = 1;
  start(limits);
  pool->submit(job(telnet(slow.port(), "slow"), 10s));
  EXPECT_TRUE(slow.wait([](const Seen& seen) { return seen.named == 1; }));
  EXPECT_EQ(pool->sessions_open(), 1u);
  Device late = telnet(good.port(), "late");
  late.deadline = 50ms;
  expect_error(poll(job(late, 1ms)), Errc::resource_limit, Stage::limit, "polling.max_sessions");
  late.deadline = kNever;
  pool->submit(job(late, 10s));
  wait_for_waiting(1);
  EXPECT_EQ(pool->sessions_open(), 1u);
  slow.release_logins();
  EXPECT_TRUE(next().ok());
  EXPECT_TRUE(next().ok());
  EXPECT_TRUE(slow.wait([](const Seen& seen) { return seen.logouts == 1; }));
  EXPECT_EQ(pool->sessions_open(), 1u);
}

TEST_F(LoopPoolTest, WiderLimitsLetInWhoWaits) {
  ScriptedDevice device;
  device.hold_logins();
  PollingLimits limits = one_place();
  limits.max_logins_per_address = 2;
  start(limits);
  for (int i = 0; i < 4; ++i) pool->submit(job(telnet(device.port(), "r" + std::to_string(i))));
  EXPECT_TRUE(device.wait([](const Seen& seen) { return seen.named == 1; }));
  wait_for_waiting(3);  // one of them for its handshake, two for the address
  limits.max_logins_per_address = 4;
  pool->set_limits(limits);
  EXPECT_TRUE(device.wait([](const Seen& seen) { return seen.in_login == 4; }));
  EXPECT_EQ(device.seen().named, 1);
  limits.max_handshakes = 3;
  pool->set_limits(limits);
  EXPECT_TRUE(device.wait([](const Seen& seen) { return seen.named == 3; }));
  device.release_logins();
  for (int i = 0; i < 4; ++i) EXPECT_TRUE(next().ok());
  EXPECT_EQ(device.seen().most_named, 3);
}

TEST_F(LoopPoolTest, NarrowerLimitsHoldForWhatComesNext) {
  ScriptedDevice device;
  DeafPort deaf;
  PollingLimits limits;
  limits.connect_timeout = kNever;
  start(limits);
  EXPECT_TRUE(poll(job(telnet(device.port()), 10s)).ok());
  limits.connect_timeout = 50ms;
  pool->set_limits(limits);
  expect_error(poll(job(telnet(deaf.port, "deaf"))), Errc::timeout, Stage::connect, "");
  limits.max_interfaces = 1;
  pool->set_limits(limits);
  const PollResult many = poll(job(telnet(device.port()), 10s));
  expect_error(many, Errc::too_many_interfaces, Stage::limit, "2 interfaces, more than 1");
  EXPECT_TRUE(many.session_reused);
  limits.output_limit = 4096;
  pool->set_limits(limits);
  EXPECT_FALSE(poll(job(telnet(device.port()), 10s)).session_reused) << "it had the old limit";
  EXPECT_TRUE(poll(job(telnet(device.port()), 10s)).session_reused);
}

TEST_F(LoopPoolTest, FewerSessionsSendHomeThoseThatLieIdle) {
  ScriptedDevice device;
  PollingLimits limits;
  limits.max_sessions = 3;
  start(limits);
  for (const char* name : {"r1", "r2", "r3"})
    EXPECT_TRUE(poll(job(telnet(device.port(), name), 10s)).ok()) << name;
  limits.max_sessions = 1;
  pool->set_limits(limits);
  EXPECT_TRUE(device.wait([](const Seen& seen) { return seen.logouts == 2; }));
  EXPECT_TRUE(poll(job(telnet(device.port(), "r3"), 10s)).session_reused) << "used last";
  EXPECT_FALSE(poll(job(telnet(device.port(), "r1"), 10s)).session_reused);
  EXPECT_TRUE(device.wait([](const Seen& seen) { return seen.logouts == 3 && seen.open == 1; }));
}

TEST_F(LoopPoolTest, MoreInterfacesThanADeviceMayHaveAreAFailureAndNoPartOfThem) {
  ScriptedDevice device;
  PollingLimits limits;
  limits.max_interfaces = 1;
  start(limits);
  const PollResult result = poll(job(telnet(device.port()), 10s));
  expect_error(result, Errc::too_many_interfaces, Stage::limit, "2 interfaces, more than 1");
  EXPECT_TRUE(result.interfaces.empty());
  EXPECT_TRUE(poll(job(telnet(device.port()), 10s)).session_reused) << "the session is fit";
}

TEST_F(LoopPoolTest, PastMaxSessionsTheOneThatLayIdleLongestMakesRoom) {
  ScriptedDevice device;
  PollingLimits limits;
  limits.max_sessions = 2;
  start(limits);
  for (const char* name : {"r1", "r2", "r3"})
    EXPECT_TRUE(poll(job(telnet(device.port(), name), 10s)).ok()) << name;
  EXPECT_TRUE(device.wait([](const Seen& seen) { return seen.logouts == 1; }));
  EXPECT_TRUE(poll(job(telnet(device.port(), "r2"), 10s)).session_reused);
  EXPECT_FALSE(poll(job(telnet(device.port(), "r1"), 10s)).session_reused);
}

TEST_F(LoopPoolTest, StoppingDeliversEveryJobOnceAndLogsOut) {
  ScriptedDevice device, hanging(ScriptedDevice::Silent::after_password);
  PollingLimits limits;
  limits.max_logins_per_address = 5;
  start(limits);
  EXPECT_TRUE(poll(job(telnet(device.port(), "kept"), 10s)).ok());
  std::set<std::string> left;
  for (int i = 0; i < 20; ++i) {  // five hang in their login, fifteen wait for a place
    const std::string name = "r" + std::to_string(i);
    left.insert(name);
    pool->submit(job(telnet(hanging.port(), name)));
  }
  EXPECT_TRUE(hanging.wait([](const Seen& seen) { return seen.named == 5; }));
  pool->stop(0ms);
  EXPECT_EQ(device.seen().logouts, 1);
  EXPECT_EQ(pool->sessions_open(), 0u);
  while (const auto result = results.pop_for(0ms)) {
    EXPECT_EQ(left.erase(result->device->name), 1u) << result->device->name;
    ASSERT_TRUE(result->error);
    EXPECT_EQ(result->error->code, Errc::cancelled) << result->error->message;
  }
  EXPECT_TRUE(left.empty()) << *left.begin() << " was never delivered";
  pool->stop(0ms);  // idempotent
}

TEST_F(LoopPoolTest, StoppingGivesPollsUnderWayTheirGrace) {
  ScriptedDevice device;
  device.hold_logins();
  start();
  pool->submit(job(telnet(device.port()), 10s));
  EXPECT_TRUE(device.wait([](const Seen& seen) { return seen.in_login == 1; }));
  std::thread stopper([this] { pool->stop(kNever); });
  device.release_logins();
  stopper.join();
  EXPECT_TRUE(next().ok());
  EXPECT_EQ(device.seen().logouts, 1);
}

TEST_F(LoopPoolTest, AConnectThatNobodyAnswersIsDeliveredWhenTheLoopEnds) {
  DeafPort deaf;
  PollingLimits limits;
  limits.connect_timeout = kNever;
  limits.max_logins_per_address = 1;
  limits.login_patience = kNever;
  start(limits);
  pool->submit(job(telnet(deaf.port, "r1")));
  pool->submit(job(telnet(deaf.port, "r2")));  // waits for a place
  wait_for_waiting(1);
  pool->stop(0ms);
  std::set<std::string> told;
  while (const auto result = results.pop_for(0ms)) {
    EXPECT_TRUE(told.insert(result->device->name).second);
    ASSERT_TRUE(result->error);
    EXPECT_EQ(result->error->code, Errc::cancelled);
  }
  EXPECT_THAT(told, ElementsAre("r1", "r2"));
}

/// A parser that waits until it is let go, as one that hangs does for ever.
class HangingPlatform {
 public:
  HangingPlatform() {
    std::string pattern = (std::filesystem::temp_directory_path() / "showd_hang_XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
    chmod(folder_.c_str(), 0755);
    std::filesystem::copy(SHOWD_BAD_HANGS, folder_ / "hangs.so");
    chmod((folder_ / "hangs.so").c_str(), 0755);
    registry = std::make_unique<PlatformRegistry>(folder_);
  }
  ~HangingPlatform() {
    static auto* const left_behind = new std::vector<std::unique_ptr<PlatformRegistry>>;
    left_behind->push_back(std::move(registry));  // its thread goes on
    std::filesystem::remove_all(folder_);
  }
  std::unique_ptr<PlatformRegistry> registry;

 private:
  std::filesystem::path folder_;
};

TEST_F(LoopPoolTest, AParserThatHangsIsNamedAndLeftBehind) {
  HangingPlatform hanging;
  ScriptedDevice device;
  PollingLimits limits;
  limits.threads = 1;
  // The thread never ends: what it may use is never freed.
  auto* const keys = new HostKeys;
  auto* const left_behind = new Helpers;
  pool =
      std::make_unique<LoopPool>(limits, *hanging.registry, *keys, *left_behind, [](PollResult) {});
  Credentials credentials;
  credentials["good"] = {"good", "admin", Secret("cisco"), {}, {}, {}};
  pool->set_credentials(std::make_shared<const Credentials>(std::move(credentials)));
  Device wanted = telnet(device.port());
  wanted.platform = "hangs";
  wanted.commands = {"show bad"};
  pool->submit(job(wanted));
  const auto stuck = pool->stop(2s);  // in which the poll gets as far as its parser
  ASSERT_EQ(stuck.size(), 1u);
  EXPECT_EQ(stuck[0].device, "r1");
  EXPECT_EQ(stuck[0].platform, "hangs");
  EXPECT_EQ(stuck[0].command, "show bad");
  EXPECT_TRUE(pool->stop(0ms).empty());
}

TEST_F(LoopPoolTest, APasswordThatADeviceEchoesIsNotTold) {
  ScriptedDevice device;
  device.echo_password();
  start();
  const PollResult result = poll(job(telnet(device.port())));
  expect_error(result, Errc::command_rejected, Stage::command, "<secret>");
  EXPECT_THAT(result.error->message, Not(HasSubstr("cisco")));
}

TEST_F(LoopPoolTest, TheWatchdogSeesEveryLoopTurn) {
  start();
  (void)pool->all_loops_turned();  // pings
  while (!pool->all_loops_turned()) std::this_thread::yield();
}

}  // namespace
}  // namespace showd
