#include "cli.hpp"

#include <algorithm>
#include <utility>

namespace showd::simulator {
namespace {

constexpr std::size_t kLongestLine = 1024;
constexpr std::size_t kMostTypedAhead = 64 * 1024;
constexpr char kInterrupt = '\x03', kEndOfFile = '\x04', kEraseLine = '\x15';

std::size_t first_mode(const Persona& persona, const Settings& settings) {
  return settings.privileged ? persona.privileged_mode : persona.start_mode;
}

/// Cuts "| no-more" off a line, if the persona knows it. Returns whether the pager may be used.
bool take_pipe(std::string& line, const Pager& pager) {
  const std::size_t bar = line.rfind('|');
  if (pager.pipe_off.empty() || bar == std::string::npos) return true;
  const std::size_t from = line.find_first_not_of(' ', bar + 1);
  const std::size_t to = line.find_last_not_of(' ');
  if (from == std::string::npos || line.substr(from, to - from + 1) != pager.pipe_off) return true;
  line.erase(bar);
  return false;
}

std::string error_text(DeviceState& device, const Match& match, const std::string& user,
                       const std::string& line, std::size_t prompt_width) {
  const ErrorTexts& errors = device.persona().errors;
  const TextTemplate& text =
      match.kind == Match::Kind::ambiguous && !errors.ambiguous.empty()     ? errors.ambiguous
      : match.kind == Match::Kind::incomplete && !errors.incomplete.empty() ? errors.incomplete
                                                                            : errors.unknown;
  return device.session_text(text, user, line, prompt_width + match.at);
}

}  // namespace

Cli::Cli(DeviceState& device, const Settings& settings, Entry entry, std::string user)
    : device_(device),
      settings_(settings),
      persona_(device.persona()),
      echo_by_character_(settings.echo_by_character.value_or(persona_.echo_by_character)),
      state_(entry == Entry::login ? State::username : State::command),
      user_(std::move(user)),
      page_length_(persona_.pager.length) {}

void Cli::start() {
  if (state_ == State::command) return wait_for(settings_.login_delay.load(), std::nullopt);
  output_.bytes += text(persona_.login.greeting) + text(persona_.login.username);
}

void Cli::feed(std::string_view bytes) {
  if (pending_.size() + bytes.size() > kMostTypedAhead) {
    closed_ = true;
    return;
  }
  pending_ += bytes;
  eat();
}

void Cli::resume() {
  if (!delay_) return;
  delay_.reset();
  if (auto command = std::exchange(delayed_command_, std::nullopt))
    run(*command);
  else
    enter();
  eat();
}

void Cli::eat() {
  std::size_t at = 0;
  while (at < pending_.size() && !delay_ && !closed_) character(pending_[at++]);
  pending_.erase(0, at);
}

void Cli::character(char c) {
  const bool second_half = c == '\n' && after_cr_;  // the LF of CR LF
  after_cr_ = c == '\r';
  if (second_half) return;
  if (state_ == State::page) return page_key(c);
  if (c != '\r' && c != '\n') return edit(c);
  output_.bytes += "\r\n";
  entered(std::exchange(line_, {}));
}

void Cli::edit(char c) {
  const bool visible = state_ == State::username || state_ == State::command;
  if (c == '\b' || c == '\x7f') {
    if (line_.empty()) return;
    line_.pop_back();
    if (visible) output_.bytes += "\b \b";
  } else if (c == kEraseLine) {
    if (visible)
      for (std::size_t i = 0; i < line_.size(); ++i) output_.bytes += "\b \b";
    line_.clear();
  } else if (c == kInterrupt) {
    line_.clear();
    if (state_ == State::secret) state_ = State::command;
    if (state_ != State::command) return;
    output_.bytes += "\r\n";
    prompt();
  } else if (c == kEndOfFile) {
    closed_ = line_.empty();
  } else if ((static_cast<unsigned char>(c) >= ' ' || c == '\t') && line_.size() < kLongestLine) {
    line_ += c;
    if (!visible) return;
    output_.bytes += c;
    if (echo_by_character_) output_.cuts.push_back(output_.bytes.size());
  }
}

void Cli::entered(std::string line) {
  switch (state_) {
    case State::username:
      user_ = std::move(line);
      if (!user_.empty()) state_ = State::password;
      output_.bytes += text(user_.empty() ? persona_.login.username : persona_.login.password);
      return;
    case State::password:
      return check_login(line);
    case State::secret:
      return check_secret(line);
    case State::command:
    case State::page:
      if (line.find_first_not_of(" \t") == std::string::npos) return prompt();
      device_.statistics.commands.fetch_add(1, std::memory_order_relaxed);
      return wait_for(settings_.command_delay.load(), std::move(line));
  }
}

void Cli::check_login(const std::string& password) {
  const bool good = settings_.accounts.with([&](const Accounts& accounts) {
    return user_ == accounts.user && password == accounts.password;
  });
  if (good) {
    device_.statistics.logins.fetch_add(1, std::memory_order_relaxed);
    state_ = State::command;
    return wait_for(settings_.login_delay.load(), std::nullopt);
  }
  device_.statistics.failed_logins.fetch_add(1, std::memory_order_relaxed);
  output_.bytes += text(persona_.login.failed);
  state_ = State::username;
  closed_ = ++failures_ >= persona_.login.attempts;
  if (!closed_) output_.bytes += text(persona_.login.username);
}

void Cli::check_secret(const std::string& secret) {
  state_ = State::command;
  if (settings_.accounts.with([&](const Accounts& accounts) { return secret == accounts.enable; }))
    change_mode(asked_mode_);
  else
    output_.bytes += text(persona_.errors.denied);
  prompt();
}

void Cli::wait_for(std::chrono::milliseconds delay, std::optional<std::string> command) {
  delay_ = delay;
  delayed_command_ = std::move(command);
  if (delay.count() <= 0) {
    delay_.reset();
    if (auto now = std::exchange(delayed_command_, std::nullopt))
      run(*now);
    else
      enter();
  }
}

void Cli::enter() {
  change_mode(first_mode(persona_, settings_));
  output_.bytes += text(persona_.login.welcome);
  prompt();
}

/// A fault that a device plays on purpose (cut output, a syslog line in the middle, silence) has
/// its place here and in the servers' accept: the reply is whole before any of it is sent.
void Cli::run(const std::string& line) {
  std::string command = line;
  const bool paged = take_pipe(command, persona_.pager);
  const Match match = match_command(device_, mode_, command);
  if (match.kind == Match::Kind::found) return perform(match, paged);
  const std::size_t prompt_width =
      prompt_.size() - std::min(prompt_.rfind('\n') + 1, prompt_.size());
  output_.bytes += error_text(device_, match, user_, line, prompt_width);
  prompt();
}

void Cli::perform(const Match& match, bool paged) {
  const Command& command = *match.command;
  if (command.close) {
    closed_ = true;
    return;
  }
  if (command.sets_page_length) page_length_ = match.number;
  const auto target = persona_.mode_named(command.to);
  if (!command.ask.empty() && target && *target != mode_) {
    asked_mode_ = *target;
    state_ = State::secret;
    output_.bytes += text(command.ask);
    return;
  }
  if (target) change_mode(*target);
  paged_ = device_.output(command, match.interface);
  paged_at_ = 0;
  const bool pager = paged && !persona_.pager.mark.empty() && page_length_ > 1;
  page(pager ? page_length_ - 1 : std::string::npos);
}

/// Sends the next lines of the output; then the prompt, or the pager's mark if there is more.
void Cli::page(std::size_t lines) {
  const std::string& all = *paged_;
  std::size_t end = lines == std::string::npos ? all.size() : paged_at_;
  for (std::size_t i = 0; end < all.size() && i < lines; ++i) {
    const std::size_t newline = all.find('\n', end);
    end = newline == std::string::npos ? all.size() : newline + 1;
  }
  output_.bytes.append(all, paged_at_, end - paged_at_);
  paged_at_ = end;
  if (end < all.size()) {
    state_ = State::page;
    output_.bytes += persona_.pager.mark;
    return;
  }
  state_ = State::command;
  paged_.reset();
  prompt();
}

void Cli::page_key(char c) {
  output_.bytes += persona_.pager.eraser;
  if (c == ' ') return page(page_length_ - 1);
  if (c == '\r' || c == '\n') return page(1);
  state_ = State::command;
  paged_.reset();
  prompt();
}

void Cli::change_mode(std::size_t mode) {
  mode_ = mode;
  prompt_ = text(persona_.modes[mode_].prompt);
}

void Cli::prompt() { output_.bytes += prompt_; }

std::string Cli::text(const TextTemplate& of) const {
  return of.empty() ? std::string() : device_.session_text(of, user_);
}

ExecAnswer run_once(DeviceState& device, const Settings& settings, const std::string& user,
                    const std::string& line) {
  device.statistics.commands.fetch_add(1, std::memory_order_relaxed);
  std::string command = line;
  take_pipe(command, device.persona().pager);
  const Match match = match_command(device, first_mode(device.persona(), settings), command);
  if (match.kind == Match::Kind::found) return {*device.output(*match.command, match.interface), 0};
  return {error_text(device, match, user, line, 0), 1};
}

}  // namespace showd::simulator
