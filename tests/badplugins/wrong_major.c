/* Built for another boundary; its name must not even be looked at. */
#define BAD_MAJOR (SHOWD_ABI_MAJOR + 1)
#define BAD_NAME ((const char *)8)
#include "plugin_with_a_fault.h"

BAD_PLUGIN;
