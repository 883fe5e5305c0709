// dial(): happy eyeballs as one small state machine, shared by its handlers.
#include "transport/dial.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <optional>

#include "base/utf8.hpp"
#include "transport/deadline_timer.hpp"

namespace showd {
namespace {

using asio::ip::tcp;
using namespace std::chrono_literals;

constexpr auto kStagger = 250ms;            // RFC 8305, 5: Connection Attempt Delay
constexpr std::size_t kMostAttempts = 8;    // a name with more addresses is not one device
constexpr int kKeepAliveIdleSeconds = 60;   // a kept session behind a firewall stays known to it,
constexpr int kKeepAliveEverySeconds = 15;  // and a dead one is found within 2 minutes
constexpr int kKeepAliveProbes = 4;

/// RFC 8305, 4: the family that the system sorts first goes first, then they alternate.
std::vector<tcp::endpoint> interleave(const std::vector<tcp::endpoint>& sorted) {
  std::vector<tcp::endpoint> first, second, mixed;
  for (const tcp::endpoint& one : sorted)
    (one.protocol() == sorted.front().protocol() ? first : second).push_back(one);
  for (std::size_t i = 0; i < std::max(first.size(), second.size()); ++i) {
    if (i < first.size()) mixed.push_back(first[i]);
    if (i < second.size()) mixed.push_back(second[i]);
  }
  if (mixed.size() > kMostAttempts) mixed.resize(kMostAttempts);
  return mixed;
}

Errc classify(const std::error_code& error) {
  switch (error.value()) {
    case ECONNREFUSED:
      return Errc::refused;
    case ETIMEDOUT:
      return Errc::timeout;
    case EMFILE:
    case ENFILE:
    case ENOBUFS:
    case ENOMEM:
    case EADDRNOTAVAIL:  // no local port is left
      return Errc::resource_limit;
    default:
      return Errc::unreachable;
  }
}

/// Which of several failures tells most; the lower the better.
int rank(Errc code) {
  if (code == Errc::resource_limit) return 0;
  if (code == Errc::refused) return 1;
  return code == Errc::timeout ? 2 : 3;
}

std::string_view hint(const std::error_code& error) {
  if (error.value() == EPERM || error.value() == EACCES)
    return " (a local rule forbids it: see IPAddressAllow= of the unit, or the firewall)";
  return "";
}

/// Thread: one loop. Handlers own it, so it outlives dial() when that is abandoned.
class Race : public std::enable_shared_from_this<Race> {
 public:
  Race(const asio::any_io_executor& executor, std::string target, std::vector<tcp::endpoint> order)
      : executor_(executor),
        target_(std::move(target)),
        order_(std::move(order)),
        stagger_(executor),
        over_(executor) {}

  void start_next() {
    if (done_ || next_ == order_.size()) return;
    const tcp::endpoint to = order_[next_++];
    auto attempt = std::make_shared<tcp::socket>(executor_);
    std::error_code error;
    attempt->open(to.protocol(), error);
    if (error) return lost(to, error);
    fcntl(attempt->native_handle(), F_SETFD, FD_CLOEXEC);
    attempts_.push_back(attempt);
    attempt->async_connect(to,
                           [self = shared_from_this(), attempt, to](const std::error_code& code) {
                             self->ended(attempt, to, code);
                           });
    arm_stagger();
  }

  void stop() {
    done_ = true;
    stagger_.cancel();
    over_.cancel();
    std::error_code ignored;
    for (const auto& attempt : attempts_) attempt->close(ignored);
    attempts_.clear();
  }

  [[nodiscard]] asio::steady_timer& over() { return over_; }
  [[nodiscard]] bool done() const { return done_; }
  [[nodiscard]] std::optional<tcp::socket>& winner() { return winner_; }
  /// Every address failed: the failure that tells most; else `otherwise`, the race was cut short.
  [[nodiscard]] Error error(Errc otherwise) const {
    if (done_ && worst_) return *worst_;
    return {otherwise, Stage::connect,
            fmt::format("{}: {}", target_,
                        otherwise == Errc::timeout ? "no answer in time" : "cancelled")};
  }

 private:
  void arm_stagger() {
    if (next_ == order_.size()) return;
    stagger_.expires_after(kStagger);
    stagger_.async_wait([self = shared_from_this()](const std::error_code& error) {
      if (!error) self->start_next();
    });
  }

