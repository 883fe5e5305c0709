/* The boundary is C: this file is C11, and pins every size and offset of ABI 1.0 on LP64 machines.
 * A line here that fails means that plugins built before would be misread: append instead. */
#include <stddef.h>

#include "showd/plugin.h"

#define PIN_SIZE(type, size) _Static_assert(sizeof(type) == (size), "size of " #type)
#define PIN(type, member, at) _Static_assert(offsetof(type, member) == (at), #type "." #member)

#if defined(__LP64__)
PIN_SIZE(showd_status, 4);

PIN_SIZE(showd_text, 16);
PIN(showd_text, data, 0);
PIN(showd_text, size, 8);

PIN_SIZE(showd_address, 24);
PIN(showd_address, address, 0);
PIN(showd_address, prefix_length, 16);
PIN(showd_address, reserved, 20);

PIN_SIZE(showd_interface, 296);
PIN(showd_interface, struct_size, 0);
PIN(showd_interface, reserved, 4);
PIN(showd_interface, has, 8);
PIN(showd_interface, if_name, 16);
PIN(showd_interface, if_alias, 32);
PIN(showd_interface, reason, 48);
PIN(showd_interface, type, 64);
PIN(showd_interface, phys_address, 80);
PIN(showd_interface, admin_status, 96);
PIN(showd_interface, oper_status, 100);
PIN(showd_interface, duplex, 104);
PIN(showd_interface, mtu, 108);
PIN(showd_interface, speed_bps, 112);
PIN(showd_interface, bandwidth_bps, 120);
PIN(showd_interface, last_change_seconds, 128);
PIN(showd_interface, if_index, 136);
PIN(showd_interface, ipv4, 144);
PIN(showd_interface, ipv4_count, 152);
PIN(showd_interface, ipv6, 160);
PIN(showd_interface, ipv6_count, 168);
PIN(showd_interface, in_octets, 176);
PIN(showd_interface, out_octets, 184);
PIN(showd_interface, in_packets, 192);
PIN(showd_interface, out_packets, 200);
PIN(showd_interface, in_unicast_packets, 208);
PIN(showd_interface, out_unicast_packets, 216);
PIN(showd_interface, in_multicast_packets, 224);
PIN(showd_interface, out_multicast_packets, 232);
PIN(showd_interface, in_broadcast_packets, 240);
PIN(showd_interface, out_broadcast_packets, 248);
PIN(showd_interface, in_errors, 256);
PIN(showd_interface, out_errors, 264);
PIN(showd_interface, in_discards, 272);
PIN(showd_interface, out_discards, 280);
PIN(showd_interface, in_crc_errors, 288);

PIN_SIZE(showd_sink, 32);
PIN(showd_sink, struct_size, 0);
PIN(showd_sink, reserved, 4);
PIN(showd_sink, ctx, 8);
PIN(showd_sink, row, 16);
PIN(showd_sink, explain, 24);

PIN_SIZE(showd_answer, 16);
PIN(showd_answer, pattern, 0);
PIN(showd_answer, answer, 8);

PIN_SIZE(showd_dialect, 128);
PIN(showd_dialect, struct_size, 0);
PIN(showd_dialect, flags, 4);
PIN(showd_dialect, prompt, 8);
PIN(showd_dialect, username_prompt, 16);
PIN(showd_dialect, password_prompt, 24);
PIN(showd_dialect, answers, 32);
PIN(showd_dialect, setup, 40);
PIN(showd_dialect, enabled_setup, 48);
PIN(showd_dialect, enable, 56);
PIN(showd_dialect, enabled_prompt, 64);
PIN(showd_dialect, pagers, 72);
PIN(showd_dialect, pager_answer, 80);
PIN(showd_dialect, errors, 88);
PIN(showd_dialect, login_errors, 96);
PIN(showd_dialect, logout, 104);
PIN(showd_dialect, line_end, 112);
PIN(showd_dialect, username_suffix, 120);

PIN_SIZE(showd_name_form, 16);
PIN(showd_name_form, short_form, 0);
PIN(showd_name_form, long_form, 8);

PIN_SIZE(showd_plugin_api, 88);
PIN(showd_plugin_api, abi_major, 0);
PIN(showd_plugin_api, abi_minor, 4);
PIN(showd_plugin_api, struct_size, 8);
PIN(showd_plugin_api, reserved, 12);
PIN(showd_plugin_api, name, 16);
PIN(showd_plugin_api, dialect, 24);
PIN(showd_plugin_api, commands, 32);
PIN(showd_plugin_api, parse, 40);
PIN(showd_plugin_api, more_commands, 48);
PIN(showd_plugin_api, aliases, 56);
PIN(showd_plugin_api, name_forms, 64);
PIN(showd_plugin_api, version, 72);
PIN(showd_plugin_api, next, 80);
#endif

