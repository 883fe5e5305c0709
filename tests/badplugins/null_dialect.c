/* No way to talk to the device. */
#define BAD_DIALECT NULL
#include "plugin_with_a_fault.h"

BAD_PLUGIN;
