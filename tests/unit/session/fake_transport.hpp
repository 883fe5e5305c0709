#pragma once

#include <algorithm>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/asio.hpp"
#include "transport/transport.hpp"

namespace showd {

/// A device that follows a script: when it has been typed `expect`, it says `reply`. A read when it
/// has nothing to say rests if the reader waits for a rest, a few times; a read that waits for ever
/// is struck like by a deadline (Errc::timeout). An empty line that the script does not expect
/// makes it draw its last line once more, as a CLI does with its prompt (a pager swallows it).
class FakeTransport final : public Transport {
 public:
  struct Step {
    std::string expect;  ///< empty: said at once
    std::string reply;
  };
  struct State {
    std::vector<Step> script;
    std::size_t step = 0;
    std::string pending;  ///< what it will say
    std::string unread;   ///< typed and not yet expected
    std::vector<std::string> writes;
    std::string all_typed;
    std::string line;             ///< the unfinished line that it has drawn
    std::size_t chunk = 1 << 20;  ///< bytes that one read brings at most
    bool pauses = false;          ///< between two reads it is silent for longer than any rest
    std::optional<std::size_t> pause_before;  ///< one pause, before this byte of all that it says
    int pause_rests = 1;                      ///< that many rests long
    std::size_t said = 0;
    int rests = 0;  ///< in a row, at the end of what it says
    bool authenticated = false;
    bool hang_up_at_end = false;
    bool closed = false;
    std::string exec_output;
    std::optional<Errc> cancelled;
    std::size_t read_after_cancel = 0;
  };

  explicit FakeTransport(std::shared_ptr<State> state) : state_(std::move(state)) { advance(); }

  Awaitable<Result<std::size_t>> read_some(std::span<char> into, Quiet quiet) override {
    co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
    State& state = *state_;
    if (state.cancelled) co_return fail(*state.cancelled, Stage::deadline, "cancelled");
    if (state.pending.empty() && state.hang_up_at_end)
      co_return fail(Errc::disconnected, Stage::connect, "closed by the peer");
    if (quiet != kForever && rests(state)) co_return std::size_t{0};
    if (state.pending.empty()) co_return fail(Errc::timeout, Stage::deadline, "deadline");
    std::size_t count = std::min({into.size(), state.pending.size(), state.chunk});
    if (state.pause_before && state.said < *state.pause_before)
      count = std::min(count, *state.pause_before - state.said);
    std::copy_n(state.pending.data(), count, into.data());
    state.pending.erase(0, count);
    state.said += count;
    state.rests = 0;
    co_return count;
  }

  Awaitable<Result<void>> write(std::string_view bytes) override {
    if (state_->cancelled) co_return fail(*state_->cancelled, Stage::deadline, "cancelled");
    state_->writes.emplace_back(bytes);
    state_->all_typed += bytes;
    state_->unread += bytes;
    advance();
    co_return Result<void>();
  }

  Awaitable<Result<std::string>> exec(std::string_view command, std::size_t) override {
    state_->writes.emplace_back(command);
    co_return state_->exec_output;
  }

  std::chrono::microseconds round_trip() const noexcept override {
    return std::chrono::microseconds(0);
  }
  bool authenticated() const noexcept override { return state_->authenticated; }
  std::string_view line_end() const noexcept override {
    return state_->authenticated ? "\r" : "\r\n";
  }
  bool alive() noexcept override { return !state_->closed && !state_->cancelled; }
  void cancel(Errc why) noexcept override { state_->cancelled = why; }
  void close() noexcept override { state_->closed = true; }

 private:
  static constexpr int kMostRests = 64;

  static bool rests(State& state) {
    const int between = state.pause_before == state.said ? state.pause_rests : state.pauses ? 1 : 0;
    return ++state.rests <= (state.pending.empty() ? kMostRests : between);
  }

  void say(const std::string& text) {
    State& state = *state_;
    state.pending += text;
    const std::size_t end = text.rfind('\n');
    state.line = end == std::string::npos ? state.line + text : text.substr(end + 1);
  }

  void advance() {
    State& state = *state_;
    for (;;) {
      if (state.step < state.script.size() &&
          state.unread.starts_with(state.script[state.step].expect)) {
        state.unread.erase(0, state.script[state.step].expect.size());
        say(state.script[state.step++].reply);
      } else if (state.unread.starts_with(line_end())) {
        state.unread.erase(0, line_end().size());
        if (state.line.find("More") == std::string::npos) say("\r\n" + state.line);
      } else {
        return;
      }
    }
  }

  std::shared_ptr<State> state_;
};

}  // namespace showd
