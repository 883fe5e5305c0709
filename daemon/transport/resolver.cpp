// Resolver: a small cache of names, and who waits for those that a helper is looking up.
#include "transport/resolver.hpp"

#include <fmt/format.h>
#include <netdb.h>
#include <resolv.h>

#include <algorithm>
#include <optional>
#include <unordered_map>

#include "base/guarded.hpp"
#include "base/utf8.hpp"

namespace showd {
namespace {

using Addresses = Resolver::Addresses;
using namespace std::chrono_literals;

constexpr std::size_t kMostCached = 4096;
constexpr auto kKeepAnswer = 60s;
constexpr auto kKeepFailure = 5s;

Error lookup_error(const std::string& host, int code) {
  const std::string name = printable(host, 80);
  switch (code) {
    case EAI_NONAME:
    case EAI_NODATA:
    case EAI_ADDRFAMILY:
      return {Errc::name_not_found, Stage::dns, fmt::format("{}: no address for this name", name)};
    case EAI_AGAIN:
      return {Errc::timeout, Stage::dns, fmt::format("{}: no answer from the name server", name)};
    case EAI_MEMORY:
    case EAI_SYSTEM:
      return {Errc::resource_limit, Stage::dns, fmt::format("{}: {}", name, gai_strerror(code))};
    default:
      return {Errc::name_not_found, Stage::dns, fmt::format("{}: {}", name, gai_strerror(code))};
  }
}

asio::ip::address to_address(const sockaddr& from) {
  if (from.sa_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(from);
    return asio::ip::address_v4(ntohl(v4.sin_addr.s_addr));
  }
  const auto& v6 = reinterpret_cast<const sockaddr_in6&>(from);
  asio::ip::address_v6::bytes_type bytes;
  std::copy_n(v6.sin6_addr.s6_addr, bytes.size(), bytes.begin());
  return asio::ip::address_v6(bytes, v6.sin6_scope_id);
}

/// The stub resolver's patience is this thread's own: without it a dead name server would hold up
/// the daemon's end for as long as resolv.conf says (5 s a try by default).
bool shorten_patience() {
  if (res_init() != 0) return false;
  _res.retrans = std::min(_res.retrans, 2);
  _res.retry = std::min(_res.retry, 2);
  return true;
}

/// Thread: a helper. Blocks.
Result<Addresses> by_getaddrinfo(const std::string& host) {
  thread_local bool shortened = false;
  if (!shortened) shortened = shorten_patience();
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_ADDRCONFIG;
  addrinfo* found = nullptr;
  if (const int code = getaddrinfo(host.c_str(), nullptr, &hints, &found); code != 0)
    return fail(lookup_error(host, code));
  Addresses addresses;
  for (const addrinfo* one = found; one != nullptr; one = one->ai_next)
    if (one->ai_family == AF_INET || one->ai_family == AF_INET6)
      addresses.push_back(to_address(*one->ai_addr));
  freeaddrinfo(found);
  if (addresses.empty()) return fail(lookup_error(host, EAI_NODATA));
  return addresses;
}

/// One coroutine that waits for an answer. Its loop's thread alone touches it, save `executor`.
struct Waiter {
  explicit Waiter(const asio::any_io_executor& on) : executor(on), answered(on) {}
  const asio::any_io_executor executor;
  asio::steady_timer answered;  ///< runs to the deadline; cancelled when the answer is there
  std::optional<Result<Addresses>> answer;
};

struct Entry {
  std::optional<Result<Addresses>> answer;  ///< absent: a helper is at it
  Monotonic expires{};
  std::vector<std::shared_ptr<Waiter>> waiters;
};
using Cache = std::unordered_map<std::string, Entry>;

/// Room for one more name: what has expired goes first, then anything that is not under way.
void make_room(Cache& cache, Monotonic now) {
  if (cache.size() < kMostCached) return;
  std::erase_if(cache,
                [&](const auto& one) { return one.second.answer && one.second.expires <= now; });
  if (cache.size() < kMostCached) return;
  const auto victim =
      std::find_if(cache.begin(), cache.end(), [](const auto& one) { return one.second.answer; });
  if (victim != cache.end()) cache.erase(victim);
}

}  // namespace

struct Resolver::Impl : std::enable_shared_from_this<Impl> {
  Impl(Helpers& by, Lookup how) : helpers(by), lookup(std::move(how)) {}

  [[nodiscard]] bool look_up(const std::string& host) {
    return helpers.run(Helpers::Kind::names,
                       [self = shared_from_this(), host](const std::stop_token&) {
                         self->deliver(host, self->lookup(host));
                       });
  }

