#include "dialect/compiled_dialect.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "base/text.hpp"
#include "dialect/allow_list.hpp"

namespace showd {
namespace {

std::vector<Pattern> compile_all(std::string_view what, const std::vector<std::string>& sources) {
  std::vector<Pattern> patterns;
  for (const std::string& source : sources)
    patterns.emplace_back(fmt::format("{}[{}]", what, patterns.size()), source,
                          Pattern::Extent::anywhere);
  return patterns;
}

void change(std::string& what, const std::string& to) {
  if (!to.empty()) what = to;
}

void require(bool allowed, std::string_view what, std::string_view line) {
  if (!allowed)
    throw std::invalid_argument(fmt::format("{}: '{}' is not on the allow-list", what, line));
}

void check_typed_lines(const Dialect& dialect) {
  for (const std::string& line : dialect.setup) require(is_session_setup(line), "setup", line);
  for (const std::string& line : dialect.enabled_setup)
    require(is_session_setup(line), "enabled_setup", line);
  for (const std::string& line : dialect.logout) require(is_logout(line), "logout", line);
  require(dialect.enable.empty() || is_enable(dialect.enable), "enable", dialect.enable);
}

}  // namespace

CompiledDialect::CompiledDialect(Dialect source)
    : dialect(std::move(source)),
      prompt("prompt", dialect.prompt, Pattern::Extent::whole),
      enabled_prompt("enabled_prompt", dialect.enabled_prompt, Pattern::Extent::whole),
      username_prompt("username_prompt", dialect.username_prompt, Pattern::Extent::whole),
      password_prompt("password_prompt", dialect.password_prompt, Pattern::Extent::whole),
      pagers(compile_all("pagers", dialect.pagers)),
      errors(compile_all("errors", dialect.errors)),
      login_errors(compile_all("login_errors", dialect.login_errors)) {
  for (const Dialect::Answer& answer : dialect.answers)
    answers.emplace_back(fmt::format("answers[{}]", answers.size()), answer.pattern,
                         Pattern::Extent::anywhere);
  if (!dialect.exec && !prompt) throw std::invalid_argument("prompt: a pattern is required");
  if (dialect.pager_answer.empty()) dialect.pager_answer = " ";
  check_typed_lines(dialect);
}

bool CompiledDialect::allows(std::string_view command) const {
  return dialect.exec ? is_read_only_exec(command) : is_read_only(command);
}

const Pattern* CompiledDialect::first(const std::vector<Pattern>& patterns,
                                      std::string_view line) noexcept {
  for (const Pattern& pattern : patterns)
    if (pattern.matches(line)) return &pattern;
  return nullptr;
}

bool CompiledDialect::has_prompt_shape(std::string_view line) const noexcept {
  const std::string_view bare = trim(line);
  if (bare.empty()) return false;
  return prompt.matches(bare) || (bare.size() != line.size() && prompt.matches(line));
}

bool CompiledDialect::is_enabled_prompt(std::string_view line) const noexcept {
  if (enabled_prompt.matches(trim(line)) || enabled_prompt.matches(line)) return true;
  // A prompt in a shape of its own ("ICX7150 Switch#") tells by its end, where the platform's does.
  return enabled_prompt && !has_prompt_shape(line) && trim(line).ends_with('#');
}

std::shared_ptr<const CompiledDialect> compile(const Dialect& dialect) {
  return std::make_shared<const CompiledDialect>(dialect);
}

std::shared_ptr<const CompiledDialect> compile(const Dialect& dialect,
                                               const DialectChanges& changes) {
  Dialect own = dialect;
  change(own.prompt, changes.prompt);
  change(own.username_prompt, changes.username_prompt);
  change(own.password_prompt, changes.password_prompt);
  change(own.line_end, changes.line_end);
  own.answers.insert(own.answers.begin(), changes.answers.begin(), changes.answers.end());
  // The platform's tells of its own shape only.
  if (!changes.prompt.empty() && !own.enabled_prompt.empty()) own.enabled_prompt = ".*#";
  return std::make_shared<const CompiledDialect>(std::move(own));
}

}  // namespace showd
