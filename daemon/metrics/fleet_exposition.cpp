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

FleetExposition::FleetExposition() : last_(std::make_shared<const FleetPage::Fragments>()) {}

/// Both the snapshot and the last page are in name order: one pass over the two.
FleetPage FleetExposition::render(const FleetSnapshot& fleet) {
  return last_.with([&fleet](std::shared_ptr<const FleetPage::Fragments>& last) {
    auto fresh = std::make_shared<FleetPage::Fragments>();
    fresh->reserve(fleet.devices.size());
    auto old = last->begin();
    for (const auto& [name, state] : fleet.devices) {
      while (old != last->end() && (*old)->name < name) ++old;
      if (old != last->end() && (*old)->name == name && (*old)->of == state)
        fresh->push_back(*old);
      else
        fresh->push_back(std::make_shared<const DeviceFragment>(render_device(name, state)));
    }
    last = fresh;
    return FleetPage(std::move(fresh));
  });
}

}  // namespace showd