/* Numbers that devices' states are stored under. */
_Static_assert(SHOWD_ABI_MAJOR == 1u && SHOWD_ABI_MINOR == 0u, "version");
_Static_assert(SHOWD_OK == 0 && SHOWD_E_UNKNOWN_COMMAND == 1 && SHOWD_E_NOT_UNDERSTOOD == 2 &&
                   SHOWD_E_STOPPED == 3 && SHOWD_E_INTERNAL == 4,
               "status");
_Static_assert(SHOWD_ADMIN_UP == 1 && SHOWD_ADMIN_DOWN == 2 && SHOWD_ADMIN_TESTING == 3, "admin");
_Static_assert(SHOWD_OPER_UP == 1 && SHOWD_OPER_DOWN == 2 && SHOWD_OPER_TESTING == 3 &&
                   SHOWD_OPER_UNKNOWN == 4 && SHOWD_OPER_DORMANT == 5 &&
                   SHOWD_OPER_NOT_PRESENT == 6 && SHOWD_OPER_LOWER_LAYER_DOWN == 7,
               "oper");
_Static_assert(SHOWD_DUPLEX_HALF == 1 && SHOWD_DUPLEX_FULL == 2, "duplex");
_Static_assert(SHOWD_DIALECT_EXEC == 1u && SHOWD_DIALECT_PASSWORD_ALONE == 2u &&
                   SHOWD_DIALECT_SHELL_LOGIN == 4u && SHOWD_PREFIX_LENGTH_UNKNOWN == 255u,
               "flags");
#define PIN_BIT(name, bit) _Static_assert(SHOWD_HAS_##name == UINT64_C(1) << (bit), #name)
PIN_BIT(IF_ALIAS, 0);
PIN_BIT(ADMIN_STATUS, 1);
PIN_BIT(OPER_STATUS, 2);
PIN_BIT(REASON, 3);
PIN_BIT(TYPE, 4);
PIN_BIT(PHYS_ADDRESS, 5);
PIN_BIT(MTU, 6);
PIN_BIT(SPEED, 7);
PIN_BIT(BANDWIDTH, 8);
PIN_BIT(DUPLEX, 9);
PIN_BIT(LAST_CHANGE, 10);
PIN_BIT(IPV4, 11);
PIN_BIT(IPV6, 12);
PIN_BIT(IF_INDEX, 13);
PIN_BIT(IN_OCTETS, 16);
PIN_BIT(OUT_OCTETS, 17);
PIN_BIT(IN_PACKETS, 18);
PIN_BIT(OUT_PACKETS, 19);
PIN_BIT(IN_UNICAST_PACKETS, 20);
PIN_BIT(OUT_UNICAST_PACKETS, 21);
PIN_BIT(IN_MULTICAST_PACKETS, 22);
PIN_BIT(OUT_MULTICAST_PACKETS, 23);
PIN_BIT(IN_BROADCAST_PACKETS, 24);
PIN_BIT(OUT_BROADCAST_PACKETS, 25);
PIN_BIT(IN_ERRORS, 26);
PIN_BIT(OUT_ERRORS, 27);
PIN_BIT(IN_DISCARDS, 28);
PIN_BIT(OUT_DISCARDS, 29);
PIN_BIT(IN_CRC_ERRORS, 30);

/* A plugin in plain C, whole: proof that the header is enough for one. */
static const char *const commands[] = {"show nothing", NULL};
static const showd_dialect dialect = {.struct_size = sizeof(showd_dialect), .prompt = "[>#]"};

static showd_status parse(uint32_t command, showd_text output, const showd_sink *sink) {
  showd_interface row = {.struct_size = sizeof(showd_interface)};
  if (command != 0) return SHOWD_E_UNKNOWN_COMMAND;
  row.if_name = output;
  row.has = SHOWD_HAS_MTU;
  row.mtu = 1500;
  return sink->row(sink->ctx, &row);
}

const showd_plugin_api showd_plugin = {
    .abi_major = SHOWD_ABI_MAJOR,
    .abi_minor = SHOWD_ABI_MINOR,
    .struct_size = sizeof(showd_plugin_api),
    .name = "plain_c",
    .dialect = &dialect,
    .commands = commands,
    .parse = parse,
};
