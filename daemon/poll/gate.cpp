#include "poll/gate.hpp"

#include <algorithm>
#include <array>
#include <list>
#include <map>
#include <optional>

namespace showd {

/// One who is in.
struct Gate::Holder {
  Lane lane;
  Monotonic lend_at;
  bool lent = false;  ///< his place is the next one's already
};

/// Shared with the passes, which a coroutine's frame may keep for longer than the gate lives.
struct Gate::State : std::enable_shared_from_this<State> {
  struct Waiter {
    Waiter(asio::io_context& loop, Monotonic give_up) : turn(loop, give_up) {}
    asio::steady_timer turn;  ///< cancelled to wake its coroutine
    std::shared_ptr<Holder> granted;
  };
  /// Who was sent away last time comes first, then whoever came first.
  using Ticket = std::pair<bool, std::uint64_t>;
  struct Queue {
    std::size_t most = 0;  ///< places
    std::size_t held = 0;  ///< of them; those lent are not counted
    std::map<Ticket, std::shared_ptr<Waiter>> waiting;
  };

  State(asio::io_context& on, GateWidth width) : loop(on), lender(on) { set(width); }

  void set(GateWidth width) {
    of(Lane::main).most = width.main;
    of(Lane::failing).most = width.failing;
    total = width.total;
    patience = width.patience;
  }

  [[nodiscard]] Queue& of(Lane lane) { return queues[static_cast<std::size_t>(lane)]; }

  [[nodiscard]] bool has_place(Lane lane) {
    const Queue& queue = of(lane);
    return queue.held < queue.most && !full();
  }
  [[nodiscard]] bool full() const { return held() >= total; }
  [[nodiscard]] std::size_t held() const { return queues[0].held + queues[1].held; }

  std::shared_ptr<Holder> grant(Lane lane) {
    ++of(lane).held;
    auto holder = std::make_shared<Holder>(Holder{lane, from_now(patience)});
    holders.push_back(holder);
    return holder;
  }

  Ticket queue(const std::shared_ptr<Waiter>& waiter, const Visitor& who) {
    const Ticket ticket{!who.first, next_ticket++};
    of(who.lane).waiting.emplace(ticket, waiter);
    schedule_lending();
    return ticket;
  }

  /// The lane whose turn it is, if anybody waits who can have a place.
  [[nodiscard]] std::optional<Lane> next_lane() {
    std::optional<Lane> next;
    for (const Lane lane : {Lane::main, Lane::failing}) {
      const auto& waiting = of(lane).waiting;
      if (waiting.empty() || !has_place(lane)) continue;
      if (!next || waiting.begin()->first < of(*next).waiting.begin()->first) next = lane;
    }
    return next;
  }

  void call_next() {
    while (const auto lane = next_lane()) {
      auto& waiting = of(*lane).waiting;
      const std::shared_ptr<Waiter> waiter = waiting.begin()->second;
      waiting.erase(waiting.begin());
      waiter->granted = grant(*lane);
      waiter->turn.cancel();
    }
    schedule_lending();
  }

  void give_back(const std::shared_ptr<Holder>& holder) {
    if (holder->lent) return;
    drop(holder);
    if (!closed) call_next();
  }

  void drop(const std::shared_ptr<Holder>& holder) {
    --of(holder->lane).held;
    holders.remove(holder);
  }

  [[nodiscard]] bool nobody_waits() {
    return queues[0].waiting.empty() && queues[1].waiting.empty();
  }

  void schedule_lending() {
    if (closed || holders.empty() || nobody_waits()) return;
    Monotonic due = Monotonic::max();
    for (const auto& holder : holders) due = std::min(due, holder->lend_at);
    if (due == rings_at) return;
    rings_at = due;
    lender.expires_at(due);
    lender.async_wait([self = weak_from_this()](std::error_code error) {
      const auto state = self.lock();
      if (state && !error) state->lend();
    });
  }

  void lend() {
    rings_at = Monotonic::max();
    const Monotonic now = system_clock().now();
    for (const auto& holder : std::list(holders)) {
      if (holder->lend_at > now) continue;
      holder->lent = true;
      drop(holder);
    }
    if (!closed) call_next();
  }

  [[nodiscard]] static Monotonic from_now(std::chrono::milliseconds span) {
    return span == kNeverLent ? Monotonic::max() : system_clock().now() + span;
  }

  asio::io_context& loop;
  std::size_t total = 0;
  std::chrono::milliseconds patience{0};
  asio::steady_timer lender;
  Monotonic rings_at = Monotonic::max();  ///< when `lender` does
  std::array<Queue, 2> queues;            ///< by lane
  std::list<std::shared_ptr<Holder>> holders;
  std::uint64_t next_ticket = 0;
  bool closed = false;
};

Gate::Gate(asio::io_context& loop, GateWidth width)
    : state_(std::make_shared<State>(loop, width)) {}

Gate::Pass::Pass(std::shared_ptr<State> state, std::shared_ptr<Holder> holder)
    : state_(std::move(state)), holder_(std::move(holder)) {}

Gate::Pass& Gate::Pass::operator=(Pass&& other) noexcept {
  release();
  state_ = std::move(other.state_);
  holder_ = std::move(other.holder_);
  return *this;
}

void Gate::Pass::release() {
  const auto holder = std::exchange(holder_, nullptr);
  const auto state = std::exchange(state_, nullptr);
  if (holder) state->give_back(holder);
}

void Gate::Pass::keep_for(std::chrono::milliseconds patience) {
  if (!holder_) return;
  holder_->lend_at = State::from_now(patience);
  state_->schedule_lending();
}

Gate::Pass Gate::try_enter(Lane lane) {
  if (!state_->has_place(lane)) return {};
  return {state_, state_->grant(lane)};
}

Awaitable<Gate::Pass> Gate::enter(Visitor who) {
  const std::shared_ptr<State> state = state_;
  if (Pass at_once = try_enter(who.lane)) co_return at_once;
  if (state->closed) co_return Pass();
  const auto waiter = std::make_shared<State::Waiter>(state->loop, who.give_up);
  const State::Ticket ticket = state->queue(waiter, who);
  co_await waiter->turn.async_wait(kNoThrow);
  if (waiter->granted) co_return Pass(state, waiter->granted);
  state->of(who.lane).waiting.erase(ticket);
  co_return Pass();
}

void Gate::set_width(GateWidth width) {
  state_->set(width);
  if (!closed()) state_->call_next();
}

std::size_t Gate::surplus() const noexcept {
  return state_->held() - std::min(state_->held(), state_->total);
}

void Gate::close() {
  state_->closed = true;
  state_->lender.cancel();  // a loop ends when nothing is pending any more
  for (State::Queue& queue : state_->queues)
    for (const auto& [ticket, waiter] : std::exchange(queue.waiting, {})) waiter->turn.cancel();
}

bool Gate::closed() const noexcept { return state_->closed; }

std::size_t Gate::waiting(Lane lane) const noexcept { return state_->of(lane).waiting.size(); }

bool Gate::full() const noexcept { return state_->full(); }

bool Gate::unused() const noexcept { return state_->holders.empty() && state_->nobody_waits(); }

}  // namespace showd
