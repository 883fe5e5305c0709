#include "metrics/fleet_exposition.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <set>
#include <utility>

#include "metrics/device_fragment.hpp"
#include "metrics/text_format.hpp"

namespace showd {
namespace {

using Fragments = std::vector<std::shared_ptr<const DeviceFragment>>;

/// Empty when no device has a line in this family.
std::string family_head(const Fragments& fragments, std::size_t family, PageFormat format) {
  const bool any = std::any_of(fragments.begin(), fragments.end(), [family](const auto& fragment) {
    return !fragment->lines(family).empty();
  });
  std::string head;
  if (any) append_head(head, format, fleet_family(family));
  return head;
}

/// Those of all devices together: one family has one set of labels.
LabelNames labels_of_all(const FleetSnapshot& fleet) {
  std::set<std::string_view> keys;
  for (const auto& [name, state] : fleet.devices)
    if (state->device)
      for (const auto& [key, text] : state->device->labels) keys.insert(key);
  std::set<std::string> names;
  for (const std::string_view key : keys) names.insert(inventory_label(key));
  return {names.begin(), names.end()};
}

/// Looking at the labels of all devices takes as long as a quarter of the page.
bool same_devices(const Fragments& made, const FleetSnapshot& fleet) {
  const auto same = [](const auto& fragment, const auto& named) {
    const auto& [name, state] = named;
    return fragment->of == state ||
           (fragment->name == name && fragment->of->device == state->device);
  };
  return std::equal(made.begin(), made.end(), fleet.devices.begin(), fleet.devices.end(), same);
}

/// The same in both formats.
void append_gauge(std::string& page, const FamilyHead& family, std::size_t value) {
  append_head(page, PageFormat::text, family);
  page.append(family.name).append(" ");
  append_number(page, std::uint64_t{value});
  page += '\n';
}

std::string counted(std::size_t shown, std::size_t dropped) {
  std::string text;
  append_gauge(text, {"showd_series", "gauge", "Series of devices and interfaces shown here."},
               shown);
  append_gauge(text,
               {"showd_series_dropped", "gauge",
                "Series of interfaces left out to keep to metrics.max_series."},
               dropped);
  return text;
}

}  // namespace

struct FleetPage::Content {
  PageFormat format = PageFormat::text;
  std::string preface;  ///< lines before those of the devices
  Fragments fragments;
  std::array<std::string, kFleetFamilies> heads{};
};

FleetPage::FleetPage(Content content) : size_(content.preface.size()) {
  for (std::size_t family = 0; family < kFleetFamilies; ++family) {
    content.heads[family] = family_head(content.fragments, family, content.format);
    size_ += content.heads[family].size();
  }
  for (const auto& fragment : content.fragments) size_ += fragment->text.size();
  content_ = std::make_shared<const Content>(std::move(content));
}

std::string FleetPage::text() const {
  std::string all(size_, '\0');
  Reader reader(*this);
  reader.read(all);
  return all;
}

FleetPage::Reader::Reader(const FleetPage& page)
    : content_(page.content_), piece_(content_->preface) {}

/// False at the end of the page. A piece may be empty.
bool FleetPage::Reader::next_piece() {
  if (family_ == kFleetFamilies) return false;
  if (!std::exchange(in_family_, true)) {
    piece_ = content_->heads[family_];
    return true;
  }
  if (device_ < content_->fragments.size()) {
    piece_ = content_->fragments[device_++]->lines(family_);
    return true;
  }
  ++family_;
  device_ = 0;
  in_family_ = false;
  return true;
}

std::size_t FleetPage::Reader::read(std::span<char> into) {
  std::size_t done = 0;
  while (done < into.size()) {
    if (piece_.empty()) {
      if (!next_piece()) break;
      continue;
    }
    const std::size_t now = std::min(piece_.size(), into.size() - done);
    std::memcpy(into.data() + done, piece_.data(), now);
    piece_.remove_prefix(now);
    done += now;
  }
  return done;
}

struct FleetExposition::Kept {
  std::map<std::string, MetricChoice> choices;  ///< by inventory
  std::map<std::string, ChosenSeries> chosen;   ///< by these
  std::size_t max_series = 0;
  LabelNames label_names;
  Fragments fragments;  ///< of the last page, whole

  [[nodiscard]] const ChosenSeries& chosen_for(const DeviceState& state) const;
  void take_labels(LabelNames names);
  void renew(const FleetSnapshot& fleet);
  [[nodiscard]] FleetPage page(PageFormat format) const;
};

const ChosenSeries& FleetExposition::Kept::chosen_for(const DeviceState& state) const {
  static const ChosenSeries kAll;
  const auto found = state.device ? chosen.find(state.device->inventory) : chosen.end();
  return found == chosen.end() ? kAll : found->second;
}

void FleetExposition::Kept::take_labels(LabelNames names) {
  if (names == label_names) return;
  label_names = std::move(names);
  fragments.clear();
}

/// Both the snapshot and the last page are in name order: one pass over the two.
void FleetExposition::Kept::renew(const FleetSnapshot& fleet) {
  Fragments fresh;
  fresh.reserve(fleet.devices.size());
  auto old = fragments.begin();
  for (const auto& [name, state] : fleet.devices) {
    while (old != fragments.end() && (*old)->name < name) ++old;
    if (old != fragments.end() && (*old)->name == name && (*old)->of == state)
      fresh.push_back(*old);
    else
      fresh.push_back(std::make_shared<const DeviceFragment>(
          render_device(name, state, label_names, chosen_for(*state))));
  }
  fragments = std::move(fresh);
}

/// A device has the series of all its interfaces or of none; the first in name order that fit.
FleetPage FleetExposition::Kept::page(PageFormat format) const {
  Fragments shown = fragments;
  std::size_t series = 0, dropped = 0;
  for (const auto& fragment : fragments) series += fragment->device_series;
  for (auto& fragment : shown) {
    const std::size_t more = fragment->interface_series;
    if (max_series == 0 || series + more <= max_series) {
      series += more;
      continue;
    }
    dropped += more;
    fragment = std::make_shared<const DeviceFragment>(without_interfaces(*fragment));
  }
  return FleetPage({format, fragments.empty() ? "" : counted(series, dropped), std::move(shown)});
}

FleetExposition::FleetExposition() : kept_(std::make_unique<Kept>()) {}
FleetExposition::~FleetExposition() = default;

void FleetExposition::choose(std::map<std::string, MetricChoice> by_inventory,
                             std::size_t max_series) {
  kept_.with([&](const std::unique_ptr<Kept>& kept) {
    kept->max_series = max_series;
    if (kept->choices == by_inventory) return;
    kept->choices = std::move(by_inventory);
    kept->chosen.clear();
    for (const auto& [inventory, choice] : kept->choices) kept->chosen.emplace(inventory, choice);
    kept->fragments.clear();
  });
}

FleetPage FleetExposition::render(const FleetSnapshot& fleet, PageFormat format) {
  return kept_.with([&](const std::unique_ptr<Kept>& kept) {
    if (!same_devices(kept->fragments, fleet)) kept->take_labels(labels_of_all(fleet));
    kept->renew(fleet);
    return kept->page(format);
  });
}

}  // namespace showd
