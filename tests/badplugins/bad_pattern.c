/* An error mark that does not compile. */
#include "plugin_with_a_fault.h"

static const char *const marks[] = {"^% Invalid", "^% (Invalid", NULL};
static const showd_dialect garbled = {
    .struct_size = sizeof(showd_dialect), .prompt = "[>#]", .errors = marks};
#undef BAD_DIALECT
#define BAD_DIALECT &garbled

BAD_PLUGIN;
