#include "http/accept.hpp"

#include <gtest/gtest.h>

namespace showd {
namespace {

TEST(Gzip, IsTakenOnlyWhenWanted) {
  for (const char* yes : {"gzip", "deflate, gzip", "gzip;q=0.5", " gzip ;q=1", "br,gzip;q=0.001"})
    EXPECT_TRUE(accepts_gzip(yes)) << yes;
  for (const char* no : {"", "identity", "gzip;q=0", "gzip; q=0.000", "gzipped", "br"})
    EXPECT_FALSE(accepts_gzip(no)) << no;
}

TEST(OpenMetrics, IsGivenOnlyToWhoAsksForItRather) {
  for (const char* yes :
       {"application/openmetrics-text", "application/openmetrics-text; version=1.0.0",
        "Application/OpenMetrics-Text;version=\"1.0.0\";q=0.2, */*",
        "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;"
        "q=0.75,text/plain;version=0.0.4;q=0.5,*/*;q=0.1",
        "text/plain;q=0.5,,application/openmetrics-text;q=0.5"})
    EXPECT_TRUE(wants_openmetrics(yes)) << yes;
  for (const char* no :
       {"", "*/*", "text/plain", "text/html,application/xml;q=0.9", "application/openmetrics-text2",
        "application/openmetrics-text;version=0.0.1", "application/openmetrics-text;q=0",
        "application/openmetrics-text;q=nan", "application/openmetrics-text;q=2",
        "application/openmetrics-text;q=0.4,text/plain;q=0.5", ";q=1", ",;=,"})
    EXPECT_FALSE(wants_openmetrics(no)) << no;
}

}  // namespace
}  // namespace showd
