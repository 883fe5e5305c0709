/// The fleet's series as Prometheus text. A registry of metric objects (prometheus-cpp's Family)
/// was measured and dropped for these: 1.4 s and 431 MB for 500,000 series, 4 ms to remove one.
/// Here every device's lines are made once per DeviceState and kept, so a scrape makes only those
/// of devices polled since the last one, and copies the rest.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/guarded.hpp"
#include "fleet/fleet.hpp"

namespace showd {

struct DeviceFragment;

/// One page, families grouped, HELP and TYPE once each. Immutable and cheap to copy: it shares the
/// lines with the exposition that made it, so that a scrape needs no second copy of the page.
class FleetPage {
 public:
  using Fragments = std::vector<std::shared_ptr<const DeviceFragment>>;
  explicit FleetPage(std::shared_ptr<const Fragments> fragments);

  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  /// For small pages and tests: the whole page in one piece.
  [[nodiscard]] std::string text() const;

  /// Walks over the page once. Owns a share of it; touched by one thread at a time.
  class Reader {
   public:
    explicit Reader(const FleetPage& page) : fragments_(page.fragments_) {}
    /// Fills `into` as far as the page goes; 0 only at its end (or when `into` is empty).
    std::size_t read(std::span<char> into);

   private:
    bool next_piece();

    std::shared_ptr<const Fragments> fragments_;
    std::string head_;  ///< HELP and TYPE of the family in hand
    std::string_view piece_;
    std::size_t family_ = 0;
    std::size_t device_ = 0;
    bool in_family_ = false;
  };

 private:
  std::shared_ptr<const Fragments> fragments_;
  std::size_t size_ = 0;
};

/// Thread: any; two scrapes at once wait for each other only while lines are made, not while they
/// are sent.
class FleetExposition {
 public:
  FleetExposition();

  [[nodiscard]] FleetPage render(const FleetSnapshot& fleet);

 private:
  /// What was made for the last page, for the next one.
  struct Last {
    std::vector<std::string> label_names;
    std::shared_ptr<const FleetPage::Fragments> fragments;
  };
  Guarded<Last> last_;
};

}  // namespace showd
