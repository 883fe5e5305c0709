#include "config/yaml.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/text.hpp"
#include "base/units.hpp"
#include "base/utf8.hpp"
#include "config/did_you_mean.hpp"

namespace showd {
namespace {

constexpr std::size_t kLongestText = 1024;
constexpr std::size_t kLongestName = 128;

bool is_one_line(std::string_view text) {
  return std::none_of(text.begin(), text.end(),
                      [](unsigned char c) { return c < 0x20 || c == 0x7F; });
}

std::string inner_path(const std::string& outer, std::string_view key) {
  std::string path = outer;
  if (!path.empty()) path += '.';
  return path.append(key);
}

}  // namespace

bool is_name(std::string_view text) noexcept {
  return !text.empty() && text.size() <= kLongestName &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return is_letter(c) || is_digit(c) || c == '.' || c == '_' || c == '-' || c == ':';
         });
}

std::string YamlValue::text(std::string_view what) const {
  if (node_->kind != YamlNode::Kind::scalar || node_->text.empty()) expected(what);
  if (node_->text.size() > kLongestText)
    refuse(fmt::format("expected {} of at most {} bytes, not {}", what, kLongestText,
                       node_->text.size()));
  if (!is_one_line(node_->text)) expected(fmt::format("{} on one line", what));
  return node_->text;
}

std::string YamlValue::keystrokes() const {
  constexpr std::size_t kMost = 64;
  const std::string& typed = node_->text;
  std::string_view line = typed;
  if (line.ends_with('\n')) line.remove_suffix(1);
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (node_->kind != YamlNode::Kind::scalar || typed.empty() || typed.size() > kMost ||
      !is_one_line(line))
    expected("what is typed, one line of at most 64 bytes, with Enter as \"\\r\" at its end");
  if (line.ends_with("\\r") || line.ends_with("\\n"))
    refuse("Enter is \"\\r\" in double quotes; without them it is typed as two letters");
  return typed;
}

std::string YamlValue::name(std::string_view what) const {
  if (node_->kind != YamlNode::Kind::scalar || !is_name(node_->text))
    expected(fmt::format("{} of letters, digits and ._:-", what));
  return node_->text;
}

bool YamlValue::boolean() const {
  // The words of YAML 1.1, which Ansible and people's fingers know; 1.2's are among them.
  for (const auto& [word, value] : {std::pair{"true", true},
                                    {"True", true},
                                    {"yes", true},
                                    {"on", true},
                                    {"false", false},
                                    {"False", false},
                                    {"no", false},
                                    {"off", false}})
    if (node_->kind == YamlNode::Kind::scalar && node_->text == word) return value;
  expected("true or false");
}

std::uint64_t YamlValue::number(std::uint64_t least, std::uint64_t most) const {
  std::uint64_t value = 0;
  const char* end = node_->text.data() + node_->text.size();
  const auto [after, error] = std::from_chars(node_->text.data(), end, value);
  if (node_->text.empty() || error != std::errc{} || after != end || value < least || value > most)
    expected(fmt::format("a number from {} to {}", least, most));
  return value;
}

std::chrono::milliseconds YamlValue::duration(std::chrono::milliseconds least,
                                              std::chrono::milliseconds most) const {
  const auto span = parse_duration(node_->text);
  if (!span) expected("a duration such as 500ms, 60s or 5m");
  if (*span < least || *span > most)
    expected(
        fmt::format("a duration from {} to {}", format_duration(least), format_duration(most)));
  return *span;
}

std::uint64_t YamlValue::size(std::uint64_t least, std::uint64_t most) const {
  const auto bytes = parse_size(node_->text);
  if (!bytes) expected("a size such as 64KiB or 8MiB");
  if (*bytes < least || *bytes > most)
    expected(fmt::format("a size from {} to {} bytes", least, most));
  return *bytes;
}

std::filesystem::path YamlValue::path(const std::filesystem::path& folder) const {
  return (folder / text("a path")).lexically_normal();
}

std::size_t YamlValue::choice(std::span<const std::string_view> known) const {
  if (node_->kind == YamlNode::Kind::scalar) {
    const auto found = std::find(known.begin(), known.end(), node_->text);
    if (found != known.end()) return static_cast<std::size_t>(found - known.begin());
  }
  expected(or_list(known), did_you_mean(node_->text, known));
}

std::vector<YamlValue> YamlValue::items() const {
  if (node_->kind != YamlNode::Kind::sequence) expected("a list");
  std::vector<YamlValue> items;
  items.reserve(node_->items.size());
  for (std::size_t i = 0; i < node_->items.size(); ++i)
    items.emplace_back(*file_, *node_->items[i], fmt::format("{}[{}]", path_, i),
                       node_->items[i]->line);
  return items;
}

std::vector<YamlValue> YamlValue::one_or_more(std::size_t most) const {
  if (node_->items.size() > most)
    refuse(fmt::format("expected at most {} items, not {}", most, node_->items.size()));
  return node_->kind == YamlNode::Kind::sequence ? items() : std::vector<YamlValue>{*this};
}

YamlMap YamlValue::map() const {
  if (!is_map() && !is_null()) expected("a map (key: value)");
  return YamlMap(*this);
}

std::string YamlValue::located(std::string_view why) const {
  const std::string path = path_.empty() ? "" : printable(path_) + ": ";
  return fmt::format("{}:{}: {}{}", *file_, line_, path, why);
}

void YamlValue::refuse(std::string_view why) const { throw ConfigError(located(why)); }

void YamlValue::expected(std::string_view what, std::string_view hint) const {
  std::string there;
  switch (node_->kind) {
    case YamlNode::Kind::null:
      there = "nothing";
      break;
    case YamlNode::Kind::scalar:
      there = fmt::format("'{}'", printable(node_->text, 60));
      break;
    case YamlNode::Kind::sequence:
      there = "a list";
      break;
    case YamlNode::Kind::map:
      there = "a map";
      break;
  }
  refuse(fmt::format("expected {}, not {}{}", what, there, hint));
}

std::optional<YamlValue> YamlMap::find(std::string_view literal) {
  asked_.push_back(literal);
  for (const YamlNode::Entry& entry : place_.node_->entries)
    if (entry.key == literal) return at(entry);
  return std::nullopt;
}

YamlValue YamlMap::need(std::string_view literal, std::string_view what) {
  std::optional<YamlValue> value = find(literal);
  if (!value) place_.refuse(fmt::format("needs {}: {}", literal, what));
  return std::move(*value);
}

void YamlMap::refuse_others() const {
  for (const YamlNode::Entry& entry : place_.node_->entries)
    if (std::find(asked_.begin(), asked_.end(), entry.key) == asked_.end())
      at(entry).refuse("unknown key" + did_you_mean(entry.key, asked_));
}

std::vector<YamlMap::Entry> YamlMap::entries() const {
  std::vector<Entry> all;
  all.reserve(place_.node_->entries.size());
  for (const YamlNode::Entry& entry : place_.node_->entries) all.push_back({entry.key, at(entry)});
  return all;
}

YamlValue YamlMap::at(const YamlNode::Entry& entry) const {
  // A map or list begins at its key for people; its own mark may be lines below.
  const bool scalar = entry.value->kind == YamlNode::Kind::scalar;
  return {*place_.file_, *entry.value, inner_path(place_.path_, entry.key),
          scalar ? entry.value->line : entry.line};
}

}  // namespace showd
