#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "session/dialect_patterns.hpp"
#include "session/output_cleaner.hpp"
#include "session/prompt.hpp"

namespace showd {

/// What a session knows of its device's prompt.
struct LearnedPrompt {
  enum class Echo : std::uint8_t { unknown, yes, no };
  Prompt prompt;
  bool confirmed = false;    ///< came back after something was typed
  bool doubted = false;      ///< the first guess was wrong: from now on only echoes are believed
  bool prefix_line = false;  ///< has a line above it, such as "[/]"
  Echo echo = Echo::unknown;
};

/// Follows the screen after some lines were typed at the prompt in one write, and tells when the
/// last of them (the command) has been answered, and where its output begins.
///
/// An echo is a line that begins with the prompt and goes on with what was typed. The reply is
/// complete when the command's echo has been seen and the unfinished line is the prompt. A device
/// that never echoes is found out by counting: as many prompts as lines were typed.
/// A bare prompt alone proves nothing: it may be left over from before (a log line made the device
/// draw it again), or stand between two typed lines.
/// Sans-IO. Borrows everything it is given. Thread: its session's loop.
class Reply {
 public:
  /// `typed`: without line ends; the last is the command. The screen was restarted just before.
  Reply(const CompiledDialect& dialect, LearnedPrompt& learned,
        const std::vector<std::string_view>& typed)
      : dialect_(dialect), learned_(learned), typed_(typed) {}

  /// Reads what is new on `screen`. True: complete.
  [[nodiscard]] bool scan(const OutputCleaner& screen);

  /// The echo of the command, or of a line before it, was seen: the device is answering.
  [[nodiscard]] bool under_way() const noexcept { return next_ > 0 || echoed(); }

  /// The guess was wrong; an empty line typed now shows whether the device got what was typed.
  /// True once.
  [[nodiscard]] bool wants_probe() noexcept;
  /// The device threw away what was typed (login(1) flushes its input): type it again. True once.
  [[nodiscard]] bool wants_retype() noexcept;

  /// Of screen.lines(); after scan() said complete.
  [[nodiscard]] std::size_t output_begin() const noexcept { return begin_; }
  [[nodiscard]] std::size_t output_end(const OutputCleaner& screen) const;

 private:
  enum class Recovery : std::uint8_t { none, probe, probing, retype, done };

  [[nodiscard]] bool echoed() const noexcept { return exact_echo_ || weak_echo_; }
  void finished_line(std::string_view line, std::size_t begin, std::size_t end);
  void learn_from_echo(std::string_view line);
  void look_for_echo(std::string_view rest, bool at_prompt, std::size_t end);
  void look_for_broken_echo(std::string_view rest, bool at_prompt, std::size_t end);
  void guess_again(std::string_view line);
  [[nodiscard]] bool at_prompt_again(std::string_view line);

  const CompiledDialect& dialect_;
  LearnedPrompt& learned_;
  const std::vector<std::string_view>& typed_;
  std::size_t scanned_ = 0;    ///< bytes of the screen's finished lines
  std::size_t next_ = 0;       ///< typed line whose echo is awaited
  std::size_t prompts_ = 0;    ///< finished lines that began with the prompt, the first line apart
  std::size_t begin_ = 0;      ///< of the output
  std::size_t echo_part_ = 0;  ///< bytes of the command in an echo that was interrupted
  bool any_line_ = false;
  bool exact_echo_ = false;
  bool weak_echo_ = false;
  Recovery recovery_ = Recovery::none;
};

}  // namespace showd
