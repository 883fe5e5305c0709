#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <span>
#include <string_view>

#include "base/utf8.hpp"
#include "config/config.hpp"
#include "ctl/chooser.hpp"
#include "ctl/commands.hpp"
#include "ctl/interface_choice.hpp"
#include "ctl/interface_listing.hpp"
#include "ctl/natural_order.hpp"
#include "ctl/show_device.hpp"
#include "ctl/subjects.hpp"
#include "ctl/time_arguments.hpp"
#include "ctl/watch.hpp"
#include "store/reader.hpp"

namespace showd {
namespace {

/// What a question can be narrowed by.
enum Narrowing : unsigned {
  kDevices = 1,
  kInterfaces = 2,  ///< by their names
  kAt = 4,
  kSpan = 8,    ///< --since, --until
  kState = 16,  ///< --admin, --oper, --description, --mac
  kIp = 32,
};

struct Question {
  std::string_view name;
  StoreResult<Listing> (StoreReader::*ask)(const StoreFilter&) const;
  unsigned narrowed_by;
  std::span<const std::string_view> usual;  ///< columns of a table
};

using Names = std::string_view[];
constexpr Names kDeviceColumns = {"device",  "result",   "stage",     "since",      "error",
                                  "address", "platform", "inventory", "interfaces", "last_ok"};
constexpr Names kAddressColumns = {"device",        "if_name", "address",
                                   "prefix_length", "network", "since"};
constexpr Names kChangeColumns = {"at", "device", "if_name", "what", "old", "new"};
constexpr Names kFlapColumns = {"device", "if_name", "flaps", "last_change", "oper_status"};
constexpr Names kRunColumns = {"run", "inventory", "started", "duration_ms", "devices",
                               "ok",  "failed",    "busy",    "backed_off"};
constexpr Names kPollColumns = {"device", "started", "duration_ms", "result", "stage", "error"};
constexpr Names kGapColumns = {"device", "if_name", "from", "to", "reason"};

constexpr Question kQuestions[] = {
    {"devices", &StoreReader::devices, kDevices, kDeviceColumns},
    {"interfaces", &StoreReader::interfaces, kDevices | kInterfaces | kAt | kState | kIp,
     kInterfaceColumns},
    {"addresses", &StoreReader::addresses, kDevices | kInterfaces | kAt | kIp, kAddressColumns},
    {"changes", &StoreReader::changes, kDevices | kInterfaces | kSpan, kChangeColumns},
    {"flaps", &StoreReader::flaps, kDevices | kInterfaces | kSpan, kFlapColumns},
    {"gaps", &StoreReader::gaps, kDevices | kInterfaces | kSpan, kGapColumns},
    {"availability", &StoreReader::availability, kDevices, {}},
    {"interface-availability",
     &StoreReader::interface_availability,
     kDevices | kInterfaces | kSpan,
     {}},
    {"polls", &StoreReader::polls, kDevices | kSpan, kPollColumns},
    {"runs", &StoreReader::runs, kSpan, kRunColumns},
};

constexpr std::string_view kOneDevice = "device";

const Question& question_of(const CommandLine& line) {
  const std::string name = line.words.empty() ? "" : line.words.front();
  std::vector<std::string_view> known;
  for (const Question& question : kQuestions) {
    if (question.name == name) return question;
    known.push_back(question.name);
  }
  known.push_back(kOneDevice);
  refuse_word("show", name, known);
}

/// What would be passed over in silence is refused.
void check_fits(const Question& question, const CommandLine& line) {
  const ShowArguments& asked = line.show;
  const std::tuple<bool, unsigned, std::string_view> wishes[] = {
      {line.words.size() > 1, kDevices, "devices"},
      {asked.at.has_value(), kAt, "--at"},
      {asked.since.has_value(), kSpan, "--since"},
      {asked.until.has_value(), kSpan, "--until"},
      {asked.admin.has_value(), kState, "--admin"},
      {asked.oper.has_value(), kState, "--oper"},
      {asked.description.has_value(), kState, "--description"},
      {asked.mac.has_value(), kState, "--mac"},
      {asked.ip.has_value(), kIp, "--ip"},
  };
  for (const auto& [wished, narrowing, name] : wishes)
    if (wished && (question.narrowed_by & narrowing) == 0)
      throw UsageError(fmt::format("show {}: takes no {}", question.name, name));
  if (asked.follow && question.name != "changes")
    throw UsageError(fmt::format("show {}: takes no --follow", question.name));
  if (asked.follow && asked.watch) throw UsageError("show changes: --watch or --follow, not both");
  if (asked.every && !asked.follow && !asked.watch)
    throw UsageError("show: --every goes with --watch or --follow");
}

StoreFilter times_of(const ShowArguments& asked) {
  StoreFilter filter;
  if (asked.at) filter.at = parse_moment("--at", *asked.at);
  if (filter.at && *filter.at > system_clock().utc())
    throw UsageError(
        fmt::format("--at: nobody knows yet how it is at '{}'", printable(*asked.at, 60)));
  if (asked.since) filter.since = parse_moment("--since", *asked.since);
  if (asked.until) filter.until = parse_moment("--until", *asked.until);
  if (filter.since && filter.until && *filter.since >= *filter.until)
    throw UsageError(fmt::format("--until: expected a time after --since ({}), not {}",
                                 local_time(*filter.since), local_time(*filter.until)));
  return filter;
}

/// Rows of a question without end, if nobody says how many.
constexpr std::size_t kNewest = 1'000;
constexpr std::size_t kNewestToFollow = 10;

/// A question that may be asked again and again.
class Asking {
 public:
  Asking(const Question& question, const CommandLine& line)
      : question_(question),
        asked_(line.show),
        choice_(line.show),
        filter_(times_of(line.show)),
        config_(load_config(line.config, Secrets::skip)),
        reader_(config_->store.path) {
    const std::vector<std::string> words(line.words.begin() + 1, line.words.end());
    if ((question.narrowed_by & kInterfaces) == 0) {
      filter_.devices = DeviceNames(config_).of(words);
      return;
    }
    Subjects subjects = subjects_of(words, config_, reader_);
    filter_.devices = std::move(subjects.devices);
    filter_.interfaces = std::move(subjects.interfaces);
  }