  /// Posts under the lock: a waiter that is still listed has a loop that still lives (Listing).
  void deliver(const std::string& host, const Result<Addresses>& answer) {
    const Monotonic now = system_clock().now();
    cache.with([&](Cache& all) {
      Entry& entry = all[host];
      entry.answer = answer;
      entry.expires = now + (answer ? kKeepAnswer : kKeepFailure);
      for (const auto& waiter : std::exchange(entry.waiters, {}))
        asio::post(waiter->executor, [waiter, answer] {
          waiter->answer = answer;
          waiter->answered.cancel();
        });
    });
  }

  /// The cached answer, or nothing: then `waiter` is listed and a helper is at it.
  std::optional<Result<Addresses>> ask(const std::string& host,
                                       const std::shared_ptr<Waiter>& waiter) {
    const Monotonic now = system_clock().now();
    return cache.with([&](Cache& all) -> std::optional<Result<Addresses>> {
      auto known = all.find(host);
      if (known != all.end() && known->second.answer) {
        if (known->second.expires > now) return known->second.answer;
        all.erase(known);
        known = all.end();
      }
      if (known == all.end()) {
        if (!look_up(host))
          return fail(Errc::resource_limit, Stage::dns, "too many names wait to be looked up");
        make_room(all, now);
        known = all.try_emplace(host).first;
      }
      known->second.waiters.push_back(waiter);
      return std::nullopt;
    });
  }

  void doubt(const std::string& host) {
    const Monotonic soon = system_clock().now() + kKeepAnswer - kKeepFailure;
    cache.with([&](Cache& all) {
      const auto known = all.find(host);
      if (known != all.end() && known->second.answer && known->second.expires < soon)
        all.erase(known);
    });
  }

  void forget(const std::string& host, const std::shared_ptr<Waiter>& waiter) {
    cache.with([&](Cache& all) {
      const auto known = all.find(host);
      if (known != all.end()) std::erase(known->second.waiters, waiter);
    });
  }

  Helpers& helpers;
  const Lookup lookup;
  Guarded<Cache> cache;
};

namespace {

/// A waiter's place in the list, given up when its coroutine goes on or is destroyed with its
/// loop: no helper ever posts to a loop that is gone.
template <class Impl>
class Listing {
 public:
  Listing(Impl& impl, std::string host, const asio::any_io_executor& executor)
      : impl_(impl), host_(std::move(host)), waiter_(std::make_shared<Waiter>(executor)) {}
  ~Listing() { impl_.forget(host_, waiter_); }
  Listing(const Listing&) = delete;
  Listing& operator=(const Listing&) = delete;
  [[nodiscard]] const std::shared_ptr<Waiter>& waiter() const { return waiter_; }

 private:
  Impl& impl_;
  const std::string host_;
  const std::shared_ptr<Waiter> waiter_;
};

std::vector<asio::ip::tcp::endpoint> with_port(const Addresses& addresses, std::uint16_t port) {
  std::vector<asio::ip::tcp::endpoint> endpoints;
  for (const asio::ip::address& address : addresses) endpoints.emplace_back(address, port);
  return endpoints;
}

}  // namespace

Resolver::Resolver(Helpers& helpers) : Resolver(helpers, by_getaddrinfo) {}
Resolver::Resolver(Helpers& helpers, Lookup lookup)
    : impl_(std::make_shared<Impl>(helpers, std::move(lookup))) {}
Resolver::~Resolver() = default;
void Resolver::doubt(const std::string& host) { impl_->doubt(host); }

Awaitable<Result<std::vector<asio::ip::tcp::endpoint>>> Resolver::resolve(std::string host,
                                                                          std::uint16_t port,
                                                                          Deadline until) {
  std::error_code not_literal;
  const auto literal = asio::ip::make_address(host, not_literal);
  if (!not_literal) co_return with_port(Addresses(1, literal), port);

  const asio::any_io_executor executor = co_await asio::this_coro::executor;
  Listing<Impl> listing(*impl_, host, executor);
  const auto& waiter = listing.waiter();
  std::optional<Result<Addresses>> answer = impl_->ask(host, waiter);
  if (!answer) {
    waiter->answered.expires_at(until.at());
    const auto [error] = co_await waiter->answered.async_wait(kNoThrow);
    answer = waiter->answer;
    if (!answer && error)
      co_return fail(Errc::cancelled, Stage::dns,
                     fmt::format("{}: cancelled", printable(host, 80)));
  }
  if (!answer)
    co_return fail(Errc::timeout, Stage::dns,
                   fmt::format("{}: not looked up in time", printable(host, 80)));
  if (!*answer) co_return fail(answer->error());
  co_return with_port(**answer, port);
}

}  // namespace showd
