#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/yaml.hpp"
#include "inventory/settings.hpp"

namespace showd {

/// The groups of one file, with what they inherit from each other already applied.
class Groups {
 public:
  /// `value`: the `groups` key, if there is one. Faults are noted, also circles and unknown names;
  /// what has them is no whole group. `all`: false if there may be groups elsewhere, not
  /// understood.
  Groups(const std::optional<YamlValue>& value, const InventoryContext& context, bool all);

  struct Group {
    Settings settings;                   ///< its own, then those of its groups in order
    std::vector<std::string> ancestors;  ///< names, nearest first, without itself
  };
  /// The group that `name` refers to; none that is whole, if it was not understood. Errors:
  /// ConfigError at `name` if there is none.
  [[nodiscard]] const Group& find(const YamlValue& name) const;
  /// At each group that no device of the file belongs to.
  void warn_of_unused(const std::map<std::string, DevicePtr>& devices) const;

 private:
  struct Written {
    YamlValue place;
    Settings settings;
    std::vector<YamlValue> parents;
  };
  void read(const YamlMap::Entry& entry, const InventoryContext& context);
  const Group& resolve(const std::string& name, std::vector<std::string>& under_way);
  /// Errors: ConfigError at `parent`.
  void add_parent(Group& group, const YamlValue& parent, std::vector<std::string>& under_way);

  bool all_;  ///< false: nobody knows which groups there are
  std::map<std::string, Written, std::less<>> written_;
  std::map<std::string, Group, std::less<>> resolved_;
};

/// The `groups` key of a device or a group: a name or a list of names.
[[nodiscard]] std::vector<YamlValue> read_group_names(const YamlValue& value);

/// Adds `name` and then its ancestors to `names`, each once.
void add_names(std::vector<std::string>& names, const std::string& name,
               const std::vector<std::string>& ancestors);

}  // namespace showd
