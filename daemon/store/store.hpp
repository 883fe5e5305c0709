#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/clock_watch.hpp"
#include "model/change.hpp"
#include "model/device.hpp"
#include "model/known_device.hpp"
#include "model/poll_result.hpp"
#include "model/run.hpp"
#include "model/store_figures.hpp"
#include "store/store_error.hpp"

namespace showd {

/// What the last showd knew of its wall clock; zeros if there was none.
struct LastClock {
  UtcMillis last_alive = 0;  ///< when it last committed
  UtcMillis ahead = 0;       ///< it had been set forward by so much, as ClockWatch says
  UtcMillis since = 0;       ///< the first stamp of that time
};

/// A host key that a device is held to.
struct PinnedKey {
  std::string device;
  std::string type;    ///< "ssh-ed25519"
  std::string sha256;  ///< "SHA256:..."
  UtcMillis first_seen = 0;
  std::optional<UtcMillis> accepted_at;  ///< absent: trusted on first use
};

/// The history: SQLite's one writer. `schema.cpp` has the tables.
///
/// What is told is kept in memory (`apply`, `configure`, ...) and becomes durable in one
/// transaction, all or nothing, by `commit`. A commit that fails (disk full, I/O error, lock) keeps
/// everything for the next; past 100,000 operations only the last state of each interface is kept.
/// So polling and metrics go on whatever the disk does, and kill -9 loses at most what was not
/// committed yet. Writing twice what is already there changes nothing.
///
/// The file is known by its inode: each commit looks whether the path still leads to it. If it was
/// deleted, moved or exchanged, that commit fails and says so; 1 s later the file that stands there
/// is opened like at a start (a new one is made where nothing stands; one that is refused is left
/// as it is, and tried again each 10 s) and told how things stand: devices, interfaces, host keys.
/// A file that was written over in place is told, and left alone until the next start.
///
/// Files: FILE, FILE-wal, FILE-shm and FILE.lock, all 0640 in a directory of 0750, so that a member
/// of the group reads with plain sqlite3. See close_for_readers() for what that takes.
///
/// Thread: one, the recorder's; reading is StoreReader's.
class Store {
 public:
  /// Makes, migrates or recovers the database. A migration takes seconds for a million rows of the
  /// history; `before_migration` is called then. Errors: StoreError, see its exit_code().
  explicit Store(std::filesystem::path path, const Clock& clock = system_clock(),
                 const std::function<void()>& before_migration = {});
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;
  /// Commits and leaves a file that readers can open without write access.
  ~Store();

  /// What is known of a device, also of one that was removed (it may come back); nothing if the
  /// store has never heard of it. Errors: StoreError.
  [[nodiscard]] std::optional<KnownDevice> known(const std::string& device) const;
  [[nodiscard]] std::vector<PinnedKey> host_keys() const;
  /// As it was when the store was opened; one that came back meanwhile is ahead no longer.
  [[nodiscard]] LastClock last_clock() const;

  /// From now on these devices and no others. The gap of one that comes back is 'not in
  /// inventory'.
  void configure(const std::vector<std::shared_ptr<const Device>>& devices);
  /// A poll and what the fleet made of it. A failure opens a gap of the error's name, which the
  /// next good poll closes; a new host key is pinned. A cancelled poll says nothing.
  void apply(const PollResult& poll, const std::vector<Change>& changes,
             const std::vector<Sighting>& sightings = {});
  void apply(Run run);
  /// The wall clock was set: it is `ahead` now, as ClockWatch says. Stamps that are known to be
  /// wrong are put right in everything that was told before.
  void clock_set(UtcMillis ahead, UtcMillis since, std::vector<WrongStamps> wrong);
  /// A person vouches for a key; it takes the place of the device's key of that type.
  void accept_host_key(const std::string& device, const std::string& type,
                       const std::string& sha256);
  void forget_host_keys(const std::string& device);

  /// True when it is time to commit: 1,000 operations, 200 ms after the first one, 5 s after the
  /// last commit (so that `last_alive` is never older), 10 s after one that failed.
  [[nodiscard]] bool due() const { return clock_.now() >= next_due(); }
  /// When `due` turns true if nothing more comes: how long the recorder may wait.
  [[nodiscard]] Monotonic next_due() const;
  /// Makes durable what was told. Nothing: done. A fault: everything is kept for the next attempt.
  [[nodiscard]] std::optional<StoreFault> commit();

  /// Deletes one slice (at most 20,000 rows looked at) of what ended before `before`; of runs, also
  /// all but the newest 100,000. True: there is more, call again when there is time.
  [[nodiscard]] StoreResult<bool> retain(UtcMillis before);

  [[nodiscard]] StoreFigures figures() const;

 private:
  struct Impl;

  const Clock& clock_;
  std::unique_ptr<Impl> impl_;
};

}  // namespace showd
