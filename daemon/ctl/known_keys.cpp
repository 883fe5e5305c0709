#include "ctl/known_keys.hpp"

#include "store/reader.hpp"

namespace showd {
namespace {

std::string text(const Cell& cell) {
  const auto* value = std::get_if<std::string>(&cell);
  return value == nullptr ? "" : *value;
}

}  // namespace

void trust_known_keys(const std::filesystem::path& database, HostKeys& keys) {
  try {
    const auto table = StoreReader(database).host_keys({});
    if (!table) return;
    for (const auto& row : table->rows)  // device, type, sha256, ...
      keys.trust(text(row.at(0)), {text(row.at(1)), text(row.at(2))});
  } catch (const StoreError&) {
    // not there yet, or not ours to read: see the contract
  }
}

}  // namespace showd
