#include "base/clock.hpp"

namespace showd {
namespace {

class SystemClock final : public Clock {
 public:
  Monotonic now() const noexcept override { return std::chrono::steady_clock::now(); }
  UtcMillis utc() const noexcept override {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
  }
};

}  // namespace

const Clock& system_clock() noexcept {
  static const SystemClock clock;
  return clock;
}

}  // namespace showd
