#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/asio.hpp"
#include "base/helpers.hpp"
#include "base/result.hpp"
#include "config/config.hpp"
#include "inventory/inventory.hpp"

namespace showd {

/// Config and inventories are read anew by a helper: secret programs may take ten seconds each, a
/// slow disk longer, and the main thread keeps the schedule and feeds the watchdog meanwhile.
///
/// One reading at a time, whole or not at all. What is asked for while one is under way is read
/// once more after it, however often it was asked: the files as they are then are what counts.
/// Thread: main's; what `plan` returns runs on a helper.
class Reload {
 public:
  enum class What : std::uint8_t { inventories, config };  ///< `config`: the inventories, too
  struct Fresh {
    std::shared_ptr<const Config> config;
    std::vector<InventoryPtr> inventories;
  };
  /// Fresh, or lines for people.
  using Outcome = tl::expected<Fresh, std::vector<std::string>>;
  /// Blocks. Errors: ConfigError. The token: nobody wants it any more.
  using Read = std::function<Fresh(const std::stop_token&)>;

  /// `plan` says how to read, when it is time to; `done` is called for each reading; both on
  /// `main`. It and `helpers` are borrowed, and the helpers have stopped before the object goes.
  Reload(asio::io_context& main, Helpers& helpers, std::function<Read(What)> plan,
         std::function<void(What, Outcome)> done);

  void ask(What what);
  /// Something has been asked for that is not read yet; what done() brings is not the last word.
  [[nodiscard]] bool asked_again() const noexcept { return wanted_.has_value(); }

 private:
  void begin();
  void finish(What what, Outcome outcome);

  asio::io_context& main_;
  Helpers& helpers_;
  const std::function<Read(What)> plan_;
  const std::function<void(What, Outcome)> done_;
  std::optional<What> wanted_;
  bool under_way_ = false;
};

}  // namespace showd
