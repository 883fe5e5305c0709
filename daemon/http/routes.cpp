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
  exact_[std::string(path)][std::string(method)] = std::move(handler);
}

void Routes::add_prefix(std::string_view method, std::string_view prefix, Handler handler) {
  prefixes_[std::string(prefix)][std::string(method)] = std::move(handler);
}

/// The longest prefix wins: it is the last one in order that fits.
const Routes::Methods* Routes::find(std::string_view path) const {
  if (const auto found = exact_.find(path); found != exact_.end()) return &found->second;
  const Methods* best = nullptr;
  for (const auto& [prefix, methods] : prefixes_)
    if (path.size() > prefix.size() && path.starts_with(prefix)) best = &methods;
  return best;
}

Response Routes::serve(const Request& request) const {
  const Methods* methods = find(request.path);
  if (methods == nullptr) return text_response(404, "not found");
  std::string_view method = request.method;
  if (method == "HEAD") method = "GET";
  const auto found = methods->find(method);
  return found == methods->end() ? not_allowed(*methods) : found->second(request);
}

}  // namespace showd
