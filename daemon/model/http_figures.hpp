#pragma once

#include <cstdint>

namespace showd {

/// How one HTTP server fares: totals since it started, but for `open`.
struct HttpFigures {
  std::uint64_t open = 0;      ///< connections now
  std::uint64_t accepted = 0;  ///< connections
  std::uint64_t requests = 0;
  std::uint64_t timed_out = 0;        ///< connections cut: a time limit passed
  std::uint64_t evicted = 0;          ///< connections cut to make room for others
  std::uint64_t refused = 0;          ///< connections closed at once: nobody could make room
  std::uint64_t accept_failures = 0;  ///< no descriptor or memory
};

}  // namespace showd
