#include "ctl/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <string_view>

namespace showd {
namespace {

std::string_view variable(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace

Terminal terminal_of(int descriptor) {
  constexpr std::size_t kUsual = 80;
  if (::isatty(descriptor) != 1) return {};
  struct winsize size {};
  const bool told = ::ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0;
  const std::string_view term = variable("TERM");
  return {.width = told ? size.ws_col : kUsual,
          .colour = variable("NO_COLOR").empty() && !term.empty() && term != "dumb"};
}

}  // namespace showd
