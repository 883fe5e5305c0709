/* showd's plugin boundary: what a platform's shared library offers, as C.
 *
 * A plugin is data (how to talk to the platform's CLI) and one pure function (command output ->
 * rows): no sockets, threads, clocks, files or mutable globals. The daemon may therefore call
 * parse() from any thread at any time. Valid C11 and valid C++20.
 *
 * Rules of this file: append only; never reorder, never renumber. A struct grows at its end, its
 * struct_size says how much of it the other side knows, and what lies past it reads as absent.
 *
 * Memory: nobody frees what the other side allocated. What goes in is borrowed until the call
 * returns; what comes out through the sink is copied before the sink returns. */
#ifndef SHOWD_PLUGIN_H
#define SHOWD_PLUGIN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define SHOWD_ABI_MAJOR 1u
#define SHOWD_ABI_MINOR 0u

#if defined(__GNUC__)
#define SHOWD_EXPORT __attribute__((visibility("default")))
#else
#define SHOWD_EXPORT
#endif

/* Bytes of valid UTF-8; borrowed; no NUL promised. {NULL, 0} is empty. */
typedef struct showd_text {
  const char *data;
  size_t size;
} showd_text;

typedef int32_t showd_status;
enum {
  SHOWD_OK = 0,
  SHOWD_E_UNKNOWN_COMMAND = 1, /* no such index in `commands` */
  SHOWD_E_NOT_UNDERSTOOD = 2,  /* not the output of this command */
  SHOWD_E_STOPPED = 3,         /* the sink refused a row; pass it on */
  SHOWD_E_INTERNAL = 4         /* anything else, such as a caught exception */
};

/* Interface status: the numbers of IF-MIB and RFC 8343. 0 is "not said". */
enum { SHOWD_ADMIN_UP = 1, SHOWD_ADMIN_DOWN = 2, SHOWD_ADMIN_TESTING = 3 };
enum {
  SHOWD_OPER_UP = 1,
  SHOWD_OPER_DOWN = 2,
  SHOWD_OPER_TESTING = 3,
  SHOWD_OPER_UNKNOWN = 4,
  SHOWD_OPER_DORMANT = 5,
  SHOWD_OPER_NOT_PRESENT = 6,
  SHOWD_OPER_LOWER_LAYER_DOWN = 7
};
enum { SHOWD_DUPLEX_HALF = 1, SHOWD_DUPLEX_FULL = 2 };

/* Which members of showd_interface the output states: absent is not zero. */
#define SHOWD_HAS_IF_ALIAS (UINT64_C(1) << 0) /* empty text: the output says there is none */
#define SHOWD_HAS_ADMIN_STATUS (UINT64_C(1) << 1)
#define SHOWD_HAS_OPER_STATUS (UINT64_C(1) << 2)
#define SHOWD_HAS_REASON (UINT64_C(1) << 3)
#define SHOWD_HAS_TYPE (UINT64_C(1) << 4)
#define SHOWD_HAS_PHYS_ADDRESS (UINT64_C(1) << 5)
#define SHOWD_HAS_MTU (UINT64_C(1) << 6)
#define SHOWD_HAS_SPEED (UINT64_C(1) << 7)
#define SHOWD_HAS_BANDWIDTH (UINT64_C(1) << 8)
#define SHOWD_HAS_DUPLEX (UINT64_C(1) << 9)
#define SHOWD_HAS_LAST_CHANGE (UINT64_C(1) << 10)
#define SHOWD_HAS_IPV4 (UINT64_C(1) << 11) /* with a count of 0: the output says there is none */
#define SHOWD_HAS_IPV6 (UINT64_C(1) << 12)
#define SHOWD_HAS_IF_INDEX (UINT64_C(1) << 13)
#define SHOWD_HAS_IN_OCTETS (UINT64_C(1) << 16)
#define SHOWD_HAS_OUT_OCTETS (UINT64_C(1) << 17)
#define SHOWD_HAS_IN_PACKETS (UINT64_C(1) << 18)
#define SHOWD_HAS_OUT_PACKETS (UINT64_C(1) << 19)
#define SHOWD_HAS_IN_UNICAST_PACKETS (UINT64_C(1) << 20)
#define SHOWD_HAS_OUT_UNICAST_PACKETS (UINT64_C(1) << 21)
#define SHOWD_HAS_IN_MULTICAST_PACKETS (UINT64_C(1) << 22)
#define SHOWD_HAS_OUT_MULTICAST_PACKETS (UINT64_C(1) << 23)
#define SHOWD_HAS_IN_BROADCAST_PACKETS (UINT64_C(1) << 24)
#define SHOWD_HAS_OUT_BROADCAST_PACKETS (UINT64_C(1) << 25)
#define SHOWD_HAS_IN_ERRORS (UINT64_C(1) << 26)
#define SHOWD_HAS_OUT_ERRORS (UINT64_C(1) << 27)
#define SHOWD_HAS_IN_DISCARDS (UINT64_C(1) << 28)
#define SHOWD_HAS_OUT_DISCARDS (UINT64_C(1) << 29)
#define SHOWD_HAS_IN_CRC_ERRORS (UINT64_C(1) << 30)

#define SHOWD_PREFIX_LENGTH_UNKNOWN 255u

typedef struct showd_address {
  showd_text address;     /* without the mask: "192.0.2.1", "2001:db8::1" */
  uint32_t prefix_length; /* SHOWD_PREFIX_LENGTH_UNKNOWN: the output has none */
  uint32_t reserved;
} showd_address;

