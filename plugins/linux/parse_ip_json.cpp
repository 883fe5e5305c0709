// iproute2 6.1, one line:
//   [{"ifindex":2,"ifname":"eth0","flags":["BROADCAST","MULTICAST","UP","LOWER_UP"],"mtu":1500,
//     "operstate":"UP","link_type":"ether","address":"52:54:00:8c:62:44","ifalias":"uplink",
//     "linkinfo":{"info_kind":"veth"},"stats64":{"rx":{"bytes":796,"packets":10,...},"tx":{...}},
//     "addr_info":[{"family":"inet","local":"192.0.2.1","prefixlen":24,...}]},...]
// An empty object stands for an interface that a filter left out.
#include <optional>
#include <string>
#include <string_view>

#include "common/addresses.hpp"
#include "common/json_reader.hpp"
#include "linux/parse.hpp"

namespace linux_ip {
namespace {

using showd::text::JsonReader;

class LinkReader {
 public:
  LinkReader(JsonReader& json, Listing listing) : json_(json), listing_(listing) {}

  /// Reads one object of the array; nothing if it names no interface.
  std::optional<showd::Row> read() {
    json_.object([&](std::string_view key) { member(key); });
    if (row_.if_name().empty()) return std::nullopt;
    state_.put_into(row_);
    if (listing_ == Listing::link) {
      // `ip -d` names the kind; `ip addr` does not, and an interface has one type.
      row_.type(kind_.empty() ? type_ : kind_);
      if (!row_.has(SHOWD_HAS_IF_ALIAS)) row_.if_alias("");
    } else {
      row_.no_ipv4().no_ipv6();
    }
    return std::move(row_);
  }

 private:
  void member(std::string_view key) {
    if (key == "ifname") {
      row_.if_name(text());
    } else if (key == "ifindex") {
      row_.if_index(json_.number());
    } else if (key == "mtu") {
      row_.mtu(json_.number());
    } else if (key == "operstate") {
      state_.operstate(text());
    } else if (key == "ifalias") {
      if (const auto alias = json_.string()) row_.if_alias(row_.keep(*alias));
    } else if (key == "link_type") {
      type_ = text();
    } else if (key == "address") {
      // A tunnel has an IP address here.
      if (const std::string_view address = text(); showd::text::is_mac(address))
        row_.phys_address(address);
    } else if (key == "flags") {
      json_.array([&] { state_.flag(text()); });
    } else {
      nested(key);
    }
  }

  void nested(std::string_view key) {
    if (key == "linkinfo") {
      json_.object([&](std::string_view name) {
        if (name == "info_kind") kind_ = text();
      });
    } else if (key == "stats64" || key == "stats") {  // 64 bits wide wins, whatever comes first
      if (key == "stats" && row_.has(SHOWD_HAS_IN_OCTETS)) return;
      json_.object([&](std::string_view direction) {
        json_.object([&](std::string_view name) { count(direction == "rx", name); });
      });
    } else if (key == "addr_info" && listing_ == Listing::address) {
      json_.array([&] { read_address(); });
    }
  }

  void count(bool in, std::string_view name) {
    if (name == "bytes") {
      in ? row_.in_octets(json_.number()) : row_.out_octets(json_.number());
    } else if (name == "packets") {
      in ? row_.in_packets(json_.number()) : row_.out_packets(json_.number());
    } else if (name == "errors") {
      in ? row_.in_errors(json_.number()) : row_.out_errors(json_.number());
    } else if (name == "dropped") {
      in ? row_.in_discards(json_.number()) : row_.out_discards(json_.number());
    } else if (in && name == "multicast") {
      row_.in_multicast_packets(json_.number());
    } else if (in && name == "crc_errors") {
      row_.in_crc_errors(json_.number());
    }
  }

  void read_address() {
    std::string_view local;
    std::optional<std::uint64_t> length;
    json_.object([&](std::string_view name) {
      if (name == "local") local = text();
      if (name == "prefixlen") length = json_.number();
    });
    const std::uint32_t prefix_length = length && *length <= 128
                                            ? static_cast<std::uint32_t>(*length)
                                            : SHOWD_PREFIX_LENGTH_UNKNOWN;
    if (showd::text::is_ipv6(local)) row_.add_ipv6(local, prefix_length);
    if (showd::text::is_ipv4(local)) row_.add_ipv4(local, prefix_length);
  }

  std::string_view text() {
    auto text = json_.string();
    return text ? row_.keep(std::move(*text)) : std::string_view();
  }

  JsonReader& json_;
  Listing listing_;
  showd::Row row_;
  LinkState state_;
  std::string_view type_;
  std::string_view kind_;
};

}  // namespace

showd_status parse_ip_json(std::string_view output, Listing listing, showd::Sink& rows) {
  JsonReader json(output);
  bool any = false;
  bool is_array = false;
  const auto one = [&] {
    is_array = true;
    const auto row = LinkReader(json, listing).read();
    if (!row || !json.ok() || rows.stopped()) return;  // half an interface is none
    any = true;
    rows.row(*row);
  };
  json.array(one);
  if (!json.at_end()) rows.explain(json.line(), json.fault());
  return any || (is_array && json.ok()) ? SHOWD_OK : SHOWD_E_NOT_UNDERSTOOD;
}

}  // namespace linux_ip
