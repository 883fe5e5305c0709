/* A shell whose prompt is not told. */
#include "plugin_with_a_fault.h"

static const showd_dialect silent = {.struct_size = sizeof(showd_dialect)};
#undef BAD_DIALECT
#define BAD_DIALECT &silent

BAD_PLUGIN;
