#include "store/store.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/log.hpp"
#include "store/database.hpp"
#include "store/fault.hpp"
#include "store/operation.hpp"
#include "store/read_known.hpp"

namespace showd {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::size_t kBatch = 1'000;
constexpr milliseconds kBatchAge{200};
constexpr seconds kHeartbeat{5};
constexpr seconds kRetry{10};
constexpr seconds kReopen{1};
constexpr std::size_t kPendingLimit = 100'000;
/// A refusal that will not go away by itself: the operation is at fault, not the disk.
bool refused_for_good(const sqlite::Error& error) {
  switch (error.primary()) {
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
    case SQLITE_TOOBIG:
    case SQLITE_RANGE:
      return true;
    default:
      return false;
  }
}

std::uint64_t size_of(const std::filesystem::path& file) {
  std::error_code missing;
  const auto size = std::filesystem::file_size(file, missing);
  return missing ? 0 : size;
}

std::optional<KnownDevice> known_to(const Present& present, const std::string& device) {
  const auto found = std::find_if(present.known.begin(), present.known.end(),
                                  [&](const KnownDevice& known) { return known.name == device; });
  return found == present.known.end() ? std::nullopt : std::optional(*found);
}

}  // namespace

struct Store::Impl {
  Impl(std::filesystem::path file, const Clock& clock,
       const std::function<void()>& before_migration);

  void look_at_clock(UtcMillis now);
  void write_all(UtcMillis now, bool closing);
  void push(Operation operation, const Clock& clock);
  std::optional<StoreFault> commit(const Clock& clock, bool closing);
  std::optional<StoreFault> failed(StoreFault fault);
  Present read_present();
  std::optional<StoreFault> find_displaced();
  [[nodiscard]] StoreFault written_over() const;
  std::optional<StoreFault> open_anew(UtcMillis now);

  std::filesystem::path path;
  std::unique_ptr<Database> db;    ///< null: its place was taken, and it could not be opened anew
  std::optional<Present> present;  ///< then, until the new file has it
  SetDevices devices;              ///< as configured last
  std::vector<Operation> pending;
  std::size_t pending_limit = kPendingLimit;
  std::size_t writing = 0;  ///< index in `pending` of what is being written
  Monotonic oldest{};       ///< when the first of `pending` came
  Monotonic last_attempt{};
  milliseconds retry = kRetry;  ///< after a commit that failed
  StoreFigures figures;
  LastClock last_clock;
};

Store::Impl::Impl(std::filesystem::path where, const Clock& clock,
                  const std::function<void()>& before_migration)
    : path(std::move(where)),
      db(std::make_unique<Database>(path, before_migration)),
      last_attempt(clock.now()) {
  try {
    look_at_clock(clock.utc());
  } catch (const sqlite::Error& error) {
    throw StoreError(fault_of(error, path));
  }
}

