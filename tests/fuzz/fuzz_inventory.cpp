// An inventory file: any bytes are devices that keep the promises of Device, or faults of one line.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "config/yaml.hpp"
#include "inventory/parse_inventory.hpp"

namespace {

void check(const showd::Device& device) {
  const bool ok = showd::is_name(device.name) && !device.address.empty() && device.port != 0 &&
                  device.platform == "cisco_ios" && device.deadline.count() > 0 &&
                  device.address.find_first_of(" \n\t") == std::string::npos;
  if (!ok) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const showd::Config config = [] {
    showd::Config made;
    for (const char* name : {"ops", "vty"}) made.credentials[name].name = name;
    made.credentials["ops"].username = "u";
    return made;
  }();
  static const std::map<std::string, std::string, std::less<>> platforms{{"cisco_ios", "cisco_ios"},
                                                                         {"ios", "cisco_ios"}};
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  showd::DevicePlaces places;
  std::map<std::string, showd::DevicePtr> devices;
  showd::Faults faults;
  showd::parse_inventory(text, "file", {}, {config, platforms}, places, devices, faults);
  for (const showd::Fault& fault : faults.sorted()) {
    const std::string line = fault.text();
    if (!line.starts_with("file:") || fault.key.empty() || fault.remedy.empty()) std::abort();
    if (line.find_first_of("\n\r\x1b") != std::string_view::npos) std::abort();
  }
  for (const auto& [name, device] : devices) check(*device);
  return 0;
}