/* One interface as one command's output states it. Zero it first; set what is known, and its bit. */
typedef struct showd_interface {
  uint32_t struct_size;
  uint32_t reserved;
  uint64_t has;
  showd_text if_name; /* required; as the device prints it */
  showd_text if_alias; /* the CLI's "description" (ifAlias, RFC 2863) */
  showd_text reason;   /* the vendor's own words for the state: "err-disabled" */
  showd_text type;     /* the vendor's own word for the hardware or media */
  showd_text phys_address; /* MAC, in any usual notation */
  uint32_t admin_status;
  uint32_t oper_status;
  uint32_t duplex;
  uint32_t mtu;                /* bytes; the interface's, not IP's */
  uint64_t speed_bps;          /* the port's rate, bit/s */
  uint64_t bandwidth_bps;      /* configured or derived ("BW 1000000 Kbit/sec"), bit/s */
  uint64_t last_change_seconds; /* age of the last change of state, when the device sent this */
  uint64_t if_index;
  const showd_address *ipv4;
  size_t ipv4_count;
  const showd_address *ipv6;
  size_t ipv6_count;
  uint64_t in_octets, out_octets;
  uint64_t in_packets, out_packets;
  uint64_t in_unicast_packets, out_unicast_packets;
  uint64_t in_multicast_packets, out_multicast_packets;
  uint64_t in_broadcast_packets, out_broadcast_packets;
  uint64_t in_errors, out_errors;
  uint64_t in_discards, out_discards;
  uint64_t in_crc_errors;
} showd_interface;

/* Lent by the daemon for the length of one parse() call. */
typedef struct showd_sink {
  uint32_t struct_size;
  uint32_t reserved;
  void *ctx;
  /* Copies *row before it returns. Not SHOWD_OK: stop, and return that status. */
  showd_status (*row)(void *ctx, const showd_interface *row);
  /* A line (1-based; 0 = the output as a whole) that was not understood, and why; copied. */
  void (*explain)(void *ctx, uint32_t line, showd_text why);
} showd_sink;

/* If `pattern` matches the last unterminated line while logging in, type `answer` as it stands. */
typedef struct showd_answer {
  const char *pattern; /* PCRE2 */
  const char *answer;  /* with its own line end, if it needs one */
} showd_answer;

enum {
  /* Each command by an SSH exec request: no terminal, prompt, pager or echo (Linux). */
  SHOWD_DIALECT_EXEC = 1u << 0,
  /* A login may ask for a password alone (a line's own on IOS, zebra's VTY). Without this, no
   * password is typed before the device asked for the user name, if the credential has one. */
  SHOWD_DIALECT_PASSWORD_ALONE = 1u << 1,
  /* After SSH has let us in, the CLI asks for user and password again. Without this, no secret is
   * ever typed into a shell behind SSH, but for `enable`. */
  SHOWD_DIALECT_SHELL_LOGIN = 1u << 2
};

/* How a platform's CLI talks, as data; the daemon's session acts on it. Strings are NUL-terminated,
 * in static storage; patterns are PCRE2, unanchored unless they say so, and are compiled once when
 * the plugin is loaded. Lists end with NULL; a NULL list is empty; a NULL string is absent. */
typedef struct showd_dialect {
  uint32_t struct_size;
  uint32_t flags;
  const char *prompt;            /* whole last line, with no mode or name known: "[\\w.-]+[>#]" */
  const char *username_prompt;   /* whole last line, besides the usual questions, which need none */
  const char *password_prompt;   /* likewise; a question for a new password is never answered */
  const showd_answer *answers;   /* ends with {NULL, NULL} */
  const char *const *setup;      /* typed after the first prompt: "terminal length 0" */
  const char *const *enabled_setup; /* typed once enabled, for what needs privilege */
  const char *enable;            /* "enable"; NULL: the platform has no such step */
  const char *enabled_prompt;    /* the prompt once enabled; NULL when it does not tell */
  const char *const *pagers;     /* pager marks on the last line; NULL: the usual ones */
  const char *pager_answer;      /* NULL: " " */
  const char *const *errors;     /* a line that matches makes the command rejected */
  const char *const *login_errors; /* words for refused credentials; NULL: the usual ones */
  const char *const *logout;     /* typed to leave: "exit" */
  const char *line_end;          /* NULL: "\r" by SSH and "\r\n" by Telnet */
  const char *username_suffix;   /* appended to the SSH user name (RouterOS "+ct511w"); or NULL */
} showd_dialect;

/* Short and long forms of interface names: "Gi0/1" becomes "GigabitEthernet0/1". Matched without
 * regard to case against the letters before the first digit; longest first is not needed. */
typedef struct showd_name_form {
  const char *short_form;
  const char *long_form;
} showd_name_form;

typedef struct showd_plugin_api {
  uint32_t abi_major, abi_minor, struct_size, reserved; /* read these, and nothing else, first */
  const char *name;                                     /* "cisco_ios"; static storage, like all */
  const showd_dialect *dialect;
  const char *const *commands; /* NULL-terminated; what a poll types, in this order */
  /* `command`: index into commands; those of more_commands count on from there. `output`: clean
   * text, LF line ends, no echo, no prompt. Any bytes may come: a parser bounds and checks. */
  showd_status (*parse)(uint32_t command, showd_text output, const showd_sink *sink);
  const char *const *more_commands;    /* understood when asked for, not polled; or NULL */
  const char *const *aliases;          /* further names: "ios"; NULL-terminated or NULL */
  const showd_name_form *name_forms;   /* ends with {NULL, NULL}; or NULL */
  const char *version;                 /* the plugin's own, for people; or NULL */
  const struct showd_plugin_api *next; /* a further platform served by the same .so; or NULL */
} showd_plugin_api;

/* The one symbol a plugin exports; plugins/exports.map hides everything else. */
SHOWD_EXPORT extern const showd_plugin_api showd_plugin;

#ifdef __cplusplus
}
#endif

#endif
