#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/asio.hpp"
#include "base/clock.hpp"
#include "base/secret.hpp"
#include "session/output_cleaner.hpp"
#include "session/pace.hpp"
#include "transport/transport.hpp"

namespace showd {

/// A transport with the screen it draws. Counts and bounds what comes in; wipes what was secret.
/// Thread: its session's loop.
class Terminal {
 public:
  Terminal(std::unique_ptr<Transport> transport, std::string_view line_end, std::size_t limit);

  [[nodiscard]] OutputCleaner& screen() noexcept { return screen_; }
  [[nodiscard]] Transport& transport() noexcept { return *transport_; }

  /// Waits for bytes and draws them. Errors: the transport's; output_limit, after which the
  /// transport is cancelled.
  [[nodiscard]] Awaitable<Result<void>> more();
  /// Likewise; false: the device rests, nothing came for `quiet`.
  [[nodiscard]] Awaitable<Result<bool>> more_or_rest(Quiet quiet);
  /// How long this device is silent before what it said counts as all that it wants to say.
  [[nodiscard]] Quiet quiet() const noexcept { return pace_.quiet(transport_->round_trip()); }
  /// `bytes` as they are, which the caller keeps.
  [[nodiscard]] Awaitable<Result<void>> type(std::string_view bytes);
  /// `text` and Enter.
  [[nodiscard]] Awaitable<Result<void>> type_line(std::string text);
  /// Likewise; wiped afterwards, and last_words() looks out for it until forget().
  [[nodiscard]] Awaitable<Result<void>> type_secret(const Secret& secret);

  /// The finished lines go, and the count of bytes starts again.
  void forget();
  /// Whether anything came since forget().
  [[nodiscard]] bool heard() const noexcept { return received_ > 0; }
  /// Gives back what it can: an idle session should be small.
  void rest() {
    buffer_.reset();
    screen_.rest();
  }

  [[nodiscard]] std::string_view line_end() const noexcept { return line_end_; }
  void use_line_end(std::string_view line_end) { line_end_ = line_end; }
  /// The end of what the device said, for error messages: printable, at most 200 bytes; empty if
  /// it said nothing, or if a piece of the secret that was just typed is in it.
  [[nodiscard]] std::string last_words();

 private:
  std::unique_ptr<Transport> transport_;
  std::string line_end_;
  std::size_t limit_;
  std::size_t received_ = 0;  ///< bytes since forget()
  std::unique_ptr<char[]> buffer_;
  OutputCleaner screen_;
  Pace pace_;
  Secret typed_secret_;  ///< since forget()
};

}  // namespace showd
