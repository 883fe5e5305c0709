/// One request and its answer, between libmicrohttpd's callbacks and the routes. Private.
#pragma once

#include <microhttpd.h>

#include <optional>
#include <string>

#include "http/connections.hpp"
#include "http/host_names.hpp"
#include "http/routes.hpp"

namespace showd {

/// What every exchange of a server needs of it.
struct Service {
  const Routes& routes;
  const HttpLimits& limits;
  const HostNames& hosts;
  bool control;  ///< on AF_UNIX: nobody else's page comes there
};

class Exchange {
 public:
  Exchange(std::string target, Connection* connection)
      : target_(std::move(target)), connection_(connection) {}

  /// The library's access handler: called once before the body, for each piece of it, and once
  /// after it. MHD_NO makes the library close the connection.
  MHD_Result step(MHD_Connection* with, const char* method, const char* data, std::size_t* size,
                  const Service& service);

  [[nodiscard]] Connection* connection() const noexcept { return connection_; }

 private:
  MHD_Result take_body(const char* data, std::size_t* size, std::size_t limit);
  [[nodiscard]] Response answer(const Routes& routes);
  /// Why the head alone is enough to say no.
  [[nodiscard]] std::optional<Response> refusal(MHD_Connection* with, const Service& service) const;
  MHD_Result send(MHD_Connection* with, Response response);

  std::string target_;
  Connection* connection_;
  Request request_;
  bool begun_ = false;
  std::size_t body_size_ = 0;  ///< as sent, also what was not kept
};

}  // namespace showd
