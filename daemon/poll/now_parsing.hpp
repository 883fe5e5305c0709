#pragma once

#include <memory>
#include <string>

#include "base/clock.hpp"
#include "base/guarded.hpp"
#include "model/device.hpp"

namespace showd {

/// What a loop's thread is parsing, for whoever finds that the parser does not come back.
struct NowParsing {
  std::shared_ptr<const Device> device;  ///< null: nothing
  std::string command;
  Monotonic since{};
};

/// Notes it for as long as it lives. Thread: the loop's.
class ParsingNote {
 public:
  ParsingNote(Guarded<NowParsing>& board, std::shared_ptr<const Device> device, std::string command)
      : board_(board) {
    NowParsing now{std::move(device), std::move(command), system_clock().now()};
    board_.with([&](NowParsing& note) { note = std::move(now); });
  }
  ~ParsingNote() {
    board_.with([](NowParsing& note) { note.device.reset(); });
  }
  ParsingNote(const ParsingNote&) = delete;
  ParsingNote& operator=(const ParsingNote&) = delete;

 private:
  Guarded<NowParsing>& board_;
};

}  // namespace showd
