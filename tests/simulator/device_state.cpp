#include "device_state.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <limits>

namespace showd::simulator {
namespace {

constexpr std::size_t kMostCached = 64;  ///< outputs of one device; more are rendered each time

std::chrono::sys_seconds now() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

std::string utc(std::chrono::sys_seconds time) {
  return fmt::format("{:%Y-%m-%d %H:%M:%S}", fmt::gmtime(time.time_since_epoch().count()));
}

/// As Junos writes it: "00:05:09", "3d 04:05", "1w2d 03:04".
std::string age(std::chrono::seconds span) {
  const auto seconds = std::max<long long>(span.count(), 0);
  const long long days = seconds / 86'400, hours = seconds / 3'600 % 24,
                  minutes = seconds / 60 % 60;
  if (days >= 7) return fmt::format("{}w{}d {:02}:{:02}", days / 7, days % 7, hours, minutes);
  if (days > 0) return fmt::format("{}d {:02}:{:02}", days, hours, minutes);
  return fmt::format("{:02}:{:02}:{:02}", hours, minutes, seconds % 60);
}

std::string mask_of(unsigned prefix_length) {
  const std::uint32_t bits = prefix_length == 0 ? 0 : ~std::uint32_t{0} << (32 - prefix_length);
  return fmt::format("{}.{}.{}.{}", bits >> 24, bits >> 16 & 255, bits >> 8 & 255, bits & 255);
}

bool starts_with_ignoring_case(std::string_view text, std::string_view start) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return text.size() >= start.size() &&
         std::equal(start.begin(), start.end(), text.begin(),
                    [&](char a, char b) { return lower(a) == lower(b); });
}

/// "gi0/1" names "GigabitEthernet0/1": the letters may be cut short, the rest may not.
bool abbreviates(std::string_view typed, std::string_view name) {
  const auto digits = [](std::string_view text) {
    return std::min(text.find_first_of("0123456789"), text.size());
  };
  const std::size_t a = digits(typed), b = digits(name);
  return a > 0 && starts_with_ignoring_case(name.substr(0, b), typed.substr(0, a)) &&
         typed.substr(a) == name.substr(b);
}

std::uint64_t* counter(Interface& row, std::string_view name) {
  const std::pair<std::string_view, std::uint64_t*> counters[] = {
      {"in_octets", &row.in_octets},
      {"out_octets", &row.out_octets},
      {"in_packets", &row.in_packets},
      {"out_packets", &row.out_packets},
      {"in_errors", &row.in_errors},
      {"out_errors", &row.out_errors},
      {"in_crc", &row.in_crc},
      {"in_discards", &row.in_discards},
      {"out_discards", &row.out_discards},
      {"in_multicast", &row.in_multicast},
      {"in_broadcast", &row.in_broadcast}};
  for (const auto& [known, value] : counters)
    if (known == name) return value;
  return nullptr;
}

std::string set_status(bool& status, std::string_view value, Interface& row) {
  if (value != "up" && value != "down") return "expected up or down";
  const auto before = std::pair(row.admin_up, row.oper_up());
  status = value == "up";
  if (before != std::pair(row.admin_up, row.oper_up())) {
    ++row.changes;
    row.changed = now();
  }
  return {};
}

std::string set_number(std::uint64_t& number, std::string_view value, std::uint64_t most) {
  std::uint64_t read = 0;
  const auto [end, bad] = std::from_chars(value.data(), value.data() + value.size(), read);
  if (bad != std::errc() || end != value.data() + value.size() || read > most)
    return fmt::format("expected a number up to {}", most);
  number = read;
  return {};
}

}  // namespace

DeviceState::DeviceState(const Persona& persona, unsigned index, std::string address,
                         unsigned scale)
    : persona_(persona), index_(index), scale_(scale), address_(std::move(address)) {
  name_ = persona_.hostname.render(device_fields());
}

const std::vector<Interface>& DeviceState::interfaces() {
  if (!made_) make_table();
  return table_;
}

void DeviceState::make_table() {
  made_ = true;
  std::vector<std::string> fields = device_fields();
  for (const InterfaceRange& range : persona_.interfaces) {
    const unsigned count = range.scales && scale_ > 0 ? scale_ : range.count;
    for (unsigned n = range.first; n < range.first + count; ++n) {
      fields[kNumber] = std::to_string(n);
      Interface row;
      row.name = range.name.render(fields);
      row.kind = range.kind;
      row.ip = range.ip.render(fields);
      row.description = range.description.render(fields);
      row.number = n;
      row.prefix_length = range.prefix_length;
      row.mtu = range.mtu;
      row.speed_mbps = range.speed_mbps;
      row.if_index = static_cast<unsigned>(table_.size()) + 1;
      row.admin_up = range.admin_up;
      row.carrier = range.carrier;
      if (row.oper_up()) {  // plausible, different on every port, and the same on every run
        row.in_packets = 123'456 + 1'000ull * n + index_;
        row.out_packets = 654'321 + 1'000ull * n + index_;
        row.in_octets = row.in_packets * 800;
        row.out_octets = row.out_packets * 36;
        row.in_multicast = 310 + n;
        row.in_broadcast = 1'200 + n;
      }
      table_.push_back(std::move(row));
    }
  }
}

std::vector<std::string> DeviceState::device_fields() const {
  std::vector<std::string> fields(persona_.names.size());
  fields[kHostname] = name_;
  fields[kIndex] = std::to_string(index_);
  fields[kAddress] = address_;
  fields[kBlock] = std::to_string(index_ / 250);
  fields[kHost] = std::to_string(index_ % 250);
  return fields;
}