  /// A table's columns; a device that everybody sees need not stand in each row.
  [[nodiscard]] std::span<const std::string_view> usual() const {
    const bool says_device = !question_.usual.empty() && question_.usual.front() == "device";
    const bool is_one = filter_.devices.size() == 1 && (question_.narrowed_by & kInterfaces) != 0;
    return question_.usual.subspan(says_device && is_one ? 1 : 0);
  }

  [[nodiscard]] Listing answer() const {
    const bool endless = (question_.narrowed_by & kSpan) != 0 && !filter_.since;
    const std::size_t newest = asked_.follow ? kNewestToFollow : kNewest;
    const std::size_t most = asked_.limit.value_or(endless ? newest : 0);
    Listing listing = answer(filter_, most);
    if (most == 0 || listing.rows.size() <= most) return listing;
    listing.rows.resize(most);
    if (!asked_.limit && !asked_.follow)
      fmt::print(stderr, "showctl: the first {} rows; --since or --limit for others\n", most);
    return listing;
  }

  /// All of them.
  [[nodiscard]] Listing since(UtcMillis moment) const {
    StoreFilter filter = filter_;
    filter.since = moment;
    return answer(filter, 0);
  }

 private:
  /// One row more than `most`, if there are more; 0: all.
  [[nodiscard]] Listing answer(StoreFilter filter, std::size_t most) const {
    const bool chooses_here = (question_.narrowed_by & (kState | kIp)) != 0;
    if (most > 0 && !chooses_here) filter.limit = most + 1;
    auto listing = (reader_.*question_.ask)(filter);
    if (!listing) throw std::runtime_error(listing.error().message);
    if (chooses_here) {
      choice_.narrow(*listing);
      sort_by_interface(*listing);  // SQL cannot count in names
    }
    return std::move(*listing);
  }

  const Question& question_;
  const ShowArguments& asked_;
  InterfaceChoice choice_;
  StoreFilter filter_;
  std::shared_ptr<const Config> config_;
  StoreReader reader_;
};

/// A table without rows says so in words.
void print_answer(std::ostream& out, const Question& question, const Listing& listing,
                  const View& view) {
  if (view.format != Format::table || !listing.rows.empty()) return print(out, listing, view);
  const std::string words = fmt::format("no {} to show\n", question.name);
  if (&out == &std::cout)
    fmt::print(stderr, "showctl: {}", words);
  else
    out << words;
}

}  // namespace

int show_command(const CommandLine& line) {
  if (!line.words.empty() && line.words.front() == kOneDevice) return show_device(line);
  const Question& question = question_of(line);
  check_fits(question, line);
  const auto pause = pause_of(line.show);
  const Asking asking(question, line);
  const View view = view_of(line, asking.usual());
  if (line.show.watch)
    watch(pause, [&](std::ostream& out) { print_answer(out, question, asking.answer(), view); });
  if (line.show.follow)
    follow([&] { return asking.answer(); }, pause, view,
           [&](UtcMillis moment) { return asking.since(moment); });
  print_answer(std::cout, question, asking.answer(), view);
  return kAllWell;
}

}  // namespace showd
