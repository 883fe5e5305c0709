#include "http/routes.hpp"

#include <fmt/format.h>

namespace showd {
namespace {

Response not_allowed(const std::map<std::string, Handler, std::less<>>& methods) {
  std::string allow;
  for (const auto& [method, handler] : methods) {
    if (!allow.empty()) allow += ", ";
    allow += method == "GET" ? "GET, HEAD" : method;
  }
  Response response = text_response(405, "method not allowed");
  response.headers.emplace_back("Allow", allow);
  return response;
}

}  // namespace

Response text_response(unsigned status, std::string_view line) {
  Response response;
  response.status = status;
  response.body = fmt::format("{}\n", line);
  return response;
}

void Routes::add(std::string_view method, std::string_view path, Handler handler) {
  paths_[std::string(path)][std::string(method)] = std::move(handler);
}

Response Routes::serve(const Request& request) const {
  const auto methods = paths_.find(request.path);
  if (methods == paths_.end()) return text_response(404, "not found");
  std::string_view method = request.method;
  if (method == "HEAD") method = "GET";
  const auto found = methods->second.find(method);
  return found == methods->second.end() ? not_allowed(methods->second) : found->second(request);
}

}  // namespace showd
