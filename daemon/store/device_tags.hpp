#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "store/sqlite.hpp"

namespace showd {

/// Labels and groups of devices as rows. What is there already is not written again.
/// Errors: sqlite::Error.
class DeviceTags {
 public:
  explicit DeviceTags(sqlite::Connection& db);
  void write(std::int64_t device, const std::map<std::string, std::string>& labels,
             const std::vector<std::string>& groups);

 private:
  void write_labels(std::int64_t device, const std::map<std::string, std::string>& labels);
  void write_groups(std::int64_t device, const std::vector<std::string>& groups);

  sqlite::Statement labels_, drop_labels_, add_label_;
  sqlite::Statement groups_, drop_groups_, add_group_;
};

}  // namespace showd
