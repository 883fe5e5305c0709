/// What is kept of devices beside their interfaces.
#include "unit/store/store_fixture.hpp"

namespace showd {
namespace {

using testing::ElementsAre;

TEST_F(StoreTest, HoursCountAllPolls) {
  const auto hours = [&] {
    return rows(
        "SELECT device, hour, polls, failed, mean_ms, longest_ms FROM device_hour_log ORDER "
        "BY hour_ts");
  };
  open_configured();
  for (const int millis : {100, 300, 200}) {
    PollResult slow = poll();
    slow.duration = std::chrono::milliseconds(millis);
    store->apply(slow, {});
  }
  PollResult late = failure(Errc::timeout);
  late.duration = std::chrono::seconds(30);
  store->apply(late, {});
  commit();
  reopen();
  store->configure({r1});
  store->apply(late, {});
  advance(3'600);
  store->apply(failure(Errc::timeout), {});
  commit();
  EXPECT_THAT(hours(), ElementsAre("r1|2023-11-14T22:00:00Z|5|2|200|300",
                                   "r1|2023-11-14T23:00:00Z|1|1|-|-"));
  StoreResult<bool> more = true;
  while (more && *more) more = store->retain(begin + 3'600'000);
  EXPECT_THAT(hours(), ElementsAre("r1|2023-11-14T23:00:00Z|1|1|-|-"));
}

TEST_F(StoreTest, LabelsAndGroupsAreThoseOfTheInventory) {
  const auto tags = [&] { return rows("SELECT transport, port, groups, labels FROM device_now"); };
  Device device = *r1;
  device.transport = TransportKind::telnet;
  device.port = 9'002;
  device.labels = {{"site", "ams"}, {"role", "core"}};
  device.groups = {"lab", "console"};
  r1 = std::make_shared<const Device>(device);
  open_configured();
  EXPECT_THAT(tags(), ElementsAre("telnet|9002|console lab|role=core site=ams"));
  device.labels = {{"site", "fra"}};
  device.groups.clear();
  device.port = 23;
  store->configure({std::make_shared<const Device>(device)});
  commit();
  EXPECT_THAT(tags(), ElementsAre("telnet|23|-|site=fra"));
  EXPECT_THAT(rows("SELECT name, value FROM device_label"), ElementsAre("site|fra"));
}

}  // namespace
}  // namespace showd
