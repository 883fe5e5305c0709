#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dialect/compiled_dialect.hpp"
#include "model/interface.hpp"
#include "model/poll_result.hpp"

namespace showd {

/// One command's output as rows, one for each interface. A parser keeps what it understood, and
/// `coverage` says what it did not. `error`: the plugin gave up or broke its contract, or nothing
/// at all was understood; then `interfaces` is what came before, and no full picture.
struct Parsed {
  std::vector<Interface> interfaces;  ///< names canonical, in the order of the output
  Coverage coverage;
  std::optional<Error> error;  ///< parse_failed, too_many_interfaces
};

/// What showd knows of a platform: how its CLI talks, what to ask, how to read the answers.
/// Immutable after loading. Thread: any.
class Platform {
 public:
  virtual ~Platform() = default;
  [[nodiscard]] virtual const std::string& name() const noexcept = 0;
  [[nodiscard]] const Dialect& dialect() const noexcept { return compiled_dialect()->dialect; }
  [[nodiscard]] virtual const std::shared_ptr<const CompiledDialect>& compiled_dialect()
      const noexcept = 0;
  /// What a poll types, in this order. parse() may understand more.
  [[nodiscard]] virtual const std::vector<std::string>& commands() const noexcept = 0;
  /// Whether parse() knows `command`: as in commands() or among those that the platform reads
  /// without polling them, or what KnownCommands takes for one of them.
  [[nodiscard]] virtual bool reads(std::string_view command) const = 0;
  /// parse_failed for a `command` that it does not read.
  [[nodiscard]] virtual Parsed parse(std::string_view command, std::string_view output) const = 0;
};

/// Rows of several commands, merged by if_name and sorted by it. Where two state a thing the
/// earlier command wins; a prefix length that it left out is taken over from the later one.
[[nodiscard]] std::vector<Interface> merge_interfaces(std::vector<std::vector<Interface>> outputs);

struct PluginInfo {
  std::filesystem::path file;
  std::string name;     ///< the platform
  std::string version;  ///< the plugin's own; "" if it says none
  std::uint32_t abi_major = 0;
  std::uint32_t abi_minor = 0;
  std::vector<std::string> aliases;
  std::vector<std::string> commands;       ///< polled
  std::vector<std::string> more_commands;  ///< understood, not polled
};

/// A plugin file that was not loaded, and why.
struct PluginRefusal {
  std::filesystem::path file;
  std::string why;
};

/// All platforms of a plugin directory. Loaded once, before the loops exist; never unloaded.
class PlatformRegistry {
 public:
  /// Loads every *.so of `directory` in name order. The directory and each file (and, behind a
  /// symbolic link, that file's directory) must belong to root or to us and be writable by nobody
  /// else; what fails that, or the version gate, or brings a name twice, is refused and listed.
  /// A library that serves several platforms is taken whole or not at all.
  /// Errors: std::runtime_error if the directory cannot be read or is not safe.
  explicit PlatformRegistry(const std::filesystem::path& directory);
  ~PlatformRegistry();

  /// By name or alias; nullptr if there is none.
  [[nodiscard]] const Platform* find(std::string_view name) const noexcept;
  /// Name or alias -> name, for the inventory.
  [[nodiscard]] const std::map<std::string, std::string, std::less<>>& names() const noexcept;
  [[nodiscard]] const std::vector<PluginInfo>& plugins() const noexcept;
  [[nodiscard]] const std::vector<PluginRefusal>& refused() const noexcept;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace showd
