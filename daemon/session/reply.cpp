#include "session/reply.hpp"

#include <utility>

namespace showd {
namespace {

/// A prompt longer than this is none.
constexpr std::size_t kMaxPromptLine = 4096;

/// IOS scrolls a line that is too long and marks it: "r1#$rief | include up".
std::string_view drop_scroll_mark(std::string_view rest) {
  if (rest.starts_with('$') || rest.starts_with('<')) rest.remove_prefix(1);
  return rest;
}

}  // namespace

bool Reply::scan(const OutputCleaner& screen) {
  const std::string_view lines = screen.lines();
  while (scanned_ < lines.size() && !exact_echo_) {
    const std::size_t end = lines.find('\n', scanned_) + 1;
    finished_line(lines.substr(scanned_, end - 1 - scanned_), scanned_, end);
    scanned_ = end;
    any_line_ = true;
  }
  if (!any_line_ || screen.last_line_size() > kMaxPromptLine) return false;
  return at_prompt_again(screen.last_line());
}

void Reply::finished_line(std::string_view line, std::size_t begin, std::size_t end) {
  if (!learned_.confirmed) learn_from_echo(line);
  const std::size_t head = learned_.prompt.head(line);
  const std::string_view rest = trim(line.substr(head));
  if (head > 0 && any_line_) {
    ++prompts_;
    if (recovery_ == Recovery::probing && rest.empty() && next_ == 0) recovery_ = Recovery::retype;
  }
  if ((head > 0 || !any_line_) && prompts_ + 1 == typed_.size())  // matters without echo only
    begin_ = rest.empty() ? end : begin + head;
  look_for_echo(rest, head > 0, end);
}

/// "r1#terminal length 0" where "lab>" was guessed: the shape and the exact echo outweigh a guess.
void Reply::learn_from_echo(std::string_view line) {
  if (next_ >= typed_.size() || line.size() > kMaxPromptLine) return;
  const std::string_view bare = trim(line);
  if (!bare.ends_with(typed_[next_])) return;
  const std::string_view head = trim(bare.substr(0, bare.size() - typed_[next_].size()));
  if (learned_.prompt.matches(head) || !dialect_.has_prompt_shape(head)) return;
  guess_again(head);
}

void Reply::guess_again(std::string_view line) {
  learned_.prompt = Prompt(line);
  learned_.doubted = true;
  prompts_ = 0;
}

void Reply::look_for_echo(std::string_view rest, bool at_prompt, std::size_t end) {
  // Without a prompt before it, it may be the terminal's own echo of what was typed ahead, which
  // the shell draws again later; that cannot be when only one line was typed.
  const bool believable = at_prompt || typed_.size() == 1;
  for (std::size_t i = next_; i < typed_.size() && believable; ++i) {
    if (rest != typed_[i]) continue;
    next_ = i + 1;
    learned_.echo = LearnedPrompt::Echo::yes;
    if (at_prompt && any_line_) learned_.confirmed = true;
    if (next_ < typed_.size()) return;
    exact_echo_ = true;
    begin_ = end;
    return;
  }
  if (next_ + 1 == typed_.size()) look_for_broken_echo(rest, at_prompt, end);
}

/// The command's echo with a log line in its middle, scrolled or wrapped.
void Reply::look_for_broken_echo(std::string_view rest, bool at_prompt, std::size_t end) {
  const std::string_view command = typed_.back();
  if (echo_part_ > 0 && rest == trim(command.substr(echo_part_))) {
    exact_echo_ = true;
    begin_ = end;
    return;
  }
  if (!at_prompt) return;
  const std::string_view tail = drop_scroll_mark(rest);
  const bool head_part = rest.size() >= 3 && command.starts_with(rest);
  const bool tail_part = tail.size() >= 4 && command.ends_with(tail);
  if (!head_part && !tail_part) return;
  weak_echo_ = true;
  echo_part_ = head_part ? rest.size() : 0;
  begin_ = end;
}

bool Reply::at_prompt_again(std::string_view line) {
  if (!learned_.prompt.matches(line)) {
    if (!learned_.confirmed && next_ == 0 && dialect_.has_prompt_shape(line)) {
      guess_again(line);
      if (recovery_ == Recovery::none) recovery_ = Recovery::probe;
    }
    return false;
  }
  if (!echoed()) {
    if (next_ > 0 || learned_.doubted || learned_.echo == LearnedPrompt::Echo::yes) return false;
    if (prompts_ + 1 < typed_.size()) return false;
    learned_.echo = LearnedPrompt::Echo::no;
  }
  learned_.confirmed = true;
  return true;
}

bool Reply::wants_probe() noexcept {
  if (recovery_ != Recovery::probe) return false;
  recovery_ = Recovery::probing;
  return true;
}

bool Reply::wants_retype() noexcept {
  if (recovery_ != Recovery::retype) return false;
  recovery_ = Recovery::done;
  return true;
}

std::size_t Reply::output_end(const OutputCleaner& screen) const {
  std::string_view output = screen.lines();
  if (!learned_.prefix_line || output.size() <= begin_) return output.size();
  const auto last_line = [&] {
    const std::size_t before = output.substr(0, output.size() - 1).rfind('\n');
    const std::size_t begin = before == std::string_view::npos ? 0 : before + 1;
    return output.substr(begin, output.size() - 1 - begin);
  };
  if (!is_prompt_prefix_line(last_line())) return output.size();
  output.remove_suffix(last_line().size() + 1);
  if (output.size() > begin_ && last_line().empty()) output.remove_suffix(1);
  return output.size() < begin_ ? begin_ : output.size();
}

}  // namespace showd
