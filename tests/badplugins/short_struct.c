/* Claims to end before `parse`. */
#define BAD_SIZE offsetof(showd_plugin_api, parse)
#include "plugin_with_a_fault.h"

BAD_PLUGIN;
