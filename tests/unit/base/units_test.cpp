#include "base/units.hpp"

#include <gtest/gtest.h>

namespace showd {
namespace {

using std::chrono::milliseconds;

TEST(Units, DurationsAreReadAndWritten) {
  for (const auto& [text, want] : {std::pair{"500ms", 500},
                                   {"20s", 20'000},
                                   {"5m", 300'000},
                                   {"1h", 3'600'000},
                                   {"2d", 172'800'000},
                                   {"1m30s", 90'000},
                                   {"0s", 0}}) {
    EXPECT_EQ(parse_duration(text), milliseconds(want)) << text;
    EXPECT_EQ(format_duration(milliseconds(want)), text);
  }
}

TEST(Units, BadDurationsAreRefused) {
  for (const char* bad : {"", "20", "s", "-1s", "1.5s", "20 s", "20sec", "often",
                          "99999999999999999999s", "9223372036854775807d"})
    EXPECT_FALSE(parse_duration(bad)) << bad;
}

TEST(Units, SizesAreRead) {
  for (const auto& [text, want] : {std::pair{"8MiB", 8ull << 20},
                                   {"64KiB", 64ull << 10},
                                   {"1GiB", 1ull << 30},
                                   {"512B", 512ull},
                                   {"17", 17ull}})
    EXPECT_EQ(parse_size(text), want) << text;
  for (const char* bad : {"", "MiB", "8MB", "-1", "8 MiB", "18446744073709551616", "8MiB8"})
    EXPECT_FALSE(parse_size(bad)) << bad;
}

TEST(Units, RatesAreShortAndExact) {
  for (const auto& [bps, want] : {std::pair{0ull, "0"},
                                  {300ull, "300"},
                                  {9'600ull, "9.6k"},
                                  {1'544'000ull, "1.544M"},
                                  {9'999'999ull, "9.999999M"},
                                  {10'000'000'000ull, "10G"},
                                  {1'600'000'000'000ull, "1.6T"}})
    EXPECT_EQ(format_rate(bps), want);
}

}  // namespace
}  // namespace showd
