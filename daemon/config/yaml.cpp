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
constexpr std::string_view kSecretWords[] = {"passw", "secret", "token", "passphrase"};
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

bool contains(const std::vector<std::string_view>& words, std::string_view word) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

/// "address:192.0.2.1" and "address=192.0.2.1" are one word to YAML, where a person meant a key.
struct MeantKey {
  std::string key;  ///< empty: none was meant
  std::string remedy;
};

/// What follows the key is not quoted: it may be a secret.
MeantKey meant_key(std::string_view text) {
  const std::size_t end = text.find_first_of(":=");
  const std::string key(trim(text.substr(0, end)));
  if (end == std::string_view::npos || !is_name(key)) return {};
  const char* const what =
      text[end] == ':' ? "a blank is missing behind the colon" : "'=' parts no key from its value";
  return {key, fmt::format("{}: write '{}: ' and then the value", what, key)};
}

std::string indent_under(std::string_view key) {
  return fmt::format("indent it, if it belongs to '{}' above", printable(key, 60));
}

/// "ansible_password=hunter2" in the wrong place is a secret all the same.
bool may_hold_secret(std::string_view text) {
  const std::string lower = to_lower(text);
  return std::any_of(std::begin(kSecretWords), std::end(kSecretWords),
                     [&](std::string_view word) { return lower.find(word) != std::string::npos; });
}

std::string what_is_there(const YamlNode& node) {
  switch (node.kind) {
    case YamlNode::Kind::null:
      return "nothing";
    case YamlNode::Kind::scalar:
      if (may_hold_secret(node.text)) return "what may be a secret";
      return fmt::format("'{}'", printable(node.text, 60));
    case YamlNode::Kind::sequence:
      return "a list";
    case YamlNode::Kind::map:
      return "a map";
  }
  return {};
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
    refuse_plainly(fmt::format("expected {} of at most {} bytes, not {}", what, kLongestText,
                               node_->text.size()),
                   "shorten it");
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
    refuse_plainly("Enter is \"\\r\" in double quotes; without them it is typed as two letters",
                   "put it in double quotes");
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
  const bool near =
      node_->kind == YamlNode::Kind::scalar && !did_you_mean(node_->text, known).empty();
  expected(or_list(known), near ? suggestion(node_->text, known) : "");
}

std::vector<YamlValue> YamlValue::items() const {
  if (node_->kind != YamlNode::Kind::sequence) expected("a list");
  std::vector<YamlValue> items;
  items.reserve(node_->items.size());
  for (std::size_t i = 0; i < node_->items.size(); ++i)
    items.emplace_back(*source_, *node_->items[i], fmt::format("{}[{}]", path_, i),
                       node_->items[i]->mark);
  return items;
}

std::vector<YamlValue> YamlValue::one_or_more(std::size_t most) const {
  if (node_->items.size() > most)
    refuse_plainly(fmt::format("expected at most {} items, not {}", most, node_->items.size()),
                   "remove some");
  return node_->kind == YamlNode::Kind::sequence ? items() : std::vector<YamlValue>{*this};
}

YamlMap YamlValue::map() const {
  if (!is_map() && !is_null()) expected("a map (key: value)", meant_key(node_->text).remedy);
  return YamlMap(*this);
}

YamlMap YamlValue::map_of_secrets() const {
  if (!is_map() && !is_null()) {
    const MeantKey meant = meant_key(node_->text);
    refuse("expected a map (key: value)",
           meant.key.empty() ? "write a map (key: value)" : meant.remedy);
  }
  return YamlMap(*this);
}

Fault YamlValue::fault(std::string why, std::string remedy) const {
  Fault fault;
  fault.file = source_->file;
  fault.line = mark_.line;
  fault.column = mark_.column;
  fault.key = path_.empty() ? std::string(kWholeFile) : printable(path_);
  fault.message = std::move(why);
  fault.remedy = std::move(remedy);
  return fault;
}

std::string YamlValue::located(std::string_view why) const {
  return fault(std::string(why), "").text();
}

void YamlValue::refuse(std::string why, std::string remedy) const {
  throw ConfigError(fault(std::move(why), std::move(remedy)));
}

void YamlValue::refuse_at(std::string_view key, std::string why, std::string remedy) const {
  Fault missing = fault(std::move(why), std::move(remedy));
  missing.key = printable(inner_path(path_, key));
  throw ConfigError(std::move(missing));
}

