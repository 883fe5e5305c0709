// A hostile device against a whole login, two commands and the logout. Each 0xFF in the input ends
// what it says until it is typed something; the first byte chooses SSH or Telnet and the pieces.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <string>
#include <string_view>

#include "base/utf8.hpp"
#include "poll/secret_filter.hpp"
#include "session/session.hpp"

namespace {

using namespace showd;

constexpr std::string_view kSecret = "pa55-w0rd";

struct HostileDevice {
  std::deque<std::string> says;
  std::string pending;
  std::size_t chunk = 1;
  bool ssh = false;
  bool may_know_secret = false;  ///< what it says holds all the letters
  int secrets = 0;
};

class HostileTransport final : public Transport {
 public:
  explicit HostileTransport(HostileDevice& device) : device_(device) { speak(); }

  Awaitable<Result<std::size_t>> read_some(std::span<char> into, Quiet quiet) override {
    if (!cancelled_ && quiet != kForever && ++rests_ <= (device_.pending.empty() ? 20 : 1))
      co_return std::size_t{0};
    rests_ = 0;
    if (cancelled_ || device_.pending.empty())
      co_return fail(Errc::timeout, Stage::deadline, "deadline");
    const std::size_t count = std::min({into.size(), device_.pending.size(), device_.chunk});
    device_.pending.copy(into.data(), count);
    device_.pending.erase(0, count);
    co_return count;
  }
  Awaitable<Result<void>> write(std::string_view bytes) override {
    if (bytes.find(kSecret) != std::string_view::npos) ++device_.secrets;
    speak();
    co_return Result<void>();
  }
  Awaitable<Result<std::string>> exec(std::string_view, std::size_t) override {
    co_return std::string();
  }
  std::chrono::microseconds round_trip() const noexcept override {
    return std::chrono::microseconds(0);
  }
  bool authenticated() const noexcept override { return device_.ssh; }
  std::string_view line_end() const noexcept override { return "\r"; }
  bool alive() noexcept override { return !cancelled_; }
  void cancel(Errc) noexcept override { cancelled_ = true; }
  void close() noexcept override { cancelled_ = true; }

 private:
  void speak() {
    if (device_.says.empty()) return;
    device_.pending += device_.says.front();
    device_.says.pop_front();
  }
  HostileDevice& device_;
  bool cancelled_ = false;
  int rests_ = 0;
};

Dialect dialect() {
  Dialect dialect;
  dialect.prompt = R"([^\s#>]+ ?[>#])";
  dialect.answers = {{"[Pp]ress", "\r"}};
  dialect.setup = {"terminal length 0"};
  dialect.pagers = {"-+ ?(?i)more ?-+"};
  dialect.errors = {"^% ", "^(x+)+$"};
  dialect.login_errors = {"incorrect"};
  dialect.logout = {"exit"};
  return dialect;
}

/// Thread: the only one. What a poll lets out of a message is that message by its SecretFilter.
const SecretFilter& last_door() {
  static const SecretFilter filter = [] {
    Credentials credentials;
    credentials["ops"].password = Secret(kSecret);
    Device device;
    device.credentials = {"ops"};
    return SecretFilter(credentials, device);
  }();
  return filter;
}

void abort_over(const std::string& message) {
  std::fprintf(stderr, "told: %s\n", message.c_str());
  std::abort();
}

/// A session does not repeat the secret that it typed. A device that says it of itself is quoted:
/// then the poll's filter is what keeps it back.
void check(const HostileDevice& device, const std::string& message) {
  if (!device.may_know_secret && message.find(kSecret) != std::string::npos) abort_over(message);
  if (!is_valid_utf8(message)) abort_over(message);
  const std::string told = last_door().clean(message);
  if (told.find(kSecret) != std::string::npos || !is_valid_utf8(told)) abort_over(told);
}

Awaitable<void> visit(HostileDevice& device, std::shared_ptr<const CompiledDialect> compiled) {
  SessionLimits limits;
  limits.output = 20'000;
  limits.pages = 50;
  std::unique_ptr<Transport> transport = std::make_unique<HostileTransport>(device);
  const auto session = make_session(std::move(transport), std::move(compiled), limits);
  Login login;
  login.username = "ops";
  login.password = Secret(kSecret);
  const Result<void> in = co_await session->login(std::move(login));
  if (!in) check(device, in.error().message);
  for (int i = 0; in && i < 2; ++i) {
    std::string command = "show x";
    const Result<Transcript> shown = co_await session->run(std::move(command));
    if (!shown) check(device, shown.error().message);
    if (shown && !is_valid_utf8(shown->output)) std::abort();
  }
  co_await session->logout();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto compiled = compile(dialect());
  if (size > 8192) size = 8192;
  HostileDevice device;
  device.ssh = size > 0 && (data[0] & 1) != 0;
  device.chunk = size > 0 ? 1 + data[0] / 2 : 1;
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  if (!rest.empty()) rest.remove_prefix(1);
  device.may_know_secret = std::all_of(kSecret.begin(), kSecret.end(), [rest](char letter) {
    return rest.find(letter) != std::string_view::npos;
  });
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\xFF'), rest.size());
    device.says.emplace_back(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  asio::io_context loop{1};
  asio::co_spawn(loop, visit(device, compiled), asio::detached);
  loop.run();
  if (device.secrets > 2) std::abort();  // one try, and one at a login behind the first
  return 0;
}
