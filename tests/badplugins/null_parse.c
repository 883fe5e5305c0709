/* Nothing that reads an output. */
#define BAD_PARSE NULL
#include "plugin_with_a_fault.h"

BAD_PLUGIN;
