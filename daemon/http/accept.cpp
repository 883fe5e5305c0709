#include "http/accept.hpp"

#include <algorithm>
#include <charconv>

#include "base/text.hpp"

namespace showd {
namespace {

/// Cuts the part before the next `separator` off; trimmed.
std::string_view next_part(std::string_view& rest, char separator) {
  const auto end = std::min(rest.find(separator), rest.size());
  const std::string_view part = trim(rest.substr(0, end));
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return part;
}

double to_quality(std::string_view text) {
  double quality = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), quality);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  return whole && quality >= 0 && quality <= 1 ? quality : 0;
}

Accepted parse_item(std::string_view item) {
  Accepted accepted;
  accepted.what = to_lower(next_part(item, ';'));
  while (!item.empty()) {
    std::string_view value = next_part(item, ';');
    const std::string name = to_lower(next_part(value, '='));
    if (name == "q") accepted.quality = to_quality(value);
    if (name == "version") accepted.version = trim(value, " \t\"");
  }
  return accepted;
}

}  // namespace

std::vector<Accepted> parse_accept(std::string_view header) {
  std::vector<Accepted> all;
  while (!header.empty())
    if (const std::string_view item = next_part(header, ','); !item.empty())
      all.push_back(parse_item(item));
  return all;
}

bool accepts_gzip(std::string_view accept_encoding) {
  const auto all = parse_accept(accept_encoding);
  const auto gzip = std::find_if(all.begin(), all.end(),
                                 [](const Accepted& item) { return item.what == "gzip"; });
  return gzip != all.end() && gzip->quality > 0;
}

bool wants_openmetrics(std::string_view accept) {
  double openmetrics = 0, text = 0;
  for (const Accepted& item : parse_accept(accept)) {
    const bool ours = item.version.empty() || item.version == "1.0.0";
    if (item.what == "application/openmetrics-text" && ours)
      openmetrics = std::max(openmetrics, item.quality);
    if (item.what == "text/plain") text = std::max(text, item.quality);
  }
  return openmetrics > 0 && openmetrics >= text;
}

}  // namespace showd
