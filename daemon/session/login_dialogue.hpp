#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "session/dialect_patterns.hpp"
#include "session/output_cleaner.hpp"

namespace showd {

/// Remembers the unfinished line that was answered last, so that it is not answered twice: the
/// question stands there until the device has something to say.
class AnsweredLine {
 public:
  void remember(const OutputCleaner& screen);
  /// `line` on this screen is another question than the one answered last.
  [[nodiscard]] bool is_new(const OutputCleaner& screen, std::string_view line) const;

 private:
  std::string text_;
  std::uint64_t number_ = 0;
  bool any_ = false;
};

/// From the first byte to the first prompt: looks at the screen and says what to type next. Only
/// the unfinished line counts, so a banner may say "Password:" and '#' as it likes. The secret is
/// asked for once; a second question for it means that it was refused.
/// Sans-IO. Thread: its session's loop.
class LoginDialogue {
 public:
  enum class Step : std::uint8_t { wait, type_user, type_password, type_answer, probe, done, fail };
  struct Options {
    bool authenticated = false;  ///< by SSH: a prompt is believed at once
    bool has_user = false;
    bool has_password = false;
  };

  LoginDialogue(const CompiledDialect& dialect, Options options)
      : dialect_(dialect), options_(options) {}

  /// After type_*: the caller types it before it asks again.
  /// Thread: see class. Errors: as Step::fail and error().
  [[nodiscard]] Step next(const OutputCleaner& screen);

  [[nodiscard]] std::size_t answer() const noexcept { return answer_; }  ///< after type_answer
  [[nodiscard]] const Error& error() const noexcept { return error_; }   ///< after fail
  [[nodiscard]] bool password_typed() const noexcept { return password_typed_; }
  /// The device said that it refuses; it may not have asked again yet.
  [[nodiscard]] bool refused() const noexcept { return refused_; }

 private:
  [[nodiscard]] Step failed(Errc code, std::string message);
  [[nodiscard]] Step asked_for_user();
  [[nodiscard]] Step asked_for_password();
  [[nodiscard]] Step maybe_prompt(std::string_view line);
  [[nodiscard]] bool find_answer(std::string_view line);
  void read_refusal(const OutputCleaner& screen);

  const CompiledDialect& dialect_;
  Options options_;
  AnsweredLine answered_;
  Error error_{Errc::auth_failed, Stage::auth, {}};
  std::string probed_;  ///< core of a prompt-like line that came before any login
  std::uint64_t refusal_scanned_ = 0;
  std::size_t answer_ = 0;
  int answers_ = 0;
  int users_ = 0;
  int probes_ = 0;
  bool password_typed_ = false;
  bool said_something_ = false;             ///< since the password
  bool first_line_after_password_ = false;  ///< where the refusal stood
  bool refused_ = false;
};

}  // namespace showd
