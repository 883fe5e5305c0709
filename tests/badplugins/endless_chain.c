/* Platforms in a circle. */
#define BAD_NEXT &showd_plugin
#include "plugin_with_a_fault.h"

BAD_PLUGIN;
