// A parser of plugin.hpp that throws: its thunk turns that into a status.
#include <stdexcept>

#include "showd/plugin.hpp"

namespace {
constexpr const char* kCommands[] = {"show bad", nullptr};
constexpr showd_dialect kDialect = {.struct_size = sizeof(showd_dialect), .prompt = "[>#]"};

showd_status parse(std::uint32_t, std::string_view output, showd::Sink& rows) {
  if (output == "int") throw 42;
  rows.row(showd::Row("eth0"));
  throw std::runtime_error("lost the thread");
}
}  // namespace

SHOWD_PLUGIN("bad", kDialect, kCommands, parse);
