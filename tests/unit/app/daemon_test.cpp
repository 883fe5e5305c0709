#include "app/daemon.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "base/asio.hpp"
#include "unit/config/temp_dir.hpp"
#include "unit/http/client.hpp"
#include "unit/metrics/exposition.hpp"

namespace showd {
namespace {

using namespace std::chrono_literals;
using asio::ip::tcp;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kNextStart = "take effect at the next start";
const std::string kReloadOk = "showd_config_last_reload_successful";

tcp::endpoint any_port() { return {asio::ip::address_v4::loopback(), 0}; }

/// A port that nobody listens on, and nobody else gets meanwhile.
class RefusingPort {
 public:
  [[nodiscard]] std::uint16_t number() const { return bound_.local_endpoint().port(); }

 private:
  asio::io_context loop_;
  tcp::socket bound_{loop_, any_port()};
};

/// Takes connections and says nothing, so that whoever logs in keeps waiting.
class SilentPort {
 public:
  [[nodiscard]] std::uint16_t number() const { return acceptor_.local_endpoint().port(); }
  /// Waits for the next connection; false: none came in half a minute.
  bool called() {
    const std::size_t before = calls_.size();
    acceptor_.async_accept([this](std::error_code error, tcp::socket call) {
      if (!error) calls_.push_back(std::move(call));
    });
    loop_.restart();
    loop_.run_for(30s);
    return calls_.size() > before;
  }
  void hang_up() { calls_.clear(); }

 private:
  asio::io_context loop_;
  tcp::acceptor acceptor_{loop_, any_port()};
  std::vector<tcp::socket> calls_;
};

/// Waits for a condition that the daemon brings about; false after a minute.
template <class Condition>
bool eventually(Condition condition) {
  const auto until = std::chrono::steady_clock::now() + 1min;
  while (!condition()) {
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::sleep_for(5ms);
  }
  return true;
}

/// The real class, in a folder of its own: config, inventories, one plugin, a store. It is asked
/// over its control socket, and told by signals, as people and service managers do.
class DaemonTest : public testing::Test {
 protected:
  DaemonTest() {
    std::filesystem::create_directory(folder_.path() / "plugins");
    std::filesystem::create_symlink(SHOWD_CISCO_IOS, folder_.path() / "plugins/cisco_ios.so");
    folder_.write("password", "p\n");
    lists("lab", "{}");
    configure({"lab"});
  }

  /// `devices`: YAML.
  void lists(const std::string& inventory, const std::string& devices) const {
    folder_.write(inventory + ".yaml",
                  "defaults: {platform: cisco_ios, transport: telnet, address: 127.0.0.1, "
                  "credentials: lab, deadline: 10m}\ndevices: " +
                      devices + "\n");
  }
  [[nodiscard]] static std::string device(const std::string& name, std::uint16_t port) {
    return fmt::format("{}: {{port: {}}}", name, port);
  }

  void configure(const std::vector<std::string>& inventories,
                 const std::string& polling = "threads: 1") const {
    std::string text = "inventories:\n";
    for (const std::string& name : inventories)
      text += fmt::format("  {0}: {{file: {0}.yaml, every: 1h}}\n", name);
    text += fmt::format(
        "credentials: {{lab: {{username: u, password: {{file: password}}}}}}\npolling: "
        "{{{}}}\nplugins: {{directory: plugins}}\nstore: {{path: showd.db}}\n"
        "http: {{listen: '127.0.0.1:0', control: {}}}\n",
        polling, control().string());
    folder_.write("showd.yaml", text);
  }

  [[nodiscard]] std::filesystem::path file() const { return folder_.path() / "showd.yaml"; }
  [[nodiscard]] std::filesystem::path control() const { return folder_.path() / "control"; }

  [[nodiscard]] int run_once() const { return Daemon({file(), true}).run(); }

  /// Runs a daemon while another thread does `deeds`, which are followed by the signal `end`: only
  /// by that one, for the next would end the test as well.
  [[nodiscard]] int run_while(const std::function<void()>& deeds, int end = SIGTERM) const {
    Daemon daemon({file()});
    const std::jthread driver([&deeds, end] {
      try {
        deeds();
      } catch (const std::exception& fault) {
        ADD_FAILURE() << fault.what();
      }
      signal(end);
    });
    return daemon.run();
  }

  static void signal(int number) { ASSERT_EQ(::kill(::getpid(), number), 0); }

