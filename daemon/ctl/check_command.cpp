#include <fmt/format.h>

#include <iostream>

#include "base/text.hpp"
#include "base/units.hpp"
#include "base/utf8.hpp"
#include "ctl/check_all.hpp"
#include "ctl/commands.hpp"
#include "ctl/print.hpp"

namespace showd {
namespace {

constexpr std::size_t kLine = 4096;  // bytes

Cell number_cell(int number) {
  return number > 0 ? Cell(std::int64_t{number}) : Cell(std::monostate());
}

Listing listing_of(const std::vector<Fault>& faults) {
  Listing listing{{"file", "line", "column", "key", "severity", "message", "remedy"}, {}};
  for (const Fault& fault : faults) {
    const bool error = fault.severity == Fault::Severity::error;
    listing.rows.push_back({fault.file, number_cell(fault.line), number_cell(fault.column),
                            fault.key, std::string(error ? "error" : "warning"), fault.message,
                            fault.remedy});
  }
  return listing;
}

std::size_t print_inventories(const std::vector<InventoryPtr>& inventories) {
  std::size_t devices = 0;
  for (const InventoryPtr& inventory : inventories) {
    devices += inventory->devices.size();
    fmt::print("inventory {}: {} every {}\n", inventory->source.name,
               counted(inventory->devices.size(), "device"),
               format_duration(inventory->source.every));
  }
  return devices;
}

void print_sound(const Checked& checked, const Faults& faults) {
  const std::size_t devices = print_inventories(checked.inventories);
  fmt::print("credentials: {}\n", checked.config->credentials.size());
  fmt::print("platforms: {} loaded from {}\n", checked.platforms, checked.config->plugins.string());
  const std::string warned =
      faults.warnings() == 0 ? "" : ", " + counted(faults.warnings(), "warning");
  fmt::print("{}: sound, {}{}\n", checked.config->file.string(), counted(devices, "device"),
             warned);
}

void print_for_people(const Checked& checked, const Faults& faults) {
  for (const Fault& fault : faults.sorted())
    fmt::print("{}\n", printable(with_origin(fault.text()), kLine));
  if (faults.errors() == 0) return print_sound(checked, faults);
  fmt::print("{}, {}\n", counted(faults.errors(), "error"), counted(faults.warnings(), "warning"));
}

}  // namespace

int check_command(const CommandLine& line) {
  if (line.words.size() > 1) throw UsageError("check: one config file at most");
  Faults faults;
  const Checked checked = check_all(
      line.words.empty() ? line.config : std::filesystem::path(line.words.front()), faults);
  if (line.format == Format::table)
    print_for_people(checked, faults);
  else
    print(std::cout, listing_of(faults.sorted()), view_of(line));
  return faults.errors() == 0 ? kAllWell : kUsage;
}

}  // namespace showd
