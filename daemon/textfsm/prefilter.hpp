/// What any line has that a regular expression matches, found before it is compiled. Most lines
/// fail most rules here, in a few nanoseconds, and most rules of a template that runs once are
/// never compiled at all.
#pragma once

#include <bitset>
#include <cstdint>
#include <string>
#include <string_view>

#include "textfsm/python_regex.hpp"

namespace showd::textfsm {

/// A line with what all prefilters ask of it.
struct Line {
  explicit Line(std::string_view line);

  std::string_view text;
  std::string_view after_blanks;  ///< without the ASCII blanks at its start
};

class Prefilter {
 public:
  explicit Prefilter(const Regex& regex);

  /// False: the expression does not match at the start of `line`. True: it may.
  [[nodiscard]] bool passes(const Line& line) const noexcept;

 private:
  std::bitset<256> first_;      ///< bytes that a match can begin with
  bool matches_empty_ = false;  ///< also an empty line may match
  std::uint32_t least_bytes_ = 0;
  std::string prefix_;  ///< the line begins so
  std::string word_;    ///< the line begins so behind its blanks
  std::string inside_;  ///< it stands somewhere
};

}  // namespace showd::textfsm
