#include "app/servers.hpp"

#include <utility>

#include "base/log.hpp"

namespace showd {
namespace {

/// A person may ask for a poll of the whole fleet, by name: 100,000 devices of 40 bytes each.
constexpr std::size_t kControlBody = 4u << 20;

}  // namespace

Servers::Servers(const HttpOptions& options, const PageSources& pages, ControlActions actions,
                 RunActions run) {
  Routes routes;
  add_pages(routes, pages);
  Routes control = routes;
  http_ = std::make_unique<HttpServer>(HttpListen{options.address, options.port, {}, options.hosts},
                                       std::move(routes));
  log::info({.event = log::Event::listening}, "metrics on http://{}:{}/metrics", options.address,
            http_->port());
  if (options.control.empty()) return;
  add_control_api(control, std::move(actions));
  add_run_api(control, std::move(run));
  HttpLimits limits;
  limits.body = kControlBody;
  control_ =
      std::make_unique<HttpServer>(HttpListen{{}, 0, options.control}, std::move(control), limits);
}

void Servers::report(Metrics& metrics) const {
  metrics.set_http("tcp", http_->figures());
  if (control_) metrics.set_http("control", control_->figures());
}

}  // namespace showd
