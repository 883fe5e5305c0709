// showd.yaml: any bytes are a Config, or faults of one line each with key and remedy.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "config/parse_config.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  showd::Faults faults;
  (void)showd::parse_config(text, "/etc/showd/showd.yaml", showd::Secrets::skip, {}, faults);
  for (const showd::Fault& fault : faults.sorted()) {
    const std::string line = fault.text();
    if (!line.starts_with("/etc/showd/showd.yaml:")) std::abort();
    if (fault.key.empty() || fault.remedy.empty()) std::abort();
    if (line.find_first_of("\n\r\x1b") != std::string_view::npos) std::abort();
  }
  return 0;
}
