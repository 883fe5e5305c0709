// Likewise, and it is no std::exception.
#define BAD_PARSE throwing
#include "plugin_with_a_fault.h"

namespace {
showd_status throwing(uint32_t, showd_text, const showd_sink*) { throw 42; }
}  // namespace

BAD_PLUGIN;
