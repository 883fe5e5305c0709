/// The session against every persona, without sockets or clocks: whatever pauses the device makes,
/// wherever in what it says, the same things are typed at the same questions, and the same outputs
/// come back.
#include <gmock/gmock.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cli.hpp"
#include "platform/platform.hpp"
#include "session/session.hpp"
#include "unit/session/scripted_session.hpp"

namespace showd::simulator {
namespace {

/// What was typed, and the whole unfinished line that stood there then.
struct Typed {
  std::string at;
  std::string text;
  bool operator==(const Typed&) const = default;
};
void PrintTo(const Typed& typed, std::ostream* out) {
  *out << '"' << typed.at << "\" <- \"" << typed.text << '"';
}

/// Where the device falls silent for longer than anybody rests.
struct Pauses {
  bool everywhere = false;
  std::optional<std::size_t> before_byte;
};

struct Dialogue {
  std::vector<Typed> typed;  ///< empty lines apart
  std::vector<std::string> outputs;
  std::string error;
  std::size_t bytes = 0;  ///< that the device said
};

/// Devices tell the time.
std::string without_clocks(std::string text) {
  for (std::size_t i = 2; i + 2 < text.size(); ++i)
    if (text[i] == ':' && std::isdigit(text[i - 1]) != 0 && std::isdigit(text[i + 1]) != 0)
      text[i - 2] = text[i - 1] = text[i + 1] = text[i + 2] = '0';
  return text;
}

class PersonaTransport final : public Transport {
 public:
  PersonaTransport(Cli& cli, bool ssh, Pauses pauses, Dialogue& record)
      : cli_(cli), ssh_(ssh), pauses_(pauses), record_(record) {
    cli_.start();
    take();
  }

  Awaitable<Result<std::size_t>> read_some(std::span<char> into, Quiet quiet) override {
    co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
    if (quiet != kForever && rests()) co_return std::size_t{0};
    rests_ = 0;
    if (pending_.empty()) co_return fail(Errc::timeout, Stage::deadline, "deadline");
    std::size_t count = pauses_.everywhere ? 1 : std::min(into.size(), pending_.size());
    if (pauses_.before_byte && record_.bytes < *pauses_.before_byte)
      count = std::min(count, *pauses_.before_byte - record_.bytes);
    std::copy_n(pending_.data(), count, into.data());
    pending_.erase(0, count);
    record_.bytes += count;
    co_return count;
  }

  Awaitable<Result<void>> write(std::string_view bytes) override {
    std::string text(bytes);
    std::erase_if(text, [](char c) { return c == '\r' || c == '\n'; });
    if (!text.empty()) record_.typed.push_back({line_, text});
    cli_.feed(bytes);
    take();
    co_return Result<void>();
  }

  Awaitable<Result<std::string>> exec(std::string_view, std::size_t) override {
    co_return std::string();
  }
  std::chrono::microseconds round_trip() const noexcept override { return {}; }
  bool authenticated() const noexcept override { return ssh_; }
  std::string_view line_end() const noexcept override { return ssh_ ? "\r" : "\r\n"; }
  bool alive() noexcept override { return !cli_.closed(); }
  void cancel(Errc) noexcept override {}
  void close() noexcept override {}

 private:
  static constexpr int kMostRests = 200;  ///< then the poll's deadline strikes

  bool rests() {
    const bool between = pauses_.everywhere || pauses_.before_byte == record_.bytes;
    return ++rests_ <= (pending_.empty() ? kMostRests : between ? 1 : 0);
  }

  void take() {
    for (;;) {
      pending_ += cli_.output().bytes;
      for (const char c : cli_.output().bytes) {
        if (c == '\n' || c == '\r')
          line_.clear();
        else
          line_ += c;
      }
      cli_.output().clear();
      if (!cli_.delay()) return;
      cli_.resume();
    }
  }

  Cli& cli_;
  const bool ssh_;
  const Pauses pauses_;
  Dialogue& record_;
  std::string pending_;
  std::string line_;  ///< the unfinished line, all of it
  int rests_ = 0;
};

struct Case {
  const char* persona;
  std::vector<std::string> commands;
  bool ssh = false;
  bool paged = false;
  bool enable = false;
};
void PrintTo(const Case& of, std::ostream* out) {
  *out << of.persona << (of.ssh ? " ssh" : " telnet") << (of.paged ? " paged" : "")
       << (of.enable ? " enable" : "");
}

/// What an operator may write into a description: prompts, a pager's mark, a question.
constexpr const char* kHostile =
    "R7> to R7#uplink --More-- <R7>admin@R7> ---- More ---- Username: admin Password: x R7#";

class AnyPause : public ::testing::TestWithParam<Case> {
 protected:
  Dialogue talk(Pauses pauses, std::size_t commands) {
    Dialogue record;
    Settings settings;
    DeviceState device(persona_, 7, "127.0.0.1", 1);
    EXPECT_EQ(device.set(0, "description", kHostile), "");
    Cli cli(device, settings, GetParam().ssh ? Cli::Entry::authenticated : Cli::Entry::login,
            "admin");
    Dialect dialect = registry().find(GetParam().persona)->dialect();
    if (GetParam().paged) dialect.setup.clear();
    auto session =
        make_session(std::make_unique<PersonaTransport>(cli, GetParam().ssh, pauses, record),
                     compile(dialect), {});
    auto job = [&]() -> Awaitable<void> {
      Login login;
      login.username = "admin";
      login.password = Secret("cisco");
      login.enable = Secret("secret");
      login.want_enable = GetParam().enable;
      const Result<void> in = co_await session->login(std::move(login));
      if (!in) record.error = in.error().message;
      for (std::size_t i = 0; i < commands && record.error.empty(); ++i) {
        const Result<Transcript> shown = co_await session->run(GetParam().commands[i]);
        if (shown)
          record.outputs.push_back(without_clocks(shown->output));
        else
          record.error = shown.error().message;
      }
    };
    asio::io_context loop{1};
    asio::co_spawn(loop, job, asio::detached);
    loop.run();
    return record;
  }

