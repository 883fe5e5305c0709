#include "config/config.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <sys/un.h>

#include <charconv>

#include "base/units.hpp"
#include "config/credentials.hpp"
#include "config/device_options.hpp"
#include "config/parse_config.hpp"
#include "config/read_file.hpp"
#include "config/yaml.hpp"

namespace showd {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds kYear = 365 * 24h;

InventorySource read_source(YamlMap map, std::string name, const std::filesystem::path& folder) {
  InventorySource source;
  source.name = std::move(name);
  if (const auto http = map.find("http_sd"))
    http->refuse("HTTP sources are not there yet; use file or directory");
  const auto file = map.find("file");
  const auto directory = map.find("directory");
  const auto every = map.find("every");
  const auto spread = map.find("spread");
  map.refuse_others();
  if (file.has_value() == directory.has_value())
    map.place().refuse("expected either file: PATH or directory: PATH");
  source.is_directory = directory.has_value();
  source.path = (file ? *file : *directory).path(folder);
  if (every) source.every = every->duration(100ms, 31 * 24h);
  if (spread) source.spread = spread->duration(0ms, source.every);
  return source;
}

std::vector<InventorySource> read_sources(const YamlValue& value,
                                          const std::filesystem::path& folder) {
  std::map<std::string, InventorySource> by_name;
  for (const auto& [key, entry] : value.map().entries()) {
    std::string name(key);
    if (!is_name(name)) entry.refuse("expected a name of letters, digits and ._:-");
    by_name.emplace(name, read_source(entry.map(), name, folder));
  }
  if (by_name.empty()) value.refuse("expected at least one inventory");
  std::vector<InventorySource> sources;
  for (auto& [name, source] : by_name) sources.push_back(std::move(source));
  return sources;
}

void read_polling(YamlMap map, PollingLimits& polling, DeviceDefaults& defaults) {
  if (const auto value = map.find("threads"))
    polling.threads = static_cast<unsigned>(value->number(0, 256));
  if (const auto value = map.find("deadline")) defaults.deadline = read_deadline(*value);
  if (const auto value = map.find("connect_timeout"))
    polling.connect_timeout = value->duration(10ms, 5min);
  if (const auto value = map.find("max_sessions"))
    polling.max_sessions = value->number(1, 1'000'000);
  if (const auto value = map.find("max_handshakes"))
    polling.max_handshakes = value->number(1, 10'000);
  if (const auto value = map.find("max_logins_per_address"))
    polling.max_logins_per_address = value->number(1, 10'000);
  if (const auto value = map.find("output_limit"))
    polling.output_limit = value->size(4 << 10, 1 << 30);
  if (const auto value = map.find("max_interfaces"))
    polling.max_interfaces = value->number(1, 100'000);
  if (const auto value = map.find("keep")) defaults.keep = read_keep(*value);
  if (const auto value = map.find("hostkeys")) defaults.hostkeys = read_hostkeys(*value);
  map.refuse_others();
}

StoreOptions read_store(YamlMap map, const std::filesystem::path& folder) {
  StoreOptions store;
  if (const auto value = map.find("path")) store.path = value->path(folder);
  if (const auto value = map.find("retention")) store.retention = value->duration(1h, 100 * kYear);
  map.refuse_others();
  return store;
}

bool is_ip_literal(const std::string& address, bool v6) {
  in6_addr bytes{};
  return ::inet_pton(v6 ? AF_INET6 : AF_INET, address.c_str(), &bytes) == 1;
}

void read_listen(const YamlValue& value, HttpOptions& http) {
  const std::string text = value.text("an address and port");
  const std::size_t colon = text.rfind(':');
  const std::string_view port = std::string_view(text).substr(std::min(colon, text.size() - 1) + 1);
  std::string address = text.substr(0, colon);
  const bool v6 = address.size() > 2 && address.front() == '[' && address.back() == ']';
  if (v6) address = address.substr(1, address.size() - 2);
  std::uint16_t number = 0;
  const auto [after, error] = std::from_chars(port.data(), port.data() + port.size(), number);
  if (colon == std::string::npos || !is_ip_literal(address, v6) || error != std::errc{} ||
      after != port.data() + port.size())
    value.expected("an IP address and port such as 127.0.0.1:9788 or [::1]:9788");
  http.address = address;
  http.port = number;
}

std::vector<std::string> read_hosts(const YamlValue& value) {
  std::vector<std::string> hosts;
  for (const YamlValue& item : value.one_or_more(64)) {
    std::string host = item.text("a host name without a port");
    if (host.find_first_of(" /:*") != std::string::npos)
      item.expected("a host name without a port");
    hosts.push_back(std::move(host));
  }
  return hosts;
}

HttpOptions read_http(YamlMap map, const std::filesystem::path& folder) {
  HttpOptions http;
  if (const auto value = map.find("listen")) read_listen(*value, http);
  if (const auto value = map.find("hosts")) http.hosts = read_hosts(*value);
  if (const auto value = map.find("control")) {
    http.control = value->text("a path or off") == "off" ? "" : value->path(folder);
    if (http.control.native().size() >= sizeof(sockaddr_un::sun_path))  // unix(7)
      value->refuse(fmt::format("expected a path of at most {} bytes, not {}",
                                sizeof(sockaddr_un::sun_path) - 1, http.control.native().size()));
  }
  map.refuse_others();
  return http;
}

}  // namespace

std::shared_ptr<const Config> parse_config(std::string_view text, const std::filesystem::path& file,
                                           Secrets secrets, const std::stop_token& stop) {
  const YamlDocument document(file.string(), text);
  const std::filesystem::path folder = file.parent_path();
  YamlMap root = document.root();
  auto config = std::make_shared<Config>();
  config->file = file;
  const auto inventories = root.find("inventories");
  const auto credentials = root.find("credentials");
  const auto polling = root.find("polling");
  const auto plugins = root.find("plugins");
  const auto store = root.find("store");
  const auto http = root.find("http");
  root.refuse_others();
  if (!inventories) root.place().refuse("inventories: expected at least one inventory");
  config->inventories = read_sources(*inventories, folder);
  if (polling) read_polling(polling->map(), config->polling, config->device_defaults);
  if (plugins) {
    YamlMap map = plugins->map();
    if (const auto directory = map.find("directory")) config->plugins = directory->path(folder);
    map.refuse_others();
  }
  if (store) config->store = read_store(store->map(), folder);
  if (http) config->http = read_http(http->map(), folder);
  // Last: programs may run for it, and a file that is wrong elsewhere is not worth that.
  if (credentials)
    config->credentials =
        read_credentials(*credentials, {folder, secrets, stop, config->out_of_reach});
  return config;
}

std::shared_ptr<const Config> load_config(const std::filesystem::path& file, Secrets secrets,
                                          const std::stop_token& stop) {
  const std::filesystem::path absolute = std::filesystem::absolute(file).lexically_normal();
  return parse_config(read_file(absolute), absolute, secrets, stop);
}

}  // namespace showd
