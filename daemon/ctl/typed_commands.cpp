#include "ctl/typed_commands.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace showd {

std::vector<std::string> typed_commands(const std::vector<std::string>& words) {
  const auto has_blank = [](const std::string& word) {
    return word.find_first_of(" \t") != std::string::npos;
  };
  if (words.empty() || std::any_of(words.begin(), words.end(), has_blank)) return words;
  return {fmt::format("{}", fmt::join(words, " "))};
}

}  // namespace showd
