#include "telnet_server.hpp"

#include <array>
#include <memory>
#include <string>
#include <system_error>

#include "cli.hpp"
#include "telnet_codec.hpp"

namespace showd::simulator {
namespace {

using asio::ip::tcp;

constexpr std::size_t kReadAtOnce = 4096;
/// A client that does not read: input waits while this much output does.
constexpr std::size_t kMostUnsent = 256 * 1024;
constexpr std::chrono::seconds kLinger{2};

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(tcp::socket socket, DeviceState& device, const Settings& settings)
      : socket_(std::move(socket)), device_(device), cli_(device, settings, Cli::Entry::login) {
    device_.statistics.connections.fetch_add(1, std::memory_order_relaxed);
    device_.statistics.open.fetch_add(1, std::memory_order_relaxed);
  }
  ~Connection() { device_.statistics.open.fetch_sub(1, std::memory_order_relaxed); }

  void start() {
    std::error_code error;
    socket_.non_blocking(true, error);
    if (error) return;
    unsent_ = codec_.opening();
    cli_.start();
    after_cli();
    read();
  }

 private:
  void read() {
    if (reading_ || unsent_.size() > kMostUnsent) return;
    reading_ = true;
    socket_.async_wait(tcp::socket::wait_read, [self = shared_from_this()](std::error_code error) {
      self->reading_ = false;
      if (!error) self->readable();
    });
  }

  void readable() {
    std::array<char, kReadAtOnce> buffer;
    std::error_code error;
    const std::size_t size = socket_.read_some(asio::buffer(buffer), error);
    if (error == asio::error::would_block) return read();
    if (error) return hang_up();
    if (!leaving_) {  // what comes after the goodbye is only drained
      const std::string data = codec_.decode({buffer.data(), size}, unsent_);
      if (!data.empty()) cli_.feed(data);
      after_cli();
    }
    if (socket_.is_open()) read();
  }

  /// Sends what the dialogue said, arms its delay, leaves when it is over.
  void after_cli() {
    Output& output = cli_.output();
    std::size_t from = 0;
    for (const std::size_t cut : output.cuts) {
      TelnetCodec::encode(std::string_view(output.bytes).substr(from, cut - from), unsent_);
      flush();
      from = cut;
    }
    TelnetCodec::encode(std::string_view(output.bytes).substr(from), unsent_);
    output.clear();
    flush();
    if (!socket_.is_open()) return;
    if (cli_.delay() && !std::exchange(delayed_, true))
      wait(*cli_.delay(), &Connection::delay_over);
    leaving_ |= cli_.closed();
    if (leaving_ && unsent_.empty()) leave();
  }

  void delay_over() {
    delayed_ = false;
    cli_.resume();
    after_cli();
  }

  void wait(std::chrono::milliseconds span, void (Connection::*then)()) {
    if (!timer_) timer_ = std::make_unique<asio::steady_timer>(socket_.get_executor());
    timer_->expires_after(span);
    timer_->async_wait([self = shared_from_this(), then](std::error_code error) {
      if (!error && self->socket_.is_open()) (self.get()->*then)();
    });
  }

  void flush() {
    if (writing_ || unsent_.empty() || !socket_.is_open()) return;
    std::error_code error;
    const std::size_t sent = socket_.write_some(asio::buffer(unsent_), error);
    if (error && error != asio::error::would_block) return hang_up();
    if (!error) unsent_.erase(0, sent);
    if (unsent_.empty()) {
      if (unsent_.capacity() > kReadAtOnce) std::string().swap(unsent_);
      return;
    }
    writing_ = true;
    socket_.async_wait(tcp::socket::wait_write, [self = shared_from_this()](std::error_code error) {
      self->writing_ = false;
      if (!error) self->writable();
    });
  }

  void writable() {
    flush();
    if (leaving_ && unsent_.empty()) return leave();
    if (socket_.is_open()) read();
  }

  /// Ends our side; closing at once could lose what the client has not read yet.
  void leave() {
    std::error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
    wait(kLinger, &Connection::hang_up);
  }

  void hang_up() {
    std::error_code ignored;
    socket_.close(ignored);
    if (timer_) timer_->cancel();
  }

  tcp::socket socket_;
  DeviceState& device_;
  Cli cli_;
  TelnetCodec codec_;
  std::string unsent_;
  std::unique_ptr<asio::steady_timer> timer_;
  bool reading_ = false, writing_ = false, leaving_ = false, delayed_ = false;
};

}  // namespace

void serve_telnet(tcp::socket socket, DeviceState& device, const Settings& settings) {
  std::make_shared<Connection>(std::move(socket), device, settings)->start();
}

}  // namespace showd::simulator
