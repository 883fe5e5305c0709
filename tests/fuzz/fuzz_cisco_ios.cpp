#include "fuzz_plugin.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::parse_all(showd_plugin, {reinterpret_cast<const char*>(data), size});
  return 0;
}
