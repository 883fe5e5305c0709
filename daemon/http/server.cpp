#include "http/server.hpp"

#include <fcntl.h>
#include <microhttpd.h>
#include <poll.h>
#include <sys/eventfd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

#include "base/descriptor.hpp"
#include "base/guarded.hpp"
#include "base/log.hpp"
#include "http/connections.hpp"
#include "http/exchange.hpp"
#include "http/host_names.hpp"
#include "http/listener.hpp"

namespace showd {
namespace {

constexpr std::size_t kHeaderLimit = 16 * 1024;  // bytes a connection: request line and headers
constexpr std::size_t kReserve = 4;              // descriptors kept for scrapes when all are gone
constexpr int kAcceptsAtOnce = 64;
constexpr std::chrono::milliseconds kLookEvery{1'000};
constexpr unsigned kMoreThanOurLimit = 256;  // connections that were cut and are not closed yet

void log_line(void* /*unused*/, const char* format, va_list arguments) {
  if (!log::enabled(log::Level::debug)) return;
  std::array<char, 512> line{};
  std::vsnprintf(line.data(), line.size(), format, arguments);
  log::debug({}, "http: {}", line.data());
}

/// The library must leave the path as it came: see http/target.hpp.
std::size_t leave_escaped(void* /*unused*/, MHD_Connection* /*unused*/, char* text) {
  return std::char_traits<char>::length(text);
}

Listener listen_on(const HttpListen& where) {
  return where.path.empty() ? Listener::tcp(where.address, where.port)
                            : Listener::unix_socket(where.path);
}

}  // namespace

class HttpServer::Impl {
 public:
  Impl(const HttpListen& where, Routes routes, const HttpLimits& limits);
  ~Impl();

  [[nodiscard]] std::uint16_t port() const noexcept { return listener_.port(); }
  [[nodiscard]] HttpFigures figures() const {
    return shown_.with([](const HttpFigures& figures) { return figures; });
  }

 private:
  // libmicrohttpd's callbacks; `self` is this.
  static void on_connection(void* self, MHD_Connection* with, void** slot,
                            MHD_ConnectionNotificationCode what);
  static void* on_target(void* self, const char* target, MHD_Connection* with);
  static MHD_Result on_step(void* self, MHD_Connection* with, const char* url, const char* method,
                            const char* version, const char* data, std::size_t* size,
                            void** exchange);
  static void on_completed(void* self, MHD_Connection* with, void** exchange,
                           MHD_RequestTerminationCode how);

  MHD_Daemon* start_library();
  void run();
  void wait(int timeout_ms);
  void accept_some();
  /// True when it may be tried again at once.
  bool accept_failed(int error);
  void add(int fd, const sockaddr_storage& from, socklen_t size);
  void refill_reserve();
  void keep_place();

  const Routes routes_;
  const HttpLimits limits_;
  const HttpListen where_;
  const bool control_;
  const HostNames hosts_;
  Listener listener_;
  Descriptor stop_;  ///< eventfd
  std::atomic<bool> stopping_{false};
  Guarded<HttpFigures> shown_;

  // The server's thread only, from here on.
  HttpFigures figures_;
  Connections connections_;
  std::vector<Descriptor> reserve_;
  Monotonic accept_again_{};
  Monotonic look_again_{};  ///< for the control socket
  bool displaced_ = false;  ///< and told
  MHD_Daemon* library_;

