#include "poll/gate.hpp"

namespace showd {

void Gate::Pass::release() {
  Gate* gate = std::exchange(gate_, nullptr);
  if (gate == nullptr) return;
  if (gate->waiting_.empty()) {
    ++gate->free_;
  } else {
    gate->waiting_.front().cancel();  // hands the place on
    gate->waiting_.pop_front();
  }
}

Awaitable<Gate::Pass> Gate::enter() {
  if (closed_) co_return Pass();
  if (free_ > 0) {
    --free_;
    co_return Pass(this);
  }
  const auto executor = co_await asio::this_coro::executor;
  asio::steady_timer& turn = waiting_.emplace_back(executor, asio::steady_timer::time_point::max());
  co_await turn.async_wait(kNoThrow);  // `turn` is gone when this returns
  co_return closed_ ? Pass() : Pass(this);
}

void Gate::close() {
  closed_ = true;
  waiting_.clear();  // a timer's destruction cancels its wait
}

}  // namespace showd
