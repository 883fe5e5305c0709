#include "store/device_tags.hpp"

#include <set>

namespace showd {

DeviceTags::DeviceTags(sqlite::Connection& db)
    : labels_(db, "SELECT name, value FROM device_label WHERE device = ?"),
      drop_labels_(db, "DELETE FROM device_label WHERE device = ?"),
      add_label_(db, "INSERT INTO device_label (device, name, value) VALUES (?, ?, ?)"),
      groups_(db, "SELECT name FROM device_group WHERE device = ?"),
      drop_groups_(db, "DELETE FROM device_group WHERE device = ?"),
      add_group_(db, "INSERT INTO device_group (device, name) VALUES (?, ?)") {}

void DeviceTags::write(std::int64_t device, const std::map<std::string, std::string>& labels,
                       const std::vector<std::string>& groups) {
  write_labels(device, labels);
  write_groups(device, groups);
}

void DeviceTags::write_labels(std::int64_t device,
                              const std::map<std::string, std::string>& labels) {
  std::map<std::string, std::string> there;
  for (labels_.bind(device); labels_.step();) there.emplace(labels_.text(0), labels_.text(1));
  labels_.reset();
  if (there == labels) return;
  drop_labels_.run(device);
  for (const auto& [name, value] : labels) add_label_.run(device, name, value);
}

void DeviceTags::write_groups(std::int64_t device, const std::vector<std::string>& groups) {
  const std::set<std::string> wanted(groups.begin(), groups.end());
  std::set<std::string> there;
  for (groups_.bind(device); groups_.step();) there.insert(groups_.text(0));
  groups_.reset();
  if (there == wanted) return;
  drop_groups_.run(device);
  for (const std::string& name : wanted) add_group_.run(device, name);
}

}  // namespace showd
