#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "base/clock.hpp"
#include "base/guarded.hpp"
#include "model/poll_result.hpp"

namespace showd {

/// What devices answered to the commands that people had the daemon type, until it is fetched.
/// Bounded: so many questions at once, so many bytes for all of them; what nobody has fetched for a
/// minute is forgotten. Thread: any.
class Answers {
 public:
  static constexpr std::size_t kMostQuestions = 16;
  static constexpr std::size_t kMostBytes = 64 << 20;
  static constexpr std::chrono::seconds kForgottenAfter{60};

  explicit Answers(const Clock& clock = system_clock()) : clock_(clock) {}

  /// A question to so many devices gets its number, never 0. Nothing: there are too many.
  [[nodiscard]] std::optional<std::uint64_t> open(std::size_t devices);
  /// The answer to the question result.run. Outputs beyond the bound are dropped, and that is the
  /// result's error.
  void take(PollResult result);

  struct Fetched {
    std::vector<PollResult> results;
    bool last;  ///< no more are to come; the question is closed
  };
  /// What has come since the last call, about `bytes` of it at most. Nothing: no such question.
  [[nodiscard]] std::optional<Fetched> fetch(std::uint64_t question, std::size_t bytes);

 private:
  struct Question {
    std::size_t expected;  ///< devices that have not answered
    Monotonic fetched;     ///< when somebody asked for answers last
    std::vector<PollResult> waiting;
  };
  struct Open {
    std::uint64_t last = 0;
    std::map<std::uint64_t, Question> questions;
    std::size_t bytes = 0;  ///< of the outputs that wait
  };
  void forget_old(Open& open) const;

  const Clock& clock_;
  Guarded<Open> open_;
};

}  // namespace showd
