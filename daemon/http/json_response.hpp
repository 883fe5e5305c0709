#pragma once

#include <string>

#include "base/clock.hpp"
#include "base/utf8.hpp"
#include "http/routes.hpp"

namespace showd {

/// `json`: one line of it, made elsewhere.
[[nodiscard]] inline Response json_response(unsigned status, const std::string& json) {
  Response response;
  response.status = status;
  response.content_type = "application/json";
  response.body = json + "\n";
  return response;
}

/// `value`: nlohmann's, with its keys in either order. Invalid UTF-8 in it becomes U+FFFD instead
/// of an exception, and what would turn or hide text is escaped.
template <class Json>
[[nodiscard]] Response json_response(unsigned status, const Json& value) {
  return json_response(status,
                       printable_json(value.dump(-1, ' ', false, Json::error_handler_t::replace)));
}

/// As text under its name, and in milliseconds beside it ("since", "since_ts"), as in SQL; a moment
/// that never was is left out.
template <class Json>
void add_moment(Json& out, const std::string& name, UtcMillis moment) {
  if (moment == 0) return;
  out[name] = utc_text(moment);
  out[name + "_ts"] = moment;
}

}  // namespace showd