  [[nodiscard]] Exposition metrics() const {
    return parse_exposition(Client(control()).get("/metrics").body);
  }
  /// Waits until the series has the value; false after a minute.
  [[nodiscard]] bool becomes(const std::string& series, const std::string& value) const {
    return eventually([&] { return metrics().value(series) == value; });
  }
  [[nodiscard]] bool has_inventory(const std::string& name) const {
    return metrics().values.contains(interval_of(name));
  }
  /// Waits for it.
  [[nodiscard]] bool gets_inventory(const std::string& name) const {
    return becomes(interval_of(name), "3600");
  }
  [[nodiscard]] static std::string interval_of(const std::string& inventory) {
    return fmt::format("showd_run_interval_seconds{{inventory=\"{}\"}}", inventory);
  }

  const test::TempDir folder_;
};

TEST_F(DaemonTest, OnceWithADeviceThatFailsIsExitStatusOne) {
  const RefusingPort port;
  lists("lab", "{" + device("r1", port.number()) + "}");
  testing::internal::CaptureStderr();
  EXPECT_EQ(run_once(), 1);
  EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("r1: refused (connect)"));
}

TEST_F(DaemonTest, OnceWithoutADeviceIsExitStatusZero) { EXPECT_EQ(run_once(), 0); }

TEST_F(DaemonTest, OnceWaitsForEveryInventory) {
  const RefusingPort port;
  lists("branch", "{" + device("r1", port.number()) + "}");
  configure({"branch", "lab"});
  EXPECT_EQ(run_once(), 1);
}

TEST_F(DaemonTest, ABrokenConfigMakesNoDaemon) {
  folder_.write("showd.yaml", "inventory: {}\n");
  EXPECT_THROW(Daemon({file()}), ConfigError);
  configure({"lab"});
  lists("lab", "{r1: {platform: none}}");
  EXPECT_THROW(Daemon({file()}), ConfigError);
}

TEST_F(DaemonTest, SigtermAndSigintEndIt) {
  EXPECT_EQ(run_while([] {}), 0);
  EXPECT_EQ(run_while([] {}, SIGINT), 0);
}

/// Without `once`, a device that is down is no failure of the daemon.
TEST_F(DaemonTest, ADeviceThatFailsIsToldAndNoExitStatus) {
  const RefusingPort port;
  lists("lab", "{" + device("r1", port.number()) + "}");
  const int status = run_while([this] {
    EXPECT_TRUE(becomes("showd_device_poll_failures_total{device=\"r1\",stage=\"connect\"}", "1"));
    EXPECT_TRUE(becomes("showd_run_devices{inventory=\"lab\",result=\"failed\"}", "1"));
  });
  EXPECT_EQ(status, 0);
}

TEST_F(DaemonTest, TheHttpServersAreCounted) {
  const int status = run_while([this] {
    EXPECT_TRUE(becomes("showd_http_requests_total{listener=\"tcp\"}", "0"));
    EXPECT_TRUE(eventually([this] {
      const Exposition page = metrics();
      return std::stod(page.value("showd_http_requests_total{listener=\"control\"}")) > 0;
    })) << "these very requests";
  });
  EXPECT_EQ(status, 0);
}

TEST_F(DaemonTest, SighupTakesOverANewInventoryAndPollsIt) {
  const RefusingPort port;
  const int status = run_while([&] {
    EXPECT_TRUE(has_inventory("lab"));
    EXPECT_FALSE(has_inventory("branch"));
    lists("branch", "{" + device("r2", port.number()) + "}");
    configure({"branch"});
    signal(SIGHUP);
    EXPECT_TRUE(gets_inventory("branch"));
    EXPECT_FALSE(has_inventory("lab"));
    EXPECT_TRUE(becomes("showd_device_poll_failures_total{device=\"r2\",stage=\"connect\"}", "1"));
    EXPECT_EQ(metrics().value(kReloadOk), "1");
  });
  EXPECT_EQ(status, 0);
}

/// An hour before its next run.
TEST_F(DaemonTest, AFailingDeviceWhoseEntryChangedIsPolledAtOnce) {
  const RefusingPort port;
  SilentPort mended;
  lists("lab", "{" + device("r1", port.number()) + "}");
  const int status = run_while([&] {
    EXPECT_TRUE(becomes("showd_device_poll_failures_total{device=\"r1\",stage=\"connect\"}", "1"));
    lists("lab", "{" + device("r1", mended.number()) + "}");
    EXPECT_TRUE(mended.called());
    mended.hang_up();
  });
  EXPECT_EQ(status, 0);
}

TEST_F(DaemonTest, AFailingDeviceWhoseCredentialChangedIsPolledAtOnce) {
  const RefusingPort port;
  lists("lab", "{" + device("r1", port.number()) + "}");
  const std::string failures = "showd_device_poll_failures_total{device=\"r1\",stage=\"connect\"}";
  const int status = run_while([&] {
    EXPECT_TRUE(becomes(failures, "1"));
    folder_.write("password", "another\n");
    signal(SIGHUP);
    EXPECT_TRUE(becomes(failures, "2"));
  });
  EXPECT_EQ(status, 0);
}

TEST_F(DaemonTest, SighupWithABrokenConfigKeepsTheOldOne) {
  testing::internal::CaptureStderr();
  const int status = run_while([this] {
    EXPECT_EQ(metrics().value(kReloadOk), "1");
    lists("branch", "{}");
    configure({"branch"}, "thread: 1, keep: alwys");
    signal(SIGHUP);
    EXPECT_TRUE(becomes(kReloadOk, "0"));
    EXPECT_TRUE(has_inventory("lab"));
    EXPECT_FALSE(has_inventory("branch"));
    configure({"branch"});
    signal(SIGHUP);
    EXPECT_TRUE(becomes(kReloadOk, "1"));
    EXPECT_TRUE(gets_inventory("branch"));
  });
  EXPECT_EQ(status, 0);
  const std::string log = testing::internal::GetCapturedStderr();
  EXPECT_THAT(log, HasSubstr("polling.thread: unknown key; did you mean 'threads'?"));
  EXPECT_THAT(log, HasSubstr("polling.keep: expected auto, always or never, not 'alwys'"));
  EXPECT_THAT(log, HasSubstr("the old config stays"));
}

TEST_F(DaemonTest, AnEditedConfigIsToldUntilItIsReloaded) {
  const std::string changed = "showd_config_file_changed";
  testing::internal::CaptureStderr();
  const int status = run_while([&] {
    EXPECT_TRUE(becomes(changed, "0"));
    lists("branch", "{}");
    configure({"branch"});
    EXPECT_TRUE(becomes(changed, "1"));
    EXPECT_FALSE(has_inventory("branch")) << "nothing is taken over unasked";
    signal(SIGHUP);
    EXPECT_TRUE(gets_inventory("branch"));
    EXPECT_TRUE(becomes(changed, "0"));
  });
  EXPECT_EQ(status, 0);
  EXPECT_THAT(testing::internal::GetCapturedStderr(),
              HasSubstr("showd.yaml differs from what runs: reload with systemctl reload showd"));
}

TEST_F(DaemonTest, AnEditedPasswordIsToldUntilItIsReloaded) {
  const std::string changed = "showd_config_file_changed";
  testing::internal::CaptureStderr();
  const int status = run_while([&] {
    EXPECT_TRUE(becomes(changed, "0"));
    folder_.write("password", "another\n");
    EXPECT_TRUE(becomes(changed, "1"));
    signal(SIGHUP);
    EXPECT_TRUE(becomes(changed, "0"));
  });
  EXPECT_EQ(status, 0);
  EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("password differs from what runs"));
}