  static const PlatformRegistry& registry() {
    static const PlatformRegistry all{PLUGINS};
    return all;
  }

  void expect_same(const Dialogue& got, const Dialogue& want, std::size_t at) {
    EXPECT_EQ(got.error, "") << "pause before byte " << at;
    EXPECT_EQ(got.outputs, want.outputs) << "pause before byte " << at;
    EXPECT_EQ(keys(got), keys(want)) << "pause before byte " << at;
    for (const Typed& typed : got.typed) {
      if (typed.text.find("cisco") == std::string::npos &&
          typed.text.find("secret") == std::string::npos)
        continue;
      EXPECT_TRUE(typed.at.ends_with("assword: ") || typed.at.ends_with("assword:")) << typed.at;
    }
  }

  /// A device that is slow may be typed a pager's answer once more; everything else is the same.
  static std::vector<Typed> keys(const Dialogue& of) {
    std::vector<Typed> typed;
    for (const Typed& one : of.typed)
      if (one.text != " ") typed.push_back(one);
    return typed;
  }

  const Persona persona_ = load_persona(std::string(PERSONAS) + "/" + GetParam().persona + ".yaml");
};

TEST_P(AnyPause, BetweenAllBytesChangesNothing) {
  const Dialogue want = talk({}, GetParam().commands.size());
  ASSERT_EQ(want.error, "");
  ASSERT_EQ(want.outputs.size(), GetParam().commands.size());
  Pauses everywhere;
  everywhere.everywhere = true;
  expect_same(talk(everywhere, GetParam().commands.size()), want, 0);
}

TEST_P(AnyPause, BeforeAnyByteChangesNothing) {
  const std::size_t all = GetParam().commands.size();
  const Dialogue want = talk({}, all);
  ASSERT_EQ(want.error, "");
  const std::size_t first = talk({}, 1).bytes;  // of the long second output every seventh will do
  for (std::size_t at = 0; at < want.bytes && !HasFailure(); at += at < first ? 1 : 7) {
    Pauses once;
    once.before_byte = at;
    expect_same(talk(once, all), want, at);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Personas, AnyPause,
    ::testing::Values(
        Case{"cisco_ios", {"show ip interface brief", "show interfaces"}},
        Case{"cisco_ios", {"show ip interface brief", "show interfaces"}, true},
        Case{"cisco_ios", {"show ip interface brief", "show interfaces"}, false, true},
        Case{"cisco_ios", {"show ip interface brief", "show interfaces"}, false, false, true},
        Case{"cisco_ios", {"show ip interface brief", "show interfaces"}, true, true, true},
        Case{"juniper_junos", {"show interfaces terse", "show interfaces extensive"}},
        Case{"juniper_junos", {"show interfaces terse", "show interfaces extensive"}, true, true},
        Case{"huawei_vrp", {"display interface brief", "display interface"}},
        Case{"huawei_vrp", {"display interface brief", "display interface"}, true, true}));

/// Every golden transcript as the output of a device that pauses between all bytes, and at each
/// line.
TEST(AnyPauseInTranscripts, ChangesNothing) {
  namespace fs = std::filesystem;
  std::size_t seen = 0;
  for (const auto& file : fs::recursive_directory_iterator(TRANSCRIPTS)) {
    if (file.path().extension() != ".raw") continue;
    std::ifstream in(file.path(), std::ios::binary);
    const std::string raw{std::istreambuf_iterator<char>(in), {}};
    if (raw.size() > 40'000) continue;
    test::Cli cli;
    cli.outputs["show it"] = raw;
    const auto want = test::CliSession(cli).run("show it");
    ASSERT_TRUE(want) << file << want.error().message;
    for (std::size_t at = raw.find('\n'); at != std::string::npos; at = raw.find('\n', at + 1)) {
      test::Cli once = cli;
      once.pause_at = at;
      const auto got = test::CliSession(once).run("show it");
      ASSERT_TRUE(got) << file << got.error().message;
      ASSERT_EQ(got->output, want->output) << file << " at " << at;
    }
    cli.chunk = 1;
    cli.pauses = true;
    const auto got = test::CliSession(cli).run("show it");
    ASSERT_TRUE(got) << file << got.error().message;
    EXPECT_EQ(got->output, want->output) << file;
    ++seen;
  }
  EXPECT_GT(seen, 20u);
}

}  // namespace
}  // namespace showd::simulator
