/// The fleet's series as Prometheus text or OpenMetrics. A registry of metric objects
/// (prometheus-cpp's Family) was measured and dropped for these: 1.4 s and 431 MB for 500,000
/// series, 4 ms to remove one. Here every device's lines are made once per DeviceState and kept, so
/// a scrape makes only those of devices polled since the last one, and copies the rest.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/guarded.hpp"
#include "fleet/fleet.hpp"
#include "metrics/page_format.hpp"
#include "model/metric_choice.hpp"

namespace showd {

/// One page, families grouped, HELP and TYPE once each. Immutable and cheap to copy: it shares the
/// lines with the exposition that made it, so that a scrape needs no second copy of the page.
class FleetPage {
 public:
  struct Content;
  explicit FleetPage(Content content);

  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  /// For small pages and tests: the whole page in one piece.
  [[nodiscard]] std::string text() const;

  /// Walks over the page once. Owns a share of it; touched by one thread at a time.
  class Reader {
   public:
    explicit Reader(const FleetPage& page);
    /// Fills `into` as far as the page goes; 0 only at its end (or when `into` is empty).
    std::size_t read(std::span<char> into);

   private:
    bool next_piece();

    std::shared_ptr<const Content> content_;
    std::string_view piece_;  ///< of the content
    std::size_t family_ = 0;
    std::size_t device_ = 0;
    bool in_family_ = false;
  };

 private:
  std::shared_ptr<const Content> content_;
  std::size_t size_ = 0;
};

/// Thread: any; two scrapes at once wait for each other only while lines are made, not while they
/// are sent.
class FleetExposition {
 public:
  FleetExposition();
  ~FleetExposition();

  /// Which interface series there are from now on; of an inventory that is not named: all. Devices
  /// and interfaces have at most `max_series` together (0: no limit); beyond that the interfaces of
  /// whole devices are left out, and counted, those of devices never.
  void choose(std::map<std::string, MetricChoice> by_inventory, std::size_t max_series);

  [[nodiscard]] FleetPage render(const FleetSnapshot& fleet, PageFormat format = PageFormat::text);

 private:
  struct Kept;
  Guarded<std::unique_ptr<Kept>> kept_;
};

}  // namespace showd
