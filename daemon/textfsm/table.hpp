#pragma once

#include <list>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "textfsm/records.hpp"

namespace showd::textfsm {

/// A record's field as the users of ntc-templates know it: a text, or texts of a List.
using Cell = std::variant<std::string_view, std::vector<std::string_view>>;

/// Records flattened, those of several templates merged. Its texts are views of the parsed text and
/// of what it owns itself.
class Table {
 public:
  /// Items that took no part become "None"; groups become what Python shows for a dict:
  /// "{'key': 'a', 'number': None}".
  explicit Table(Records records);
  Table(Table&&) = default;
  Table& operator=(Table&&) = default;

  /// Adds the columns that are new. With keys (the Key values of the first template that has any)
  /// each row takes them from the first row of `other` with equal keys; without, rows are paired by
  /// number. Further rows of `other` are dropped; what stays without is "".
  /// Errors: parse_failed when one of both lacks a key.
  [[nodiscard]] Result<void> merge(Table other);

  [[nodiscard]] const std::vector<std::string>& columns() const noexcept { return columns_; }
  [[nodiscard]] const std::vector<std::vector<Cell>>& rows() const noexcept { return rows_; }

  /// Of one of the templates.
  struct Hopeless {
    std::string file;
    HopelessMatch match;
  };
  [[nodiscard]] const std::vector<Hopeless>& hopeless() const noexcept { return hopeless_; }

 private:
  [[nodiscard]] Cell flatten(Field&& field);
  [[nodiscard]] std::string_view flatten(const Item& item);
  [[nodiscard]] std::string_view own(std::string text);

  std::vector<std::string> columns_;
  std::vector<std::string> keys_;
  std::vector<std::vector<Cell>> rows_;
  std::vector<Hopeless> hopeless_;
  std::vector<Text> texts_;
  std::list<std::string> owned_;  ///< strings that never move: rows view them
};

}  // namespace showd::textfsm
