// A template: any bytes are a Template or a list of faults, each of one clean line; what is read
// compiles or says why.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "textfsm/template.hpp"

namespace {

using namespace showd::textfsm;

void check(const Faults& faults) {
  for (const Fault& fault : faults) {
    const std::string line = to_string(fault);
    if (!line.starts_with("t.textfsm:")) std::abort();
    if (line.find_first_of("\n\r\x1b") != std::string::npos) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view source(reinterpret_cast<const char*>(data), size);
  const auto made = Template::parse(source, "t.textfsm");
  if (!made && made.error().empty()) std::abort();
  check(made ? (*made)->compile_faults() : made.error());
  return 0;
}
