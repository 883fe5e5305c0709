/* Nothing to ask. */
#define BAD_COMMANDS NULL
#include "plugin_with_a_fault.h"

BAD_PLUGIN;
