#include "dialect/acting_words.hpp"

#include <algorithm>
#include <iterator>
#include <string>
#include <vector>

#include "base/text.hpp"

namespace showd {
namespace {

/// A word that acts, and how much of it says so. CLIs take any beginning that is unique; where a
/// shorter one begins a harmless word too (`add` of `mac address-table`), it passes.
struct ActingWord {
  std::string_view word;
  std::size_t least;  ///< letters
};
constexpr ActingWord kActingWords[] = {
    {"append", 3},    {"clear", 3},       {"copy", 3},     {"create", 6},     {"delete", 3},
    {"disable", 7},   {"dump-file", 6},   {"email", 5},    {"erase", 3},      {"execute", 7},
    {"export", 4},    {"export-file", 8}, {"file", 3},     {"file-name", 5},  {"filename", 5},
    {"flush", 3},     {"format", 6},      {"kill", 4},     {"local-file", 6}, {"logto", 4},
    {"mail", 4},      {"modify", 6},      {"out-file", 4}, {"outfile", 4},    {"output-file", 7},
    {"overwrite", 6}, {"purge", 5},       {"reboot", 4},   {"redirect", 5},   {"reload", 4},
    {"remove", 5},    {"rename", 4},      {"reset", 4},    {"restart", 6},    {"save", 3},
    {"set", 3},       {"tee", 3},         {"undo", 4},     {"unset", 5},      {"upload", 4},
    {"write", 2},     {"zeroize", 4},
};

/// What reads although the second word acts elsewhere.
struct Pair {
  std::string_view before, word;
};
constexpr Pair kReadingPairs[] = {
    {"flow", "export"},    // IOS: show ip flow export
    {"route", "export"},   // Junos: show route export
    {"system", "reboot"},  // Junos: show system reboot, when one is due
    {"license", "file"},   // IOS: show license file
};

/// File systems of the CLIs, without the number that may follow.
constexpr std::string_view kFileSystems[] = {
    "archive",
    "bootdisk",
    "bootflash",
    "cf",
    "cifs",
    "cns",
    "compactflash",
    "crashinfo",
    "debug",
    "disk",
    "flash",
    "ftp",
    "ftps",
    "harddisk",
    "harddiska",
    "harddiskb",
    "hda",
    "http",
    "https",
    "iscsi",
    "lcdisk",
    "logflash",
    "memory",
    "modflash",
    "null",
    "nvram",
    "obfl",
    "pram",
    "ram",
    "rcp",
    "scp",
    "security",
    "sftp",
    "slavebootflash",
    "slaveflash",
    "slavenvram",
    "slot",
    "smb",
    "snf",
    "ssd",
    "stby-bootflash",
    "stby-flash",
    "stby-harddisk",
    "stby-nvram",
    "stby-usb",
    "supbootdisk",
    "sup-bootdisk",
    "sup-bootflash",
    "system",
    "tar",
    "tftp",
    "tftpboot",
    "tmp",
    "tmpsys",
    "unix",
    "usb",
    "usbflash",
    "usbtoken",
    "volatile",
    "webui",
    "xmodem",
    "ymodem",
};

template <class Range>
bool contains(const Range& range, std::string_view word) {
  return std::find(std::begin(range), std::end(range), word) != std::end(range);
}

/// As a CLI reads it that takes quotes away and both cases for the same.
std::string plain(std::string_view word) {
  std::string text;
  for (const char c : word)
    if (c != '"' && c != '\'' && c != '\\') text += to_lower(c);
  return text;
}

/// "cf:00:5e:00:53:01" begins like a compact flash.
bool is_hardware_or_ipv6_address(std::string_view word) {
  return std::count(word.begin(), word.end(), ':') > 1 &&
         word.find_first_not_of("0123456789abcdef:./") == std::string_view::npos;
}

/// "flash:x", "disk0:", "scp://...", "vendor:/path": everything before the first colon is a name
/// of a file system, or what follows is a path. Not "eth0:1", "2001:db8::1", "target:65000:1".
bool names_a_file_system(std::string_view word) {
  if (word.find("://") != std::string_view::npos || word.starts_with("//")) return true;
  const std::size_t colon = word.find(':');
  if (colon == std::string_view::npos || is_hardware_or_ipv6_address(word)) return false;
  if (colon + 1 < word.size() && word[colon + 1] == '/') return true;
  std::string_view name = word.substr(0, colon);
  if (contains(kFileSystems, name)) return true;
  const std::size_t letters = name.find_last_not_of("0123456789-_/");
  name = name.substr(0, letters == std::string_view::npos ? 0 : letters + 1);
  return contains(kFileSystems, name);
}

bool begins(std::string_view beginning, std::string_view word, std::size_t least) {
  return beginning.size() >= least && word.starts_with(beginning);
}

/// "to-file", "to-tftp", "to-..."; of these only Junos' `to-zone` chooses what is shown.
bool acts(std::string_view word) {
  if (word.starts_with("to-")) return word != "to-zone";
  return std::any_of(
      std::begin(kActingWords), std::end(kActingWords),
      [&](const ActingWord& acting) { return begins(word, acting.word, acting.least); });
}

/// Options and assignments: "--file=x" is judged by "file".
std::string_view key_of(std::string_view word) {
  word.remove_prefix(std::min(word.find_first_not_of('-'), word.size()));
  return word.substr(0, word.find('='));
}

bool is_pair_that_reads(std::string_view before, std::string_view word) {
  return std::any_of(std::begin(kReadingPairs), std::end(kReadingPairs),
                     [&](const Pair& pair) { return pair.before == before && pair.word == word; });
}

bool is_number(std::string_view word) {
  return word.find_first_not_of("0123456789") == std::string_view::npos;
}

/// VRP, Comware: a word that is none of these is the name of a file to be written.
bool is_part_of_diagnosis(std::string_view word) {
  constexpr std::string_view kParts[] = {"key-info", "hardware", "infrastructure", "l2", "l3",
                                         "service",  "slot",     "chassis",        "cpu"};
  return is_number(word) || contains(kParts, word);
}

/// Commands that gather everything take a file's name with no word before it, on some systems.
bool writes_what_it_gathers(std::string_view verb, std::string_view first, std::string_view word) {
  if (verb == "display" && begins(first, "diagnostic-information", 4))
    return !is_part_of_diagnosis(word);
  return (first.starts_with("tech") || first.starts_with("support")) &&
         word.find_first_of("./:~") != std::string_view::npos;
}

/// Whether `word`, not the first one, acts; `before` is the one it follows.
bool acts_after(std::string_view before, std::string_view word) {
  return acts(key_of(word)) && !is_pair_that_reads(before, word);
}

}  // namespace

bool makes_it_act(std::string_view verb, std::span<const std::string_view> arguments) {
  std::vector<std::string> words;
  for (const std::string_view argument : arguments) words.push_back(plain(argument));
  if (words.empty()) return false;
  const std::string& first = words.front();
  const bool lists_a_file_system = first.find(':') == first.size() - 1;  // "show flash:"
  if (!lists_a_file_system && names_a_file_system(first)) return true;
  for (std::size_t i = 1; i < words.size(); ++i) {
    if (names_a_file_system(words[i]) || writes_what_it_gathers(verb, first, words[i])) return true;
    if (first != "configuration" && acts_after(words[i - 1], words[i])) return true;
  }
  return false;
}

}  // namespace showd
