/* A plugin that was built for ABI 1.0 and never since: it states all that 1.0 has. Behind each
 * struct lies what is not its: a daemon that reads beyond struct_size takes that for a value. */
#include "abi_1_0.h"

#define TEXT(literal) \
  { literal, sizeof(literal) - 1 }
#define BEYOND 0xDEADDEADDEADDEADu

static const char *const commands[] = {"show old", NULL};
static const char *const more_commands[] = {"show older", NULL};
static const char *const aliases[] = {"ancient", NULL};
static const name_form_1_0 name_forms[] = {{"et", "Ethernet"}, {NULL, NULL}};
static const answer_1_0 answers[] = {{"press a key", "k"}, {NULL, NULL}};
static const char *const setup[] = {"no page", NULL};
static const char *const enabled_setup[] = {"no paging", NULL};
static const char *const pagers[] = {"pager", NULL};
static const char *const errors[] = {"error", NULL};
static const char *const login_errors[] = {"login error", NULL};
static const char *const logout[] = {"logout", NULL};

static const struct {
  dialect_1_0 known;
  uint64_t beyond[32];
} dialect = {{
                 .struct_size = sizeof(dialect_1_0),
                 .flags = 6, /* password alone, shell login */
                 .prompt = "prompt",
                 .username_prompt = "user?",
                 .password_prompt = "password?",
                 .answers = answers,
                 .setup = setup,
                 .enabled_setup = enabled_setup,
                 .enable = "enable",
                 .enabled_prompt = "enabled prompt",
                 .pagers = pagers,
                 .pager_answer = "q",
                 .errors = errors,
                 .login_errors = login_errors,
                 .logout = logout,
                 .line_end = "\n",
                 .username_suffix = "+s",
             },
             {BEYOND, BEYOND, BEYOND, BEYOND}};

static const address_1_0 ipv4[] = {{TEXT("192.0.2.1"), 24, 0}, {TEXT("192.0.2.2"), 255, 0}};
static const address_1_0 ipv6[] = {{TEXT("2001:db8::1"), 64, 0}};

static const struct {
  interface_1_0 known;
  uint64_t beyond[32];
} row = {{
             .struct_size = sizeof(interface_1_0),
             .has = HAS_ALL_1_0,
             .if_name = TEXT("et7"),
             .if_alias = TEXT("alias"),
             .reason = TEXT("reason"),
             .type = TEXT("type"),
             .phys_address = TEXT("0000.5e00.5301"),
             .admin_status = 1,
             .oper_status = 7,
             .duplex = 2,
             .mtu = 101,
             .speed_bps = 102,
             .bandwidth_bps = 103,
             .last_change_seconds = 104,
             .if_index = 105,
             .ipv4 = ipv4,
             .ipv4_count = 2,
             .ipv6 = ipv6,
             .ipv6_count = 1,
             .in_octets = 201,
             .out_octets = 202,
             .in_packets = 203,
             .out_packets = 204,
             .in_unicast_packets = 205,
             .out_unicast_packets = 206,
             .in_multicast_packets = 207,
             .out_multicast_packets = 208,
             .in_broadcast_packets = 209,
             .out_broadcast_packets = 210,
             .in_errors = 211,
             .out_errors = 212,
             .in_discards = 213,
             .out_discards = 214,
             .in_crc_errors = 215,
         },
         {BEYOND, BEYOND, BEYOND, BEYOND}};

/* "show old": the row, and line 2 explained. "show older": status 2, not understood. */
static int32_t parse(uint32_t command, text_1_0 output, const sink_1_0 *sink) {
  const text_1_0 why = TEXT("too new");
  if (command == 1) return 2;
  if (output.size == 0 || sink->struct_size < sizeof(sink_1_0)) return 4;
  sink->explain(sink->ctx, 2, why);
  return sink->row(sink->ctx, &row.known);
}

static const plugin_api_1_0 second = {
    .abi_major = 1,
    .struct_size = sizeof(plugin_api_1_0),
    .name = "second",
    .dialect = &dialect.known,
    .commands = commands,
    .parse = parse,
};

__attribute__((visibility("default"))) extern const struct exported {
  plugin_api_1_0 known;
  uint64_t beyond[32];
} showd_plugin;

const struct exported showd_plugin = {{
                                          .abi_major = 1,
                                          .abi_minor = 0,
                                          .struct_size = sizeof(plugin_api_1_0),
                                          .name = "old",
                                          .dialect = &dialect.known,
                                          .commands = commands,
                                          .parse = parse,
                                          .more_commands = more_commands,
                                          .aliases = aliases,
                                          .name_forms = name_forms,
                                          .version = "0.1",
                                          .next = &second,
                                      },
                                      {BEYOND, BEYOND, BEYOND, BEYOND}};
