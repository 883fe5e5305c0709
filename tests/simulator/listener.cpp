#include "listener.hpp"

#include <chrono>
#include <system_error>

namespace showd::simulator {
namespace {

constexpr int kBacklog = 1024;
constexpr std::chrono::milliseconds kRetry{100};

}  // namespace

Listener::Listener(asio::io_context& loop, const asio::ip::tcp::endpoint& at, Accepted accepted)
    : acceptor_(loop), accepted_(std::move(accepted)) {
  acceptor_.open(at.protocol());
  acceptor_.set_option(asio::ip::tcp::acceptor::reuse_address(true));
  acceptor_.bind(at);
  acceptor_.listen(kBacklog);
  accept();
}

void Listener::accept() {
  acceptor_.async_accept([this](std::error_code error, asio::ip::tcp::socket socket) {
    if (error == asio::error::operation_aborted) return;
    if (error == asio::error::no_descriptors || error == asio::error::no_buffer_space ||
        error == asio::error::no_memory)
      return retry();  // accepting at once again would only spin
    if (!error) {
      std::error_code ignored;  // a peer that has gone already
      socket.set_option(asio::ip::tcp::no_delay(true), ignored);
      accepted_(std::move(socket));
    }
    accept();
  });
}

void Listener::retry() {
  timer_ = std::make_unique<asio::steady_timer>(acceptor_.get_executor(), kRetry);
  timer_->async_wait([this](std::error_code error) {
    if (!error) accept();
  });
}

}  // namespace showd::simulator
