#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/config.hpp"
#include "inventory/inventory.hpp"
#include "platform/platform.hpp"

namespace showd {

/// The devices of a config's inventories, for commands that name some of them.
class Chooser {
 public:
  /// Errors: ConfigError, std::runtime_error (plugins).
  explicit Chooser(std::shared_ptr<const Config> config);

  [[nodiscard]] const Config& config() const noexcept { return *config_; }
  [[nodiscard]] const PlatformRegistry& platforms() const noexcept { return platforms_; }

  /// By its name; null: no inventory has it.
  [[nodiscard]] DevicePtr find(const std::string& name) const;

  /// In the order of their names. Errors: UsageError when a term fits no device, or all together.
  [[nodiscard]] std::vector<DevicePtr> select(const std::vector<std::string>& terms) const;

 private:
  std::shared_ptr<const Config> config_;
  PlatformRegistry platforms_;
  std::vector<InventoryPtr> inventories_;
};

/// The names of the devices that terms mean, for questions to the database; none for no terms.
/// Plain names may be of devices that left the inventories while the database still knows them.
class DeviceNames {
 public:
  explicit DeviceNames(std::shared_ptr<const Config> config) : config_(std::move(config)) {}

  /// Errors: as Chooser, and UsageError.
  [[nodiscard]] std::vector<std::string> of(const std::vector<std::string>& terms);

 private:
  [[nodiscard]] const Chooser& chooser();

  std::shared_ptr<const Config> config_;
  std::optional<Chooser> chooser_;  ///< made when inventories are needed
};

}  // namespace showd