TEST_F(DaemonTest, SighupTakesOverAChangedLimit) {
  SilentPort port;
  lists("lab", "{" + device("r1", port.number()) + ", " + device("r2", port.number()) + "}");
  configure({"lab"}, "threads: 1, max_sessions: 1");
  testing::internal::CaptureStderr();
  const int status = run_while([&] {
    EXPECT_TRUE(port.called());
    EXPECT_TRUE(becomes("showd_queue_depth{queue=\"handshakes\"}", "1"));
    configure({"lab"}, "threads: 1, max_sessions: 2");
    signal(SIGHUP);
    EXPECT_TRUE(port.called()) << "the other one is let in beside it";
    EXPECT_TRUE(becomes("showd_queue_depth{queue=\"handshakes\"}", "0"));
    port.hang_up();
  });
  EXPECT_EQ(status, 0);
  EXPECT_THAT(testing::internal::GetCapturedStderr(), Not(HasSubstr(kNextStart)));
}

TEST_F(DaemonTest, SighupTellsThatOtherThreadsTakeARestart) {
  testing::internal::CaptureStderr();
  const int status = run_while([this] {
    lists("branch", "{}");
    configure({"branch"}, "threads: 2");
    signal(SIGHUP);
    EXPECT_TRUE(gets_inventory("branch")) << "the rest is taken over all the same";
    EXPECT_TRUE(becomes("showd_config_file_changed", "1"));
    EXPECT_EQ(metrics().value(kReloadOk), "1");
  });
  EXPECT_EQ(status, 0);
  EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr(kNextStart));
}

}  // namespace
}  // namespace showd
