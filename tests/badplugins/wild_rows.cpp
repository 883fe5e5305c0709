// Says what it likes: no names, numbers out of range, addresses that are none, too many rows.
#include <string>

#include "showd/plugin.hpp"

namespace {
constexpr const char* kCommands[] = {"show bad", nullptr};
constexpr showd_dialect kDialect = {.struct_size = sizeof(showd_dialect), .prompt = "[>#]"};

showd_status parse(std::uint32_t, std::string_view output, showd::Sink& rows) {
  if (output == "flood") {
    for (int i = 0; i < 1'000'000; ++i)
      if (!rows.row(showd::Row("eth" + std::to_string(i)))) break;
    return SHOWD_OK;  // a lie
  }
  if (output == "chatter") {
    for (std::uint32_t line = 0; line < 1'000'000; ++line) rows.explain(line, "what?");
    return SHOWD_OK;
  }
  if (output == "status") return -7;
  const std::string long_text(100'000, 'x');
  showd::Row row("eth0");
  row.if_alias(long_text).reason("\x1b[31m\xff").phys_address("not a MAC").admin_status(9);
  row.oper_status(0).mtu(UINT32_MAX).speed_bps(UINT64_MAX).if_index(0).duplex(3);
  row.add_ipv4("192.0.2.1", 33).add_ipv4("nowhere").add_ipv4("192.0.2.2", 24);
  row.add_ipv6("2001:DB8:0::1%eth0", 64).add_ipv6("2001:db8::2", 129);
  rows.row(row);
  rows.row(showd::Row(""));
  rows.row(showd::Row(long_text));
  rows.row(showd::Row("eth\n1"));
  return SHOWD_OK;
}
}  // namespace

SHOWD_PLUGIN("bad", kDialect, kCommands, parse);
