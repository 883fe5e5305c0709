/* A command that acts. */
#include "plugin_with_a_fault.h"

static const char *const acting[] = {"show bad", "clear counters", NULL};
#undef BAD_COMMANDS
#define BAD_COMMANDS acting

BAD_PLUGIN;
