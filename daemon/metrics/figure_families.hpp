/// The families of what other rooms count; private to this room.
#pragma once

#include <prometheus/metric_family.h>

#include <map>
#include <string>
#include <vector>

#include "metrics/process_figures.hpp"
#include "model/http_figures.hpp"
#include "model/store_figures.hpp"

namespace showd {

/// By the listener's name.
using HttpServers = std::map<std::string, HttpFigures>;

void append_store(std::vector<prometheus::MetricFamily>& page, const StoreFigures& store);
/// Nothing while there is no server.
void append_http(std::vector<prometheus::MetricFamily>& page, const HttpServers& servers);
/// Names and meanings are those of the Prometheus client libraries.
void append_process(std::vector<prometheus::MetricFamily>& page,
                    const ProcessFigures::Reading& process);

}  // namespace showd
