#include "control.hpp"

#include <fmt/format.h>

#include <asio/buffer.hpp>
#include <asio/local/stream_protocol.hpp>
#include <asio/read_until.hpp>
#include <asio/write.hpp>
#include <cstdio>
#include <filesystem>
#include <sstream>
#include <stdexcept>
#include <vector>

#include "base/units.hpp"

namespace showd::simulator {
namespace {

constexpr std::size_t kLongestRequest = 4096;

constexpr std::string_view kHelp =
    "devices                            every device: name, platform, SSH and Telnet address\n"
    "get DEVICE [INTERFACE]             status of its interfaces\n"
    "set DEVICE INTERFACE FACT VALUE    admin up|down, oper up|down (the cable), description "
    "TEXT,\n"
    "                                   ip ADDRESS|none, mtu N, in_octets N and the other "
    "counters\n"
    "stats [DEVICE]                     connections, logins, failed logins, commands, open now\n"
    "delay command|login TIME           from the next command or login on: 20ms\n"
    "password NEW                       of all devices, from the next login on\n"
    "hostkey DEVICE new                 another SSH host key, from the next connection on\n"
    "quit                               end the simulator\n";

std::vector<std::string> split(std::string_view line) {
  std::istringstream in{std::string(line)};
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(std::move(word));
  return words;
}

std::string error(std::string_view why) { return fmt::format("error: {}\n", why); }

std::string status(const Interface& row) {
  return fmt::format("{} admin={} oper={} changes={} ip={} description={}\n", row.name,
                     row.admin_up ? "up" : "down", row.oper_up() ? "up" : "down", row.changes,
                     row.ip, row.description);
}

struct Totals {
  std::uint64_t connections = 0, logins = 0, failed_logins = 0, commands = 0;
  std::int64_t open = 0;

  void add(const Statistics& of) {
    connections += of.connections.load();
    logins += of.logins.load();
    failed_logins += of.failed_logins.load();
    commands += of.commands.load();
    open += of.open.load();
  }
};

/// One request being answered.
class Request {
 public:
  Request(Simulator& simulator, std::vector<std::string> words, const std::function<void()>& quit)
      : simulator_(simulator), words_(std::move(words)), quit_(quit) {}

  std::string answer() {
    if (is("help", 1)) return std::string(kHelp) + "ok\n";
    if (is("devices", 1)) return devices();
    if (is("get", 2) || is("get", 3)) return get();
    if (words_.size() >= 5 && words_[0] == "set") return set();
    if (is("stats", 1) || is("stats", 2)) return stats();
    if (is("delay", 3)) return delay();
    if (is("password", 2)) return password();
    if (is("hostkey", 3) && words_[2] == "new") return host_key();
    if (!is("quit", 1)) return error("unknown request; say help");
    quit_();
    return "ok\n";
  }

 private:
  [[nodiscard]] bool is(std::string_view verb, std::size_t words) const {
    return words_.size() == words && words_[0] == verb;
  }

  std::string devices() {
    std::string out;
    const auto text = [](const std::optional<asio::ip::tcp::endpoint>& at) {
      return at ? fmt::format("{}:{}", at->address().to_string(), at->port()) : std::string("-");
    };
    for (std::size_t i = 0; i < simulator_.size(); ++i) {
      const auto at = simulator_.endpoints(i);
      out += fmt::format("{} {} ssh={} telnet={}\n", simulator_.device(i).name(),
                         simulator_.device(i).persona().platform, text(at.ssh), text(at.telnet));
    }
    return out + "ok\n";
  }

  std::string get() {
    const auto device = simulator_.find(words_[1]);
    if (!device) return error("no such device");
    return simulator_.on_loop(*device, [&](DeviceState& state) {
      if (words_.size() == 3) {
        const auto row = state.find(words_[2], true);
        return row ? status(state.interfaces()[*row]) + "ok\n" : error("no such interface");
      }
      std::string out;
      for (const Interface& row : state.interfaces()) out += status(row);
      return out + "ok\n";
    });
  }

  std::string set() {
    const auto device = simulator_.find(words_[1]);
    if (!device) return error("no such device");
    std::string value = words_[4];
    for (std::size_t i = 5; i < words_.size(); ++i) value += " " + words_[i];
    return simulator_.on_loop(*device, [&](DeviceState& state) {
      const auto row = state.find(words_[2], true);
      if (!row) return error("no such interface");
      const std::string wrong = state.set(*row, words_[3], value);
      return wrong.empty() ? std::string("ok\n") : error(wrong);
    });
  }

