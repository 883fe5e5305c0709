#pragma once

#include "base/asio.hpp"
#include "device_state.hpp"
#include "settings.hpp"

namespace showd::simulator {

/// Plays one Telnet connection on a device until either side hangs up; the connection owns itself.
/// Thread: the loop of the device, which `device` and `settings` outlive.
void serve_telnet(asio::ip::tcp::socket socket, DeviceState& device, const Settings& settings);

}  // namespace showd::simulator
