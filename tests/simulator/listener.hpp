#pragma once

#include <functional>
#include <memory>

#include "base/asio.hpp"

namespace showd::simulator {

/// One listening address of one device. Thread: the loop of its device; the constructor may run on
/// another thread before the loop runs.
class Listener {
 public:
  using Accepted = std::function<void(asio::ip::tcp::socket)>;

  /// Binds, listens and starts accepting. Errors: std::system_error.
  Listener(asio::io_context& loop, const asio::ip::tcp::endpoint& at, Accepted accepted);

  /// With the port that the kernel chose, if it was 0.
  [[nodiscard]] asio::ip::tcp::endpoint endpoint() const { return acceptor_.local_endpoint(); }

 private:
  void accept();
  void retry();

  asio::ip::tcp::acceptor acceptor_;
  std::unique_ptr<asio::steady_timer> timer_;  ///< only while there are no descriptors left
  Accepted accepted_;
};

}  // namespace showd::simulator
