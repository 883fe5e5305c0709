/* ABI 1.0 as it stood when it was published, for plugins built then. Frozen: this file never
 * follows plugin.h, and no file that includes it includes plugin.h. */
#include <stddef.h>
#include <stdint.h>

typedef struct text_1_0 {
  const char *data;
  size_t size;
} text_1_0;

typedef struct address_1_0 {
  text_1_0 address;
  uint32_t prefix_length;
  uint32_t reserved;
} address_1_0;

typedef struct interface_1_0 {
  uint32_t struct_size;
  uint32_t reserved;
  uint64_t has;
  text_1_0 if_name, if_alias, reason, type, phys_address;
  uint32_t admin_status, oper_status, duplex, mtu;
  uint64_t speed_bps, bandwidth_bps, last_change_seconds, if_index;
  const address_1_0 *ipv4;
  size_t ipv4_count;
  const address_1_0 *ipv6;
  size_t ipv6_count;
  uint64_t in_octets, out_octets;
  uint64_t in_packets, out_packets;
  uint64_t in_unicast_packets, out_unicast_packets;
  uint64_t in_multicast_packets, out_multicast_packets;
  uint64_t in_broadcast_packets, out_broadcast_packets;
  uint64_t in_errors, out_errors;
  uint64_t in_discards, out_discards;
  uint64_t in_crc_errors;
} interface_1_0;

/* Bits 0 to 13 and 16 to 30. */
#define HAS_ALL_1_0 UINT64_C(0x7FFF3FFF)

typedef struct sink_1_0 {
  uint32_t struct_size;
  uint32_t reserved;
  void *ctx;
  int32_t (*row)(void *ctx, const interface_1_0 *row);
  void (*explain)(void *ctx, uint32_t line, text_1_0 why);
} sink_1_0;

typedef struct answer_1_0 {
  const char *pattern, *answer;
} answer_1_0;

typedef struct dialect_1_0 {
  uint32_t struct_size;
  uint32_t flags;
  const char *prompt, *username_prompt, *password_prompt;
  const answer_1_0 *answers;
  const char *const *setup;
  const char *const *enabled_setup;
  const char *enable, *enabled_prompt;
  const char *const *pagers;
  const char *pager_answer;
  const char *const *errors;
  const char *const *login_errors;
  const char *const *logout;
  const char *line_end, *username_suffix;
} dialect_1_0;

typedef struct name_form_1_0 {
  const char *short_form, *long_form;
} name_form_1_0;

typedef struct plugin_api_1_0 {
  uint32_t abi_major, abi_minor, struct_size, reserved;
  const char *name;
  const dialect_1_0 *dialect;
  const char *const *commands;
  int32_t (*parse)(uint32_t command, text_1_0 output, const sink_1_0 *sink);
  const char *const *more_commands;
  const char *const *aliases;
  const name_form_1_0 *name_forms;
  const char *version;
  const struct plugin_api_1_0 *next;
} plugin_api_1_0;