  std::jthread thread_;
};

HttpServer::Impl::Impl(const HttpListen& where, Routes routes, const HttpLimits& limits)
    : routes_(std::move(routes)),
      limits_(limits),
      where_(where),
      control_(!where.path.empty()),
      hosts_(where.hosts),
      listener_(listen_on(where)),
      stop_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
      connections_(limits),
      library_(start_library()) {
  if (stop_.get() < 0 || library_ == nullptr)
    throw std::runtime_error("http: cannot start the server: no descriptors or memory left");
  thread_ = std::jthread([this] { run(); });
}

HttpServer::Impl::~Impl() {
  stopping_ = true;
  ::eventfd_write(stop_.get(), 1);
  if (thread_.joinable()) thread_.join();
  ::MHD_stop_daemon(library_);
}

MHD_Daemon* HttpServer::Impl::start_library() {
  // Ours are the finer limits; the library's timeout (seconds of idleness) only stands behind them.
  const auto longest = std::max({limits_.request, limits_.keep_alive, limits_.response});
  const auto seconds =
      static_cast<unsigned>(std::chrono::ceil<std::chrono::seconds>(longest).count() + 1);
  return ::MHD_start_daemon(
      MHD_USE_EPOLL | MHD_USE_NO_LISTEN_SOCKET | MHD_USE_ERROR_LOG, 0, nullptr, nullptr, on_step,
      this, MHD_OPTION_EXTERNAL_LOGGER, log_line, nullptr, MHD_OPTION_CONNECTION_LIMIT,
      static_cast<unsigned>(limits_.connections) + kMoreThanOurLimit,
      MHD_OPTION_CONNECTION_MEMORY_LIMIT, kHeaderLimit, MHD_OPTION_CONNECTION_TIMEOUT, seconds,
      MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_UNESCAPE_CALLBACK, leave_escaped, nullptr,
      MHD_OPTION_NOTIFY_CONNECTION, on_connection, this, MHD_OPTION_NOTIFY_COMPLETED, on_completed,
      this, MHD_OPTION_URI_LOG_CALLBACK, on_target, this, MHD_OPTION_END);
}

void HttpServer::Impl::on_connection(void* self, MHD_Connection* with, void** slot,
                                     MHD_ConnectionNotificationCode what) {
  Connections& all = static_cast<Impl*>(self)->connections_;
  if (what == MHD_CONNECTION_NOTIFY_CLOSED) return all.forget(static_cast<Connection*>(*slot));
  const auto* info = ::MHD_get_connection_info(with, MHD_CONNECTION_INFO_CONNECTION_FD);
  *slot = info == nullptr ? nullptr : all.find(info->connect_fd);
}

/// The first word of a request: the library has read its first line.
void* HttpServer::Impl::on_target(void* self, const char* target, MHD_Connection* with) {
  const auto* info = ::MHD_get_connection_info(with, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
  auto* connection = info == nullptr ? nullptr : static_cast<Connection*>(info->socket_context);
  if (connection != nullptr) {
    if (connection->phase == Connection::Phase::idle)
      connection->enter(Connection::Phase::reading);
    else
      connection->phase = Connection::Phase::reading;
  }
  ++static_cast<Impl*>(self)->figures_.requests;
  return new Exchange(target, connection);
}

MHD_Result HttpServer::Impl::on_step(void* self, MHD_Connection* with, const char* /*url*/,
                                     const char* method, const char* /*version*/, const char* data,
                                     std::size_t* size, void** exchange) {
  const auto* impl = static_cast<Impl*>(self);
  return static_cast<Exchange*>(*exchange)->step(
      with, method, data, size, {impl->routes_, impl->limits_, impl->hosts_, impl->control_});
}

void HttpServer::Impl::on_completed(void* /*self*/, MHD_Connection* /*with*/, void** exchange,
                                    MHD_RequestTerminationCode /*how*/) {
  const std::unique_ptr<Exchange> done(static_cast<Exchange*>(*exchange));
  if (done && done->connection() != nullptr) done->connection()->enter(Connection::Phase::idle);
}

void HttpServer::Impl::run() {
  while (!stopping_) {
    refill_reserve();
    keep_place();
    int timeout = connections_.sweep(figures_);
    MHD_UNSIGNED_LONG_LONG library_timeout = 0;
    if (::MHD_get_timeout(library_, &library_timeout) == MHD_YES && library_timeout < 1000)
      timeout = std::min(timeout, static_cast<int>(library_timeout));
    wait(timeout);
    ::MHD_run(library_);
    figures_.open = connections_.size();
    shown_.with([this](HttpFigures& shown) { shown = figures_; });
  }
}

/// Until something happens; new connections are taken at once.
void HttpServer::Impl::wait(int timeout_ms) {
  const auto pause =
      std::chrono::ceil<std::chrono::milliseconds>(accept_again_ - system_clock().now());
  const bool paused = pause.count() > 0;
  if (paused) timeout_ms = std::min(timeout_ms, static_cast<int>(pause.count()));
  const auto* info = ::MHD_get_daemon_info(library_, MHD_DAEMON_INFO_EPOLL_FD);
  std::array<pollfd, 3> fds{pollfd{stop_.get(), POLLIN, 0}, pollfd{info->listen_fd, POLLIN, 0},
                            pollfd{paused ? -1 : listener_.fd(), POLLIN, 0}};
  if (::poll(fds.data(), fds.size(), timeout_ms) > 0 && fds[2].revents != 0) accept_some();
}

void HttpServer::Impl::accept_some() {
  for (int i = 0; i < kAcceptsAtOnce; ++i) {
    sockaddr_storage from{};
    socklen_t size = sizeof from;
    const int fd = ::accept4(listener_.fd(), reinterpret_cast<sockaddr*>(&from), &size,
                             SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd >= 0)
      add(fd, from, size);
    else if (!accept_failed(errno))
      return;
  }
}

bool HttpServer::Impl::accept_failed(int error) {
  if (error == EAGAIN || error == EWOULDBLOCK) return false;
  if (error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM) {
    ++figures_.accept_failures;
    if (!reserve_.empty()) {
      reserve_.pop_back();
      return true;
    }
    connections_.evict({}, figures_);
    accept_again_ = system_clock().now() + limits_.accept_pause;  // the listener stays readable
    return false;
  }
  return true;  // EINTR, ECONNABORTED and what accept(2) passes on from the network
}

void HttpServer::Impl::add(int fd, const sockaddr_storage& from, socklen_t size) {
  ++figures_.accepted;
  const Connection* admitted = connections_.admit(fd, from, figures_);
  if (admitted == nullptr) {
    ++figures_.refused;
    ::close(fd);
    return;
  }
  // Closes fd when it fails, and may or may not have told us so.
  if (::MHD_add_connection(library_, fd, reinterpret_cast<const sockaddr*>(&from), size) == MHD_YES)
    return;
  ++figures_.refused;
  connections_.forget(admitted);
}

void HttpServer::Impl::refill_reserve() {
  while (reserve_.size() < kReserve) {
    Descriptor spare(::fcntl(stop_.get(), F_DUPFD_CLOEXEC, 0));
    if (spare.get() < 0) return;
    reserve_.push_back(std::move(spare));
  }
}

/// A control socket that somebody deleted looks to showctl as if no showd ran: it is made again,
/// unless another showd answers there.
void HttpServer::Impl::keep_place() {
  if (!control_ || system_clock().now() < look_again_) return;
  look_again_ = system_clock().now() + kLookEvery;
  if (listener_.in_place()) return;
  try {
    listener_ = listen_on(where_);
    log::warning({.event = log::Event::http_fault}, "http: {} was taken away and is made again",
                 where_.path.string());
    displaced_ = false;
  } catch (const std::runtime_error& refused) {
    if (!std::exchange(displaced_, true))
      log::error({.event = log::Event::http_fault}, "{}", refused.what());
  }
}

HttpServer::HttpServer(const HttpListen& where, Routes routes, const HttpLimits& limits)
    : impl_(std::make_unique<Impl>(where, std::move(routes), limits)) {}

HttpServer::~HttpServer() = default;

std::uint16_t HttpServer::port() const noexcept { return impl_->port(); }

HttpFigures HttpServer::figures() const { return impl_->figures(); }

}  // namespace showd
