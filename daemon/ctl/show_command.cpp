#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <iostream>
#include <map>

#include "config/config.hpp"
#include "ctl/asker.hpp"
#include "ctl/commands.hpp"
#include "ctl/natural_order.hpp"
#include "ctl/time_arguments.hpp"
#include "store/reader.hpp"

namespace showd {
namespace {

using Query = StoreResult<Listing> (StoreReader::*)(const StoreFilter&) const;

const std::map<std::string, Query>& queries() {
  static const std::map<std::string, Query> all = {
      {"devices", &StoreReader::devices},           {"interfaces", &StoreReader::interfaces},
      {"changes", &StoreReader::changes},           {"flaps", &StoreReader::flaps},
      {"availability", &StoreReader::availability}, {"runs", &StoreReader::runs},
  };
  return all;
}

/// Names alone are taken as they are: also of devices that left the inventory.
std::vector<std::string> devices_of(const CommandLine& line,
                                    const std::shared_ptr<const Config>& config) {
  const std::vector<std::string> terms(line.words.begin() + 1, line.words.end());
  bool plain = true;
  for (const std::string& term : terms)
    plain = plain && term.find_first_of("*?[=") == std::string::npos;
  if (plain) return terms;
  std::vector<std::string> names;
  for (const DevicePtr& device : Chooser(config).select(terms)) names.push_back(device->name);
  return names;
}

}  // namespace

int show_command(const CommandLine& line) {
  const auto query = line.words.empty() ? queries().end() : queries().find(line.words.front());
  if (query == queries().end())
    throw UsageError("show: expected devices, interfaces, changes, flaps, availability or runs");
  const auto config = load_config(line.config, Secrets::skip);
  StoreFilter filter;
  filter.devices = devices_of(line, config);
  if (line.at) filter.at = parse_time(*line.at);
  if (line.since) filter.since = parse_since(*line.since);
  const bool by_interface = line.words.front() == "interfaces";  // SQL cannot count in names
  if (line.limit && !by_interface) filter.limit = *line.limit;
  const StoreReader reader(config->store.path);
  auto table = (reader.*query->second)(filter);
  if (!table) throw std::runtime_error(table.error().message);
  if (by_interface) {
    sort_by_interface(*table);
    table->rows.resize(std::min(table->rows.size(), line.limit.value_or(table->rows.size())));
  }
  print(std::cout, *table, line.format);
  return kAllWell;
}

}  // namespace showd
