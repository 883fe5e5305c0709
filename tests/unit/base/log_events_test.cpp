#include "base/log_events.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "base/text.hpp"

namespace showd::log {
namespace {

/// The rows of the table under "## Events" in config/docs/log.md.
std::vector<std::string> documented() {
  std::ifstream page(SHOWD_SOURCE_DIR "/config/docs/log.md");
  std::vector<std::string> rows;
  std::string line;
  while (std::getline(page, line) && line != "## Events") continue;
  while (std::getline(page, line) && !line.starts_with("## "))
    if (line.starts_with("| `") && !line.starts_with("| `MESSAGE_ID`")) rows.push_back(line);
  return rows;
}

TEST(LogEvents, AreDocumentedAsTheyAre) {
  std::vector<std::string> rows;
  for (const EventKind& kind : kEvents)
    rows.push_back(fmt::format("| `{}` | `{}` | {} | {} |", kind.name, kind.message_id, kind.fields,
                               kind.meaning));
  EXPECT_EQ(documented(), rows);
}

TEST(LogEvents, AreFoundByTheirKindAndUnique) {
  std::set<std::string_view> names, ids;
  for (const EventKind& kind : kEvents) {
    EXPECT_EQ(kind_of(kind.event), &kind) << kind.name;
    EXPECT_TRUE(names.insert(kind.name).second) << kind.name;
    EXPECT_TRUE(ids.insert(kind.message_id).second) << kind.name;
    EXPECT_EQ(kind.message_id.size(), 32u) << kind.name;
    EXPECT_TRUE(std::all_of(kind.message_id.begin(), kind.message_id.end(), [](char c) {
      return hex_digit(c) >= 0 && to_lower(c) == c;
    })) << kind.name;
  }
  EXPECT_EQ(kind_of(Event::none), nullptr);
}

}  // namespace
}  // namespace showd::log
