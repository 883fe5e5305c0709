#include <fmt/format.h>

#include <ctime>
#include <functional>
#include <iostream>
#include <map>

#include "base/clock.hpp"
#include "base/units.hpp"
#include "config/config.hpp"
#include "ctl/asker.hpp"
#include "ctl/commands.hpp"
#include "store/reader.hpp"

namespace showd {
namespace {

using Query = StoreResult<Table> (StoreReader::*)(const StoreFilter&) const;

const std::map<std::string, Query>& queries() {
  static const std::map<std::string, Query> all = {
      {"devices", &StoreReader::devices},           {"interfaces", &StoreReader::interfaces},
      {"changes", &StoreReader::changes},           {"flaps", &StoreReader::flaps},
      {"availability", &StoreReader::availability}, {"runs", &StoreReader::runs},
  };
  return all;
}

/// "2026-01-31", "2026-01-31 12:00", "2026-01-31T12:00:30Z", all UTC. Errors: UsageError.
UtcMillis parse_time(const std::string& text) {
  for (const char* form :
       {"%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d"}) {
    std::tm parts{};
    const char* end = ::strptime(text.c_str(), form, &parts);
    if (end != nullptr && *end == '\0') return static_cast<UtcMillis>(::timegm(&parts)) * 1000;
  }
  throw UsageError("--at: expected 'YYYY-MM-DD HH:MM[:SS]' in UTC, not '" + text + "'");
}

UtcMillis parse_since(const std::string& text) {
  const auto span = parse_duration(text);
  if (!span) throw UsageError("--since: expected a span such as 30m, 1h or 7d, not '" + text + "'");
  return system_clock().utc() - span->count();
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
  if (line.limit) filter.limit = *line.limit;
  const StoreReader reader(config->store.path);
  const auto table = (reader.*query->second)(filter);
  if (!table) throw std::runtime_error(table.error().message);
  print(std::cout, *table, line.format);
  return kAllWell;
}

}  // namespace showd
