#include "http/pages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>
#include <utility>

#include "http/accept.hpp"
#include "http/api.hpp"

namespace showd {
namespace {

/// First the daemon's own metrics, then the fleet's page in pieces, then the end.
class MetricsBody {
 public:
  MetricsBody(std::string own, const FleetPage& page, std::string_view end)
      : own_(std::move(own)), fleet_(page), end_(end) {}
  std::size_t operator()(std::span<char> into) {
    std::size_t done = own_.copy(into.data(), into.size(), at_);
    at_ += done;
    done += fleet_.read(into.subspan(done));
    const std::size_t end = end_.copy(into.data() + done, into.size() - done);
    end_.remove_prefix(end);
    return done + end;
  }

 private:
  std::string own_;
  std::size_t at_ = 0;
  FleetPage::Reader fleet_;
  std::string_view end_;  ///< of static storage
};

Response metrics_page(const PageSources& from, const Request& request) {
  const bool openmetrics = wants_openmetrics(request.accept);
  const PageFormat format = openmetrics ? PageFormat::openmetrics : PageFormat::text;
  std::string own = from.metrics->render(format);
  const FleetPage page = from.exposition->render(*from.fleet(), format);
  const std::string_view end = end_of_page(format);
  Response response;
  response.content_type = content_type(format);
  response.headers.emplace_back("Vary", "Accept");
  response.stream_size = own.size() + page.size() + end.size();
  response.stream = MetricsBody(std::move(own), page, end);
  return response;
}

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else
      out += c;
  }
  return out;
}

Response front_page(const PageSources& from, const Request& /*request*/) {
  const auto fleet = from.fleet();
  const auto up = std::count_if(fleet->devices.begin(), fleet->devices.end(),
                                [](const auto& entry) { return entry.second->up; });
  Response response;
  response.content_type = "text/html; charset=utf-8";
  response.body = fmt::format(
      "<!doctype html>\n<html lang=\"en\"><head><title>showd</title></head><body>\n"
      "<h1>showd {}</h1>\n<p>{} of {} devices up.</p>\n<ul>\n",
      escaped(from.version), up, fleet->devices.size());
  for (const char* path :
       {"/metrics", "/api/v1/status", "/api/v1/devices", "/-/healthy", "/-/ready"})
    response.body += fmt::format("<li><a href=\"{0}\">{0}</a></li>\n", path);
  response.body += "</ul>\n</body></html>\n";
  return response;
}

}  // namespace

void add_pages(Routes& routes, const PageSources& from) {
  const auto get = [&](std::string_view path, auto page) {
    routes.add("GET", path, [from, page](const Request& request) { return page(from, request); });
  };
  get("/metrics", metrics_page);
  get("/", front_page);
  routes.add("GET", "/-/healthy", [](const Request&) { return text_response(200, "healthy"); });
  // The servers listen once the daemon is ready, and not before.
  routes.add("GET", "/-/ready", [](const Request&) { return text_response(200, "ready"); });
  add_api(routes, from);
}

}  // namespace showd
