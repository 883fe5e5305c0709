#include "textfsm/index.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/utf8.hpp"
#include "textfsm/characters.hpp"
#include "textfsm/parse_rule.hpp"

namespace showd::textfsm {
namespace {

constexpr std::size_t kLargestIndex = 16 * 1024 * 1024;
constexpr std::size_t kMostFaults = 100;
constexpr std::size_t kMostAnswers = 16'384;
constexpr std::size_t kMostTemplates = 16;  ///< in one row

std::vector<std::string_view> fields_of(std::string_view line) {
  std::vector<std::string_view> fields;
  for (;;) {
    const std::size_t comma = line.find(',');
    fields.push_back(strip(line.substr(0, comma)));
    if (comma == std::string_view::npos) return fields;
    line.remove_prefix(comma + 1);
  }
}

std::vector<std::string> split_templates(std::string_view field) {
  std::vector<std::string> names;
  for (;;) {
    const std::size_t colon = field.find(':');
    names.emplace_back(field.substr(0, colon));
    if (colon == std::string_view::npos) return names;
    field.remove_prefix(colon + 1);
  }
}

/// "abc" as "(a(b(c)?)?)?"
std::string completion(std::string_view word) {
  std::string out;
  std::size_t letters = 0;
  for (std::size_t at = 0; at < word.size(); ++letters) {
    const std::size_t begin = at;
    (void)decode(word, at);
    out += '(';
    out += word.substr(begin, at - begin);
  }
  while (letters-- > 0) out += ")?";
  return out;
}

/// "sh[[ow]] ver[[sion]]" as "sh(o(w)?)? ver(s(i(o(n)?)?)?)?"
std::string expand(std::string_view field) {
  std::string out;
  while (!field.empty()) {
    const std::size_t begin = field.find("[[");
    const std::size_t end = begin == std::string_view::npos ? begin : field.find("]]", begin + 3);
    if (end == std::string_view::npos) break;
    out += field.substr(0, begin);
    out += completion(field.substr(begin + 2, end - begin - 2));
    field.remove_prefix(end + 2);
  }
  return out.append(field);
}

}  // namespace

class IndexReader {
 public:
  IndexReader(std::string_view source, std::string name) : rest_(source) {
    index_.name_ = std::move(name);
  }

  OrFaults<Index> read() {
    if (rest_.size() > kLargestIndex)
      fault(0, fmt::format("an index of {} bytes, more than {}", rest_.size(), kLargestIndex));
    else if (!is_valid_utf8(rest_))
      fault(0, "not valid UTF-8");
    else if (read_header())
      while (!rest_.empty()) read_row(next_line());
    if (!faults_.empty()) return tl::unexpected<Faults>(std::move(faults_));
    index_.group_by_platform();
    return std::move(index_);
  }

 private:
  void fault(std::size_t line, std::string message) {
    if (faults_.size() < kMostFaults) faults_.push_back({index_.name_, line, std::move(message)});
  }

  std::string_view next_line() {
    ++line_number_;
    return take_file_line(rest_);
  }

  /// The first line that is not empty without what stands behind a "#".
  bool read_header() {
    std::string_view header;
    while (header.empty()) {
      if (rest_.empty()) {
        fault(0, "no header: expected a line as 'Template, Hostname, Platform, Command'");
        return false;
      }
      const std::string_view line = next_line();
      header = strip(line.substr(0, line.find('#')));
    }
    for (const std::string_view column : fields_of(header)) {
      if (column == "Template") template_column_ = index_.columns_.size();
      if (std::find(index_.columns_.begin(), index_.columns_.end(), column) !=
          index_.columns_.end())
        fault(line_number_, fmt::format("column '{}' is there twice", printable(column, 60)));
      index_.columns_.emplace_back(column);
    }
    if (template_column_ == index_.columns_.size() || index_.columns_.empty() ||
        index_.columns_[template_column_] != "Template")
      fault(line_number_, fmt::format("'{}': expected a column 'Template'", printable(header, 60)));
    return faults_.empty();
  }

