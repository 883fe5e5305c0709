#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "fleet/fleet.hpp"

namespace showd {

inline std::shared_ptr<const Device> device(std::string name, std::string address = "192.0.2.1",
                                            std::string platform = "cisco_ios") {
  Device device{.name = std::move(name), .inventory = "lab", .address = std::move(address)};
  device.port = 22;
  device.platform = std::move(platform);
  return std::make_shared<const Device>(std::move(device));
}

inline Interface port(std::string name, OperStatus oper = OperStatus::up) {
  Interface port;
  port.if_name = std::move(name);
  port.admin_status = AdminStatus::up;
  port.oper_status = oper;
  return port;
}

/// One device, polled every 60 s on a clock that the test moves.
class FleetTest : public testing::Test {
 protected:
  FleetTest() { fleet.configure({{r1, std::chrono::seconds(60)}}); }

  PollResult good(std::vector<Interface> interfaces) const {
    PollResult poll;
    poll.device = r1;
    poll.started = clock.utc();
    poll.reachable = true;
    poll.interfaces = std::move(interfaces);
    return poll;
  }
  PollResult failed(Errc code = Errc::timeout, Stage stage = Stage::prompt) const {
    PollResult poll = good({});
    poll.error = Error{code, stage, "r1: no prompt"};
    return poll;
  }
  std::vector<Change> changes(PollResult poll) { return fleet.observe(poll).changes; }
  const InterfaceState* published(const std::string& name) {
    fleet.withdraw_stale();
    kept = fleet.snapshot();
    const auto& table = kept->devices.at("r1")->interfaces;
    return table ? table->find(name) : nullptr;
  }

  ManualClock clock;
  Fleet fleet{clock};
  FleetSnapshotPtr kept;
  std::shared_ptr<const Device> r1 = device("r1");
};

MATCHER_P2(ChangeIs, kind, name, "") { return arg.kind == kind && arg.if_name == name; }

}  // namespace showd
