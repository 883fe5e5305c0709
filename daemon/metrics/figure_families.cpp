#include "metrics/figure_families.hpp"

#include <string>
#include <utility>

namespace showd {
namespace {

using prometheus::MetricFamily;
using prometheus::MetricType;

double to_seconds(UtcMillis at) { return static_cast<double>(at) / 1000.0; }

/// A family of one series whose total is kept elsewhere.
MetricFamily single(MetricType type, const char* name, const char* help, double value) {
  prometheus::ClientMetric metric;
  (type == MetricType::Counter ? metric.counter.value : metric.gauge.value) = value;
  return {name, help, type, {std::move(metric)}};
}

/// A family of what all servers count, kept elsewhere.
MetricFamily of_each(const HttpServers& servers, MetricType type, const char* name,
                     const char* help, std::uint64_t HttpFigures::*figure) {
  MetricFamily family{name, help, type, {}};
  for (const auto& [listener, figures] : servers) {
    prometheus::ClientMetric metric;
    metric.label = {{"listener", listener}};
    (type == MetricType::Counter ? metric.counter.value : metric.gauge.value) =
        static_cast<double>(figures.*figure);
    family.metric.push_back(std::move(metric));
  }
  return family;
}

}  // namespace

void append_store(std::vector<MetricFamily>& page, const StoreFigures& store) {
  const auto gauge = [&page](const char* name, const char* help, double value) {
    page.push_back(single(MetricType::Gauge, name, help, value));
  };
  const auto counter = [&page](const char* name, const char* help, std::uint64_t value) {
    page.push_back(single(MetricType::Counter, name, help, static_cast<double>(value)));
  };
  gauge("showd_store_writable", "Whether the last commit to the database succeeded.",
        store.writable ? 1 : 0);
  gauge("showd_store_wal_bytes", "Size of the write-ahead log.",
        static_cast<double>(store.wal_bytes));
  gauge("showd_store_database_bytes", "Size of the database file.",
        static_cast<double>(store.database_bytes));
  counter("showd_store_commits_total", "Transactions committed.", store.commits);
  counter("showd_store_commit_failures_total", "Transactions that failed.", store.commit_failures);
  counter("showd_store_changes_total", "Interface changes written.", store.changes);
  counter("showd_store_polls_total", "Polls written.", store.polls);
  counter("showd_store_coalesced_total",
          "States between two others that were given up while the database was not writable.",
          store.coalesced);
  gauge("showd_store_pending_operations", "What waits to be written.",
        static_cast<double>(store.pending));
  counter("showd_store_dropped_total", "Results that could not be written and were dropped.",
          store.dropped);
  if (store.last_commit == 0) return;
  gauge("showd_store_last_commit_timestamp_seconds", "When the last transaction was committed.",
        to_seconds(store.last_commit));
  gauge("showd_store_last_commit_duration_seconds", "How long the last transaction took.",
        store.last_commit_seconds);
}

void append_http(std::vector<MetricFamily>& page, const HttpServers& servers) {
  if (servers.empty()) return;
  page.push_back(of_each(servers, MetricType::Gauge, "showd_http_connections_open",
                         "HTTP connections open.", &HttpFigures::open));
  const auto counter = [&](const char* name, const char* help, std::uint64_t HttpFigures::*figure) {
    page.push_back(of_each(servers, MetricType::Counter, name, help, figure));
  };
  counter("showd_http_connections_accepted_total", "HTTP connections accepted.",
          &HttpFigures::accepted);
  counter("showd_http_requests_total", "HTTP requests begun.", &HttpFigures::requests);
  counter("showd_http_connections_timed_out_total",
          "HTTP connections cut because a time limit passed.", &HttpFigures::timed_out);
  counter("showd_http_connections_evicted_total", "HTTP connections cut to make room for others.",
          &HttpFigures::evicted);
  counter("showd_http_connections_refused_total",
          "HTTP connections closed at once because nobody could make room.", &HttpFigures::refused);
  counter("showd_http_accept_failures_total",
          "HTTP connections not accepted for want of a descriptor or memory.",
          &HttpFigures::accept_failures);
}

void append_process(std::vector<MetricFamily>& page, const ProcessFigures::Reading& process) {
  const auto gauge = [&page](const char* name, const char* help, double value) {
    page.push_back(single(MetricType::Gauge, name, help, value));
  };
  page.push_back(single(MetricType::Counter, "process_cpu_seconds_total",
                        "User and system CPU time spent.", process.cpu_seconds));
  gauge("process_start_time_seconds", "Start of the process since the Unix epoch.",
        process.start_time_seconds);
  gauge("process_resident_memory_bytes", "Resident memory size.",
        static_cast<double>(process.resident_bytes));
  gauge("process_virtual_memory_bytes", "Virtual memory size.",
        static_cast<double>(process.virtual_bytes));
  gauge("process_threads", "Threads of the process.", static_cast<double>(process.threads));
  if (process.open_fds)
    gauge("process_open_fds", "Open file descriptors.", static_cast<double>(*process.open_fds));
  if (process.max_fds)
    gauge("process_max_fds", "Limit of open file descriptors.",
          static_cast<double>(*process.max_fds));
}

}  // namespace showd
