#include "base/clock.hpp"

#include <array>
#include <ctime>

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

std::string utc_text(UtcMillis moment) {
  const auto seconds = static_cast<std::time_t>(moment / 1000);
  std::tm parts{};
  ::gmtime_r(&seconds, &parts);
  std::array<char, 32> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

const Clock& system_clock() noexcept {
  static const SystemClock clock;
  return clock;
}

}  // namespace showd
