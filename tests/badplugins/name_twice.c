/* Its alias is its own name. */
#include "plugin_with_a_fault.h"

static const char *const again[] = {"bad", NULL};
#undef BAD_ALIASES
#define BAD_ALIASES again

BAD_PLUGIN;
