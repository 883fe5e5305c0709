#include "plugin_with_a_fault.h"

BAD_PLUGIN;
