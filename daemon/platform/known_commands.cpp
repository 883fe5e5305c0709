#include "platform/known_commands.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace showd {
namespace {

using Words = std::vector<std::string_view>;

constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kInNumbers = "0123456789/.:-_";
constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz-_";

Words words_of(std::string_view normal) {
  Words words;
  while (!normal.empty()) {
    const std::size_t blank = normal.find(' ');
    words.push_back(normal.substr(0, blank));
    normal.remove_prefix(blank == std::string_view::npos ? normal.size() : blank + 1);
  }
  return words;
}

std::string joined(const Words& words) {
  std::string text;
  for (const std::string_view word : words) text.append(text.empty() ? "" : " ").append(word);
  return text;
}

bool is_number(std::string_view word) {
  return kDigits.find(word[0]) != std::string_view::npos &&
         word.find_first_not_of(kInNumbers) == std::string_view::npos;
}

/// "gi0/1", "ge-0/0/1.0", "vlan10", "eth-trunk1"; not "ipv6".
bool is_interface(std::string_view word) {
  const std::size_t digit = word.find_first_of(kDigits);
  return digit != std::string_view::npos && digit > 0 && word != "ipv4" && word != "ipv6" &&
         kLetters.find(word[0]) != std::string_view::npos &&
         word.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789/.:-_") ==
             std::string_view::npos;
}

/// How many of the words from `at` on name an interface: "gi0/1", "vlan 10", "dev eth0", "1/1/3".
std::size_t interface_words(const Words& words, std::size_t at) {
  const bool two = at + 1 < words.size();
  if (two && words[at] == "dev") return 2;
  if (two && is_number(words[at + 1]) &&
      words[at].find_first_not_of(kLetters) == std::string_view::npos)
    return 2;
  return is_interface(words[at]) || is_number(words[at]) ? 1 : 0;
}

/// The command without the interface that it names. The verb is none, and the noun behind it only
/// where nothing else follows: "ifconfig eth0".
std::optional<Words> without_interface(const Words& words) {
  for (std::size_t at = words.size() == 2 ? 1 : 2; at < words.size(); ++at) {
    const std::size_t count = interface_words(words, at);
    if (count == 0) continue;
    Words rest(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(at));
    rest.insert(rest.end(), words.begin() + static_cast<std::ptrdiff_t>(at + count), words.end());
    return rest;
  }
  return std::nullopt;
}

/// "int" of "interfaces", and "interfaces" of "interface"; a word of two letters at least, and "ip"
/// is not short for "ipv6".
bool abbreviates(std::string_view part, std::string_view whole) {
  if (part.size() > whole.size() && part.ends_with('s')) part.remove_suffix(1);
  return part == whole || (part.size() >= 2 && part != "ip" && whole.starts_with(part));
}

bool abbreviates(const Words& typed, const Words& known) {
  return std::equal(
      typed.begin(), typed.end(), known.begin(), known.end(),
      [](std::string_view part, std::string_view whole) { return abbreviates(part, whole); });
}

}  // namespace

std::string normal_command(std::string_view command) {
  std::string normal;
  for (const char c : to_lower(command)) {
    if (c != ' ' && c != '\t')
      normal += c;
    else if (!normal.empty() && normal.back() != ' ')
      normal += ' ';
  }
  if (normal.ends_with(' ')) normal.pop_back();
  return normal;
}

void KnownCommands::add(std::string_view command) {
  index_.try_emplace(normal_command(command), added_++);
}

std::optional<KnownCommands::Known> KnownCommands::find(std::string_view typed) const {
  const std::string normal = normal_command(typed);
  std::vector<Words> forms{words_of(normal)};
  if (auto rest = without_interface(forms[0])) forms.push_back(std::move(*rest));
  for (const Words& form : forms)
    if (const auto known = index_.find(joined(form)); known != index_.end())
      return Known{known->first, known->second};
  for (const Words& form : forms) {
    std::optional<Known> meant;
    for (const auto& [known, index] : index_) {
      if (!abbreviates(form, words_of(known))) continue;
      if (meant) return std::nullopt;
      meant = Known{known, index};
    }
    if (meant) return meant;
  }
  return std::nullopt;
}

}  // namespace showd
