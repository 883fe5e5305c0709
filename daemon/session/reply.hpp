#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dialect/compiled_dialect.hpp"
#include "session/output_cleaner.hpp"
#include "session/prompt.hpp"
#include "session/session.hpp"
#include "transport/transport.hpp"

namespace showd {

/// What a session knows of its device's prompt.
struct LearnedPrompt {
  enum class Echo : std::uint8_t { unknown, yes, no };
  Prompt prompt;
  bool confirmed = false;    ///< came back after something was typed
  bool doubted = false;      ///< the first guess was wrong: from now on only echoes are believed
  bool prefix_line = false;  ///< has a line above it, such as "[/]"
  Echo echo = Echo::unknown;
  Habits habits;
};

/// Follows the screen after some lines were typed at the prompt, and tells when the last of them
/// (the command) has been answered, and where its output begins and ends.
///
/// An echo is a line that begins with the prompt and goes on with what was typed. The command has
/// been answered when its echo was seen and the unfinished line is the prompt. A device that never
/// echoes is found out by counting: as many prompts as lines were typed.
///
/// A device's text may hold the device's own prompt, and any pause may follow it. So an answer ends
/// only when the prompt comes once more for each empty line that was typed behind the command, with
/// nothing between: two are typed ahead in the same write (`enters`), which costs no round trip; a
/// recorded session seldom has its prompt three times in a row. Where they were lost, or where the
/// text has been seen to hold prompts, at_rest() asks for another one. What the device says instead
/// of a prompt shows that it had not ended. Tried and dropped: to believe a prompt that rests; the
/// pause that tells is longer than any that one likes to wait.
///
/// Sans-IO. Borrows everything it is given. Thread: its session's loop.
class Reply {
 public:
  enum class End : std::uint8_t {
    first_prompt,  ///< of lines whose output nobody reads
    confirmed,
  };

  /// `typed`: without line ends; the last is the command. `enters`: empty lines typed behind it in
  /// the same write. The screen was restarted just before.
  Reply(const CompiledDialect& dialect, LearnedPrompt& learned,
        const std::vector<std::string_view>& typed, End end = End::first_prompt,
        std::size_t enters = 0)
      : dialect_(dialect), learned_(learned), typed_(typed), end_(end), enters_(enters) {}

  /// Reads what is new on `screen`. True: complete.
  [[nodiscard]] bool scan(const OutputCleaner& screen);

  /// The echo of the command, or of a line before it, was seen: the device is answering.
  [[nodiscard]] bool under_way() const noexcept { return next_ > 0 || echoed(); }

  /// The unfinished line may be a prompt: what it is, a rest decides.
  [[nodiscard]] bool undecided(const OutputCleaner& screen) const;

  enum class Step : std::uint8_t {
    wait,
    complete,
    type_enter,  ///< an empty line, then entered()
    type_line,   ///< lost_line() again, alone
  };
  struct Rest {
    Step step;
    Quiet again = kForever;  ///< how much longer to wait before asking again
  };
  /// Nothing has come for `silent`, nothing was typed meanwhile; `quiet` is the device's rest.
  [[nodiscard]] Rest at_rest(const OutputCleaner& screen, Quiet silent, Quiet quiet);
  void entered() noexcept;
  [[nodiscard]] std::string_view lost_line() const { return typed_[retyped_ - 1]; }

  /// A pager was answered: it may have swallowed the empty line that was typed ahead.
  void paged() noexcept { paged_ = true; }

  /// Of screen.lines(); after scan() or at_rest() said complete.
  [[nodiscard]] std::size_t output_begin() const noexcept { return begin_; }
  [[nodiscard]] std::size_t output_end(const OutputCleaner& screen) const;

 private:
  /// The prompts at the end of the screen, with nothing but blank lines between them.
  struct Tail {
    static constexpr std::size_t kKept = 66;
    std::array<std::size_t, kKept> begins{};  ///< of the latest ones, in screen.lines()
    std::size_t count = 0;
    void add(std::size_t begin) noexcept { begins[count++ % kKept] = begin; }
    /// Where the prompt that has `after` more behind it begins.
    [[nodiscard]] std::size_t begin(std::size_t after) const noexcept;
  };
  /// The same line again and again: perhaps a prompt that is not the one known.
  struct Stranger {
    std::string text;
    std::size_t begin = 0;
    std::size_t count = 0;
  };

  [[nodiscard]] bool echoed() const noexcept { return exact_echo_ || weak_echo_; }
  [[nodiscard]] bool answered() const noexcept;
  void finished_line(std::string_view line, std::size_t begin, std::size_t end);
  void follow_tail(std::string_view line, std::size_t begin);
  void begin_output(std::size_t at);
  void break_tail(std::string_view line, std::size_t begin);
  [[nodiscard]] std::size_t bare_prompts(std::string_view line) const;
  void remember_stranger(std::string_view line, std::size_t begin);
  void learn_from_echo(std::string_view line);
  void look_for_echo(std::string_view rest, bool at_prompt, std::size_t end);
  void look_for_broken_echo(std::string_view rest, bool at_prompt, std::size_t end);
  void guess_again(std::string_view line);
  [[nodiscard]] bool at_prompt_again(std::string_view line);
  [[nodiscard]] bool complete(std::size_t prompts_behind);
  [[nodiscard]] Rest at_prompt(const OutputCleaner& screen, Quiet silent, Quiet quiet);
  [[nodiscard]] Rest ask_once_more(Quiet silent, Quiet quiet);
  [[nodiscard]] Rest type_again(Quiet silent, Quiet quiet);
  [[nodiscard]] Rest at_stranger(std::string_view line, Quiet silent, Quiet quiet);
  [[nodiscard]] bool prompt_joined(const OutputCleaner& screen);

  const CompiledDialect& dialect_;
  LearnedPrompt& learned_;
  const std::vector<std::string_view>& typed_;
  const End end_;
  std::size_t enters_;           ///< empty lines typed behind the command, the lost ones too
  std::size_t unanswered_ = 0;   ///< of them, since the device said anything
  std::size_t retyped_ = 0;      ///< lines before this one are not typed again
  std::size_t scanned_ = 0;      ///< bytes of the screen's finished lines
  std::size_t next_ = 0;         ///< typed line whose echo is awaited
  std::size_t prompts_ = 0;      ///< finished lines that began with the prompt, the first apart
  std::size_t begin_ = 0;        ///< of the output
  std::size_t output_end_ = 0;   ///< once complete
  std::size_t echo_part_ = 0;    ///< bytes of the command in an echo that was interrupted
  std::size_t before_tail_ = 0;  ///< begin of the last line that is no prompt and not blank
  Tail tail_;
  Stranger stranger_;
  bool holds_prompts_ = false;  ///< the output, somewhere before its end
  bool asked_at_tail_ = false;  ///< an empty line was typed at the prompts that stand at the end
  bool any_line_ = false;
  bool paged_ = false;
  bool exact_echo_ = false;
  bool weak_echo_ = false;
};

}  // namespace showd
