// No thunk between the parser and the daemon: what it throws crosses the boundary.
#define BAD_PARSE throwing
#include <stdexcept>
#include <string>

#include "plugin_with_a_fault.h"

namespace {
showd_status throwing(uint32_t, showd_text output, const showd_sink* sink) {
  parse(0, output, sink);
  throw std::runtime_error("lost the thread");
}
}  // namespace

BAD_PLUGIN;
