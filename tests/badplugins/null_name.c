/* A platform without a name. */
#define BAD_NAME NULL
#include "plugin_with_a_fault.h"

BAD_PLUGIN;
