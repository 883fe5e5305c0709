/// What is asked over HTTP and what answers it. Knows nothing of sockets.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace showd {

struct Request {
  std::string method;                        ///< as sent: "GET"
  std::string path;                          ///< decoded, clean UTF-8, no "." or ".." segment
  std::map<std::string, std::string> query;  ///< decoded; of a repeated key the first
  std::string accept;                        ///< that header as sent
  std::string body;                          ///< at most HttpLimits::body bytes, not decoded
  std::optional<std::uint32_t> uid = {};     ///< the user who asks, on AF_UNIX
};

struct Response {
  unsigned status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body;
  /// Instead of `body`, for what is large: fills the span as far as it can, 0 at the end. Called on
  /// the server's thread while other requests are served in between; owns all that it reads.
  std::function<std::size_t(std::span<char>)> stream;
  std::uint64_t stream_size = 0;  ///< exactly what `stream` will give
  std::vector<std::pair<std::string, std::string>> headers;
};

/// Runs on the server's thread: reads immutable snapshots, waits for nobody. What it throws becomes
/// a 500 and a line in the log.
using Handler = std::function<Response(const Request&)>;

[[nodiscard]] Response text_response(unsigned status, std::string_view line);

/// A table made before the server starts; constant afterwards.
class Routes {
 public:
  /// `path` exactly. GET also serves HEAD. GET must be free of side effects.
  void add(std::string_view method, std::string_view path, Handler handler);

  /// 404 for unknown paths, 405 with Allow for other methods.
  [[nodiscard]] Response serve(const Request& request) const;

 private:
  using Methods = std::map<std::string, Handler, std::less<>>;

  std::map<std::string, Methods, std::less<>> paths_;
};

}  // namespace showd
