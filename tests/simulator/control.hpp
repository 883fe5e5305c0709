/// The test's hand on the devices: lines in, lines out, over AF_UNIX or loopback TCP.
///
/// Each request is a line; its answer is any number of lines, the last of which is "ok",
/// "ok WHAT" or "error: WHY". A change is done when its "ok" arrives. `help` lists the requests.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "base/asio.hpp"
#include "simulator.hpp"

namespace showd::simulator {

/// The answer to one request. Thread: main. `quit` is called for a request to end.
[[nodiscard]] std::string answer_control(Simulator& simulator, std::string_view request,
                                         const std::function<void()>& quit);

/// Listens on a path (removed at the end) or address:port. Thread: that of `io`.
class Control {
 public:
  virtual ~Control() = default;
  [[nodiscard]] virtual std::string where() const = 0;  ///< with the port that was chosen
};
/// Errors: std::system_error, std::invalid_argument.
[[nodiscard]] std::unique_ptr<Control> open_control(asio::io_context& io, const std::string& at,
                                                    Simulator& simulator,
                                                    std::function<void()> quit);

}  // namespace showd::simulator
