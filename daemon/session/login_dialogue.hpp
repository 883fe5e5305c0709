#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "dialect/compiled_dialect.hpp"
#include "session/output_cleaner.hpp"
#include "session/question.hpp"

namespace showd {

/// Remembers the unfinished line that was answered last, so that it is not answered twice: the
/// question stands there until the device has something to say.
class AnsweredLine {
 public:
  void remember(const OutputCleaner& screen);
  /// `line` on this screen is another question than the one answered last.
  [[nodiscard]] bool is_new(const OutputCleaner& screen, std::string_view line) const;
  /// What stands behind the answered question on its line, but for its own end. `line` is not new.
  [[nodiscard]] std::string_view behind(std::string_view line) const;
  [[nodiscard]] const std::string& text() const noexcept { return text_; }
  /// Of the line; nullopt: nothing was answered.
  [[nodiscard]] std::optional<std::uint64_t> number() const noexcept { return number_; }

 private:
  std::string text_;
  std::optional<std::uint64_t> number_;
};

/// From the first byte to the first prompt: looks at the screen and says what to type next.
///
/// The tail of a stream is believed when it rests. Only the whole unfinished line counts, so a
/// banner may say "Password:" and '#' as it likes; a question in everybody's words needs a short
/// rest (a moment where it comes just when it is due), an odd one a longer one (see Question), and
/// where nobody asks anything for long, Enter is typed, as consoles wait for it. Order counts, too: with a user name to give, the password waits
/// until it was asked for, but for platforms that ask for the password alone. What a device asks in
/// a shell that SSH has let us into is never answered with a secret, nor is a question for a new
/// password anywhere. A second question for the password means that it was refused, unless another
/// device asks behind the first (a terminal server).
/// Sans-IO. Thread: its session's loop.
class LoginDialogue {
 public:
  enum class Step : std::uint8_t {
    wait,
    type_user,
    type_password,
    type_answer,  ///< of the dialect: see answer()
    press_enter,
    turn_page,      ///< the unfinished line is a pager's mark
    report,         ///< the screen's report(): it was asked something itself
    done,
    fail
  };
  struct Options {
    bool authenticated = false;  ///< by SSH: a prompt is believed at once
    std::string username;        ///< empty: none to give
    bool has_password = false;
    bool long_line_end = false;  ///< CR LF, which some consoles take for two Enters
  };

  LoginDialogue(const CompiledDialect& dialect, Options options)
      : dialect_(dialect), options_(std::move(options)) {}

  /// `rested`: for how long nothing came since the screen changed. After `wait` the caller waits
  /// for the next longer rest or for bytes; after anything else it types before it asks again, and
  /// has the screen forget its finished lines before it types the password.
  /// Thread: see class. Errors: as Step::fail and error().
  [[nodiscard]] Step next(const OutputCleaner& screen, Rest rested);

  [[nodiscard]] std::size_t answer() const noexcept { return answer_; }  ///< after type_answer
  [[nodiscard]] const Error& error() const noexcept { return error_; }   ///< after fail
  /// The device said that it refuses; it may not have asked again yet.
  [[nodiscard]] bool refused() const noexcept { return refused_; }
  /// After done: the prompt came again for an empty line; else it is a guess.
  [[nodiscard]] bool confirmed() const noexcept { return confirmed_; }
  /// After done and confirmed(): as the prompt stood before that line.
  [[nodiscard]] const std::string& probed() const noexcept { return probed_; }
  /// An empty answer went with the line before it: type CR alone from now on.
  [[nodiscard]] bool takes_line_ends_twice() const noexcept { return line_ends_twice_; }
  /// SSH let us in, and the device asks who we are.
  [[nodiscard]] bool asked_in_shell() const noexcept { return asked_in_shell_; }
  /// Something on the screen is newer than the last answer.
  [[nodiscard]] bool stands_unanswered(const OutputCleaner& screen) const;
  [[nodiscard]] bool password_typed() const noexcept { return password_typed_; }

 private:
  [[nodiscard]] Step failed(Errc code, std::string message, Stage stage = Stage::auth);
  [[nodiscard]] std::string refusal(std::string_view what) const;
  [[nodiscard]] std::string_view unanswered(const OutputCleaner& screen);
  [[nodiscard]] Step at_line(const OutputCleaner& screen, std::string_view line, Rest rested);
  [[nodiscard]] Step at_blank(const OutputCleaner& screen, Rest rested);
  [[nodiscard]] bool must_report(const OutputCleaner& screen, Rest rested);
  [[nodiscard]] Step asked(const OutputCleaner& screen, const Question& question,
                           std::string_view line, Rest rested);
  [[nodiscard]] bool comes_in_order(const OutputCleaner& screen, const Question& question) const;
  [[nodiscard]] Step asked_for_user(const OutputCleaner& screen, std::string_view line);
  [[nodiscard]] bool passed_by(const OutputCleaner& screen, Question::About about) const;
  [[nodiscard]] Step asked_for_password(const OutputCleaner& screen, std::string_view line,
                                        Rest rested);
  [[nodiscard]] Step answer_step(std::string_view line, Rest rested);
  [[nodiscard]] Step key_step();
  [[nodiscard]] Step at_prompt(std::string_view line, Rest rested);
  [[nodiscard]] Step probe(std::string_view line);
  [[nodiscard]] Step when_silent(Rest rested);
  [[nodiscard]] bool logged_in() const noexcept;
  [[nodiscard]] bool find_answer(std::string_view line);
  [[nodiscard]] bool is_key_answer() const;
  [[nodiscard]] bool is_page_mark(std::string_view line) const;
  [[nodiscard]] bool another_login(std::string_view question) const;
  void begin_again();
  void read_refusal(const OutputCleaner& screen);

  const CompiledDialect& dialect_;
  Options options_;
  AnsweredLine answered_;
  Error error_{Errc::auth_failed, Stage::auth, {}};
  std::string first_question_;  ///< for the user name
  Step last_ = Step::wait;      ///< that was not `wait`
  std::string probed_;          ///< a prompt-like line at which Enter was typed
  std::optional<std::uint64_t> answered_finished_;  ///< number of a finished line
  int reports_ = 0;
  std::uint64_t refusal_scanned_ = 0;
  std::size_t answer_ = 0;
  int answers_ = 0;
  int users_ = 0;   ///< names typed in this login
  int enters_ = 0;  ///< empty lines typed
  int silences_ = 0;
  int logins_ = 1;
  bool behind_ = false;  ///< the line at hand stands behind an answered question
  bool password_typed_ = false;
  bool said_something_ = false;             ///< since the password
  bool first_line_after_password_ = false;  ///< where the refusal stood
  bool refused_ = false;
  bool doubtful_ = false;   ///< what was said since the password may be a refusal
  bool connected_ = false;  ///< or the greeting of another device
  bool confirmed_ = false;
  bool line_ends_twice_ = false;
  bool asked_in_shell_ = false;
};

}  // namespace showd
