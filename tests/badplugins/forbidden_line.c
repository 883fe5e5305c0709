/* A set-up line that configures the device. */
#include "plugin_with_a_fault.h"

static const char *const lines[] = {"terminal length 0", "configure terminal", NULL};
static const showd_dialect configuring = {
    .struct_size = sizeof(showd_dialect), .prompt = "[>#]", .setup = lines};
#undef BAD_DIALECT
#define BAD_DIALECT &configuring

BAD_PLUGIN;
