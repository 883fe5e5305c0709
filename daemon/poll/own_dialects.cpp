#include "poll/own_dialects.hpp"

namespace showd {
namespace {

/// An inventory that changes all the time leaves sets behind that nobody asks for any more.
constexpr std::size_t kMostKept = 1'000;

}  // namespace

std::shared_ptr<const CompiledDialect> OwnDialects::find(
    const Device& device, const std::shared_ptr<const CompiledDialect>& common) {
  if (device.dialect == DialectChanges()) return common;
  std::pair key(device.platform, device.dialect);
  if (const auto found = known_.find(key); found != known_.end()) return found->second;
  if (known_.size() >= kMostKept) known_.clear();
  auto own = compile(common->dialect, device.dialect);
  return known_.emplace(std::move(key), std::move(own)).first->second;
}

}  // namespace showd
