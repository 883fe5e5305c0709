#include "transport/telnet/telnet_transport.hpp"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <optional>

#include "transport/deadline_timer.hpp"
#include "transport/tcp_round_trip.hpp"
#include "transport/telnet/telnet_codec.hpp"
#include "transport/turn.hpp"

namespace showd {
namespace {

using asio::ip::tcp;

constexpr std::size_t kReadChunk = 16 << 10;

class TelnetTransport final : public Transport {
 public:
  explicit TelnetTransport(tcp::socket socket) : socket_(std::move(socket)) {
    std::error_code ignored;
    socket_.non_blocking(true, ignored);
    // A server sends the second half of "IAC DM" as urgent data (RFC 854, Synch); taken out of the
    // stream it would leave an IAC that swallows the next character.
    socket_.set_option(asio::socket_base::out_of_band_inline(true), ignored);
  }
  ~TelnetTransport() override { close(); }

  Awaitable<Result<std::size_t>> read_some(std::span<char> into, Quiet quiet) override;
  Awaitable<Result<void>> write(std::string_view bytes) override;
  Awaitable<Result<std::string>> exec(std::string_view, std::size_t) override {
    co_return fail(Errc::protocol_error, Stage::command, "Telnet has no exec requests");
  }
  bool authenticated() const noexcept override { return false; }
  std::chrono::microseconds round_trip() const noexcept override { return tcp_round_trip(socket_); }
  std::string_view line_end() const noexcept override { return "\r\n"; }
  bool alive() noexcept override;
  void cancel(Errc why) noexcept override;
  void close() noexcept override;

 private:
  Awaitable<bool> wait(tcp::socket::wait_type what);
  Awaitable<bool> wait_to_read(const std::optional<Deadline>& until);
  Awaitable<Result<void>> send(std::string bytes);
  [[nodiscard]] tl::unexpected<Error> broken(const std::error_code& error) const;

  tcp::socket socket_;
  TelnetCodec codec_;
  std::string text_;  ///< of one read; never longer than the caller's span
  std::optional<Errc> stopped_;
  Turn turn_;
  bool rested_ = false;  ///< the last wait was cancelled by its own deadline
};

Awaitable<Result<std::size_t>> TelnetTransport::read_some(std::span<char> into, Quiet quiet) {
  into = into.first(std::min(into.size(), kReadChunk));
  const std::optional<Deadline> until = rest_deadline(quiet);
  while (!stopped_) {
    std::error_code error;
    const std::size_t got = socket_.read_some(asio::buffer(into.data(), into.size()), error);
    if (error == asio::error::would_block) {
      if (until && until->passed()) co_return std::size_t{0};
      if (!co_await wait_to_read(until)) break;
      continue;
    }
    if (error) co_return broken(error);
    text_.clear();
    codec_.receive({into.data(), got}, text_);
    if (codec_.failed())
      co_return fail(Errc::protocol_error, Stage::command, "endless or broken Telnet negotiation");
    std::copy(text_.begin(), text_.end(), into.begin());
    const std::size_t size = text_.size();
    if (const Result<void> sent = co_await send(codec_.take_replies()); !sent)
      co_return fail(sent.error());
    if (turn_.is_over(got)) co_await Turn::let_others();
    if (stopped_) break;
    if (size > 0) co_return size;
  }
  co_return broken({});
}

Awaitable<Result<void>> TelnetTransport::write(std::string_view bytes) {
  return send(codec_.encode(bytes));
}

Awaitable<Result<void>> TelnetTransport::send(std::string bytes) {
  std::size_t done = 0;
  while (!stopped_ && done < bytes.size()) {
    std::error_code error;
    done += socket_.write_some(asio::buffer(bytes.data() + done, bytes.size() - done), error);
    if (error == asio::error::would_block) {
      if (!co_await wait(tcp::socket::wait_write)) break;
    } else if (error) {
      co_return broken(error);
    }
  }
  if (stopped_) co_return broken({});
  co_return Result<void>();
}

Awaitable<bool> TelnetTransport::wait(tcp::socket::wait_type what) {
  turn_.begin();
  const auto [error] = co_await socket_.async_wait(what, kNoThrow);
  if (error == asio::error::operation_aborted && !rested_) cancel(Errc::cancelled);
  co_return !stopped_;
}

/// Also true when `until` has passed.
Awaitable<bool> TelnetTransport::wait_to_read(const std::optional<Deadline>& until) {
  if (!until) co_return co_await wait(tcp::socket::wait_read);
  rested_ = false;
  const auto strike = [this] {
    rested_ = true;
    std::error_code ignored;
    socket_.cancel(ignored);
  };
  const DeadlineTimer timer(socket_.get_executor(), *until, strike);
  const bool on = co_await wait(tcp::socket::wait_read);
  rested_ = false;
  co_return on;
}

tl::unexpected<Error> TelnetTransport::broken(const std::error_code& error) const {
  if (stopped_)
    return fail(*stopped_, Stage::command, fmt::format("Telnet: {}", to_string(*stopped_)));
  if (error == asio::error::eof)
    return fail(Errc::disconnected, Stage::command, "the device closed the session");
  return fail(Errc::disconnected, Stage::command, fmt::format("Telnet: {}", error.message()));
}

bool TelnetTransport::alive() noexcept {
  if (stopped_ || !socket_.is_open()) return false;
  pollfd now{socket_.native_handle(), POLLRDHUP, 0};
  return poll(&now, 1, 0) == 0;
}

void TelnetTransport::cancel(Errc why) noexcept {
  if (!stopped_) stopped_ = why;
  std::error_code ignored;
  socket_.cancel(ignored);
}

void TelnetTransport::close() noexcept {
  cancel(Errc::disconnected);
  std::error_code ignored;
  socket_.shutdown(tcp::socket::shutdown_send, ignored);
  socket_.close(ignored);
}

}  // namespace

std::unique_ptr<Transport> open_telnet(tcp::socket socket) {
  return std::make_unique<TelnetTransport>(std::move(socket));
}

}  // namespace showd
