/* parse() never returns: nothing in the process can stop it, so the watchdog must go unfed. */
#include "showd/plugin.h"

static showd_status hang(uint32_t command, showd_text output, const showd_sink *sink);

/* Good enough to log into the simulated IOS routers with. */
static const showd_dialect ios = {.struct_size = sizeof(showd_dialect), .prompt = "[\\w.-]+[>#]"};

#define BAD_NAME "hangs"
#define BAD_DIALECT &ios
#define BAD_PARSE hang
#include "plugin_with_a_fault.h"

static volatile int for_ever = 1;

static showd_status hang(uint32_t command, showd_text output, const showd_sink *sink) {
  (void)command, (void)output, (void)sink;
  while (for_ever) continue;
  return SHOWD_OK;
}

BAD_PLUGIN;
