/// The pages that both servers have: metrics, health, the JSON API and a page of links. All read
/// immutable snapshots; none waits for a device or for SQLite.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "fleet/fleet.hpp"
#include "http/routes.hpp"
#include "metrics/fleet_exposition.hpp"
#include "metrics/metrics.hpp"

namespace showd {

/// Called on the servers' threads, so each must be safe from any thread and quick.
struct PageSources {
  std::function<FleetSnapshotPtr()> fleet;  ///< never null
  std::shared_ptr<const Metrics> metrics;
  std::shared_ptr<FleetExposition> exposition;
  std::string version;
};

/// GET /metrics, /-/healthy, /-/ready, /, /api/v1/status, /api/v1/devices[?inventory=|device=],
/// /api/v1/interfaces?device=NAME.
void add_pages(Routes& routes, const PageSources& from);

}  // namespace showd
