#pragma once

#include <map>
#include <memory>
#include <string>
#include <utility>

#include "model/device.hpp"
#include "session/session.hpp"

namespace showd {

/// The dialects of devices that have something of their own (Device::dialect): compiled once for
/// all devices of a platform that say the same. Thread: its loop.
class OwnDialects {
 public:
  /// `common`: of the device's platform. Errors: std::invalid_argument, though an inventory lets in
  /// what compiles only.
  [[nodiscard]] std::shared_ptr<const CompiledDialect> find(
      const Device& device, const std::shared_ptr<const CompiledDialect>& common);

 private:
  std::map<std::pair<std::string, DialectChanges>, std::shared_ptr<const CompiledDialect>> known_;
};

}  // namespace showd
