/// A small CLI in memory that behaves as real ones do: it echoes, draws its prompt for an empty
/// line, takes what was typed ahead, pages; and pauses, drops or renames where a test says so.
#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "session/session.hpp"

namespace showd::test {

struct Cli {
  std::string prompt = "r1#";
  std::map<std::string, std::string> outputs;  ///< with '\n'; other lines print nothing
  bool echo = true;
  bool redraws = true;       ///< its prompt, for an empty line
  bool drops_ahead = false;  ///< of one write it takes the first line only
  bool drops_ahead_once = false;
  std::size_t page_lines = 0;           ///< 0: no pager
  std::size_t chunk = 1 << 20;          ///< bytes that one read brings at most
  bool pauses = false;                  ///< longer than any rest, between any two reads
  std::optional<std::size_t> pause_at;  ///< one pause, before this byte of what follows the login
};

/// What a test may look at, and change on the way.
struct CliDevice {
  Cli cli;
  std::string renames_itself;      ///< its prompt, as soon as it has echoed the next command
  std::vector<std::string> lines;  ///< typed
  std::size_t writes = 0;
  std::size_t rests = 0;

  std::string pending;
  std::string unread;
  std::vector<std::string> pages;  ///< lines that wait behind the pager
  std::size_t said = 0;
  int rests_in_a_row = 0;
  bool paged = false;
};

class CliTransport final : public Transport {
 public:
  explicit CliTransport(std::shared_ptr<CliDevice> device) : device_(std::move(device)) {
    say(device_->cli.prompt);
  }

  Awaitable<Result<std::size_t>> read_some(std::span<char> into, Quiet quiet) override {
    co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
    CliDevice& device = *device_;
    if (quiet != kForever && rests()) {
      ++device.rests;
      co_return std::size_t{0};
    }
    device.rests_in_a_row = 0;
    if (device.pending.empty()) co_return fail(Errc::timeout, Stage::deadline, "deadline");
    std::size_t count = std::min({into.size(), device.pending.size(), device.cli.chunk});
    if (const auto at = device.cli.pause_at; at && device.said < *at)
      count = std::min(count, *at - device.said);
    std::copy_n(device.pending.data(), count, into.data());
    device.pending.erase(0, count);
    device.said += count;
    co_return count;
  }

  Awaitable<Result<void>> write(std::string_view bytes) override {
    ++device_->writes;
    device_->unread += bytes;
    take();
    co_return Result<void>();
  }

  Awaitable<Result<std::string>> exec(std::string_view, std::size_t) override {
    co_return std::string();
  }
  std::chrono::microseconds round_trip() const noexcept override {
    return std::chrono::microseconds(0);
  }
  bool authenticated() const noexcept override { return true; }
  std::string_view line_end() const noexcept override { return "\r"; }
  bool alive() noexcept override { return true; }
  void cancel(Errc) noexcept override {}
  void close() noexcept override {}

 private:
  static constexpr int kMostRests = 3'000;  ///< then the poll's deadline strikes

  bool rests() {
    CliDevice& device = *device_;
    const bool between = device.cli.pauses || device.cli.pause_at == device.said;
    return ++device.rests_in_a_row <= (device.pending.empty() ? kMostRests : between ? 1 : 0);
  }

  void say(std::string_view text) {
    for (const char c : text) {
      if (c == '\n') device_->pending += '\r';
      device_->pending += c;
    }
  }

  void take() {
    CliDevice& device = *device_;
    while (!device.unread.empty()) {
      if (!device.pages.empty()) {
        device.unread.erase(0, 1);
        say("\r          \r");
        page();
        continue;
      }
      const std::size_t end = device.unread.find('\r');
      if (end == std::string::npos) return;
      const std::string line = device.unread.substr(0, end);
      device.unread.erase(0, end + 1);
      run(line);
      if (device.cli.drops_ahead || std::exchange(device.cli.drops_ahead_once, false))
        device.unread.clear();
    }
  }

  void run(const std::string& line) {
    CliDevice& device = *device_;
    device.lines.push_back(line);
    if (line.empty() && !device.cli.redraws) return;
    if (device.cli.echo) say(line);
    say("\n");
    if (!line.empty() && !device.renames_itself.empty())
      device.cli.prompt = std::exchange(device.renames_itself, {});
    const std::string output = device.cli.outputs[line];
    for (std::size_t at = 0; at < output.size();) {
      const std::size_t end = std::min(output.find('\n', at), output.size() - 1) + 1;
      device.pages.push_back(output.substr(at, end - at));
      at = end;
    }
    page();
  }

  void page() {
    CliDevice& device = *device_;
    std::size_t count = device.pages.size();
    if (device.cli.page_lines > 0) count = std::min(count, device.cli.page_lines);
    for (std::size_t i = 0; i < count; ++i) say(device.pages[i]);
    device.pages.erase(device.pages.begin(),
                       device.pages.begin() + static_cast<std::ptrdiff_t>(count));
    say(device.pages.empty() ? device.cli.prompt : " --More-- ");
  }

  std::shared_ptr<CliDevice> device_;
};

/// A session on such a CLI, logged in.
class CliSession {
 public:
  explicit CliSession(Cli cli, Habits habits = {}) {
    device_->cli = std::move(cli);
    Dialect dialect;
    dialect.prompt = R"([\w.@: -]+[>#])";
    dialect.setup = {"terminal length 0"};
    dialect.pagers = {"(?i) ?--more-- ?"};
    dialect.pager_answer = " ";
    dialect.errors = {"^% "};
    session_ = make_session(std::make_unique<CliTransport>(device_), compile(dialect), {});
    auto way_in = [&]() -> Awaitable<void> {
      Login login;
      login.habits = habits;
      const Result<void> in = co_await session_->login(std::move(login));
      if (!in) device_->lines.push_back("login failed: " + in.error().message);
    };
    spin(way_in());
    device_->said = 0;
  }

  Result<Transcript> run(std::string command) {
    std::optional<Result<Transcript>> result;
    auto job = [&]() -> Awaitable<void> { result = co_await session_->run(command); };
    spin(job());
    return *std::move(result);
  }

  [[nodiscard]] Session& session() { return *session_; }
  [[nodiscard]] CliDevice& device() { return *device_; }

 private:
  void spin(Awaitable<void> job) {
    asio::co_spawn(loop_, std::move(job), asio::detached);
    loop_.restart();
    loop_.run();
  }
  std::shared_ptr<CliDevice> device_ = std::make_shared<CliDevice>();
  asio::io_context loop_{1};
  std::unique_ptr<Session> session_;
};

}  // namespace showd::test
