#pragma once

#include <string>
#include <vector>

#include "platform/known_commands.hpp"
#include "platform/platform.hpp"
#include "platform/plugin_gate.hpp"

namespace showd {

inline constexpr std::size_t kMaxRows = 100'000;      // of one output, before merging
inline constexpr std::size_t kMaxNotes = 20;          // kept of what the parser explained
inline constexpr std::size_t kMaxNoteText = 120;      // bytes of the line that a note is about
inline constexpr std::size_t kMaxUnmatched = 10'000;  // lines, of one output

/// A platform out of a plugin: calls its parse(), believes nothing that comes back unchecked, and
/// contains what it throws. A crash is not contained: plugins are trusted to that extent.
/// Constant after construction.
class PluginPlatform final : public Platform {
 public:
  explicit PluginPlatform(PlatformData data);

  const std::string& name() const noexcept override { return data_.name; }
  const std::shared_ptr<const CompiledDialect>& compiled_dialect() const noexcept override {
    return data_.dialect;
  }
  const std::vector<std::string>& commands() const noexcept override { return data_.commands; }
  bool reads(std::string_view command) const override { return known_.find(command).has_value(); }
  Parsed parse(std::string_view command, std::string_view output) const override;

  const PlatformData& data() const noexcept { return data_; }

 private:
  PlatformData data_;
  KnownCommands known_;
};

}  // namespace showd
