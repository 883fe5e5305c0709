#include "recorder/recorder.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "base/log.hpp"
#include "recorder/message_size.hpp"

namespace showd {
namespace {

using std::chrono::duration_cast;
using std::chrono::milliseconds;

/// Far beyond what the bytes allow, but for failures, which hold next to nothing.
constexpr std::size_t kQueue = 100'000;
constexpr std::size_t kUsualBytes = 8 << 10;  ///< of a result, as long as none was seen
constexpr std::size_t kMeanOf = 64;           ///< results
constexpr milliseconds kTurnEvery{250};       ///< with nothing to do
constexpr milliseconds kStaleEvery{1'000};
constexpr milliseconds kRetentionEvery{600'000};
constexpr milliseconds kRetentionSlice{1'000};

double seconds(std::chrono::microseconds span) {
  return std::chrono::duration<double>(span).count();
}

/// Between the last sign of life and now lies a stop. A clock that was set wrong before the start
/// looks like a long one, so of a stop more than a month is not believed until the next start.
UtcMillis doubted(const LastClock& last, UtcMillis now) {
  constexpr UtcMillis kMonth = 31ll * 86'400'000;
  if (last.last_alive == 0) return 0;
  return std::max<UtcMillis>(now - last.last_alive - kMonth, 0);
}

}  // namespace

Recorder::Recorder(const RecorderOptions& options, std::shared_ptr<Metrics> metrics,
                   const Clock& clock)
    : clock_(clock),
      store_(options.database, clock, options.before_migration),
      fleet_(clock),
      clock_watch_(clock, store_.last_clock().ahead, store_.last_clock().since),
      doubted_(doubted(store_.last_clock(), clock.utc())),
      retention_(options.retention),
      stop_within_(options.stop_within),
      log_(options.tell_every_run),
      metrics_(std::move(metrics)),
      room_(options.queue_bytes / 4 * 3),
      queue_(kQueue, options.queue_bytes),
      usual_bytes_(kUsualBytes) {}

Recorder::~Recorder() { stop(); }

void Recorder::start(FleetConfigured fleet) {
  handle(std::move(fleet));
  commit();
  thread_ = std::thread([this] { run(); });
}

bool Recorder::tell(RecorderMessage&& message) {
  auto* poll = std::get_if<PollResult>(&message);
  const bool told = poll ? tell_poll(std::move(*poll)) : queue_.push(std::move(message));
  if (!told) lose(1);
  return told;
}

bool Recorder::tell_poll(PollResult&& poll) {
  const std::size_t bytes = memory_of(poll);
  const std::size_t usual = usual_bytes_;  // two writers at once: one of them is not counted in
  usual_bytes_ = usual - usual / kMeanOf + bytes / kMeanOf;
  RecorderMessage message(std::move(poll));
  if (queue_.try_push(std::move(message), bytes)) return true;
  auto& refused = std::get<PollResult>(message);
  refused.interfaces = {};
  refused.coverage = {};
  refused.error = Error{Errc::resource_limit, Stage::limit,
                        "too many results wait to be recorded; this one was not kept"};
  return queue_.try_push(std::move(message));
}

void Recorder::lose(std::size_t messages) {
  if (lost_.fetch_add(messages) == 0)
    log::error({.event = log::Event::results_lost}, "the recorder's queue is {}: results are lost",
               queue_.closed() ? "closed" : "full");
}

bool Recorder::has_room(std::size_t polls_under_way) const {
  return queue_.bytes() + (polls_under_way + 1) * usual_bytes_ <= room_;
}

void Recorder::stop() {
  if (!thread_.joinable()) return;
  queue_.close();
  thread_.join();
}

StoreFigures Recorder::store_figures() const {
  auto figures = figures_.with([](const StoreFigures& figures) { return figures; });
  figures.dropped += lost_;
  return figures;
}

void Recorder::run() {
  std::optional<Monotonic> give_up;
  for (;;) {
    // Asked before the queue is read: a message may come between an empty queue and its end.
    if (!give_up && queue_.closed()) give_up = clock_.now() + stop_within_;
    if (give_up && clock_.now() >= *give_up) break;
    auto message = queue_.pop_for(idle_time());
    turned_ = true;
    look_at_clock();
    if (message) {
      std::visit([this](auto&& told) { handle(std::move(told)); }, std::move(*message));
    } else if (give_up) {
      break;
    }
    if (store_.due()) commit();
    if (clock_.now() >= next_stale_) withdraw_stale();
    if (!message && clock_.now() >= next_retention_) retain();
  }
  if (const std::size_t left = queue_.depth(); left > 0) {
    log::error({.event = log::Event::results_lost},
               "{} results were not recorded within {} s of the stop and are lost", left,
               seconds(stop_within_));
    lost_ += left;
  }
  log_.finish();
  commit();
}

milliseconds Recorder::idle_time() const {
  const auto span = std::chrono::ceil<milliseconds>(store_.next_due() - clock_.now());
  return std::clamp(span, milliseconds(0), kTurnEvery);
}

void Recorder::handle(PollResult&& poll) {
  // It began before the clock was set back.
  if (const UtcMillis now = clock_.utc(); poll.started > now)
    poll.started = now - duration_cast<milliseconds>(poll.duration).count();
  measure(poll);
  const Observation seen = fleet_.observe(poll);
  if (poll.run != 0 && poll.ok() && !seen.error) ++good_polls_[poll.run];
  if (!seen.state) return;  // it left the inventory while it was polled
  poll.error = seen.error;
  store_.apply(poll, seen.changes, seen.sightings);
  log_.poll(poll, seen);
}

/// Who counted the run saw the polls before they came here, where one may be refused or lost.
void Recorder::count_again(Run& run) {
  const auto good = good_polls_.extract(run.id);
  const std::uint32_t ok = std::min(run.ok, good ? good.mapped() : 0);
  if (ok < run.ok) some_refused_ = true;
  run.failed += run.ok - ok;
  run.ok = ok;
}

void Recorder::handle(Run&& run) {
  if (run.duration) count_again(run);
  log_.run(run);
  metrics_->run_finished(run);
  store_.apply(std::move(run));
}

void Recorder::handle(FleetConfigured&& configured) {
  fleet_.limit_interfaces(configured.max_interfaces);
  const std::vector<std::string> fresh = fleet_.configure(configured.devices);
  for (const std::string& device : fresh)
    if (const auto known = store_.known(device)) fleet_.restore(*known);
  std::vector<std::shared_ptr<const Device>> devices;
  std::size_t telnet = 0;
  for (const WatchedDevice& watched : configured.devices) {
    devices.push_back(watched.device);
    telnet += watched.device->transport == TransportKind::telnet;
  }
  log_.keep_only(configured.devices);
  store_.configure(devices);
  metrics_->set_devices("ssh", devices.size() - telnet);
  metrics_->set_devices("telnet", telnet);
}

void Recorder::handle(LeftAlone&& device) { fleet_.left_alone(device.device, device.until); }

void Recorder::handle(HostKeyAccepted&& accepted) {
  store_.forget_host_keys(accepted.device);
  store_.accept_host_key(accepted.device, accepted.key.type, accepted.key.sha256);
}

void Recorder::handle(HostKeyForgotten&& forgotten) { store_.forget_host_keys(forgotten.device); }

void Recorder::measure(const PollResult& poll) {
  for (const PollResult::StageTime& stage : poll.stages)
    metrics_->stage(poll.device->platform, to_string(stage.stage), seconds(stage.spent));
  for (const Coverage& coverage : poll.coverage)
    metrics_->parsed(poll.device->platform, coverage.command, coverage.lines, coverage.unmatched);
}

void Recorder::look_at_clock() {
  auto jump = clock_watch_.look();
  if (!jump) return;
  metrics_->clock_jumped();
  log::warning(
      {.event = log::Event::clock_set}, "the clock was set {} by {:.1f} s{}",
      jump->by > 0 ? "forward" : "back", std::abs(static_cast<double>(jump->by)) / 1'000,
      jump->wrong.empty() ? "" : ", to where it was: what was recorded in between is put right");
  if (!jump->wrong.empty()) fleet_.restamp(jump->wrong);
  store_.clock_set(clock_watch_.ahead(), clock_watch_.since(), std::move(jump->wrong));
}

void Recorder::commit() {
  const auto fault = store_.commit();
  if (fault && !std::exchange(commit_failed_, true))
    log::error({.event = log::Event::store_failing},
               "history is not written: {}; polling and metrics go on, trying again",
               fault->message);
  if (!fault && std::exchange(commit_failed_, false))
    log::info({.event = log::Event::store_recovered}, "history is written again");
  figures_.with([this](StoreFigures& figures) { figures = store_.figures(); });
}

void Recorder::withdraw_stale() {
  next_stale_ = clock_.now() + kStaleEvery;
  fleet_.withdraw_stale();
}

/// By the clock that is behind: one that is wrong must not delete a year.
void Recorder::retain() {
  const UtcMillis now = clock_.utc() - doubted_ - std::max<UtcMillis>(clock_watch_.ahead(), 0);
  const auto more = store_.retain(now - retention_.count());
  if (!more)
    log::warning({.event = log::Event::store_notice}, "retention: {}", more.error().message);
  next_retention_ = clock_.now() + (more && *more ? kRetentionSlice : kRetentionEvery);
}

}  // namespace showd
