#include "config/did_you_mean.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <vector>

namespace showd {
namespace {

constexpr std::size_t kLongestWord = 64;  // keeps a hostile file from buying time with long keys
constexpr std::size_t kMostKnown = 24;    // of what is listed

/// What other tools of this field call it, and what it is called here.
struct Synonym {
  std::string_view theirs, ours;
};
constexpr Synonym kSynonyms[] = {
    {"host", "address"},
    {"hostname", "address"},
    {"ip", "address"},
    {"ansible_host", "address"},
    {"device_type", "platform"},
    {"os", "platform"},
    {"network_os", "platform"},
    {"driver", "platform"},
    {"vendor", "platform"},
    {"ansible_network_os", "platform"},
    {"ansible_port", "port"},
    {"ansible_connection", "transport"},
    {"ansible_user", "credentials"},
    {"ansible_password", "credentials"},
    {"secret", "credentials"},
    {"site", "labels"},
    {"user", "username"},
    {"login", "username"},
    {"pass", "password"},
    {"key", "private_key"},
    {"key_file", "private_key"},
    {"username", "credentials"},
    {"password", "credentials"},
    {"protocol", "transport"},
    {"interval", "every"},
    {"period", "every"},
    {"timeout", "deadline"},
    {"path", "file"},
    {"hosts", "devices"},
    {"tags", "labels"},
};

std::string_view synonym_of(std::string_view word, std::span<const std::string_view> known) {
  for (const Synonym& synonym : kSynonyms)
    if (synonym.theirs == word &&
        std::find(known.begin(), known.end(), synonym.ours) != known.end())
      return synonym.ours;
  return {};
}

/// Optimal string alignment distance: Levenshtein plus swaps of neighbours, three rows of memory.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), above(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) above[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({replaced, above[j] + 1, row[j - 1] + 1});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before.swap(above);
    above.swap(row);
  }
  return above[b.size()];
}

}  // namespace

std::string or_list(std::span<const std::string_view> words) {
  std::string list;
  for (std::size_t i = 0; i < words.size(); ++i)
    list += fmt::format("{}{}", i == 0 ? "" : i + 1 == words.size() ? " or " : ", ", words[i]);
  return list;
}

namespace {

/// Of `known`; "" if none is near.
std::string_view nearest_of(std::string_view word, std::span<const std::string_view> known) {
  if (word.empty() || word.size() > kLongestWord) return {};
  std::size_t least = std::max<std::size_t>(1, word.size() / 3) + 1;
  std::string_view nearest = synonym_of(word, known);
  if (!nearest.empty()) return nearest;
  for (const std::string_view candidate : known) {
    const std::size_t longer = std::max(candidate.size(), word.size());
    const std::size_t shorter = std::min(candidate.size(), word.size());
    if (longer - shorter >= least) continue;
    const std::size_t apart = distance(word, candidate);
    if (apart >= least) continue;
    least = apart;
    nearest = candidate;
  }
  return nearest;
}

}  // namespace

std::string did_you_mean(std::string_view word, std::span<const std::string_view> known) {
  const std::string_view nearest = nearest_of(word, known);
  return nearest.empty() ? std::string() : fmt::format("; did you mean '{}'?", nearest);
}

std::string suggestion(std::string_view word, std::span<const std::string_view> known) {
  const std::string_view nearest = nearest_of(word, known);
  if (!nearest.empty()) return fmt::format("did you mean '{}'?", nearest);
  if (known.empty()) return "there is none here";
  std::vector<std::string_view> sorted(known.begin(), known.end());
  std::sort(sorted.begin(), sorted.end());
  sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
  if (sorted.size() <= kMostKnown) return "known here: " + or_list(sorted);
  sorted.resize(kMostKnown);
  return fmt::format("known here: {}, ...", fmt::join(sorted, ", "));
}

}  // namespace showd
