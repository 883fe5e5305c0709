#include "inventory/settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "base/text.hpp"
#include "base/utf8.hpp"
#include "config/device_options.hpp"
#include "config/did_you_mean.hpp"
#include "dialect/pattern.hpp"

namespace showd {
namespace {

constexpr std::size_t kMostLabels = 64;  // what a device says itself
constexpr std::size_t kMostAnswers = 16;

template <class Map>
std::string nearest_key(std::string_view word, const Map& map) {
  std::vector<std::string_view> known;
  for (const auto& entry : map) known.push_back(entry.first);
  return did_you_mean(word, known);
}

std::string read_address(const YamlValue& value) {
  std::string address = value.text("a host name or IP address");
  const bool bracketed = address.size() > 2 && address.front() == '[' && address.back() == ']';
  if (bracketed) address = address.substr(1, address.size() - 2);  // as a URL writes IPv6
  if (address.find_first_of(" []") != std::string::npos ||
      (bracketed && address.find(':') == std::string::npos))
    value.expected("a host name or IP address");
  return address;
}

std::string read_platform(const YamlValue& value, const InventoryContext& context) {
  const std::string name = value.text("a platform");
  const auto found = context.platforms.find(name);
  if (found == context.platforms.end())
    value.refuse(fmt::format("no plugin knows the platform '{}'{}", printable(name, 60),
                             nearest_key(name, context.platforms)));
  return found->second;
}

std::vector<std::string> read_credentials(const YamlValue& value, const InventoryContext& context) {
  std::vector<std::string> names;
  for (const YamlValue& item : value.one_or_more(16)) {
    const std::string name = item.text("the name of a credential");
    if (!context.config.credentials.contains(name))
      item.refuse(fmt::format("unknown credential '{}'{}", printable(name, 60),
                              nearest_key(name, context.config.credentials)));
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  return names;
}

std::vector<std::string> read_commands(const YamlValue& value, const InventoryContext& context,
                                       const std::string& platform) {
  std::vector<std::string> commands;
  for (const YamlValue& item : value.one_or_more(64)) {
    std::string command = item.text("a command");
    check_command(item, command, context, platform);
    commands.push_back(std::move(command));
  }
  return commands;
}

/// Refused where it does not compile, or matches nothing at all: that would be asked everywhere.
std::string read_pattern(const YamlValue& value, Pattern::Extent extent) {
  std::string source = value.text("a PCRE2 pattern");
  try {
    if (Pattern("", source, extent).matches(""))
      value.refuse("expected a pattern that does not match an empty line");
  } catch (const std::invalid_argument& fault) {
    value.refuse(fault.what());
  }
  return source;
}

std::string read_line_end(const YamlValue& value) {
  return value.one_of<std::string>({{"cr", "\r"}, {"lf", "\n"}, {"crlf", "\r\n"}});
}

std::vector<DialectChanges::Answer> read_answers(const YamlValue& value) {
  std::vector<DialectChanges::Answer> answers;
  for (const YamlValue& item : value.one_or_more(kMostAnswers)) {
    YamlMap map = item.map();
    DialectChanges::Answer answer;
    answer.pattern =
        read_pattern(map.need("pattern", "a PCRE2 pattern"), Pattern::Extent::anywhere);
    answer.answer = map.need("answer", "what is typed, as \"y\" or \"yes\\r\"").keystrokes();
    map.refuse_others();
    answers.push_back(std::move(answer));
  }
  return answers;
}

void read_dialect(Settings& own, YamlMap& map) {
  if (const auto value = map.find("prompt"))
    own.prompt = read_pattern(*value, Pattern::Extent::whole);
  if (const auto value = map.find("username_prompt"))
    own.username_prompt = read_pattern(*value, Pattern::Extent::whole);
  if (const auto value = map.find("password_prompt"))
    own.password_prompt = read_pattern(*value, Pattern::Extent::whole);
  if (const auto value = map.find("line_end")) own.line_end = read_line_end(*value);
  if (const auto value = map.find("answers")) own.answers = read_answers(*value);
}

/// Names that Prometheus takes as label names as they are.
bool is_label(std::string_view name) {
  return !name.empty() && name.size() <= 64 && !is_digit(name[0]) &&
         std::all_of(name.begin(), name.end(),
                     [](char c) { return is_letter(c) || is_digit(c) || c == '_'; });
}

std::map<std::string, std::string> read_labels(const YamlValue& value) {
  std::map<std::string, std::string> labels;
  for (const auto& [key, entry] : value.map().entries()) {
    if (!is_label(key)) entry.refuse("expected a label name of letters, digits and _");
    labels.emplace(key, entry.text("a label's text"));
  }
  if (labels.size() > kMostLabels)
    value.refuse(fmt::format("expected at most {} labels, not {}", kMostLabels, labels.size()));
  return labels;
}

template <class T>
void take(std::optional<T>& inner, const std::optional<T>& outer) {
  if (!inner) inner = outer;
}

}  // namespace

void check_command(const YamlValue& place, const std::string& command,
                   const InventoryContext& context, const std::string& platform) {
  if (context.may_ask && !context.may_ask(platform, command))
    place.refuse(fmt::format("'{}' is not a read-only command{}{}", printable(command, 120),
                             platform.empty() ? "" : " for ", platform));
}

Settings read_settings(YamlMap& map, const InventoryContext& context) {
  Settings own;
  if (const auto value = map.find("address")) own.address = read_address(*value);
  if (const auto value = map.find("port"))
    own.port = static_cast<std::uint16_t>(value->number(1, 65535));
  if (const auto value = map.find("platform")) own.platform = read_platform(*value, context);
  if (const auto value = map.find("transport"))
    own.transport = value->one_of<TransportKind>(
        {{"ssh", TransportKind::ssh}, {"telnet", TransportKind::telnet}});
  if (const auto value = map.find("credentials"))
    own.credentials = read_credentials(*value, context);
  if (const auto value = map.find("commands"))
    own.commands = read_commands(*value, context, own.platform.value_or(""));
  if (const auto value = map.find("legacy")) own.legacy = value->boolean();
  if (const auto value = map.find("enable")) own.enable = value->boolean();
  if (const auto value = map.find("hostkeys")) own.hostkeys = read_hostkeys(*value);
  if (const auto value = map.find("keep")) own.keep = read_keep(*value);
  if (const auto value = map.find("deadline")) own.deadline = read_deadline(*value);
  read_dialect(own, map);
  if (const auto value = map.find("labels")) own.labels = read_labels(*value);
  return own;
}

void inherit(Settings& inner, const Settings& outer) {
  take(inner.address, outer.address);
  take(inner.port, outer.port);
  take(inner.platform, outer.platform);
  take(inner.transport, outer.transport);
  take(inner.credentials, outer.credentials);
  take(inner.commands, outer.commands);
  take(inner.legacy, outer.legacy);
  take(inner.enable, outer.enable);
  take(inner.hostkeys, outer.hostkeys);
  take(inner.keep, outer.keep);
  take(inner.deadline, outer.deadline);
  take(inner.prompt, outer.prompt);
  take(inner.username_prompt, outer.username_prompt);
  take(inner.password_prompt, outer.password_prompt);
  take(inner.line_end, outer.line_end);
  take(inner.answers, outer.answers);
  inner.labels.insert(outer.labels.begin(), outer.labels.end());  // insert: what is there stays
}

}  // namespace showd
