#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace showd {

/// One item of a header such as Accept or Accept-Encoding (RFC 9110, 12.5):
/// "text/plain; version=0.0.4; q=0.5".
struct Accepted {
  std::string what;     ///< in lower case: "text/plain"
  std::string version;  ///< its parameter of that name; "": none
  double quality = 1;   ///< 0: not wanted; also when it is no number from 0 to 1
};

[[nodiscard]] std::vector<Accepted> parse_accept(std::string_view header);

/// Whether a response may be packed, by the request's Accept-Encoding.
[[nodiscard]] bool accepts_gzip(std::string_view accept_encoding);

/// Whether OpenMetrics 1.0.0 is wanted, and plain text not rather, by the request's Accept.
[[nodiscard]] bool wants_openmetrics(std::string_view accept);

}  // namespace showd