  void read_row(std::string_view line) {
    if (line.starts_with('#')) return;
    const std::vector<std::string_view> fields = fields_of(line);
    if (fields.size() != index_.columns_.size()) {
      if (!strip(line).empty() && index_.ignored_.size() < kMostFaults)
        index_.ignored_.push_back(
            {index_.name_, line_number_,
             fmt::format(
                 "ignored, for it has {} fields and the header {}: no field can hold a comma",
                 fields.size(), index_.columns_.size())});
      return;
    }
    Index::Row row{
        .line = line_number_, .templates = split_templates(fields[template_column_]), .fields = {}};
    if (row.templates.size() > kMostTemplates)
      fault(line_number_, fmt::format("more than {} templates in a row", kMostTemplates));
    for (std::size_t i = 0; i < fields.size(); ++i) row.fields.push_back(read_field(i, fields[i]));
    index_.rows_.push_back(std::move(row));
  }

  std::optional<Pattern> read_field(std::size_t column, std::string_view field) {
    if (column == template_column_ || field.empty()) return std::nullopt;
    std::string regex = index_.columns_[column] == "Command" ? expand(field) : std::string(field);
    auto pattern = Pattern::parse(regex);
    if (pattern) return std::move(*pattern);
    fault(line_number_, fmt::format("{}: {}", printable(index_.columns_[column], 60),
                                    describe(pattern.error(), regex)));
    return std::nullopt;
  }

  std::string_view rest_;
  std::size_t line_number_ = 0;
  std::size_t template_column_ = 0;
  Index index_;
  Faults faults_;
};

OrFaults<Index> Index::parse(std::string_view source, std::string name) {
  return IndexReader(source, std::move(name)).read();
}

void Index::group_by_platform() {
  const auto column = std::find(columns_.begin(), columns_.end(), "Platform");
  const auto at = static_cast<std::size_t>(column - columns_.begin());
  for (RowNumber number = 0; number < rows_.size(); ++number) {
    const bool has_field = column != columns_.end() && rows_[number].fields[at].has_value();
    if (has_field && rows_[number].fields[at]->plain_text())
      by_platform_[*rows_[number].fields[at]->plain_text()].push_back(number);
    else
      of_any_platform_.push_back(number);
  }
}

/// In the order of the file. A plain platform is an expression, too: it matches all that begin so.
std::vector<Index::RowNumber> Index::candidates(std::string_view platform) const {
  std::vector<RowNumber> rows = of_any_platform_;
  for (std::size_t length = 0; length <= platform.size(); ++length) {
    const auto group = by_platform_.find(platform.substr(0, length));
    if (group == by_platform_.end()) continue;
    const auto middle = static_cast<std::ptrdiff_t>(rows.size());
    rows.insert(rows.end(), group->second.begin(), group->second.end());
    std::inplace_merge(rows.begin(), rows.begin() + middle, rows.end());
  }
  return rows;
}

bool Index::matches(const Row& row, const Attributes& attributes, Scratch& scratch) const {
  for (const auto& [name, value] : attributes) {
    const auto column = std::find(columns_.begin(), columns_.end(), name);
    if (column == columns_.end()) continue;
    const auto& field = row.fields[static_cast<std::size_t>(column - columns_.begin())];
    if (field && field->match(Line(value), is_ascii(value), scratch.matcher()) != Match::yes)
      return false;
  }
  return true;
}

std::optional<Index::RowNumber> Index::look_up(const Attributes& attributes,
                                               Scratch& scratch) const {
  const auto platform = std::find_if(attributes.begin(), attributes.end(),
                                     [](const auto& one) { return one.first == "Platform"; });
  if (platform != attributes.end()) {
    for (const RowNumber number : candidates(platform->second))
      if (matches(rows_[number], attributes, scratch)) return number;
    return std::nullopt;
  }
  for (RowNumber number = 0; number < rows_.size(); ++number)
    if (matches(rows_[number], attributes, scratch)) return number;
  return std::nullopt;
}

const Index::Row* Index::find(const Attributes& attributes, Scratch& scratch) const {
  std::string question;
  for (const auto& [name, value] : attributes) ((question += name) += '\0').append(value) += '\0';
  auto answer =
      answers_->with([&](const Answers& answers) -> std::optional<std::optional<RowNumber>> {
        const auto known = answers.find(question);
        if (known == answers.end()) return std::nullopt;
        return known->second;
      });
  if (!answer) {
    const bool sound = std::all_of(attributes.begin(), attributes.end(),
                                   [](const auto& one) { return is_valid_utf8(one.second); });
    answer = sound ? look_up(attributes, scratch) : std::nullopt;
    answers_->with([&](Answers& answers) {
      if (answers.size() >= kMostAnswers) answers.clear();
      answers.emplace(std::move(question), *answer);
    });
  }
  return *answer ? &rows_[**answer] : nullptr;
}

}  // namespace showd::textfsm