  std::string stats() {
    Totals totals;
    const auto device = words_.size() == 2 ? simulator_.find(words_[1]) : std::nullopt;
    if (words_.size() == 2 && !device) return error("no such device");
    for (std::size_t i = 0; i < simulator_.size(); ++i)
      if (!device || *device == i) totals.add(simulator_.device(i).statistics);
    return fmt::format("ok connections={} logins={} failed_logins={} commands={} open={}\n",
                       totals.connections, totals.logins, totals.failed_logins, totals.commands,
                       totals.open);
  }

  std::string delay() {
    const auto span = parse_duration(words_[2]);
    if (!span) return error("expected a time like 20ms");
    if (words_[1] == "command")
      simulator_.settings().command_delay = *span;
    else if (words_[1] == "login")
      simulator_.settings().login_delay = *span;
    else
      return error("expected delay command or delay login");
    return "ok\n";
  }

  std::string password() {
    simulator_.settings().accounts.with([&](Accounts& accounts) { accounts.password = words_[1]; });
    return "ok\n";
  }

  std::string host_key() {
    const auto device = simulator_.find(words_[1]);
    if (!device) return error("no such device");
    return fmt::format("ok {}\n", simulator_.new_host_key(*device));
  }

  Simulator& simulator_;
  std::vector<std::string> words_;
  const std::function<void()>& quit_;
};

template <class Socket>
Awaitable<void> converse(Socket socket, Simulator& simulator, std::function<void()> quit) {
  std::string buffer;
  for (;;) {
    auto lines = asio::dynamic_buffer(buffer, kLongestRequest);
    const auto [bad, size] = co_await asio::async_read_until(socket, lines, '\n', kNoThrow);
    if (bad) co_return;
    const std::string request = buffer.substr(0, size - 1);
    buffer.erase(0, size);
    const std::string reply = answer_control(simulator, request, quit);
    const auto [failed, sent] = co_await asio::async_write(socket, asio::buffer(reply), kNoThrow);
    if (failed) co_return;
  }
}

template <class Acceptor>
Awaitable<void> accept_all(Acceptor& acceptor, Simulator& simulator, std::function<void()> quit) {
  for (;;) {
    auto [bad, socket] = co_await acceptor.async_accept(kNoThrow);
    if (bad) co_return;
    asio::co_spawn(acceptor.get_executor(), converse(std::move(socket), simulator, quit),
                   asio::detached);
  }
}

template <class Protocol>
class ListeningControl final : public Control {
 public:
  ListeningControl(asio::io_context& io, const typename Protocol::endpoint& at, std::string path,
                   Simulator& simulator, std::function<void()> quit)
      : acceptor_(io, at), path_(std::move(path)) {
    asio::co_spawn(io, accept_all(acceptor_, simulator, std::move(quit)), asio::detached);
  }
  ~ListeningControl() override {
    if (!path_.empty()) std::remove(path_.c_str());
  }
  [[nodiscard]] std::string where() const override {
    if constexpr (std::is_same_v<Protocol, asio::ip::tcp>) {
      const auto at = acceptor_.local_endpoint();
      return fmt::format("{}:{}", at.address().to_string(), at.port());
    } else {
      return path_;
    }
  }

 private:
  typename Protocol::acceptor acceptor_;
  std::string path_;
};

}  // namespace

std::string answer_control(Simulator& simulator, std::string_view request,
                           const std::function<void()>& quit) {
  std::vector<std::string> words = split(request);
  if (words.empty()) return error("an empty request; say help");
  return Request(simulator, std::move(words), quit).answer();
}

std::unique_ptr<Control> open_control(asio::io_context& io, const std::string& at,
                                      Simulator& simulator, std::function<void()> quit) {
  if (at.find('/') == std::string::npos)
    return std::make_unique<ListeningControl<asio::ip::tcp>>(io, parse_endpoint(at), "", simulator,
                                                             std::move(quit));
  using Local = asio::local::stream_protocol;
  std::error_code none;  // left over from a simulator that was killed
  if (std::filesystem::is_socket(at, none)) std::filesystem::remove(at, none);
  return std::make_unique<ListeningControl<Local>>(io, Local::endpoint(at), at, simulator,
                                                   std::move(quit));
}

}  // namespace showd::simulator
