#include "metrics/fleet_exposition.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "metrics/fleet_families.hpp"

namespace showd {
namespace {

/// Empty when no device has a line in this family.
std::string family_head(const FleetPage::Fragments& fragments, std::size_t family) {
  const bool any = std::any_of(fragments.begin(), fragments.end(), [family](const auto& fragment) {
    return !fragment->lines(family).empty();
  });
  if (!any) return {};
  const FamilyHead& head = fleet_families()[family];
  std::string text;
  text.append("# HELP ").append(head.name).append(" ").append(head.help).append("\n");
  text.append("# TYPE ").append(head.name).append(" ").append(head.type).append("\n");
  return text;
}

using Fragments = FleetPage::Fragments;

/// Those of `old` that still hold, and new ones. Both it and the snapshot are in name order: one
/// pass over the two.
std::shared_ptr<const Fragments> renewed(const Fragments& old, const FleetSnapshot& fleet,
                                         const LabelNames& label_names) {
  auto fresh = std::make_shared<Fragments>();
  fresh->reserve(fleet.devices.size());
  auto at = old.begin();
  for (const auto& [name, state] : fleet.devices) {
    while (at != old.end() && (*at)->name < name) ++at;
    if (at != old.end() && (*at)->name == name && (*at)->of == state)
      fresh->push_back(*at);
    else
      fresh->push_back(
          std::make_shared<const DeviceFragment>(render_device(name, state, label_names)));
  }
  return fresh;
}

}  // namespace

FleetPage::FleetPage(std::shared_ptr<const Fragments> fragments)
    : fragments_(std::move(fragments)) {
  for (std::size_t family = 0; family < kFleetFamilies; ++family)
    size_ += family_head(*fragments_, family).size();
  for (const auto& fragment : *fragments_) size_ += fragment->text.size();
}

std::string FleetPage::text() const {
  std::string all(size_, '\0');
  Reader reader(*this);
  reader.read(all);
  return all;
}

/// False at the end of the page. A piece may be empty.
bool FleetPage::Reader::next_piece() {
  if (family_ == kFleetFamilies) return false;
  if (!std::exchange(in_family_, true)) {
    head_ = family_head(*fragments_, family_);
    piece_ = head_;
    return true;
  }
  if (device_ < fragments_->size()) {
    piece_ = (*fragments_)[device_++]->lines(family_);
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

FleetExposition::FleetExposition()
    : last_(Last{{}, std::make_shared<const FleetPage::Fragments>()}) {}

FleetPage FleetExposition::render(const FleetSnapshot& fleet) {
  LabelNames names = label_names(fleet);
  return last_.with([&](Last& last) {
    if (names != last.label_names) last = {std::move(names), std::make_shared<Fragments>()};
    last.fragments = renewed(*last.fragments, fleet, last.label_names);
    return FleetPage(last.fragments);
  });
}

}  // namespace showd
