#include "http/exchange.hpp"

#include <strings.h>
#include <sys/socket.h>

#include <cstdlib>
#include <exception>
#include <memory>
#include <optional>
#include <utility>

#include "base/log.hpp"
#include "base/utf8.hpp"
#include "http/accept.hpp"
#include "http/gzip.hpp"
#include "http/target.hpp"

namespace showd {
namespace {

constexpr std::size_t kGzipFrom = 1024;    // bytes: below, the gain is less than a packet
constexpr std::size_t kBlock = 64 * 1024;  // bytes read from a stream at once
constexpr std::size_t kPatience = 16;      // times the body limit is read before we hang up

std::string_view header(MHD_Connection* of, const char* name) {
  const char* value = ::MHD_lookup_connection_value(of, MHD_HEADER_KIND, name);
  return value == nullptr ? std::string_view() : std::string_view(value);
}

using Stream = std::function<std::size_t(std::span<char>)>;

/// Called by C code: nothing may be thrown through it.
ssize_t read_stream(void* stream, std::uint64_t /*at*/, char* into, std::size_t size) noexcept {
  try {
    const std::size_t read = (*static_cast<Stream*>(stream))(std::span(into, size));
    return read == 0 ? MHD_CONTENT_READER_END_OF_STREAM : static_cast<ssize_t>(read);
  } catch (const std::exception& error) {
    log::error({.event = log::Event::http_fault}, "http: while sending: {}", error.what());
    return MHD_CONTENT_READER_END_WITH_ERROR;
  }
}

void free_stream(void* stream) { delete static_cast<Stream*>(stream); }

MHD_Response* from_stream(Stream stream, std::uint64_t size) {
  auto owned = std::make_unique<Stream>(std::move(stream));
  MHD_Response* made =
      ::MHD_create_response_from_callback(size, kBlock, read_stream, owned.get(), free_stream);
  if (made != nullptr) owned.release();  // NOLINT: the response frees it
  return made;
}

/// Reads `body` as a stream that owns it.
Stream to_stream(std::string body) {
  return [body = std::move(body), at = std::size_t{0}](std::span<char> into) mutable {
    const std::size_t read = body.copy(into.data(), into.size(), at);
    at += read;
    return read;
  };
}

MHD_Response* make(Response response, bool gzip) {
  if (!gzip && !response.stream)
    return ::MHD_create_response_from_buffer(response.body.size(), response.body.data(),
                                             MHD_RESPMEM_MUST_COPY);
  Stream plain = response.stream ? std::move(response.stream) : to_stream(std::move(response.body));
  if (!gzip) return from_stream(std::move(plain), response.stream_size);
  auto packed = std::make_shared<GzipStream>(std::move(plain));
  return from_stream([packed](std::span<char> into) { return packed->read(into); },
                     MHD_SIZE_UNKNOWN);
}

void add_safety_headers(MHD_Response* to) {
  ::MHD_add_response_header(to, "X-Content-Type-Options", "nosniff");
  ::MHD_add_response_header(to, "X-Frame-Options", "DENY");
  ::MHD_add_response_header(to, "Referrer-Policy", "no-referrer");
  ::MHD_add_response_header(to, "Content-Security-Policy",
                            "default-src 'none'; frame-ancestors 'none'; base-uri 'none'");
  ::MHD_add_response_header(to, "Cache-Control", "no-store");
  ::MHD_add_response_header(to, "Vary", "Accept-Encoding");
}

/// Every `Host` that was sent; HTTP/1.0 may go without, and no browser speaks that.
bool names_us(MHD_Connection* with, const HostNames& hosts) {
  const auto* info = ::MHD_get_connection_info(with, MHD_CONNECTION_INFO_CONNECTION_FD);
  struct Asked {
    const HostNames& hosts;
    int socket;
    bool ours = true;
  } asked{hosts, info == nullptr ? -1 : info->connect_fd};
  const auto each = [](void* to, MHD_ValueKind, const char* name, const char* value) {
    auto& all = *static_cast<Asked*>(to);
    if (::strcasecmp(name, MHD_HTTP_HEADER_HOST) == 0)
      all.ours = all.ours && value != nullptr && all.hosts.know(value, all.socket);
    return MHD_YES;
  };
  ::MHD_get_connection_values(with, MHD_HEADER_KIND, each, &asked);
  return asked.ours;
}

/// The user at the other end of an AF_UNIX socket when it was connected (unix(7)).
std::optional<std::uint32_t> user_of(MHD_Connection* with) {
  const auto* info = ::MHD_get_connection_info(with, MHD_CONNECTION_INFO_CONNECTION_FD);
  ucred peer{};
  socklen_t size = sizeof peer;
  if (info == nullptr || ::getsockopt(info->connect_fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0)
    return std::nullopt;
  return peer.uid;
}

bool declares_more_than(MHD_Connection* with, std::size_t limit) {
  const std::string length(header(with, MHD_HTTP_HEADER_CONTENT_LENGTH));
  return !length.empty() && std::strtoull(length.c_str(), nullptr, 10) > limit;
}

}  // namespace

MHD_Result Exchange::take_body(const char* data, std::size_t* size, std::size_t limit) {
  body_size_ += *size;
  if (body_size_ <= limit) request_.body.append(data, *size);
  *size = 0;
  return body_size_ / kPatience > limit ? MHD_NO : MHD_YES;
}

std::optional<Response> Exchange::refusal(MHD_Connection* with, const Service& service) const {
  if (!target_.starts_with('/')) return text_response(400, "expected a path");
  // Two lengths: somebody on the way may have believed the other one (RFC 9112, 6.3).
  if (!header(with, MHD_HTTP_HEADER_CONTENT_LENGTH).empty() &&
      !header(with, MHD_HTTP_HEADER_TRANSFER_ENCODING).empty())
    return text_response(400, "Content-Length and Transfer-Encoding");
  if (!service.control && !names_us(with, service.hosts))
    return text_response(421, "this showd does not answer to that host; http.hosts may name it");
  if (declares_more_than(with, service.limits.body)) return text_response(413, "body too large");
  return std::nullopt;
}

MHD_Result Exchange::step(MHD_Connection* with, const char* method, const char* data,
                          std::size_t* size, const Service& service) {
  if (!std::exchange(begun_, true)) {
    request_.method = method;
    request_.accept = header(with, MHD_HTTP_HEADER_ACCEPT);
    if (service.control) request_.uid = user_of(with);
    auto refused = refusal(with, service);
    if (!refused) return MHD_YES;
    refused->headers.emplace_back("Connection", "close");
    return send(with, *std::move(refused));
  }
  if (*size != 0) return take_body(data, size, service.limits.body);
  if (body_size_ > service.limits.body) return send(with, text_response(413, "body too large"));
  return send(with, answer(service.routes));
}

/// The daemon does not end because a page could not be made.
Response Exchange::answer(const Routes& routes) {
  auto path = parse_path(target_);
  if (!path) return text_response(404, "not found");
  auto query = parse_query(target_);
  if (!query) return text_response(400, "bad query");
  request_.path = std::move(*path);
  request_.query = std::move(*query);
  try {
    return routes.serve(request_);
  } catch (const std::exception& error) {
    log::error({.event = log::Event::http_fault}, "http: {} {}: {}", printable(request_.method),
               printable(request_.path), error.what());
    return text_response(500, "internal error");
  }
}

MHD_Result Exchange::send(MHD_Connection* with, Response response) {
  if (connection_ != nullptr) connection_->enter(Connection::Phase::responding);
  const std::size_t size = response.stream ? response.stream_size : response.body.size();
  // Not for HEAD: after an answer of unknown size without a body the connection is not served on.
  const bool gzip = size > kGzipFrom && request_.method != "HEAD" &&
                    accepts_gzip(header(with, MHD_HTTP_HEADER_ACCEPT_ENCODING));
  const unsigned status = response.status;
  const std::string type = response.content_type;
  const auto more = response.headers;
  MHD_Response* made = make(std::move(response), gzip);
  if (made == nullptr) return MHD_NO;
  add_safety_headers(made);
  ::MHD_add_response_header(made, "Content-Type", type.c_str());
  if (gzip) ::MHD_add_response_header(made, "Content-Encoding", "gzip");
  for (const auto& [name, value] : more)
    ::MHD_add_response_header(made, name.c_str(), value.c_str());
  const MHD_Result queued = ::MHD_queue_response(with, status, made);
  ::MHD_destroy_response(made);
  return queued;
}

}  // namespace showd
