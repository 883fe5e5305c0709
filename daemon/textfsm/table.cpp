#include "textfsm/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/utf8.hpp"
#include "textfsm/characters.hpp"

namespace showd::textfsm {
namespace {

constexpr std::size_t kAbsent = static_cast<std::size_t>(-1);

std::size_t find_column(const std::vector<std::string>& columns, const std::string& name) {
  const auto found = std::find(columns.begin(), columns.end(), name);
  return found == columns.end() ? kAbsent : static_cast<std::size_t>(found - columns.begin());
}

std::string text_of(const std::vector<Group>& groups) {
  std::string text;
  for (const Group& group : groups)
    text += fmt::format("{}{}: {}", text.empty() ? "" : ", ", quoted(group.name),
                        group.text ? quoted(*group.text) : "None");
  return "{" + text + "}";
}

tl::unexpected<Error> lacks(const std::string& key) {
  return fail(Errc::parse_failed, Stage::parse,
              fmt::format("the key '{}' is not in all templates of the row", printable(key)));
}

/// Rows by their keys; of equal ones the first stays.
using RowsByKey = std::map<std::vector<Cell>, std::size_t>;

std::vector<Cell> pick(const std::vector<Cell>& row, const std::vector<std::size_t>& columns) {
  std::vector<Cell> cells;
  for (const std::size_t column : columns) cells.push_back(row[column]);
  return cells;
}

}  // namespace

Table::Table(Records records)
    : columns_(records.source->columns()), keys_(records.source->keys()), texts_{records.text} {
  rows_.reserve(records.rows.size());
  for (Record& record : records.rows) {
    std::vector<Cell>& row = rows_.emplace_back();
    row.reserve(record.size());
    for (Field& field : record) row.push_back(flatten(std::move(field)));
    Record().swap(record);
  }
  for (const HopelessMatch& match : records.hopeless)
    hopeless_.push_back({records.source->name(), match});
}

std::string_view Table::own(std::string text) { return owned_.emplace_back(std::move(text)); }

std::string_view Table::flatten(const Item& item) {
  if (const auto* const text = std::get_if<std::string_view>(&item)) return *text;
  if (const auto* const groups = std::get_if<std::vector<Group>>(&item))
    return own(text_of(*groups));
  return "None";
}

Cell Table::flatten(Field&& field) {
  if (const auto* const text = std::get_if<std::string_view>(&field)) return *text;
  std::vector<std::string_view> texts;
  for (const Item& item : std::get<Items>(field)) texts.push_back(flatten(item));
  return texts;
}

Result<void> Table::merge(Table other) {
  if (keys_.empty()) keys_ = other.keys_;
  std::vector<std::size_t> mine;
  std::vector<std::size_t> theirs;
  for (const std::string& key : keys_) {
    mine.push_back(find_column(columns_, key));
    theirs.push_back(find_column(other.columns_, key));
    if (mine.back() == kAbsent) return lacks(key);
  }
  std::vector<std::size_t> fresh;
  for (std::size_t i = 0; i < other.columns_.size(); ++i)
    if (find_column(columns_, other.columns_[i]) == kAbsent) fresh.push_back(i);
  const bool both = !fresh.empty() && !rows_.empty() && !other.rows_.empty();
  if (both && std::find(theirs.begin(), theirs.end(), kAbsent) != theirs.end())
    return lacks(keys_[static_cast<std::size_t>(std::find(theirs.begin(), theirs.end(), kAbsent) -
                                                theirs.begin())]);

  RowsByKey by_key;
  if (both && !keys_.empty())
    for (std::size_t i = 0; i < other.rows_.size(); ++i)
      by_key.try_emplace(pick(other.rows_[i], theirs), i);
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    std::size_t from = i;
    if (both && !keys_.empty()) {
      const auto found = by_key.find(pick(rows_[i], mine));
      from = found == by_key.end() ? kAbsent : found->second;
    }
    for (const std::size_t column : fresh)
      rows_[i].push_back(from < other.rows_.size() ? other.rows_[from][column] : Cell());
  }
  for (const std::size_t column : fresh) columns_.push_back(other.columns_[column]);
  texts_.insert(texts_.end(), other.texts_.begin(), other.texts_.end());
  owned_.splice(owned_.end(), other.owned_);
  hopeless_.insert(hopeless_.end(), other.hopeless_.begin(), other.hopeless_.end());
  return {};
}

}  // namespace showd::textfsm
