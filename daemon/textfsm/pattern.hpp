#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "textfsm/pcre2_code.hpp"
#include "textfsm/prefilter.hpp"
#include "textfsm/python_regex.hpp"

struct pcre2_real_match_context_8;
struct pcre2_real_match_data_8;

namespace showd::textfsm {

/// What a match writes to, kept from one to the next. Thread: one at a time.
class Matcher {
 public:
  Matcher();
  ~Matcher();
  Matcher(const Matcher&) = delete;
  Matcher& operator=(const Matcher&) = delete;

  /// What a group took in the last match; nothing when it took no part.
  [[nodiscard]] std::optional<std::string_view> group(std::uint32_t number) const noexcept;

 private:
  friend class Pattern;
  [[nodiscard]] bool make_room(std::uint32_t groups);
  [[nodiscard]] int match(const Pcre2Code& code, std::string_view subject);

  std::uint32_t pairs_ = 0;
  std::string_view subject_;
  pcre2_real_match_data_8* data_ = nullptr;
  pcre2_real_match_context_8* context_;
};

/// hopeless: the match was given up at a limit of steps or memory, and counts as none.
/// broken: PCRE2 does not compile the expression (too large); see Pattern::compile_fault.
enum class Match : std::uint8_t { no, yes, hopeless, broken };

/// A Python regular expression, matched as re.match does: from the start, not to the end. It is
/// checked when it is made, and compiled when a line first needs it, once for lines in ASCII and
/// once for others: of thousands of templates a run reads few.
///
/// Tried and dropped: machine code (PCRE2's JIT) for expressions that were matched often. It took a
/// quarter off the CPU of 980 outputs, and the daemon's unit forbids writable code pages.
///
/// Thread: any number at once, each with its own Matcher.
class Pattern {
 public:
  /// `source` is valid UTF-8.
  [[nodiscard]] static tl::expected<Pattern, RegexFault> parse(std::string source);

  [[nodiscard]] const std::string& source() const noexcept { return source_; }
  [[nodiscard]] std::uint32_t groups() const noexcept { return groups_; }
  [[nodiscard]] const std::vector<NamedGroup>& names() const noexcept { return names_; }
  /// Set when the expression is nothing but these characters.
  [[nodiscard]] const std::optional<std::string>& plain_text() const noexcept { return plain_; }

  /// `ascii`: the line is. The groups are then in `matcher`.
  [[nodiscard]] Match match(const Line& line, bool ascii, Matcher& matcher) const;
  /// Why it does not compile; nothing when it does.
  [[nodiscard]] std::optional<std::string> compile_fault() const;

 private:
  /// By mode; each made by whichever thread needs it first, then never changed.
  struct Forms {
    Forms() = default;
    ~Forms();
    Forms(const Forms&) = delete;
    Forms& operator=(const Forms&) = delete;
    std::array<std::atomic<const Pcre2Code*>, 2> codes{};
  };

  Pattern(std::string source, Regex regex);
  [[nodiscard]] tl::expected<Pcre2Code, std::string> compile(Pcre2Mode mode) const;
  [[nodiscard]] const Pcre2Code* compiled(Pcre2Mode mode) const;

  std::string source_;
  std::vector<NamedGroup> names_;
  std::optional<std::string> plain_;
  std::uint32_t groups_;
  bool ascii_;
  Prefilter prefilter_;
  std::unique_ptr<Forms> forms_;
};

}  // namespace showd::textfsm
