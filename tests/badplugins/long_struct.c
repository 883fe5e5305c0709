/* Claims more members than its version has. */
#define BAD_SIZE (sizeof(showd_plugin_api) + 8)
#include "plugin_with_a_fault.h"

BAD_PLUGIN;
