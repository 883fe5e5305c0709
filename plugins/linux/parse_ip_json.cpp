// iproute2 6.1, one line:
//   [{"ifindex":2,"ifname":"eth0","flags":["BROADCAST","MULTICAST","UP","LOWER_UP"],"mtu":1500,
//     "operstate":"UP","link_type":"ether","address":"52:54:00:8c:62:44","ifalias":"uplink",
//     "linkinfo":{"info_kind":"veth"},"stats64":{"rx":{"bytes":796,"packets":10,...},"tx":{...}},
//     "addr_info":[{"family":"inet","local":"192.0.2.1","prefixlen":24,...}]},...]
// An empty object stands for an interface that a filter left out. A shell may say something before
// and after.
#include <optional>
#include <string>
#include <string_view>

#include "common/address_lists.hpp"
#include "common/addresses.hpp"
#include "common/json_reader.hpp"
#include "common/lines.hpp"
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
      addresses_.put_into(row_, listed_, listed_);
    }
    return std::move(row_);
  }

  /// What of it was not understood; "" if all was.
  [[nodiscard]] std::string_view oddity() const noexcept { return oddity_; }

 private:
  void member(std::string_view key) {
    if (key == "ifname") {
      row_.if_name(text());
    } else if (key == "ifindex") {
      row_.if_index(json_.number());
    } else if (key == "mtu") {
      row_.mtu(json_.number());
    } else if (key == "operstate") {
      if (!state_.operstate(text())) oddity_ = "an unknown operstate";
    } else if (key == "ifalias") {
      if (const auto alias = json_.string()) row_.if_alias(row_.keep(*alias));
    } else if (key == "link_type") {
      type_ = text();
    } else if (key == "address") {
      // A tunnel has an IP address here.
      if (const std::string_view address = text(); showd::text::is_mac(address))
        row_.phys_address(address);
    } else if (key == "flags") {
      state_.flags("");  // there may be none
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
        json_.object(
            [&](std::string_view name) { count(row_, direction == "rx", name, json_.number()); });
      });
    } else if (key == "addr_info" && listing_ == Listing::address) {
      listed_ = true;
      json_.array([&] { read_address(); });
    }
  }

  void read_address() {
    showd::text::Prefix prefix;
    std::string_view family;
    json_.object([&](std::string_view name) {
      if (name == "family") family = text();
      if (name == "local") prefix.address = text();
      if (name == "prefixlen") prefix.length = length(json_.number());
    });
    prefix.ipv6 = showd::text::is_ipv6(prefix.address);
    if (prefix.ipv6 || showd::text::is_ipv4(prefix.address))
      addresses_.add(prefix);
    else if (family == "inet" || family == "inet6")
      doubt(family == "inet6");
  }

  void doubt(bool ipv6) {
    addresses_.doubt(ipv6);
    oddity_ = "an address that is none";
  }

  static std::optional<std::uint32_t> length(std::optional<std::uint64_t> number) {
    if (!number || *number > 128) return std::nullopt;
    return static_cast<std::uint32_t>(*number);
  }

  std::string_view text() {
    auto text = json_.string();
    return text ? row_.keep(std::move(*text)) : std::string_view();
  }

  JsonReader& json_;
  Listing listing_;
  showd::Row row_;
  LinkState state_;
  showd::text::AddressLists addresses_;
  bool listed_ = false;  ///< the list of addresses was there
  std::string_view type_;
  std::string_view kind_;
  std::string_view oddity_;
};

/// Where the array begins, "[{" or "[]" at the start of a line, and the lines above it. Those are
/// no part of the answer, and can hide nothing of it.
struct Start {
  std::size_t at;
  std::uint32_t lines;
};
Start find_array(std::string_view output) {
  for (showd::text::Lines lines(output); lines.next();) {
    const auto at = static_cast<std::size_t>(lines.line().data() - output.data()) +
                    showd::text::indent(lines.line());
    const std::string_view rest = output.substr(at);
    const std::size_t next = rest.find_first_not_of(" \t\r\n", 1);
    if (rest.starts_with('[') && next != std::string_view::npos &&
        (rest[next] == '{' || rest[next] == ']'))
      return {at, lines.number() - 1};
  }
  return {output.size(), 0};
}

}  // namespace

showd_status parse_ip_json(std::string_view output, Listing listing, showd::Sink& rows) {
  const Start start = find_array(output);
  JsonReader json(output.substr(start.at));
  bool any = false;
  const auto one = [&] {
    LinkReader link(json, listing);
    const auto row = link.read();
    if (!row || !json.ok() || rows.stopped()) return;  // half an interface is none
    any = true;
    if (!link.oddity().empty()) rows.explain(start.lines + json.line(), link.oddity());
    rows.row(*row);
  };
  const bool complete = json.array(one);
  if (!complete && !json.at_end()) rows.explain(start.lines + json.line(), json.fault());
  const bool found = start.at < output.size();
  return any || (found && complete) ? SHOWD_OK : SHOWD_E_NOT_UNDERSTOOD;
}

}  // namespace linux_ip
