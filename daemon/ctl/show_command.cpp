#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <string_view>

#include "config/config.hpp"
#include "ctl/chooser.hpp"
#include "ctl/commands.hpp"
#include "ctl/natural_order.hpp"
#include "ctl/time_arguments.hpp"
#include "store/reader.hpp"

namespace showd {
namespace {

struct Question {
  std::string_view name;
  StoreResult<Listing> (StoreReader::*ask)(const StoreFilter&) const;
  bool by_device = true;
  bool at = false;     ///< knows --at
  bool since = false;  ///< knows --since
};

constexpr Question kQuestions[] = {
    {.name = "devices", .ask = &StoreReader::devices},
    {.name = "interfaces", .ask = &StoreReader::interfaces, .at = true},
    {.name = "changes", .ask = &StoreReader::changes, .since = true},
    {.name = "flaps", .ask = &StoreReader::flaps, .since = true},
    {.name = "availability", .ask = &StoreReader::availability},
    {.name = "runs", .ask = &StoreReader::runs, .by_device = false, .since = true},
};

const Question& question_of(const CommandLine& line) {
  const std::string name = line.words.empty() ? "" : line.words.front();
  std::vector<std::string_view> known;
  for (const Question& question : kQuestions) {
    if (question.name == name) return question;
    known.push_back(question.name);
  }
  refuse_word("show", name, known);
}

/// What would be passed over in silence is refused.
void check_fits(const Question& question, const CommandLine& line) {
  const auto refuse = [&](std::string_view what) {
    throw UsageError(fmt::format("show {}: takes no {}", question.name, what));
  };
  if (line.show.at && !question.at) refuse("--at");
  if (line.show.since && !question.since) refuse("--since");
  if (line.words.size() > 1 && !question.by_device) refuse("devices");
}

}  // namespace

int show_command(const CommandLine& line) {
  const Question& question = question_of(line);
  check_fits(question, line);
  const auto config = load_config(line.config, Secrets::skip);
  StoreFilter filter;
  filter.devices = names_of({line.words.begin() + 1, line.words.end()}, config);
  if (line.show.at) filter.at = parse_moment("--at", *line.show.at);
  if (line.show.since) filter.since = parse_moment("--since", *line.show.since);
  const bool by_interface = question.name == "interfaces";  // SQL cannot count in names
  if (line.show.limit && !by_interface) filter.limit = *line.show.limit;
  const StoreReader reader(config->store.path);
  auto table = (reader.*question.ask)(filter);
  if (!table) throw std::runtime_error(table.error().message);
  if (by_interface) {
    sort_by_interface(*table);
    table->rows.resize(std::min(table->rows.size(), line.show.limit.value_or(table->rows.size())));
  }
  print(std::cout, *table, view_of(line));
  return kAllWell;
}

}  // namespace showd
