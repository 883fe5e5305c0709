#include "ctl/show_device.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "base/utf8.hpp"
#include "config/config.hpp"
#include "ctl/chooser.hpp"
#include "ctl/daemon_client.hpp"
#include "ctl/table.hpp"
#include "store/reader.hpp"

namespace showd {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kPolls = 5;

/// All that is known of one device: a row of facts, and its tables.
struct Portrait {
  Listing facts;
  Listing host_keys;
  Listing polls;
};

/// What is there already stays.
void add(Listing& facts, const std::string& column, Cell cell) {
  const auto& columns = facts.columns;
  if (std::find(columns.begin(), columns.end(), column) != columns.end()) return;
  facts.columns.push_back(column);
  facts.rows.front().push_back(std::move(cell));
}

Listing found(StoreResult<Listing> listing) {
  if (!listing) throw std::runtime_error(listing.error().message);
  return std::move(*listing);
}

std::string joined_labels(const std::map<std::string, std::string>& labels) {
  std::string all;
  for (const auto& [name, value] : labels)
    all += fmt::format("{}{}={}", all.empty() ? "" : " ", name, value);
  return all;
}

Cell text_or_none(std::string text) { return text.empty() ? Cell() : Cell(std::move(text)); }

void add_configured(Listing& facts, const Device& device) {
  add(facts, "transport", std::string(device.transport == TransportKind::ssh ? "ssh" : "telnet"));
  add(facts, "port", std::int64_t{device.port});
  add(facts, "credentials", text_or_none(fmt::format("{}", fmt::join(device.credentials, ", "))));
  add(facts, "groups", text_or_none(fmt::format("{}", fmt::join(device.groups, " "))));
  add(facts, "labels", text_or_none(joined_labels(device.labels)));
}

/// What the daemon says of the device; null: none runs, or it does not know it.
Json live(DaemonClient& daemon, const std::string& device) {
  const auto answer = daemon.get("/api/v1/devices?device=" + DaemonClient::escaped(device));
  const Json all = Json::parse(answer.body, nullptr, false);
  return answer.status == 200 && all.is_array() && all.size() == 1 ? all.front() : Json();
}

void add_live(Listing& facts, const Json& state) {
  add(facts, "next_poll", text_or_none(state.value("next_poll", "")));
  if (state.value("up", false))
    add(facts, "session",
        std::string(state.value("session_reused", false) ? "kept" : "opened anew"));
  for (const char* count : {"failures_in_a_row", "not_observed", "unmatched_lines"})
    if (const auto number = state.value(count, std::int64_t{0}); number > 0)
      add(facts, count, number);
}

class Painter {
 public:
  explicit Painter(std::shared_ptr<const Config> config)
      : config_(std::move(config)),
        chooser_(config_),
        reader_(config_->store.path),
        daemon_(config_->http.control) {
    try {
      daemon_runs_ = daemon_.running();
      if (!daemon_runs_) absence_ = "showd does not run";
    } catch (const std::runtime_error& fault) {  // we may not ask it
      absence_ = fault.what();
    }
  }

  [[nodiscard]] Portrait of(const std::string& device) {
    StoreFilter filter;
    filter.devices = {device};
    Portrait portrait{found(reader_.devices(filter)), found(reader_.host_keys(filter)), {}};
    filter.limit = kPolls;
    portrait.polls = found(reader_.polls(filter));
    Listing& facts = portrait.facts;
    if (facts.rows.empty()) {  // left the inventories, or was never heard of
      facts = {{"device"}, {{device}}};
    }
    if (const DevicePtr known = chooser_.find(device)) add_configured(facts, *known);
    if (daemon_runs_)
      if (const Json state = live(daemon_, device); state.is_object()) add_live(facts, state);
    return portrait;
  }

  /// Why the running daemon told nothing; empty: it did.
  [[nodiscard]] const std::string& absence() const noexcept { return absence_; }

 private:
  std::shared_ptr<const Config> config_;
  Chooser chooser_;
  StoreReader reader_;
  DaemonClient daemon_;
  bool daemon_runs_ = false;
  std::string absence_;
};

Json json_of(const Listing& listing) {
  std::ostringstream text;
  print(text, listing, {.format = Format::json});
  return Json::parse(text.str());
}

Json json_of(const Portrait& portrait) {
  Json all = json_of(portrait.facts).front();
  all["host_keys"] = json_of(portrait.host_keys);
  all["polls"] = json_of(portrait.polls);
  return all;
}

void print_part(std::string_view title, const Listing& listing, const View& view) {
  if (listing.rows.empty()) return;
  std::cout << '\n' << title << '\n';
  print(std::cout, listing, view);
}

void print_for_people(const Portrait& portrait, const View& view) {
  static constexpr std::string_view kKeys[] = {"type", "sha256", "first_seen", "accepted_at"};
  static constexpr std::string_view kLast[] = {"started", "duration_ms", "result", "stage",
                                               "error"};
  print_record(std::cout, portrait.facts, terminal_of(1));
  print_part("host keys", portrait.host_keys, {.usual = kKeys, .wide = view.wide});
  print_part("last polls", portrait.polls, {.usual = kLast, .wide = view.wide});
}

void check_fits(const CommandLine& line) {
  const ShowArguments& asked = line.show;
  if (line.words.size() < 2)
    throw UsageError("show device: name one, as in: showctl show device r1");
  if (line.format == Format::csv) throw UsageError("show device: table or json");
  if (asked.at || asked.since || asked.until || asked.limit || asked.admin || asked.oper ||
      asked.description || asked.mac || asked.ip || asked.every || asked.watch || asked.follow ||
      !line.columns.empty())
    throw UsageError("show device: takes devices, --format and --wide");
}

}  // namespace

int show_device(const CommandLine& line) {
  check_fits(line);
  const auto config = load_config(line.config, Secrets::skip);
  const auto names = DeviceNames(config).of({line.words.begin() + 1, line.words.end()});
  Painter painter(config);
  Json all = Json::array();
  for (const std::string& name : names) {
    const Portrait portrait = painter.of(name);
    if (line.format == Format::json) {
      all.push_back(json_of(portrait));
      continue;
    }
    if (&name != &names.front()) std::cout << '\n';
    print_for_people(portrait, view_of(line));
  }
  if (line.format == Format::json) std::cout << printable_json(all.dump(1)) << '\n';
  if (!painter.absence().empty() && line.format == Format::table)
    fmt::print(stderr, "showctl: {}; this is what database and inventories know\n",
               painter.absence());
  return kAllWell;
}

}  // namespace showd
