#include "command_match.hpp"

#include <algorithm>
#include <charconv>
#include <string>

namespace showd::simulator {
namespace {

struct TypedWord {
  std::string_view text;
  std::size_t at;
};

std::vector<TypedWord> split(std::string_view line) {
  std::vector<TypedWord> words;
  for (std::size_t at = 0; (at = line.find_first_not_of(" \t", at)) != std::string_view::npos;) {
    const std::size_t end = std::min(line.find_first_of(" \t", at), line.size());
    words.push_back({line.substr(at, end - at), at});
    at = end;
  }
  return words;
}

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return lower(x) == lower(y); });
}

/// How well a typed word fits a token.
enum class Fit { none, start, whole };

class Matcher {
 public:
  Matcher(DeviceState& device, std::size_t mode, std::string_view line)
      : device_(device), line_(line), words_(split(line)) {
    const std::string& name = device.persona().modes[mode].name;
    for (const Command& command : device.persona().commands)
      if (command.modes.empty() ||
          std::find(command.modes.begin(), command.modes.end(), name) != command.modes.end())
        candidates_.push_back(&command);
  }

  Match match() {
    for (std::size_t i = 0; i < words_.size(); ++i) {
      if (!narrow(i)) return result(Match::Kind::unknown, words_[i].at);
      if (ambiguous(i)) return result(Match::Kind::ambiguous, words_[i].at);
    }
    for (const Command* command : candidates_)
      if (command->tokens.size() == words_.size()) {
        found_.command = command;
        return result(Match::Kind::found, 0);
      }
    return result(Match::Kind::incomplete, line_.size());
  }

 private:
  /// Keeps the candidates that fit word i: those that fit wholly, if there are any.
  bool narrow(std::size_t i) {
    std::vector<const Command*> whole, start;
    for (const Command* command : candidates_) {
      if (command->tokens.size() <= i) continue;
      const Fit fit = fits(command->tokens[i], words_[i].text);
      if (fit == Fit::whole) whole.push_back(command);
      if (fit == Fit::start) start.push_back(command);
    }
    candidates_ = whole.empty() ? std::move(start) : std::move(whole);
    return !candidates_.empty();
  }

  Fit fits(const Command::Token& token, std::string_view word) {
    const bool abbreviations = device_.persona().abbreviations;
    switch (token.argument) {
      case Command::Argument::number: {
        const auto [end, bad] =
            std::from_chars(word.data(), word.data() + word.size(), found_.number);
        return bad == std::errc() && end == word.data() + word.size() ? Fit::start : Fit::none;
      }
      case Command::Argument::interface: {
        const auto interface = device_.find(word, abbreviations);
        if (interface) found_.interface = interface;
        return interface ? Fit::start : Fit::none;
      }
      case Command::Argument::none:
        break;
    }
    if (equal_ignoring_case(token.word, word)) return Fit::whole;
    const std::string_view head = std::string_view(token.word).substr(0, word.size());
    return abbreviations && equal_ignoring_case(head, word) ? Fit::start : Fit::none;
  }

  [[nodiscard]] bool ambiguous(std::size_t i) const {
    const std::string& first = candidates_.front()->tokens[i].word;
    return std::any_of(candidates_.begin(), candidates_.end(),
                       [&](const Command* other) { return other->tokens[i].word != first; });
  }

  Match result(Match::Kind kind, std::size_t at) {
    found_.kind = kind;
    found_.at = at;
    if (found_.command == nullptr || found_.command->tokens.empty()) return found_;
    const auto& tokens = found_.command->tokens;
    if (std::none_of(tokens.begin(), tokens.end(), [](const Command::Token& token) {
          return token.argument == Command::Argument::interface;
        }))
      found_.interface.reset();
    return found_;
  }

  DeviceState& device_;
  std::string_view line_;
  std::vector<TypedWord> words_;
  std::vector<const Command*> candidates_;
  Match found_;
};

}  // namespace

Match match_command(DeviceState& device, std::size_t mode, std::string_view line) {
  return Matcher(device, mode, line).match();
}

}  // namespace showd::simulator
