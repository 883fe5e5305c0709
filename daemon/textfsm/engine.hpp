#pragma once

#include <memory>

#include "base/result.hpp"
#include "textfsm/records.hpp"

namespace showd::textfsm {

class Matcher;
struct Slot;

/// What a parse works with, kept from one to the next. Thread: one at a time.
class Scratch {
 public:
  Scratch();
  ~Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

 private:
  friend class Engine;
  friend class Index;
  [[nodiscard]] Matcher& matcher() noexcept { return *matcher_; }
  std::unique_ptr<Matcher> matcher_;
  std::unique_ptr<Matcher> nested_;  ///< while the groups of the rule are still wanted
  std::unique_ptr<std::vector<Slot>> slots_;
};

/// Runs `source` over `text`.
/// Bounds: a match that needs too many steps counts as none and is listed; after 256 of those, and
/// when the records outgrow the text by far, the parse is given up.
/// Errors: parse_failed with template and line: the action Error, and what was given up.
[[nodiscard]] Result<Records> parse(const TemplatePtr& source, const Text& text, Scratch& scratch);

}  // namespace showd::textfsm