/// The restart is a gap, from the last sign of life on. Was the clock ahead then, and is it behind
/// that sign of life now, then it came back in between; the stamps of that time are put right at
/// once, before anybody reads them.
void Store::Impl::look_at_clock(UtcMillis now) {
  LastClock& last = last_clock = db->last_clock();
  if (last.ahead > 0 && now < last.last_alive) {
    log::warning({.event = log::Event::clock_set},
                 "store: the clock was {} s ahead when showd last ran; what it wrote then is put "
                 "right",
                 last.ahead / 1'000);
    sqlite::Transaction transaction(db->connection());
    db->writer().write(ClockSet{0, 0, {{last.since, last.last_alive, -last.ahead}}});
    transaction.commit();
    last = {last.last_alive - last.ahead, 0, 0};
  }
  if (last.last_alive > 0) pending.emplace_back(OpenGaps{last.last_alive, now});
}

void Store::Impl::push(Operation operation, const Clock& clock) {
  if (pending.empty()) oldest = clock.now();
  pending.push_back(std::move(operation));
  if (pending.size() < pending_limit) return;
  const std::size_t before = pending.size();
  pending = coalesce(std::move(pending));
  figures.coalesced += before - pending.size();
  pending_limit = std::max(kPendingLimit, 2 * pending.size());
}

void Store::Impl::write_all(UtcMillis now, bool closing) {
  sqlite::Transaction transaction(db->connection());
  Writer& writer = db->writer();
  writing = pending.size();
  if (present) writer.write(*present);
  for (writing = 0; writing < pending.size(); ++writing)
    std::visit([&](const auto& operation) { writer.write(operation); }, pending[writing]);
  writer.set_meta("last_alive", now);
  writer.set_meta("clean", closing ? 1 : 0);
  transaction.commit();
}

std::optional<StoreFault> Store::Impl::failed(StoreFault fault) {
  figures.writable = false;
  figures.last_error = fault.message;
  ++figures.commit_failures;
  return fault;
}

StoreFault Store::Impl::written_over() const {
  return {StoreErrc::displaced,
          fmt::format("{}: written over in place while open (cp?) and left as it is; start showd "
                      "again, and put a copy back by mv or while it is stopped",
                      path.string())};
}

Present Store::Impl::read_present() {
  Present read;
  read.devices = devices;
  read.known = db->known().read_all();
  read.keys = read_host_keys(db->connection());
  return read;
}

/// Whether the path leads elsewhere by now. What is known is then taken along: the file that
/// stands there, or none, knows less, or other things.
std::optional<StoreFault> Store::Impl::find_displaced() {
  const auto how = db->displaced();
  const bool same_file = db->in_place();
  try {
    if (db->written_over()) return written_over();
    if (!how) return std::nullopt;
    // One that the new file did not get yet is the better one.
    if (!present) present = read_present();
  } catch (const sqlite::Error& error) {
    return fault_of(error, path);
  }
  present->same_file = same_file;
  if (same_file && !db->fold_log_in())
    return StoreFault{StoreErrc::busy, fmt::format("{}: {} while open, and a reader is in the way",
                                                   path.string(), *how)};
  db.reset();
  retry = kReopen;
  return StoreFault{StoreErrc::displaced,
                    fmt::format("{}: {} while open; what is known is kept for the file that "
                                "stands there, or a new one",
                                path.string(), *how)};
}

/// As at a start: a file that stands there may be refused, and is never written over.
std::optional<StoreFault> Store::Impl::open_anew(UtcMillis now) {
  retry = kRetry;
  try {
    db = std::make_unique<Database>(path);
  } catch (const StoreError& error) {
    if (figures.last_error != error.what())
      log::error({.event = log::Event::store_failing}, "store: {}", error.what());
    return StoreFault{error.code(), error.what()};
  }
  present->at = now;
  present->last_alive = present->same_file ? 0 : db->last_alive();
  log::warning({.event = log::Event::store_notice},
               "store: {} is {}; written to it: {} devices as known now, {} host keys",
               path.string(), db->last_alive() > 0 ? "opened again" : "a new file",
               present->known.size(), present->keys.size());
  return std::nullopt;
}

std::optional<StoreFault> Store::Impl::commit(const Clock& clock, bool closing) {
  const Monotonic begin = last_attempt = clock.now();
  if (db)
    if (auto fault = find_displaced(); fault && !(closing && !db)) return failed(*std::move(fault));
  if (!db)
    if (auto fault = open_anew(clock.utc())) return failed(*std::move(fault));
  for (bool written = false; !written;) {
    try {
      write_all(clock.utc(), closing);
      written = true;
    } catch (const sqlite::Error& error) {
      if (!refused_for_good(error) || writing >= pending.size())
        return failed(fault_of(error, path));
      log::error({.event = log::Event::results_lost}, "store: gave up one row: {}",
                 fault_of(error, path).message);
      pending.erase(pending.begin() + static_cast<std::ptrdiff_t>(writing));
      ++figures.dropped;
    }
  }
  for (const Operation& operation : pending) {
    figures.changes += std::holds_alternative<StateRow>(operation);
    figures.polls += std::holds_alternative<PollRow>(operation);
  }
  pending.clear();
  present.reset();
  pending_limit = kPendingLimit;
  ++figures.commits;
  figures.writable = true;
  db->checkpoint();
  figures.last_commit = clock.utc();
  figures.last_commit_seconds = std::chrono::duration<double>(clock.now() - begin).count();
  return std::nullopt;
}

Store::Store(std::filesystem::path path, const Clock& clock,
             const std::function<void()>& before_migration)
    : clock_(clock), impl_(std::make_unique<Impl>(std::move(path), clock, before_migration)) {}

Store::~Store() {
  if (const auto fault = impl_->commit(clock_, true))
    log::error({.event = log::Event::results_lost}, "store: {} operations are lost: {}",
               impl_->pending.size(), fault->message);
}

std::optional<KnownDevice> Store::known(const std::string& device) const {
  if (impl_->present) return known_to(*impl_->present, device);
  try {
    return impl_->db->known().read(device);
  } catch (const sqlite::Error& error) {
    throw StoreError(fault_of(error, impl_->path));
  }
}

std::vector<PinnedKey> Store::host_keys() const {
  if (impl_->present) return impl_->present->keys;
  try {
    return read_host_keys(impl_->db->connection());
  } catch (const sqlite::Error& error) {
    throw StoreError(fault_of(error, impl_->path));
  }
}

LastClock Store::last_clock() const { return impl_->last_clock; }

void Store::configure(const std::vector<std::shared_ptr<const Device>>& devices) {
  SetDevices set{.at = clock_.utc(), .rows = {}};
  for (const auto& device : devices)
    set.rows.push_back({device->name, device->inventory, device->platform, device->address,
                        std::string(to_string(device->transport)), device->port, device->labels,
                        device->groups});
  impl_->devices = set;
  impl_->push(std::move(set), clock_);
}

void Store::apply(const PollResult& poll, const std::vector<Change>& changes,
                  const std::vector<Sighting>& sightings) {
  if (poll.error && poll.error->code == Errc::cancelled) return;
  PollRow row{.device = poll.device->name,
              .run = poll.run,
              .started = poll.started,
              .duration_ms = std::chrono::duration_cast<milliseconds>(poll.duration).count(),
              .result = std::string(poll.result())};
  if (poll.error) {
    row.stage = std::string(to_string(poll.error->stage));
    row.error = poll.error->message;
  }
  if (poll.new_host_key) {
    row.key_type = poll.new_host_key->type;
    row.key_sha256 = poll.new_host_key->sha256;
  }
  impl_->push(std::move(row), clock_);
  for (const Change& change : changes) {
    StateRow state{.device = change.device, .if_name = change.if_name, .at = change.at};
    if (change.kind != Change::Kind::disappeared) state.state = change.after;
    impl_->push(std::move(state), clock_);
  }
  for (const Sighting& sighting : sightings)
    impl_->push(SightingRow{poll.device->name, sighting.if_name, sighting.at, sighting.observed},
                clock_);
}

void Store::apply(Run run) { impl_->push(std::move(run), clock_); }

void Store::clock_set(UtcMillis ahead, UtcMillis since, std::vector<WrongStamps> wrong) {
  impl_->push(ClockSet{ahead, since, std::move(wrong)}, clock_);
}

void Store::accept_host_key(const std::string& device, const std::string& type,
                            const std::string& sha256) {
  impl_->push(AcceptKey{device, type, sha256, clock_.utc()}, clock_);
}

void Store::forget_host_keys(const std::string& device) { impl_->push(ForgetKeys{device}, clock_); }

Monotonic Store::next_due() const {
  if (!impl_->figures.writable) return impl_->last_attempt + impl_->retry;
  if (impl_->pending.size() >= kBatch) return impl_->last_attempt;
  const Monotonic heartbeat = impl_->last_attempt + kHeartbeat;
  return impl_->pending.empty() ? heartbeat : std::min(heartbeat, impl_->oldest + kBatchAge);
}

std::optional<StoreFault> Store::commit() { return impl_->commit(clock_, false); }

StoreResult<bool> Store::retain(UtcMillis before) {
  if (!impl_->db)
    return tl::unexpected(StoreFault{StoreErrc::displaced, impl_->figures.last_error});
  try {
    if (impl_->db->written_over()) return tl::unexpected(impl_->written_over());
    return impl_->db->retention().slice(before);
  } catch (const sqlite::Error& error) {
    return tl::unexpected(fault_of(error, impl_->path));
  }
}

StoreFigures Store::figures() const {
  StoreFigures figures = impl_->figures;
  figures.pending = impl_->pending.size();
  figures.database_bytes = size_of(impl_->path);
  figures.wal_bytes = size_of(impl_->path.string() + "-wal");
  return figures;
}

}  // namespace showd
