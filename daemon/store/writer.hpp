/// Operations as SQL. Everything here runs inside the store's transaction and keeps nothing in
/// memory, so that a rollback leaves no trace.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "store/device_tags.hpp"
#include "store/interface_writer.hpp"
#include "store/operation.hpp"
#include "store/sqlite.hpp"

namespace showd {

/// Every function: Errors: sqlite::Error.
class Writer {
 public:
  explicit Writer(sqlite::Connection& db);

  void write(const OpenGaps& start);
  void write(const SetDevices& devices);
  void write(const PollRow& poll);
  void write(const HourRow& hour);
  void write(const StateRow& state);
  void write(const SightingRow& sighting);
  void write(const Run& run);
  void write(const AcceptKey& key);
  void write(const ForgetKeys& keys);
  void write(const Present& present);
  void write(const ClockSet& set);
  void set_meta(std::string_view key, std::int64_t value);

 private:
  [[nodiscard]] std::optional<std::int64_t> device(const std::string& name);
  [[nodiscard]] std::int64_t inventory(const std::string& name);
  void set_device(const SetDevices::Row& row, UtcMillis at);
  std::int64_t add_device(const SetDevices::Row& row, UtcMillis at);
  std::int64_t update_device(const SetDevices::Row& row);
  void count(std::int64_t device, const HourRow& hour);
  void remove_device(std::int64_t id, UtcMillis at);
  void watch_gap(std::int64_t device, const PollRow& poll);
  void open_gap(std::int64_t device, UtcMillis from, std::string_view reason);
  void close_gap(std::int64_t gap, UtcMillis from, UtcMillis to);
  void set_known(const KnownDevice& known, UtcMillis at);
  void set_key(const PinnedKey& key);

  sqlite::Connection& db_;
  InterfaceWriter interfaces_;
  DeviceTags tags_;
  std::int64_t run_base_;  ///< the last run of the processes before this one
  sqlite::Statement find_device_, find_inventory_, add_inventory_;
  sqlite::Statement device_row_, add_device_, update_device_, remove_device_;
  sqlite::Statement find_gap_, open_gap_, set_gap_, drop_gap_;
  sqlite::Statement add_poll_, count_, trim_ok_, trim_failed_, set_last_ok_;
  sqlite::Statement set_run_, pin_key_, accept_key_, set_key_, forget_keys_, set_meta_;
};

}  // namespace showd
