/* A command that would type a second one. */
#include "plugin_with_a_fault.h"

static const char *const smuggling[] = {"show bad\nconfigure terminal", NULL};
#undef BAD_COMMANDS
#define BAD_COMMANDS smuggling

BAD_PLUGIN;