void DeviceState::fill(const Interface& row, std::vector<std::string>& fields) const {
  const unsigned high = index_ >> 8 & 255, low = index_ & 255, port = row.if_index & 255;
  const unsigned port_high = row.if_index >> 8 & 255;
  fields[kName] = row.name;
  fields[kNumber] = std::to_string(row.number);
  fields[kIp] = row.ip;
  fields[kPrefix] = row.ip.empty() ? "" : std::to_string(row.prefix_length);
  fields[kMask] = row.ip.empty() ? "" : mask_of(row.prefix_length);
  fields[kDescription] = row.description;
  fields[kMtu] = std::to_string(row.mtu);
  fields[kMac] = fmt::format("00:50:{:02x}:{:02x}:{:02x}:{:02x}", high, low, port_high, port);
  fields[kMacDots] = fmt::format("0050.{:02x}{:02x}.{:02x}{:02x}", high, low, port_high, port);
  fields[kMacDashes] = fmt::format("0050-{:02x}{:02x}-{:02x}{:02x}", high, low, port_high, port);
  fields[kSpeed] = std::to_string(row.speed_mbps);
  fields[kBandwidth] = std::to_string(row.speed_mbps * 1000);
  fields[kIfIndex] = std::to_string(row.if_index);
  fields[kInOctets] = std::to_string(row.in_octets);
  fields[kOutOctets] = std::to_string(row.out_octets);
  fields[kInPackets] = std::to_string(row.in_packets);
  fields[kOutPackets] = std::to_string(row.out_packets);
  fields[kInErrors] = std::to_string(row.in_errors);
  fields[kOutErrors] = std::to_string(row.out_errors);
  fields[kInCrc] = std::to_string(row.in_crc);
  fields[kInDiscards] = std::to_string(row.in_discards);
  fields[kOutDiscards] = std::to_string(row.out_discards);
  fields[kInMulticast] = std::to_string(row.in_multicast);
  fields[kInBroadcast] = std::to_string(row.in_broadcast);
  fields[kChanged] = row.changed ? utc(*row.changed) : "";
  fields[kChangedAge] = row.changed ? age(now() - *row.changed) : "";
  for (std::size_t i = 0; i < persona_.words.size(); ++i) {
    const Word& word = persona_.words[i];
    fields[kFieldCount + i] = !row.admin_up ? word.admin_down : row.carrier ? word.up : word.down;
  }
}

std::optional<std::size_t> DeviceState::find(std::string_view name, bool abbreviated) {
  std::optional<std::size_t> found;
  for (std::size_t i = 0; i < interfaces().size(); ++i) {
    if (table_[i].name == name) return i;
    if (!abbreviated || !abbreviates(name, table_[i].name)) continue;
    if (found) return std::nullopt;  // ambiguous
    found = i;
  }
  return found;
}

std::string DeviceState::set(std::size_t interface, std::string_view fact, std::string_view value) {
  if (interface >= interfaces().size()) return "no such interface";
  Interface& row = table_[interface];
  cache_.clear();
  if (fact == "admin") return set_status(row.admin_up, value, row);
  if (fact == "oper") return set_status(row.carrier, value, row);
  if (fact == "description") return row.description = value, std::string();
  if (fact == "ip") return row.ip = value == "none" ? "" : value, std::string();
  if (fact == "mtu") {
    std::uint64_t mtu = row.mtu;
    std::string wrong = set_number(mtu, value, 65'535);
    row.mtu = static_cast<unsigned>(mtu);
    return wrong;
  }
  if (std::uint64_t* const number = counter(row, fact))
    return set_number(*number, value, std::numeric_limits<std::uint64_t>::max());
  return "unknown fact, expected admin, oper, description, ip, mtu or a counter";
}

std::shared_ptr<const std::string> DeviceState::output(const Command& command,
                                                       std::optional<std::size_t> interface) {
  const std::pair key(command.index, interface ? *interface + 1 : 0);
  if (const auto found = cache_.find(key);
      found != cache_.end() && (!command.tells_time || found->second.made == now()))
    return found->second.text;
  const auto made = now();
  auto text = std::make_shared<const std::string>(render(command, interface));
  if (cache_.size() >= kMostCached) cache_.clear();
  cache_[key] = {text, made};
  return text;
}

std::string DeviceState::render(const Command& command, std::optional<std::size_t> interface) {
  std::vector<std::string> fields = device_fields();
  fields[kNow] = utc(now());
  std::string out;
  command.header.render(fields, out);
  if (!command.each.empty()) {
    const auto fallback = command.each.find("default");
    for (std::size_t i = 0; i < interfaces().size(); ++i) {
      if (interface && *interface != i) continue;
      auto text = command.each.find(table_[i].kind);
      if (text == command.each.end()) text = fallback;
      if (text == command.each.end()) continue;
      fill(table_[i], fields);
      text->second.render(fields, out);
    }
  }
  command.footer.render(fields, out);
  return out;
}

std::string DeviceState::session_text(const TextTemplate& text, const std::string& user,
                                      const std::string& line, std::size_t caret) {
  std::vector<std::string> fields = device_fields();
  fields[kUser] = user;
  fields[kLineTyped] = line;
  fields[kCaret] = std::string(caret, ' ');
  fields[kNow] = utc(now());
  return text.render(fields);
}

}  // namespace showd::simulator