  void ended(const std::shared_ptr<tcp::socket>& attempt, const tcp::endpoint& to,
             const std::error_code& error) {
    if (done_) return;
    std::erase(attempts_, attempt);
    if (error) return lost(to, error);
    winner_.emplace(std::move(*attempt));
    stop();
  }

  void lost(const tcp::endpoint& to, const std::error_code& error) {
    const Errc code = classify(error);
    if (!worst_ || rank(code) < rank(worst_->code))
      worst_ = Error{code, Stage::connect,
                     fmt::format("{}: {}{}{}", target_, error.message(), via(to), hint(error))};
    if (next_ < order_.size()) return start_next();
    if (attempts_.empty()) stop();
  }

  /// The address, where the target is a name.
  [[nodiscard]] std::string via(const tcp::endpoint& to) const {
    const std::string address = to.address().to_string();
    return target_.find(address) != std::string::npos ? "" : " (" + address + ")";
  }

  const asio::any_io_executor executor_;
  const std::string target_;  ///< "host:port", for messages
  const std::vector<tcp::endpoint> order_;
  std::size_t next_ = 0;
  std::vector<std::shared_ptr<tcp::socket>> attempts_;
  asio::steady_timer stagger_;
  asio::steady_timer over_;  ///< runs to the deadline; cancelled when the race is over
  std::optional<tcp::socket> winner_;
  std::optional<Error> worst_;
  bool done_ = false;
};

/// Ends the race also when the coroutine that waits for it is destroyed.
struct RaceEnd {
  explicit RaceEnd(std::shared_ptr<Race> of) : race(std::move(of)) {}
  ~RaceEnd() { race->stop(); }
  RaceEnd(const RaceEnd&) = delete;
  RaceEnd& operator=(const RaceEnd&) = delete;
  const std::shared_ptr<Race> race;
};

void set_up(tcp::socket& socket) {
  std::error_code ignored;  // none of these decides over a connection
  socket.non_blocking(true, ignored);
  socket.set_option(tcp::no_delay(true), ignored);
  socket.set_option(asio::socket_base::keep_alive(true), ignored);
  const int fd = socket.native_handle();
  for (const auto& [option, value] : {std::pair{TCP_KEEPIDLE, kKeepAliveIdleSeconds},
                                      {TCP_KEEPINTVL, kKeepAliveEverySeconds},
                                      {TCP_KEEPCNT, kKeepAliveProbes}})
    setsockopt(fd, IPPROTO_TCP, option, &value, sizeof value);
}

std::string host_and_port(const std::string& host, std::uint16_t port) {
  const bool v6 = host.find(':') != std::string::npos;
  return v6 ? fmt::format("[{}]:{}", printable(host, 80), port)
            : fmt::format("{}:{}", printable(host, 80), port);
}

}  // namespace

Awaitable<Result<tcp::socket>> dial(Resolver& resolver, std::string host, std::uint16_t port,
                                    Deadline until) {
  const std::string target = host_and_port(host, port);
  const auto endpoints = co_await resolver.resolve(host, port, until);
  if (!endpoints) co_return fail(endpoints.error());
  if (endpoints->empty())
    co_return fail(Errc::name_not_found, Stage::dns, fmt::format("{}: no address", target));

  const asio::any_io_executor executor = co_await asio::this_coro::executor;
  const auto race = std::make_shared<Race>(executor, target, interleave(*endpoints));
  const RaceEnd end(race);
  race->over().expires_at(until.at());
  race->start_next();
  std::error_code rung;
  if (!race->done()) {
    const auto [error] = co_await race->over().async_wait(kNoThrow);
    rung = error;
  }
  if (!race->winner()) {
    resolver.doubt(host);
    co_return fail(race->error(!rung ? Errc::timeout : Errc::cancelled));
  }
  set_up(*race->winner());
  co_return std::move(*race->winner());
}

Awaitable<bool> has_spoken(tcp::socket& socket, Deadline until) {
  const auto give_up = [&socket] {
    std::error_code ignored;
    socket.cancel(ignored);
  };
  const DeadlineTimer timer(socket.get_executor(), until, give_up);
  const auto [error] = co_await socket.async_wait(tcp::socket::wait_read, kNoThrow);
  co_return !error;
}

}  // namespace showd
