/* A plugin without a fault; each file here has one. Define or redefine BAD_... around the include.
 */
#include <stddef.h>

#include "showd/plugin.h"

#ifndef BAD_NAME
#define BAD_NAME "bad"
#endif
#ifndef BAD_MAJOR
#define BAD_MAJOR SHOWD_ABI_MAJOR
#endif
#ifndef BAD_MINOR
#define BAD_MINOR SHOWD_ABI_MINOR
#endif
#ifndef BAD_SIZE
#define BAD_SIZE sizeof(showd_plugin_api)
#endif
#ifndef BAD_DIALECT
#define BAD_DIALECT &dialect
#endif
#ifndef BAD_COMMANDS
#define BAD_COMMANDS commands
#endif
#ifndef BAD_PARSE
#define BAD_PARSE parse
#endif
#ifndef BAD_ALIASES
#define BAD_ALIASES NULL
#endif
#ifndef BAD_NEXT
#define BAD_NEXT NULL
#endif

static const char *const commands[] = {"show bad", NULL};
static const showd_dialect dialect = {.struct_size = sizeof(showd_dialect), .prompt = "[>#]"};

/* One interface, named like the output. */
static showd_status parse(uint32_t command, showd_text output, const showd_sink *sink) {
  showd_interface row = {.struct_size = sizeof(showd_interface)};
  if (command != 0) return SHOWD_E_UNKNOWN_COMMAND;
  row.if_name = output;
  return sink->row(sink->ctx, &row);
}

/* What a file does not use is no fault of it. */
static inline void use_all(void) { (void)commands, (void)&dialect, (void)&parse; }

#define BAD_PLUGIN                        \
  const showd_plugin_api showd_plugin = { \
      .abi_major = BAD_MAJOR,             \
      .abi_minor = BAD_MINOR,             \
      .struct_size = BAD_SIZE,            \
      .name = BAD_NAME,                   \
      .dialect = BAD_DIALECT,             \
      .commands = BAD_COMMANDS,           \
      .parse = BAD_PARSE,                 \
      .aliases = BAD_ALIASES,             \
      .next = BAD_NEXT,                   \
  }
