#include "ctl/parsed_outputs.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>

#include "base/utf8.hpp"
#include "ctl/interface_listing.hpp"
#include "ctl/natural_order.hpp"
#include "ctl/progress.hpp"
#include "ctl/record_writer.hpp"
#include "ctl/template_reader.hpp"

namespace showd {
namespace {

void tell_coverage(const std::string& device, const Coverage& coverage, bool notes) {
  if (coverage.unmatched > 0)
    tell(fmt::format("{}: \"{}\": {} of {} lines not understood{}", device, coverage.command,
                     coverage.unmatched, coverage.lines, notes ? "" : " (-v tells them)"));
  if (!notes) return;
  for (const Coverage::Note& note : coverage.notes)
    tell(unread_line(device, coverage.command, note.line, note.why, note.text));
}

/// The first error stays.
void blame(PollResult& result, std::optional<Error> error) {
  if (!result.error) result.error = std::move(error);
}

std::vector<Interface> interfaces_in(PollResult& result, const Platform& platform, bool verbose) {
  std::vector<std::vector<Interface>> outputs;
  for (const Transcript& shown : result.transcripts) {
    Parsed parsed = platform.parse(shown.command, shown.output);
    tell_coverage(result.device->name, parsed.coverage, verbose);
    blame(result, std::move(parsed.error));
    outputs.push_back(std::move(parsed.interfaces));
  }
  return merge_interfaces(std::move(outputs));
}

/// Of records: one listing for all, whatever columns each has.
class RecordListing {
 public:
  explicit RecordListing(bool several) : several_(several) {
    listing_.columns = {"device"};
    if (several) listing_.columns.emplace_back("command");
  }

  void add(const std::string& device, const std::string& command, const Listing& records) {
    std::vector<std::size_t> places;
    for (const std::string& column : records.columns) places.push_back(place_of(column));
    for (const auto& record : records.rows) {
      std::vector<Cell> row(listing_.columns.size());
      row[0] = device;
      if (several_) row[1] = command;
      for (std::size_t i = 0; i < places.size(); ++i) row[places[i]] = record[i];
      listing_.rows.push_back(std::move(row));
    }
  }

  /// Every row with a cell for each column.
  [[nodiscard]] Listing take() {
    for (auto& row : listing_.rows) row.resize(listing_.columns.size());
    return std::move(listing_);
  }

 private:
  /// Behind our own columns, which a template's may be named like.
  std::size_t place_of(const std::string& column) {
    const auto records = listing_.columns.begin() + (several_ ? 2 : 1);
    const auto found = std::find(records, listing_.columns.end(), column);
    if (found != listing_.columns.end())
      return static_cast<std::size_t>(found - listing_.columns.begin());
    listing_.columns.push_back(column);
    return listing_.columns.size() - 1;
  }

  const bool several_;
  Listing listing_;
};

/// Calls `each` for every output that a template read.
template <class Each>
void read_records(Results& results, const CommandLine& line, Each each) {
  TemplateReader reader(line.parse);
  for (auto& [name, result] : results)
    for (const Transcript& shown : result.transcripts) {
      const auto records = reader.read(result.device->platform, shown.command, shown.output);
      if (!records) {
        blame(result, records.error());
        continue;
      }
      if (line.verbose || !records->hopeless().empty())
        tell(fmt::format("{}: \"{}\": {} records, {} matches given up", name, shown.command,
                         records->rows().size(), records->hopeless().size()));
      each(name, shown.command, *records);
    }
}

/// Straight to text, so that a List stays an array.
std::string records_as_json(Results& results, bool several, const CommandLine& line) {
  std::string text = "[";
  read_records(results, line, [&](const auto& device, const auto& command, const auto& records) {
    std::string fields = "\"device\": ";
    append_json(fields, device);
    if (several) append_json(fields += ", \"command\": ", command);
    append_objects(text, records, "\n", fields + ", ");
  });
  return text + (text.size() > 1 ? "\n]" : "]");
}

}  // namespace

void print_interfaces(Results& results, const PlatformRegistry& platforms,
                      const CommandLine& line) {
  Listing listing = interface_listing();
  for (auto& [name, result] : results)
    if (const Platform* const platform = platforms.find(result.device->platform))
      add_rows(listing, name, interfaces_in(result, *platform, line.verbose));
  sort_by_interface(listing);
  print(std::cout, listing, view_of(line, kInterfaceColumns));
  std::cout << std::flush;
}

void print_records(Results& results, bool several, const CommandLine& line) {
  if (line.format == Format::json) {
    std::cout << printable_json(records_as_json(results, several, line)) << std::endl;
    return;
  }
  RecordListing all(several);
  read_records(results, line, [&](const auto& device, const auto& command, const auto& records) {
    all.add(device, command, listing_of(records));
  });
  print(std::cout, all.take(), view_of(line));
  std::cout << std::flush;
}

}  // namespace showd
