#pragma once

#include <cstdint>
#include <memory>

#include "app/control_api.hpp"
#include "app/run_api.hpp"
#include "config/config.hpp"
#include "http/pages.hpp"
#include "http/server.hpp"
#include "metrics/metrics.hpp"

namespace showd {

/// The pages for everybody, on a TCP port, and what people may ask of the daemon besides, on the
/// control socket. The destructor closes both.
class Servers {
 public:
  /// Listens. Errors: std::runtime_error, one line for people.
  Servers(const HttpOptions& options, const PageSources& pages, ControlActions actions,
          RunActions run);

  /// Tells how the servers fare by now.
  void report(Metrics& metrics) const;

 private:
  std::unique_ptr<HttpServer> http_;
  std::unique_ptr<HttpServer> control_;  ///< null: there is no control socket
};

}  // namespace showd
