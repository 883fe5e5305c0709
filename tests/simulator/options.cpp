#include "options.hpp"

#include <boost/program_options.hpp>
#include <charconv>
#include <stdexcept>
#include <system_error>

#include "base/units.hpp"

namespace showd::simulator {
namespace {

namespace po = boost::program_options;
using asio::ip::tcp;

constexpr unsigned kMostDevices = 60'000;

po::options_description described() {
  po::options_description all;
  po::options_description devices("Devices");
  devices.add_options()("persona",
                        po::value<std::vector<std::string>>()->value_name("FILE[:COUNT]"),
                        "what is played; several, each for COUNT devices, the last for the rest")(
      "devices", po::value<unsigned>()->value_name("N"), "how many, each on its own address")(
      "address-base", po::value<std::string>()->default_value("127.40.0.1")->value_name("ADDRESS"),
      "address of the first; 250 follow in each block of 256")(
      "ssh-port", po::value<unsigned>()->default_value(2222)->value_name("PORT"),
      "on every address; 0: one that the kernel chooses")(
      "telnet-port", po::value<unsigned>()->default_value(2323)->value_name("PORT"), "likewise")(
      "no-ssh", po::bool_switch(), "do not listen for SSH")("no-telnet", po::bool_switch(),
                                                            "do not listen for Telnet")(
      "ssh", po::value<std::vector<std::string>>()->value_name("ADDRESS:PORT"),
      "instead of --devices: the SSH address of one device; repeated, of the next one")(
      "telnet", po::value<std::vector<std::string>>()->value_name("ADDRESS:PORT"),
      "likewise for Telnet; the first --ssh and the first --telnet are one device")(
      "interfaces", po::value<unsigned>()->default_value(0)->value_name("N"),
      "ports of the persona's scaling range; 0: as it says");
  po::options_description accounts("Accounts");
  accounts.add_options()("user", po::value<std::string>()->default_value("admin"), "")(
      "password", po::value<std::string>()->default_value("cisco"), "")(
      "enable", po::value<std::string>()->default_value("secret"), "the enable secret")(
      "authorized-key", po::value<std::string>()->default_value("")->value_name("FILE"),
      "public keys that may log in, as in authorized_keys")(
      "host-key", po::value<std::string>()->default_value("")->value_name("FILE"),
      "the SSH host key of all devices; default: a new ed25519 key")(
      "host-key-per-device", po::bool_switch(), "each device makes its own")(
      "privileged", po::bool_switch(), "logins start privileged, without enable");
  po::options_description behaviour("Behaviour");
  behaviour.add_options()("command-delay",
                          po::value<std::string>()->default_value("0ms")->value_name("TIME"),
                          "before the answer to a command: 20ms")(
      "login-delay", po::value<std::string>()->default_value("0ms")->value_name("TIME"),
      "before the first prompt")("echo", po::value<std::string>()->value_name("line|character"),
                                 "instead of the persona's manner; character: a packet for each")(
      "threads", po::value<unsigned>()->default_value(1)->value_name("N"), "loops")(
      "control", po::value<std::string>()->default_value("")->value_name("PATH|ADDRESS:PORT"),
      "socket for tests; say `help` to it")(
      "inventory", po::value<std::string>()->default_value("")->value_name("FILE"),
      "write a showd inventory of the devices")(
      "inventory-transport", po::value<std::string>()->default_value("")->value_name("ssh|telnet"),
      "default: ssh where there is one")(
      "inventory-credentials", po::value<std::string>()->default_value("")->value_name("NAME"),
      "credentials that the inventory names")("help", po::bool_switch(), "this text");
  all.add(devices).add(accounts).add(behaviour);
  return all;
}

[[noreturn]] void wrong(const std::string& what) { throw std::invalid_argument(what); }

std::chrono::milliseconds duration(const po::variables_map& given, const char* name) {
  const auto text = given[name].as<std::string>();
  const auto span = parse_duration(text);
  if (!span) wrong("--" + std::string(name) + " " + text + ": expected a time like 20ms");
  return *span;
}

std::string word(const po::variables_map& given, const char* name, const char* a, const char* b) {
  const auto text = given[name].as<std::string>();
  if (!text.empty() && text != a && text != b)
    wrong("--" + std::string(name) + ": expected " + a + " or " + b);
  return text;
}

PersonaChoice persona_choice(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string::npos) return {text, 0};
  PersonaChoice choice{text.substr(0, colon), 0};
  const char* const end = text.data() + text.size();
  const auto [at, bad] = std::from_chars(text.data() + colon + 1, end, choice.count);
  if (bad != std::errc() || at != end || choice.count == 0)
    wrong("--persona " + text + ": expected FILE or FILE:COUNT");
  return choice;
}

std::uint16_t port(const po::variables_map& given, const char* name) {
  const auto number = given[name].as<unsigned>();
  if (number > 65'535) wrong("--" + std::string(name) + ": expected a port, 0 to 65535");
  return static_cast<std::uint16_t>(number);
}

std::vector<tcp::endpoint> endpoints(const po::variables_map& given, const char* name) {
  std::vector<tcp::endpoint> list;
  if (given.count(name) != 0)
    for (const std::string& text : given[name].as<std::vector<std::string>>())
      list.push_back(parse_endpoint(text));
  return list;
}

std::vector<DeviceAddresses> listed_addresses(const po::variables_map& given) {
  const auto ssh = endpoints(given, "ssh"), telnet = endpoints(given, "telnet");
  std::vector<DeviceAddresses> all(std::max(ssh.size(), telnet.size()));
  for (std::size_t i = 0; i < ssh.size(); ++i) all[i].ssh = ssh[i];
  for (std::size_t i = 0; i < telnet.size(); ++i) all[i].telnet = telnet[i];
  return all;
}

std::vector<DeviceAddresses> counted_addresses(const po::variables_map& given) {
  const unsigned count = given["devices"].as<unsigned>();
  if (count == 0 || count > kMostDevices) wrong("--devices: expected 1 to 60000");
  const tcp::endpoint base = parse_endpoint(given["address-base"].as<std::string>() + ":0");
  if (!base.address().is_v4()) wrong("--address-base: expected an IPv4 address");
  std::vector<DeviceAddresses> all(count);
  for (unsigned i = 0; i < count; ++i) {
    const auto address = address_of(base.address().to_v4(), i);
    if (!address.is_loopback()) wrong("--devices: more than there are loopback addresses");
    if (!given["no-ssh"].as<bool>()) all[i].ssh = tcp::endpoint(address, port(given, "ssh-port"));
    if (!given["no-telnet"].as<bool>())
      all[i].telnet = tcp::endpoint(address, port(given, "telnet-port"));
    if (!all[i].ssh && !all[i].telnet) wrong("--no-ssh and --no-telnet: nothing is left");
  }
  return all;
}

void read_devices(const po::variables_map& given, Options& options) {
  if (given.count("persona") == 0) wrong("--persona: missing");
  for (const std::string& text : given["persona"].as<std::vector<std::string>>())
    options.personas.push_back(persona_choice(text));
  const bool listed = given.count("ssh") + given.count("telnet") != 0;
  if (listed == (given.count("devices") != 0))
    wrong("expected either --devices N or a list of --ssh and --telnet addresses");
  options.addresses = listed ? listed_addresses(given) : counted_addresses(given);
  options.interfaces = given["interfaces"].as<unsigned>();
  if (options.interfaces > 10'000) wrong("--interfaces: at most 10000");
}

Options read(const po::variables_map& given) {
  Options options;
  options.help = given["help"].as<bool>();
  if (options.help) return options;
  read_devices(given, options);
  options.user = given["user"].as<std::string>();
  options.password = given["password"].as<std::string>();
  options.enable = given["enable"].as<std::string>();
  options.authorized_keys = given["authorized-key"].as<std::string>();
  options.host_key = given["host-key"].as<std::string>();
  options.host_key_per_device = given["host-key-per-device"].as<bool>();
  options.privileged = given["privileged"].as<bool>();
  options.command_delay = duration(given, "command-delay");
  options.login_delay = duration(given, "login-delay");
  if (given.count("echo") != 0)
    options.echo_by_character = word(given, "echo", "line", "character") == "character";
  options.threads = given["threads"].as<unsigned>();
  if (options.threads == 0 || options.threads > 256) wrong("--threads: expected 1 to 256");
  options.control = given["control"].as<std::string>();
  options.inventory = given["inventory"].as<std::string>();
  options.inventory_transport = word(given, "inventory-transport", "ssh", "telnet");
  options.inventory_credentials = given["inventory-credentials"].as<std::string>();
  return options;
}

}  // namespace

Options parse_options(int argc, const char* const* argv) {
  try {
    po::variables_map given;
    po::store(po::command_line_parser(argc, argv)
                  .options(described())
                  .positional(po::positional_options_description())
                  .run(),
              given);
    return read(given);
  } catch (const po::error& bad) {
    throw std::invalid_argument(bad.what());
  }
}

std::string usage() {
  std::ostringstream out;
  out << "showd-simulator: plays routers and switches on loopback, over SSH and Telnet\n\n"
      << described() << R"(
Examples:
  Three routers on one address:
    showd-simulator --persona personas/cisco_ios.yaml \
        --telnet 127.0.0.1:9000 --telnet 127.0.0.1:9002 --telnet 127.0.0.1:9004 \
        --ssh 127.0.0.1:9001 --ssh 127.0.0.1:9003 --ssh 127.0.0.1:9005
  5,000 devices, a tenth of them Junos, answering after 20 ms:
    showd-simulator --persona personas/juniper_junos.yaml:500 \
        --persona personas/cisco_ios.yaml --devices 5000 --command-delay 20ms
  With a hand on its ports:
    showd-simulator --persona personas/cisco_ios.yaml --devices 10 --control /tmp/sim
    echo 'set R0003 GigabitEthernet0/1 oper down' | socat - /tmp/sim
)";
  return out.str();
}

tcp::endpoint parse_endpoint(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  std::string host = text.substr(0, colon);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']')
    host = host.substr(1, host.size() - 2);
  std::error_code error;
  const auto address = asio::ip::make_address(host, error);
  std::uint16_t number = 0;
  const char* const end = text.data() + text.size();
  const char* const start = colon == std::string::npos ? end : text.data() + colon + 1;
  const auto [at, bad] = std::from_chars(start, end, number);
  if (error || bad != std::errc() || at != end)
    wrong(text + ": expected ADDRESS:PORT, like 127.0.0.1:9000");
  if (!address.is_loopback()) wrong(text + ": not a loopback address");
  return {address, number};
}

asio::ip::address_v4 address_of(asio::ip::address_v4 base, unsigned index) {
  return asio::ip::address_v4(base.to_uint() + index / 250 * 256 + index % 250);
}

}  // namespace showd::simulator
