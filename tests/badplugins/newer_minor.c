/* Built against a later showd: it may rely on what this daemon does not know. */
#define BAD_MINOR (SHOWD_ABI_MINOR + 1)
#include "plugin_with_a_fault.h"

BAD_PLUGIN;
