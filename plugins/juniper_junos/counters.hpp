#pragma once

#include <string_view>

#include "showd/plugin.hpp"

namespace junos {

/// The counters within one interface's block. They stand in sections under a heading each; the same
/// words are the interface's own totals in one section and a part of them in another, of which the
/// first is ours.
class Counters {
 public:
  /// Whether `line` begins a section.
  bool section_begins(std::string_view line);
  /// Takes what it knows of a line; false: it holds no counters of ours.
  bool line(std::string_view line, showd::Row& row);
  /// What comes now is beside the interface's totals, until the next heading.
  void leave() noexcept { section_ = Section::other; }
  /// Whether no heading has come yet.
  [[nodiscard]] bool at_top() const noexcept { return section_ == Section::none; }

 private:
  enum class Section { none, traffic, input_errors, output_errors, mac, bundle, other };

  bool traffic(std::string_view line, showd::Row& row);
  bool both_errors(std::string_view line, showd::Row& row);
  bool errors(std::string_view line, bool in, showd::Row& row);
  bool mac(std::string_view line, showd::Row& row);
  bool bundle(std::string_view line, showd::Row& row);

  Section section_ = Section::none;
};

}  // namespace junos
