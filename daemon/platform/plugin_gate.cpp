#include "platform/plugin_gate.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstring>

#include "base/utf8.hpp"

namespace showd {
namespace {

constexpr std::size_t kMaxChain = 64;  // platforms in one library
constexpr std::size_t kMaxList = 256;  // entries of one list
constexpr std::size_t kMaxNameForms = 1024;
constexpr std::size_t kMaxName = 64;  // bytes
constexpr std::size_t kMaxCommand = 256;
constexpr std::size_t kMaxPattern = 4096;

// ABI 1.0's sizes: a struct that ends before them never was built by anyone.
constexpr std::uint32_t kShortestApi =
    offsetof(showd_plugin_api, next) + sizeof(showd_plugin_api::next);
constexpr std::uint32_t kShortestDialect =
    offsetof(showd_dialect, username_suffix) + sizeof(showd_dialect::username_suffix);

template <class... Args>
[[noreturn]] void refuse(fmt::format_string<Args...> format, Args&&... args) {
  throw PluginRefused(fmt::format(format, std::forward<Args>(args)...));
}

/// Copies what `given` has of a struct; what lies past its end is zero, hence absent.
template <class Struct>
Struct known_part(const Struct* given, std::uint32_t size, std::uint32_t shortest,
                  const char* what) {
  if (size < shortest || size > sizeof(Struct))
    refuse("{}: struct_size {} is not within {}..{}", what, size, shortest, sizeof(Struct));
  Struct known{};
  std::memcpy(&known, given, size);
  return known;
}

using Rule = bool (*)(std::string_view);

bool any_text(std::string_view) { return true; }
bool one_line(std::string_view text) {
  return !text.empty() && printable(text, text.size()) == text;
}
bool platform_name(std::string_view text) {
  return !text.empty() && text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_-.") ==
                              std::string_view::npos;
}
bool name_form(std::string_view text) {
  return one_line(text) && text.find_first_of("0123456789") == std::string_view::npos;
}

std::string text(const char* given, const std::string& what, std::size_t most, Rule rule) {
  if (!given) refuse("{} is missing", what);
  const std::size_t size = strnlen(given, most + 1);
  if (size > most) refuse("{} is longer than {} bytes", what, most);
  std::string copy(given, size);
  if (!is_valid_utf8(copy) || !rule(copy)) refuse("{} \"{}\" is not usable", what, printable(copy));
  return copy;
}

std::string text_or(const char* given, const char* fallback, const std::string& what,
                    std::size_t most, Rule rule) {
  return text(given ? given : fallback, what, most, rule);
}

std::vector<std::string> list(const char* const* given, const std::string& what, std::size_t most,
                              Rule rule) {
  std::vector<std::string> copy;
  for (; given && *given; ++given) {
    if (copy.size() == kMaxList) refuse("{} has more than {} entries", what, kMaxList);
    copy.push_back(text(*given, fmt::format("{}[{}]", what, copy.size()), most, rule));
  }
  return copy;
}

// What most devices say; a dialect that names its own replaces them.
const std::vector<std::string> kUsualPagers = {
    R"((?i)-+ ?\(?more\)?( ?\d+%)? ?-+)",  // "--More--", "---- More ----"
    R"((?i)-+ ?more[ ,:(<][^\n]{0,80}$)",  // "-more <Press SPACE for another ...>-"
    R"((?i)<-+ ?more ?-+>)",               // "<--- More --->"
    R"((?i)press any key to (continue|see more)[^\n]{0,80}$)",
    R"((?i)next page: space[^\n]{0,80}$)",
};
const std::vector<std::string> kUsualLoginErrors = {
    R"((?i)\b(login|authentication|authorization|access|password) (was |is )?)"
    R"((incorrect|invalid|failed|failure|denied|rejected|error))",
    R"((?i)\b(invalid|incorrect|bad|wrong) (login|password|username|user ?name|credentials)\b)",
    R"((?i)\bpermission denied\b)",
    R"((?i)\btoo many (authentication|login) (failures|attempts)\b)",
    R"((?i)\buser (is )?locked\b)",
};

std::vector<std::string> list_or(const char* const* given, const std::vector<std::string>& fallback,
                                 const std::string& what) {
  return given ? list(given, what, kMaxPattern, one_line) : fallback;
}

std::vector<Dialect::Answer> answers(const showd_answer* given) {
  std::vector<Dialect::Answer> copy;
  for (; given && given->pattern; ++given) {
    if (copy.size() == kMaxList) refuse("dialect.answers has more than {} entries", kMaxList);
    const std::string what = fmt::format("dialect.answers[{}]", copy.size());
    copy.push_back({text(given->pattern, what + ".pattern", kMaxPattern, one_line),
                    text(given->answer, what + ".answer", kMaxCommand, any_text)});
  }
  return copy;
}

constexpr std::uint32_t kKnownFlags =
    SHOWD_DIALECT_EXEC | SHOWD_DIALECT_PASSWORD_ALONE | SHOWD_DIALECT_SHELL_LOGIN;

Dialect dialect(const showd_dialect* lent) {
  if (!lent) refuse("dialect is missing");
  const showd_dialect given = known_part(lent, lent->struct_size, kShortestDialect, "dialect");
  if (given.flags & ~kKnownFlags) refuse("dialect.flags {:#x} has unknown bits", given.flags);
  Dialect own;
  own.exec = given.flags & SHOWD_DIALECT_EXEC;
  own.password_alone = given.flags & SHOWD_DIALECT_PASSWORD_ALONE;
  own.shell_login = given.flags & SHOWD_DIALECT_SHELL_LOGIN;
  if (!own.exec || given.prompt)
    own.prompt = text(given.prompt, "dialect.prompt", kMaxPattern, one_line);
  own.username_prompt =
      text_or(given.username_prompt, "", "dialect.username_prompt", kMaxPattern, any_text);
  own.password_prompt =
      text_or(given.password_prompt, "", "dialect.password_prompt", kMaxPattern, any_text);
  own.answers = answers(given.answers);
  own.setup = list(given.setup, "dialect.setup", kMaxCommand, one_line);
  own.enabled_setup = list(given.enabled_setup, "dialect.enabled_setup", kMaxCommand, one_line);
  own.enable = text_or(given.enable, "", "dialect.enable", kMaxCommand, any_text);
  if (!own.enable.empty() && !one_line(own.enable)) refuse("dialect.enable is more than one line");
  own.enabled_prompt =
      text_or(given.enabled_prompt, "", "dialect.enabled_prompt", kMaxPattern, any_text);
  own.pagers = list_or(given.pagers, kUsualPagers, "dialect.pagers");
  own.pager_answer = text_or(given.pager_answer, " ", "dialect.pager_answer", 16, any_text);
  own.errors = list(given.errors, "dialect.errors", kMaxPattern, one_line);
  own.login_errors = list_or(given.login_errors, kUsualLoginErrors, "dialect.login_errors");
  own.logout = list(given.logout, "dialect.logout", kMaxCommand, one_line);
  own.line_end = text_or(given.line_end, "", "dialect.line_end", 8, any_text);
  own.username_suffix =
      text_or(given.username_suffix, "", "dialect.username_suffix", kMaxName, any_text);
  return own;
}

/// Ready for use: what cannot be compiled, or would type what the allow-list has not, stays
/// outside.
std::shared_ptr<const CompiledDialect> checked(const Dialect& own) try {
  return compile(own);
} catch (const std::invalid_argument& fault) {
  refuse("dialect.{}", fault.what());
}

/// What a poll would type.
void check_commands(const std::vector<std::string>& commands, const CompiledDialect& dialect) {
  if (commands.empty()) refuse("commands is empty");
  for (std::size_t i = 0; i < commands.size(); ++i)
    if (!dialect.allows(commands[i]))
      refuse("commands[{}]: '{}' is not on the allow-list", i, commands[i]);
}

CanonicalNames name_forms(const showd_name_form* given) {
  CanonicalNames names;
  for (std::size_t count = 0; given && given->short_form; ++given, ++count) {
    if (count == kMaxNameForms) refuse("name_forms has more than {} entries", kMaxNameForms);
    const std::string what = fmt::format("name_forms[{}]", count);
    names.add(text(given->short_form, what + ".short_form", kMaxName, name_form),
              text(given->long_form, what + ".long_form", kMaxName, name_form));
  }
  return names;
}

/// The four leading numbers are all that may be read before the version is known to fit.
void check_version(const showd_plugin_api& given) {
  if (given.abi_major != SHOWD_ABI_MAJOR)
    refuse("ABI {}.{}, this daemon speaks {}.{}: build the plugin again", given.abi_major,
           given.abi_minor, SHOWD_ABI_MAJOR, SHOWD_ABI_MINOR);
  if (given.abi_minor > SHOWD_ABI_MINOR)
    refuse("ABI {}.{} is newer than this daemon's {}.{}", given.abi_major, given.abi_minor,
           SHOWD_ABI_MAJOR, SHOWD_ABI_MINOR);
}

PlatformData platform(const showd_plugin_api& given) {
  PlatformData own;
  own.abi_major = given.abi_major;
  own.abi_minor = given.abi_minor;
  own.name = text(given.name, "name", kMaxName, platform_name);
  own.version = text_or(given.version, "-", "version", kMaxName, one_line);
  if (!given.version) own.version.clear();
  own.aliases = list(given.aliases, "aliases", kMaxName, platform_name);
  own.commands = list(given.commands, "commands", kMaxCommand, one_line);
  own.more_commands = list(given.more_commands, "more_commands", kMaxCommand, one_line);
  own.canonical = name_forms(given.name_forms);
  own.dialect = checked(dialect(given.dialect));
  check_commands(own.commands, *own.dialect);
  if (!given.parse) refuse("parse is missing");
  own.parse = given.parse;
  return own;
}

}  // namespace

std::vector<PlatformData> pass_gate(const showd_plugin_api* first) {
  if (!first) refuse("showd_plugin is no object");
  std::vector<PlatformData> chain;
  while (first) {
    if (chain.size() == kMaxChain) refuse("more than {} platforms in one chain", kMaxChain);
    check_version(*first);
    const showd_plugin_api known =
        known_part(first, first->struct_size, kShortestApi, "showd_plugin");
    chain.push_back(platform(known));
    first = known.next;
  }
  return chain;
}

}  // namespace showd
