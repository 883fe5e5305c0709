#include "ctl/natural_order.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace showd {
namespace {

TEST(NaturalOrder, CountsAsPeopleDo) {
  const std::pair<const char*, const char*> rows[] = {
      {"GigabitEthernet0/2", "GigabitEthernet0/10"},
      {"GigabitEthernet0/10", "GigabitEthernet1/1"},
      {"GigabitEthernet1/0/9", "GigabitEthernet1/0/10"},
      {"GigabitEthernet0/1", "GigabitEthernet0/1.100"},
      {"GigabitEthernet0/1.20", "GigabitEthernet0/1.100"},
      {"Gi1", "Te1"},
      {"", "a"},
      {"", "1"},
      {"eth", "eth0"},
      {"eth9", "eth10"},
      {"eth09", "eth10"},
      {"eth01", "eth1"},  // alike in value: told apart byte by byte
      {"r02", "r1"},      // with a leading zero before all without
      {"eth0", "eth1"},
      {"ge-0/0/2", "ge-0/0/10"},
      {"p99999999999999999999999", "p100000000000000000000000"},  // beyond 64 bits
      {"a", "\xC3\xA4"},                                          // bytes above 127 come last
  };
  for (const auto& [less, more] : rows) {
    EXPECT_TRUE(natural_less(less, more)) << less << " < " << more;
    EXPECT_FALSE(natural_less(more, less)) << more << " >= " << less;
    EXPECT_FALSE(natural_less(less, less)) << less;
  }
}

TEST(NaturalOrder, IsTheSameWhateverOrderTheNamesComeIn) {
  std::vector<std::string> names = {"Gi0/1",  "Gi0/01", "Gi0/2", "Gi0/10", "Gi0/10.1",
                                    "Gi00/2", "Lo0",    "Lo",    "1",      "01"};
  std::sort(names.begin(), names.end(), natural_less);
  const auto sorted = names;
  for (int i = 0; i < 200; ++i) {
    std::next_permutation(names.begin(), names.end());
    auto again = names;
    std::sort(again.begin(), again.end(), natural_less);
    EXPECT_EQ(again, sorted);
  }
}

TEST(SortByInterface, OrdersByDeviceThenInterface) {
  Listing listing{{"if_name", "device"},
                  {{"Gi0/10", "r10"}, {"Gi0/2", "r10"}, {"Gi0/10", "r2"}, {Cell(), "r2"}}};
  sort_by_interface(listing);
  const std::vector<std::vector<Cell>> want = {
      {Cell(), "r2"}, {"Gi0/10", "r2"}, {"Gi0/2", "r10"}, {"Gi0/10", "r10"}};
  EXPECT_EQ(listing.rows, want);
}

TEST(SortByInterface, LeavesOtherListingsAlone) {
  Listing listing{{"device", "result"}, {{"r2", "ok"}, {"r1", "ok"}}};
  const auto before = listing.rows;
  sort_by_interface(listing);
  EXPECT_EQ(listing.rows, before);
}

}  // namespace
}  // namespace showd
