#include "config/config.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <sys/un.h>

#include <charconv>

#include "base/hash.hpp"
#include "base/units.hpp"
#include "config/credentials.hpp"
#include "config/device_options.hpp"
#include "config/metric_options.hpp"
#include "config/parse_config.hpp"
#include "config/read_file.hpp"
#include "config/yaml.hpp"

namespace showd {
namespace {

using namespace std::chrono_literals;

constexpr std::chrono::milliseconds kYear = 365 * 24h;
constexpr std::uint64_t kMostSeries = 1'000'000'000;
constexpr std::size_t kMostHosts = 64;
constexpr const char* kInventoryRemedy = "write inventories: {NAME: {file: PATH}}";

InventorySource read_source(YamlMap map, std::string name, const std::filesystem::path& folder) {
  InventorySource source;
  source.name = std::move(name);
  const auto path = [&](const YamlValue& value) { return value.path(folder); };
  const auto file = map.find("file");
  const auto directory = map.find("directory");
  map.read("file", source.path, path);
  map.read("directory", source.path, path);
  map.read("every", source.every, duration(100ms, 31 * 24h));
  map.read("spread", source.spread, duration(0ms, source.every));
  map.read("metrics", source.metrics,
           [](const YamlValue& value) { return read_metric_choice(value.map()); });
  map.refuse_planned("http_sd", "HTTP sources are not there yet", "use file or directory");
  map.refuse_others();
  source.is_directory = directory.has_value();
  if (map.sound() && file.has_value() == directory.has_value())
    map.place().refuse_plainly("expected either file: PATH or directory: PATH",
                               "write one of file: PATH and directory: PATH");
  return source;
}

std::vector<InventorySource> read_sources(const YamlValue& value,
                                          const std::filesystem::path& folder) {
  std::map<std::string, InventorySource> by_name;
  const auto entries = value.map().entries();
  if (entries.empty()) value.refuse("expected at least one inventory", kInventoryRemedy);
  for (const YamlMap::Entry& entry : entries)
    value.faults().attempt([&] {
      const std::string name = entry.name("a name");
      by_name.emplace(name, read_source(entry.map(), name, folder));
    });
  std::vector<InventorySource> sources;
  for (auto& [name, source] : by_name) sources.push_back(std::move(source));
  return sources;
}

void read_polling(YamlMap map, PollingLimits& polling, DeviceDefaults& defaults) {
  map.read("threads", polling.threads, number<unsigned>(0, 256));
  map.read("deadline", defaults.deadline, read_deadline);
  map.read("connect_timeout", polling.connect_timeout, duration(10ms, 5min));
  map.read("max_sessions", polling.max_sessions, number<std::size_t>(1, 1'000'000));
  map.read("max_handshakes", polling.max_handshakes, number<std::size_t>(1, 10'000));
  map.read("max_logins_per_address", polling.max_logins_per_address,
           number<std::size_t>(1, 10'000));
  map.read("output_limit", polling.output_limit,
           [](const YamlValue& value) { return value.size(4 << 10, 1 << 30); });
  map.read("max_interfaces", polling.max_interfaces, number<std::size_t>(1, 100'000));
  map.read("keep", defaults.keep, read_keep);
  map.read("hostkeys", defaults.hostkeys, read_hostkeys);
  map.refuse_others();
}

StoreOptions read_store(YamlMap map, const std::filesystem::path& folder) {
  StoreOptions store;
  map.read("path", store.path, [&](const YamlValue& value) { return value.path(folder); });
  map.read("retention", store.retention, duration(1h, 100 * kYear));
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

std::string read_host(const YamlValue& value) {
  std::string host = value.text("a host name without a port");
  if (host.find_first_of(" /:*") != std::string::npos) value.expected("a host name without a port");
  return host;
}

std::filesystem::path read_control(const YamlValue& value, const std::filesystem::path& folder) {
  if (value.text("a path or off") == "off") return {};
  const std::filesystem::path path = value.path(folder);
  if (path.native().size() >= sizeof(sockaddr_un::sun_path))  // unix(7)
    value.refuse_plainly(fmt::format("expected a path of at most {} bytes, not {}",
                                     sizeof(sockaddr_un::sun_path) - 1, path.native().size()),
                         "choose a shorter path");
  return path;
}

HttpOptions read_http(YamlMap map, const std::filesystem::path& folder) {
  HttpOptions http;
  if (const auto listen = map.find("listen"))
    map.place().faults().attempt([&] { read_listen(*listen, http); });
  map.read("hosts", http.hosts,
           [](const YamlValue& value) { return value.list(kMostHosts, read_host); });
  map.read("control", http.control,
           [&](const YamlValue& value) { return read_control(value, folder); });
  map.refuse_others();
  return http;
}

std::filesystem::path read_plugins(YamlMap map, const std::filesystem::path& folder) {
  std::filesystem::path plugins = Config{}.plugins;
  map.read("directory", plugins, [&](const YamlValue& value) { return value.path(folder); });
  map.refuse_others();
  return plugins;
}

std::size_t read_max_series(YamlMap map) {
  std::size_t most = Config{}.max_series;
  map.read("max_series", most, [](const YamlValue& value) { return value.number(1, kMostSeries); });
  map.refuse_others();
  return most;
}

/// The file's sections, each read whatever is wrong with the others.
void read_sections(YamlMap root, Config& config, Secrets secrets, const std::stop_token& stop) {
  const std::filesystem::path folder = config.file.parent_path();
  const auto has_inventories = root.find("inventories").has_value();
  root.read("inventories", config.inventories,
            [&](const YamlValue& value) { return read_sources(value, folder); });
  const auto credentials = root.find("credentials");
  if (const auto polling = root.find("polling"))
    polling->faults().attempt(
        [&] { read_polling(polling->map(), config.polling, config.device_defaults); });
  root.read("plugins", config.plugins,
            [&](const YamlValue& value) { return read_plugins(value.map(), folder); });
  root.read("store", config.store,
            [&](const YamlValue& value) { return read_store(value.map(), folder); });
  root.read("http", config.http,
            [&](const YamlValue& value) { return read_http(value.map(), folder); });
  root.read("metrics", config.max_series,
            [](const YamlValue& value) { return read_max_series(value.map()); });
  root.refuse_others();
  // Last: programs may run for it, and a file that is wrong elsewhere is not worth that.
  const bool worth = secrets == Secrets::check || root.sound();
  const SecretReading reading{folder, worth ? secrets : Secrets::skip, stop, config.out_of_reach,
                              config.files};
  root.read("credentials", config.credentials,
            [&](const YamlValue& value) { return read_credentials(value, reading); });
  config.whole = root.sound();
  if (!has_inventories && root.sound())
    root.place().refuse_at("inventories", "expected at least one inventory", kInventoryRemedy);
}

}  // namespace

Fault Config::fault_at(std::string key, std::string message, std::string remedy) const {
  Fault fault;
  fault.file = file.string();
  std::string written = key;
  while (!written.empty() && !lines.contains(written))
    written.resize(written.find('.') == std::string::npos ? 0 : written.rfind('.'));
  if (!written.empty()) fault.line = lines.at(written);
  fault.key = std::move(key);
  fault.message = std::move(message);
  fault.remedy = std::move(remedy);
  return fault;
}

std::shared_ptr<const Config> parse_config(std::string_view text, const std::filesystem::path& file,
                                           Secrets secrets, const std::stop_token& stop,
                                           Faults& faults) {
  std::shared_ptr<Config> config;
  faults.attempt([&] {
    const YamlDocument document(file.string(), text, faults);
    const YamlMap root = document.root("inventories");
    config = std::make_shared<Config>();
    config->file = file;
    config->files[file] = fnv1a(text);
    config->lines = document.lines(3);
    read_sections(root, *config, secrets, stop);
  });
  return config;
}

std::shared_ptr<const Config> parse_config(std::string_view text, const std::filesystem::path& file,
                                           Secrets secrets, const std::stop_token& stop) {
  Faults faults;
  auto config = parse_config(text, file, secrets, stop, faults);
  faults.refuse();
  return config;
}

std::shared_ptr<const Config> load_config(const std::filesystem::path& file, Secrets secrets,
                                          const std::stop_token& stop) {
  const std::filesystem::path absolute = std::filesystem::absolute(file).lexically_normal();
  return parse_config(read_file(absolute), absolute, secrets, stop);
}

std::shared_ptr<const Config> load_config(const std::filesystem::path& file, Secrets secrets,
                                          Faults& faults) {
  const std::filesystem::path absolute = std::filesystem::absolute(file).lexically_normal();
  std::string text;
  if (!faults.attempt([&] { text = read_file(absolute); })) return nullptr;
  return parse_config(text, absolute, secrets, {}, faults);
}

}  // namespace showd
