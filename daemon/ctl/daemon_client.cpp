#include "ctl/daemon_client.hpp"

#include <curl/curl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>

namespace showd {
namespace {

constexpr long kConnectMillis = 2'000;
constexpr long kAnswerMillis = 10'000;
constexpr std::size_t kMaxAnswer = 256u << 20;

struct Cleanup {
  void operator()(CURL* easy) const noexcept { curl_easy_cleanup(easy); }
};

std::size_t take(char* data, std::size_t size, std::size_t count, void* to) {
  auto& body = *static_cast<std::string*>(to);
  if (body.size() + size * count > kMaxAnswer) return 0;
  body.append(data, size * count);
  return size * count;
}

}  // namespace

struct DaemonClient::Impl {
  std::string socket;
  std::unique_ptr<CURL, Cleanup> easy{curl_easy_init()};

  Answer ask(const std::string& path, const std::string* json) {
    Answer answer;
    CURL* curl = easy.get();
    curl_easy_reset(curl);
    curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, socket.c_str());
    curl_easy_setopt(curl, CURLOPT_URL, ("http://showd" + path).c_str());
    curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, kConnectMillis);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, kAnswerMillis);
    curl_easy_setopt(curl, CURLOPT_PROXY, "");
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &answer.body);
    if (json != nullptr) curl_easy_setopt(curl, CURLOPT_COPYPOSTFIELDS, json->c_str());
    const CURLcode code = curl_easy_perform(curl);
    if (code != CURLE_OK)
      throw std::runtime_error(
          fmt::format("{}: {} (is showd running?)", socket, curl_easy_strerror(code)));
    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer.status);
    return answer;
  }
};

DaemonClient::DaemonClient(std::filesystem::path socket)
    : impl_(std::make_unique<Impl>(Impl{socket.string()})) {}

DaemonClient::~DaemonClient() = default;

bool DaemonClient::running() {
  if (impl_->socket.empty()) return false;
  if (::access(impl_->socket.c_str(), W_OK) != 0 && errno == EACCES)
    throw std::runtime_error(
        fmt::format("{}: acting on the running showd takes a right to this socket: join the group "
                    "showd-operator",
                    impl_->socket));
  try {
    return get("/-/healthy").status == 200;
  } catch (const std::runtime_error&) {
    return false;
  }
}

std::string DaemonClient::escaped(const std::string& text) {
  const std::unique_ptr<char, decltype(&curl_free)> escaped(
      curl_easy_escape(nullptr, text.data(), static_cast<int>(text.size())), curl_free);
  if (!escaped) throw std::bad_alloc();
  return escaped.get();
}

DaemonClient::Answer DaemonClient::get(const std::string& path) {
  return impl_->ask(path, nullptr);
}

DaemonClient::Answer DaemonClient::post(const std::string& path, const std::string& json) {
  return impl_->ask(path, &json);
}

}  // namespace showd
