#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/guarded.hpp"
#include "textfsm/engine.hpp"
#include "textfsm/fault.hpp"
#include "textfsm/pattern.hpp"

namespace showd::textfsm {

/// What is known of an output: {"Platform", "cisco_ios"}, {"Command", "sh ver"}, and further
/// columns of the index. A column that is not given, or an attribute without a column, matches.
using Attributes = std::vector<std::pair<std::string_view, std::string_view>>;

/// The file that says which templates read which output: fields separated by commas, a header, a
/// row for each. Fields are expressions that match at the start of an attribute, so `sh ver` takes
/// `show version` only as `sh[[ow]] ver[[sion]]`; the first row that matches wins.
/// Thread: any number at once, each with its own Scratch.
class Index {
 public:
  struct Row {
    std::size_t line;  ///< of the file
    std::vector<std::string> templates;
    std::vector<std::optional<Pattern>> fields;  ///< by column; nothing matches everything
  };

  [[nodiscard]] static OrFaults<Index> parse(std::string_view source, std::string name);

  /// Nothing when no row matches. What was asked for before is answered from memory.
  [[nodiscard]] const Row* find(const Attributes& attributes, Scratch& scratch) const;

  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  [[nodiscard]] const std::vector<Row>& rows() const noexcept { return rows_; }
  /// Lines that are no rows, for they have another number of fields than the header. TextFSM
  /// passes them over without a word.
  [[nodiscard]] const Faults& ignored_lines() const noexcept { return ignored_; }

 private:
  friend class IndexReader;
  using RowNumber = std::uint32_t;
  using Answers = std::unordered_map<std::string, std::optional<RowNumber>>;

  Index() : answers_(std::make_unique<Guarded<Answers>>()) {}
  void group_by_platform();
  [[nodiscard]] std::vector<RowNumber> candidates(std::string_view platform) const;
  [[nodiscard]] std::optional<RowNumber> look_up(const Attributes& attributes,
                                                 Scratch& scratch) const;
  [[nodiscard]] bool matches(const Row& row, const Attributes& attributes, Scratch& scratch) const;

  std::string name_;
  std::vector<std::string> columns_;
  std::vector<Row> rows_;
  Faults ignored_;
  std::map<std::string, std::vector<RowNumber>, std::less<>>
      by_platform_;  ///< those without an expression
  std::vector<RowNumber> of_any_platform_;
  std::unique_ptr<Guarded<Answers>> answers_;
};

}  // namespace showd::textfsm
