#include "schedule/backoff.hpp"

#include <algorithm>

#include "base/hash.hpp"

namespace showd {

using std::chrono::milliseconds;

double unit_hash(std::string_view text, std::uint64_t salt) {
  std::uint64_t hash = fnv1a(text, salt);
  hash ^= hash >> 33;  // only its low bits are good: mix (murmur3 finaliser)
  hash *= 0xff51afd7ed558ccdull;
  hash ^= hash >> 33;
  return static_cast<double>(hash >> 11) / static_cast<double>(1ull << 53);
}

milliseconds backoff(std::string_view device, std::uint32_t failures, milliseconds period) {
  if (failures < 2) return milliseconds(0);
  const milliseconds cap = std::max(period, std::min(16 * period, milliseconds(300'000)));
  const milliseconds doubled = period * (1ll << std::min(failures - 1, 5u));
  const milliseconds pause = std::min(doubled, cap);
  const double jitter = 0.8 + 0.4 * unit_hash(device, failures);
  return milliseconds(static_cast<std::int64_t>(static_cast<double>(pause.count()) * jitter));
}

}  // namespace showd