void YamlValue::refuse_plainly(std::string why, std::string remedy) const {
  Fault plain = fault(std::move(why), std::move(remedy));
  plain.remedy_is_said = true;
  throw ConfigError(std::move(plain));
}

void YamlValue::warn(std::string why, std::string remedy) const {
  Fault warning = fault(std::move(why), std::move(remedy));
  warning.severity = Fault::Severity::warning;
  faults().add(std::move(warning));
}

void YamlValue::expected(std::string_view what, std::string remedy) const {
  std::string why = fmt::format("expected {}, not {}", what, what_is_there(*node_));
  if (remedy.empty()) refuse_plainly(std::move(why), fmt::format("write {}", what));
  refuse(std::move(why), std::move(remedy));
}

std::optional<YamlValue> YamlMap::find(std::string_view literal) {
  asked_.push_back(literal);
  for (const YamlNode::Entry& entry : place_.node_->entries)
    if (entry.key == literal) return at(entry);
  return std::nullopt;
}

YamlValue YamlMap::need(std::string_view literal, std::string_view what) {
  std::optional<YamlValue> value = find(literal);
  if (!value)
    place_.refuse_plainly(fmt::format("needs {}: {}", literal, what),
                          fmt::format("write {}: {}", literal, what));
  return std::move(*value);
}

void YamlMap::refuse_planned(std::string_view literal, std::string why, std::string remedy) {
  const auto value = find(literal);
  asked_.pop_back();
  planned_.push_back(literal);
  if (value) place_.faults().attempt([&] { value->refuse(std::move(why), std::move(remedy)); });
}

void YamlMap::refuse_others() const {
  for (const YamlNode::Entry& entry : place_.node_->entries)
    if (!contains(asked_, entry.key) && !contains(planned_, entry.key))
      place_.faults().attempt([&] { refuse_key(entry); });
}

/// The last key above that is known, if nothing stands under it.
std::string_view YamlMap::empty_key_before(const YamlNode::Entry& entry) const {
  const YamlNode::Entry* before = nullptr;
  for (const YamlNode::Entry& other : place_.node_->entries) {
    if (&other == &entry) break;
    if (contains(asked_, other.key)) before = &other;
  }
  const bool empty = before != nullptr && before->value->kind == YamlNode::Kind::null;
  return empty ? std::string_view(before->key) : std::string_view();
}

void YamlMap::refuse_key(const YamlNode::Entry& entry) const {
  const MeantKey meant = meant_key(entry.key);
  const std::string_view before = empty_key_before(entry);
  if (meant.key.empty() && !before.empty() && did_you_mean(entry.key, asked_).empty())
    at(entry).refuse("unknown key", indent_under(before));
  if (meant.key.empty()) at(entry).refuse("unknown key", suggestion(entry.key, asked_));
  at({meant.key, entry.mark, entry.value})
      .refuse("expected a key and its value, not one word", meant.remedy);
}

std::string YamlMap::Entry::name(std::string_view what) const {
  if (!is_name(key))
    value.refuse_plainly(
        fmt::format("expected {} of letters, digits and ._:- (at most {})", what, kLongestName),
        "rename it");
  return std::string(key);
}

YamlMap YamlMap::Entry::map() const {
  if (!before.empty() && !value.is_map() && !value.is_null())
    value.expected("a map (key: value)", indent_under(before));
  return value.map();
}

std::vector<YamlMap::Entry> YamlMap::entries() const {
  std::vector<Entry> all;
  all.reserve(place_.node_->entries.size());
  std::string_view before;
  for (const YamlNode::Entry& entry : place_.node_->entries) {
    all.push_back({entry.key, at(entry), before});
    if (entry.value->kind == YamlNode::Kind::map) before = {};
    if (entry.value->kind == YamlNode::Kind::null) before = entry.key;
  }
  return all;
}

YamlValue YamlMap::at(const YamlNode::Entry& entry) const {
  // A map or list begins at its key for people; its own mark may be lines below.
  const bool scalar = entry.value->kind == YamlNode::Kind::scalar;
  return {*place_.source_, *entry.value, inner_path(place_.path_, entry.key),
          scalar ? entry.value->mark : entry.mark};
}

}  // namespace showd
