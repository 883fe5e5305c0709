#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <stop_token>
#include <thread>
#include <vector>

#include "base/bounded_queue.hpp"
#include "base/guarded.hpp"

namespace showd {

/// The few threads for what blocks: names to look up, programs that hand out secrets, files to
/// read. All other threads (the scheduler's, the loops) only ask them and never wait for them.
///
/// First come, first served, with one exception: no kind of job gets the last thread. So names
/// whose servers are silent hold up no reload, however many they are, and a program that hangs
/// holds up no name. With three threads two names are looked up at once.
class Helpers {
 public:
  /// What a job waits for.
  enum class Kind : std::uint8_t { names, files };
  /// Must not throw. Each sets its own deadlines; the token says that nobody wants its answer any
  /// more. Whatever it brings, it posts to whom it may concern.
  using Job = std::function<void(const std::stop_token&)>;

  explicit Helpers(unsigned threads = 3);
  ~Helpers() { stop(); }
  Helpers(const Helpers&) = delete;
  Helpers& operator=(const Helpers&) = delete;

  /// Thread: any; never waits. False, and the job is not taken: 1,024 of its kind wait already, or
  /// stop() was called.
  [[nodiscard]] bool run(Kind kind, Job job);

  /// Jobs that no thread has begun. Thread: any.
  [[nodiscard]] std::size_t waiting() const;

  /// What waits is dropped; what runs is told to stop and joined, however long it takes.
  /// Idempotent. Thread: the owner's.
  void stop();

 private:
  static constexpr std::size_t kKinds = 2;
  static constexpr std::size_t kMostWaiting = 1024;
  struct Waiting {
    Kind kind;
    Job job;
  };
  struct Jobs {
    std::deque<Waiting> waiting;
    std::array<std::size_t, kKinds> queued{};
    std::array<unsigned, kKinds> running{};
  };
  struct Nudge {};

  [[nodiscard]] static std::size_t index(Kind kind) { return static_cast<std::size_t>(kind); }
  void help();
  [[nodiscard]] std::optional<Waiting> take();
  void finished(Kind kind);

  const unsigned most_of_a_kind_;
  Guarded<Jobs> jobs_;
  BoundedQueue<Nudge> nudges_{kKinds * kMostWaiting};  ///< each: look at the jobs again
  std::stop_source stop_;
  std::vector<std::thread> threads_;
};

}  // namespace showd
