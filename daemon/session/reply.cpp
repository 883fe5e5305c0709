#include "session/reply.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"

namespace showd {
namespace {

/// A prompt longer than this is none.
constexpr std::size_t kMaxPromptLine = 4096;
/// Long enough for a busy device to echo what it was typed, or to answer an empty line.
constexpr Quiet kDoubt{300};
constexpr Quiet kAskAgain{1'000};
constexpr Quiet kNobodyAnswers{4'000};
/// Text full of prompts with pauses makes us ask often; the answers all come at its end.
constexpr std::size_t kMostEnters = 64;
/// A prompt that nobody knows has to come this often for an empty line each time.
constexpr std::size_t kStrangersTurns = 3;

bool ends_like_a_prompt(std::string_view line) {
  return std::string_view(">#$%]:?)").find(line.back()) != std::string_view::npos;
}

/// IOS scrolls a line that is too long and marks it: "r1#$rief | include up".
std::string_view drop_scroll_mark(std::string_view rest) {
  if (rest.starts_with('$') || rest.starts_with('<')) rest.remove_prefix(1);
  return rest;
}

Reply::Rest wait_for(Quiet silent, Quiet until) {
  return {Reply::Step::wait, std::max(until - silent, Quiet(1))};
}

}  // namespace

std::size_t Reply::Tail::begin(std::size_t after) const noexcept {
  const std::size_t back = std::min({after, count - 1, kKept - 1});
  return begins[(count - 1 - back) % kKept];
}

/// Until the command's echo was seen each line may be an echo or a prompt; behind it all is output,
/// of which only the tail can be prompts.
bool Reply::scan(const OutputCleaner& screen) {
  unanswered_ = 0;
  const std::string_view lines = screen.lines();
  while (scanned_ < lines.size()) {
    const std::size_t end = lines.find('\n', scanned_) + 1;
    const std::string_view line = lines.substr(scanned_, end - 1 - scanned_);
    if (!exact_echo_)
      finished_line(line, scanned_, end);
    else
      follow_tail(line, scanned_);
    scanned_ = end;
    any_line_ = true;
  }
  if (!any_line_ || screen.last_line_size() > kMaxPromptLine) return false;
  return at_prompt_again(screen.last_line());
}

/// "r1#show clock", "show clock" (an echo without a prompt), "r1#" (a line of set-up, answered). A
/// device without echo shows where its output begins by the number of its prompts alone.
void Reply::finished_line(std::string_view line, std::size_t begin, std::size_t end) {
  if (!learned_.confirmed) learn_from_echo(line);
  const std::size_t head = learned_.prompt.head(line);
  const std::string_view rest = trim(line.substr(head));
  if (head > 0 && any_line_) ++prompts_;
  if ((head > 0 || !any_line_) && prompts_ + 1 == typed_.size())  // matters without echo only
    begin_output(rest.empty() ? end : begin + head);
  look_for_echo(rest, head > 0, end);
  if (begin_ != end) follow_tail(line, begin);
}

/// Prompts with nothing between are the tail: all else was text, and so was any prompt before it.
void Reply::follow_tail(std::string_view line, std::size_t begin) {
  const std::string_view bare = trim(line);
  if (bare.empty() || is_prompt_prefix_line(bare)) return;
  if (!ends_like_a_prompt(bare) && !learned_.prompt.ends_with(bare.back())) {
    stranger_.count = 0;
    return break_tail(line, begin);
  }
  remember_stranger(bare, begin);
  const std::size_t prompts = bare_prompts(line);
  if (prompts == 0) break_tail(line, begin);
  for (std::size_t i = 0; i < prompts; ++i) tail_.add(begin);
}

/// What came before is no output, so neither a prompt in it nor an Enter typed at it counts.
void Reply::begin_output(std::size_t at) {
  begin_ = at;
  tail_.count = 0;
  holds_prompts_ = asked_at_tail_ = false;
}

/// What goes on behind a prompt shows that it was text.
void Reply::break_tail(std::string_view line, std::size_t begin) {
  holds_prompts_ = holds_prompts_ || tail_.count > 0 || line.starts_with(learned_.prompt.text());
  asked_at_tail_ = false;
  tail_.count = 0;
  before_tail_ = begin;
}

/// How many; 0: there is more on the line. Without echo not even a line break stands between two:
/// "r1#r1#".
std::size_t Reply::bare_prompts(std::string_view line) const {
  std::size_t count = 0;
  for (std::size_t head; (head = learned_.prompt.head(line)) > 0; ++count) line.remove_prefix(head);
  return trim(line).empty() ? count : 0;
}

/// The same prompt-like line again and again is the prompt of a device that has been renamed.
void Reply::remember_stranger(std::string_view line, std::size_t begin) {
  if (stranger_.count > 0 && line == stranger_.text)
    ++stranger_.count;
  else if (line.size() <= kMaxPromptLine)
    stranger_ = {std::string(line), begin, 1};
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

/// Prompts that were counted were those of another name.
void Reply::guess_again(std::string_view line) {
  learned_.prompt = Prompt(line);
  learned_.doubted = true;
  prompts_ = 0;
}

/// `rest`: the line without its prompt. Echoes come in the order of what was typed; one that was
/// lost or garbled is passed over for the next.
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
    begin_output(end);
    return;
  }
  if (next_ + 1 == typed_.size()) look_for_broken_echo(rest, at_prompt, end);
}

/// The command's echo with a log line in its middle, scrolled or wrapped.
void Reply::look_for_broken_echo(std::string_view rest, bool at_prompt, std::size_t end) {
  const std::string_view command = typed_.back();
  if (echo_part_ > 0 && rest == trim(command.substr(echo_part_))) {
    exact_echo_ = true;
    begin_output(end);
    return;
  }
  if (!at_prompt) return;
  const std::string_view tail = drop_scroll_mark(rest);
  const bool head_part = rest.size() >= 3 && command.starts_with(rest);
  const bool tail_part = tail.size() >= 4 && command.ends_with(tail);
  if (!head_part && !tail_part) return;
  weak_echo_ = true;
  echo_part_ = head_part ? rest.size() : 0;
  begin_output(end);
}

/// The command's echo was seen; or the device has none, and drew a prompt for each line.
bool Reply::answered() const noexcept {
  if (echoed()) return true;
  if (!any_line_ || next_ > 0 || learned_.doubted || learned_.echo == LearnedPrompt::Echo::yes)
    return false;
  return prompts_ + 1 >= typed_.size();
}

/// Bytes have come and `line` is unfinished: the answer is over without any rest when as many
/// prompts as empty lines were typed ahead stand before this one.
bool Reply::at_prompt_again(std::string_view line) {
  if (!learned_.prompt.matches(line)) return false;
  if (!answered()) return false;
  if (end_ == End::first_prompt) return complete(0);
  const bool counted = echoed() || prompts_ + 1 >= typed_.size() + enters_;
  if (enters_ == 0 || tail_.count < enters_ || !counted) return false;
  if (holds_prompts_ && !asked_at_tail_) return false;
  learned_.habits.redraws = true;
  return complete(enters_);
}

/// `prompts_behind`: finished prompts that follow the one which ends the output.
bool Reply::complete(std::size_t prompts_behind) {
  if (!echoed()) learned_.echo = LearnedPrompt::Echo::no;
  learned_.confirmed = true;
  output_end_ =
      tail_.count == 0 || prompts_behind == 0 ? scanned_ : tail_.begin(prompts_behind - 1);
  return true;
}

/// Worth a rest: what may be the last prompt, known or not.
bool Reply::undecided(const OutputCleaner& screen) const {
  if (end_ == End::first_prompt || screen.last_line_size() > kMaxPromptLine) return false;
  const std::string_view line = trim(screen.last_line());
  return !line.empty() &&
         (learned_.prompt.matches(line) || line.ends_with(learned_.prompt.text()) ||
          (stranger_.count > 0 && line == stranger_.text) || dialect_.has_prompt_shape(line));
}

/// By what stands at the cursor: the prompt; text that ends with it; a prompt of another shape than
/// was guessed, before anything was confirmed; something else.
Reply::Rest Reply::at_rest(const OutputCleaner& screen, Quiet silent, Quiet quiet) {
  if (silent < quiet) return wait_for(silent, quiet);
  const std::string_view line = trim(screen.last_line());
  if (learned_.prompt.matches(line)) return at_prompt(screen, silent, quiet);
  if (line.ends_with(learned_.prompt.text()) && answered()) return ask_once_more(silent, quiet);
  if (!learned_.confirmed && next_ == 0 && prompts_ == 0 && dialect_.has_prompt_shape(line)) {
    guess_again(line);
    return type_again(silent, quiet);
  }
  return at_stranger(line, silent, quiet);
}

/// Sure is what an empty line has confirmed; a prompt behind text that did not end its line is one
/// short (prompt_joined). Anything else costs one more Enter.
Reply::Rest Reply::at_prompt(const OutputCleaner& screen, Quiet silent, Quiet quiet) {
  if (!answered()) return type_again(silent, quiet);
  const bool joined = prompt_joined(screen);
  const bool sure = tail_.count > 0 && enters_ > 0 && (asked_at_tail_ || !holds_prompts_);
  if (!sure && !joined) return ask_once_more(silent, quiet);
  // Confirmed, but for an empty line whose answer should have come: it was lost.
  const Quiet doubt = paged_ ? quiet : std::max(kDoubt, quiet);
  if (silent < doubt) return wait_for(silent, doubt);
  learned_.habits.drops_ahead = learned_.habits.drops_ahead || !(joined || paged_);
  if (!joined) {
    static_cast<void>(complete(tail_.count));
  } else {
    static_cast<void>(complete(0));
    output_end_ = before_tail_ + screen.lines().substr(before_tail_).find('\n') -
                  learned_.prompt.text().size();
  }
  return {Step::complete};
}

/// "noonr1#": the output did not end its last line. Then there is one prompt less than there should
/// be, and the line above ends with it.
bool Reply::prompt_joined(const OutputCleaner& screen) {
  if (enters_ == 0 || tail_.count + 1 != enters_ || before_tail_ < begin_) return false;
  std::string_view above = screen.lines().substr(before_tail_);
  above = above.substr(0, above.find('\n'));
  while (above.ends_with(' ')) above.remove_suffix(1);
  return above.ends_with(learned_.prompt.text());
}

/// An empty line shows whether the prompt is one.
Reply::Rest Reply::ask_once_more(Quiet silent, Quiet quiet) {
  if (enters_ >= kMostEnters) return {Step::wait};
  if (unanswered_ == 0) return {Step::type_enter};
  const Quiet patience = std::max(unanswered_ == 1 ? kAskAgain : kNobodyAnswers, quiet);
  if (silent < patience) return wait_for(silent, patience);
  if (unanswered_ == 1) return {Step::type_enter};
  if (learned_.habits.redraws || !answered()) return {Step::wait};
  static_cast<void>(complete(0));
  return {Step::complete};
}

/// At the prompt, and the next line has no echo: it was thrown away, or the device takes its time.
Reply::Rest Reply::type_again(Quiet silent, Quiet quiet) {
  if (next_ >= typed_.size() || next_ < retyped_) return {Step::wait};
  const Quiet patience = !any_line_                    ? kAskAgain
                         : learned_.habits.drops_ahead ? quiet
                                                       : std::max(kDoubt, quiet);
  if (silent < patience) return wait_for(silent, patience);
  if (!any_line_) return unanswered_ < 2 ? Rest{Step::type_enter} : Rest{Step::wait};
  learned_.habits.drops_ahead = true;
  enters_ = 0;
  retyped_ = next_ + 1;
  return {Step::type_line};
}

/// Another prompt than the known one: the device was renamed, or it is a line of the output.
Reply::Rest Reply::at_stranger(std::string_view line, Quiet silent, Quiet quiet) {
  if (!dialect_.has_prompt_shape(line) && line != stranger_.text) return {Step::wait};
  if (stranger_.count == 0 || line != stranger_.text || stranger_.count + 1 < kStrangersTurns)
    return ask_once_more(silent, quiet);
  if (silent < kAskAgain) return wait_for(silent, kAskAgain);
  guess_again(line);
  if (!answered() && !echoed()) return type_again(silent, quiet);
  static_cast<void>(complete(0));
  output_end_ = std::max(begin_, stranger_.begin);
  return {Step::complete};
}

/// The answer that is now awaited tells whether the tail before it was prompts.
void Reply::entered() noexcept {
  ++enters_;
  ++unanswered_;
  asked_at_tail_ = true;
}

/// Without the first line of a prompt of two ("[/]"), and the blank one before it.
std::size_t Reply::output_end(const OutputCleaner& screen) const {
  std::string_view output = screen.lines().substr(0, output_end_);
  if (!learned_.prefix_line || output.size() <= begin_) return std::max(output.size(), begin_);
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
