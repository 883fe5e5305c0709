#include "metrics/registry_text.hpp"

#include <limits>
#include <string_view>

#include "metrics/text_format.hpp"

namespace showd {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

const char* to_string(MetricType type) {
  if (type == MetricType::Counter) return "counter";
  return type == MetricType::Gauge ? "gauge" : "histogram";
}

std::string labels_of(const ClientMetric& metric) {
  std::string labels;
  for (const ClientMetric::Label& label : metric.label)
    append_label(labels, label.name, label.value);
  return labels;
}

template <class Number>
void append_sample(std::string& page, std::string_view name, std::string_view labels,
                   Number value) {
  page += name;
  if (!labels.empty()) page.append("{").append(labels).append("}");
  page += ' ';
  append_number(page, value);
  page += '\n';
}

/// A bound is a label, so "1" and "1.0" are two series; OpenMetrics asks for the latter.
std::string bound_text(double bound, PageFormat format) {
  std::string text;
  append_number(text, bound);
  const bool whole = text.find_first_not_of("0123456789-") == std::string::npos;
  return whole && format == PageFormat::openmetrics ? text + ".0" : text;
}

void append_histogram(std::string& page, const std::string& name, const ClientMetric& metric,
                      PageFormat format) {
  const std::string labels = labels_of(metric);
  const ClientMetric::Histogram& histogram = metric.histogram;
  const auto append_bucket = [&](double bound, std::uint64_t count) {
    std::string with_bound = labels;
    append_label(with_bound, "le", bound_text(bound, format));
    append_sample(page, name + "_bucket", with_bound, count);
  };
  for (const ClientMetric::Bucket& bucket : histogram.bucket)
    append_bucket(bucket.upper_bound, bucket.cumulative_count);
  append_sample(page, name + "_sum", labels, histogram.sample_sum);
  append_sample(page, name + "_count", labels, histogram.sample_count);
}

void append_family(std::string& page, const MetricFamily& family, PageFormat format) {
  append_head(page, format, {family.name, to_string(family.type), family.help});
  for (const ClientMetric& metric : family.metric) {
    if (family.type == MetricType::Histogram)
      append_histogram(page, family.name, metric, format);
    else
      append_sample(page, family.name, labels_of(metric),
                    family.type == MetricType::Counter ? metric.counter.value : metric.gauge.value);
  }
}

}  // namespace

std::string to_text(const std::vector<MetricFamily>& families, PageFormat format) {
  std::string page;
  for (const MetricFamily& family : families) append_family(page, family, format);
  return page;
}

}  // namespace showd
