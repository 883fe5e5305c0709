#include "inventory/settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "base/text.hpp"
#include "base/utf8.hpp"
#include "config/device_options.hpp"
#include "config/did_you_mean.hpp"
#include "dialect/pattern.hpp"
#include "inventory/address.hpp"

namespace showd {
namespace {

constexpr std::size_t kMostLabels = 64;  // what a device says itself
constexpr std::size_t kMostAnswers = 16;
constexpr std::size_t kMostCommands = 64;
constexpr std::size_t kMostCredentials = 16;

template <class Map>
std::string nearest_key(std::string_view word, const Map& map) {
  std::vector<std::string_view> known;
  for (const auto& entry : map) known.push_back(entry.first);
  return suggestion(word, known);
}

std::string read_address(const YamlValue& value) {
  std::string address = value.text("a host name or IP address");
  const bool bracketed = address.size() > 2 && address.front() == '[' && address.back() == ']';
  if (bracketed) address = address.substr(1, address.size() - 2);  // as a URL writes IPv6
  const std::string remedy = objection_to_address(address, bracketed);
  if (!remedy.empty()) value.expected("a host name or IP address", remedy);
  return address;
}

std::string read_platform(const YamlValue& value, const InventoryContext& context) {
  const std::string name = value.text("a platform");
  if (!context.knows_platforms) return name;
  const auto found = context.platforms.find(name);
  if (found == context.platforms.end())
    value.refuse(fmt::format("no plugin knows the platform '{}'", printable(name, 60)),
                 nearest_key(name, context.platforms));
  return found->second;
}

/// False: the section itself was not understood.
bool knows_credentials(const Config& config) { return config.whole || !config.credentials.empty(); }

std::string read_credential(const YamlValue& value, const Config& config) {
  std::string name = value.text("the name of a credential");
  if (!config.credentials.contains(name) && knows_credentials(config))
    value.refuse(fmt::format("unknown credential '{}'", printable(name, 60)),
                 nearest_key(name, config.credentials));
  return name;
}

/// Each once.
std::vector<std::string> read_credentials(const YamlValue& value, const Config& config) {
  std::vector<std::string> names;
  for (std::string& name : value.list(
           kMostCredentials, [&](const YamlValue& item) { return read_credential(item, config); }))
    if (std::find(names.begin(), names.end(), name) == names.end())
      names.push_back(std::move(name));
  return names;
}

std::string read_command(const YamlValue& value, const InventoryContext& context,
                         const std::string& platform) {
  std::string command = value.text("a command");
  check_command(value, command, context, platform);
  return command;
}

/// Refused where it does not compile, or matches nothing at all: that would be asked everywhere.
std::string read_pattern(const YamlValue& value, Pattern::Extent extent) {
  std::string source = value.text("a PCRE2 pattern");
  try {
    if (Pattern("", source, extent).matches(""))
      value.refuse_plainly("expected a pattern that does not match an empty line",
                           "write one that matches something");
  } catch (const std::invalid_argument& fault) {
    value.refuse(fault.what(),
                 "see pcre2pattern(3), or put '\\' before what is meant as it stands");
  }
  return source;
}

TransportKind read_transport(const YamlValue& value) {
  return value.one_of<TransportKind>(
      {{"ssh", TransportKind::ssh}, {"telnet", TransportKind::telnet}});
}

std::string read_line_end(const YamlValue& value) {
  return value.one_of<std::string>({{"cr", "\r"}, {"lf", "\n"}, {"crlf", "\r\n"}});
}

DialectChanges::Answer read_answer(const YamlValue& value) {
  YamlMap map = value.map();
  DialectChanges::Answer answer;
  answer.pattern = read_pattern(map.need("pattern", "a PCRE2 pattern"), Pattern::Extent::anywhere);
  answer.answer = map.need("answer", "what is typed, as \"y\" or \"yes\\r\"").keystrokes();
  map.refuse_others();
  return answer;
}

void read_dialect(Settings& own, YamlMap& map) {
  const auto line = [](const YamlValue& value) {
    return read_pattern(value, Pattern::Extent::whole);
  };
  map.read("prompt", own.prompt, line);
  map.read("username_prompt", own.username_prompt, line);
  map.read("password_prompt", own.password_prompt, line);
  map.read("line_end", own.line_end, read_line_end);
  map.read("answers", own.answers,
           [](const YamlValue& value) { return value.list(kMostAnswers, read_answer); });
}

/// Names that Prometheus takes as label names as they are.
bool is_label(std::string_view name) {
  return !name.empty() && name.size() <= 64 && !is_digit(name[0]) &&
         std::all_of(name.begin(), name.end(),
                     [](char c) { return is_letter(c) || is_digit(c) || c == '_'; });
}

std::map<std::string, std::string> read_labels(const YamlValue& value) {
  std::map<std::string, std::string> labels;
  for (const YamlMap::Entry& label : value.map().entries())
    value.faults().attempt([&] {
      if (!is_label(label.key))
        label.value.refuse_plainly("expected a label name of letters, digits and _", "rename it");
      labels.emplace(label.key, label.value.text("a label's text"));
    });
  if (labels.size() > kMostLabels)
    value.refuse_plainly(
        fmt::format("expected at most {} labels, not {}", kMostLabels, labels.size()),
        "remove some");
  return labels;
}

template <class T>
void take(std::optional<T>& inner, const std::optional<T>& outer) {
  if (!inner) inner = outer;
}

}  // namespace

void check_command(const YamlValue& place, const std::string& command,
                   const InventoryContext& context, const std::string& platform) {
  if (!context.objection) return;
  const auto objection = context.objection(platform, command);
  if (objection) place.refuse(objection->why, objection->remedy);
}

Settings read_settings(YamlMap& map, const InventoryContext& context) {
  Settings own;
  map.read("address", own.address, read_address);
  map.read("port", own.port, number<std::uint16_t>(1, 65535));
  map.read("platform", own.platform,
           [&](const YamlValue& value) { return read_platform(value, context); });
  map.read("transport", own.transport, read_transport);
  map.read("credentials", own.credentials,
           [&](const YamlValue& value) { return read_credentials(value, context.config); });
  map.read("commands", own.commands, [&](const YamlValue& value) {
    return value.list(kMostCommands, [&](const YamlValue& item) {
      return read_command(item, context, own.platform.value_or(""));
    });
  });
  map.read("legacy", own.legacy, &YamlValue::boolean);
  map.read("enable", own.enable, &YamlValue::boolean);
  map.read("hostkeys", own.hostkeys, read_hostkeys);
  map.read("keep", own.keep, read_keep);
  map.read("deadline", own.deadline, read_deadline);
  read_dialect(own, map);
  map.read("labels", own.labels, read_labels);
  own.whole = map.sound();
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
  inner.whole = inner.whole && outer.whole;
  inner.labels.insert(outer.labels.begin(), outer.labels.end());  // insert: what is there stays
}

}  // namespace showd
