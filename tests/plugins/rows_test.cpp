#include "common/rows.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/blocks.hpp"

namespace showd::text {
namespace {

/// A sink that writes everything down, and refuses rows from `stop_at` on.
struct Seen {
  std::vector<std::string> rows;
  std::vector<std::uint32_t> explained;
  std::size_t stop_at = 1000;
  showd_sink sink{
      .struct_size = sizeof(showd_sink),
      .reserved = 0,
      .ctx = this,
      .row = [](void* self, const showd_interface* row) -> showd_status {
        Seen& seen = *static_cast<Seen*>(self);
        if (seen.rows.size() >= seen.stop_at) return SHOWD_E_STOPPED;
        seen.rows.emplace_back(as_view(row->if_name));
        if (row->has & SHOWD_HAS_IF_ALIAS)
          seen.rows.back() += "=" + std::string(as_view(row->if_alias));
        return SHOWD_OK;
      },
      .explain = [](void* self, std::uint32_t line,
                    showd_text) { static_cast<Seen*>(self)->explained.push_back(line); }};
};

LineIs read_port(std::string_view line, Row& row) {
  if (line == "Port") return LineIs::frame;
  if (line == "12:00") return LineIs::ignored;
  if (!line.starts_with("port")) return LineIs::unknown;
  row.if_name(line);
  return line.ends_with('?') ? LineIs::partly : LineIs::row;
}

showd_status read_ports(std::string_view output, Seen& seen) {
  Sink rows(seen.sink);
  return each_row(output, rows, "no port", read_port);
}

TEST(EachRow, TellsRowsFramesAndUnknownLines) {
  Seen seen;
  EXPECT_EQ(read_ports("12:00\nPort\r\n\n  port1 \nwhat\nport2\nport3?", seen), SHOWD_OK);
  EXPECT_THAT(seen.rows, testing::ElementsAre("port1", "port2", "port3?"));
  EXPECT_THAT(seen.explained, testing::ElementsAre(5u, 7u));
}

TEST(EachRow, OfAnotherOutputIsNotUnderstood) {
  Seen seen;
  EXPECT_EQ(read_ports("12:00\nuptime is 3 days\n", seen), SHOWD_E_NOT_UNDERSTOOD);
  EXPECT_EQ(read_ports("", seen), SHOWD_E_NOT_UNDERSTOOD);
  EXPECT_EQ(read_ports("Port\n", seen), SHOWD_OK) << "an empty table is one";
}

TEST(EachRow, StopsWhenRefused) {
  Seen seen{.stop_at = 1};
  EXPECT_EQ(read_ports("port1\nport2\nwhat\n", seen), SHOWD_E_STOPPED);
  EXPECT_THAT(seen.explained, testing::IsEmpty());
}

TEST(EachLine, HasNumberIndentAndText) {
  Seen seen;
  Sink rows(seen.sink);
  std::vector<std::string> lines;
  each_line("one\r\n\n \t\n  two  words \nthree", rows, [&](const Line& line) {
    lines.push_back(std::to_string(line.number) + ":" + std::to_string(line.indent) + ":" +
                    std::string(line.text));
    return line.text == "three" ? "why" : "";
  });
  EXPECT_THAT(lines, testing::ElementsAre("1:0:one", "4:2:two  words", "5:0:three"));
  EXPECT_THAT(seen.explained, testing::ElementsAre(5u));
}

TEST(EachLine, EndsWhenTheSinkWantsNoMore) {
  Seen seen{.stop_at = 0};
  Sink rows(seen.sink);
  int count = 0;
  each_line("one\ntwo\n", rows, [&](const Line&) {
    ++count;
    rows.row(Row("x"));
    return "";
  });
  EXPECT_EQ(count, 1);
}

struct Port {
  Row row;
  bool described = false;
  void finish() {
    if (!described) row.if_alias("");
  }
};

TEST(OpenBlock, FinishesEachBlockOnce) {
  Seen seen;
  Sink rows(seen.sink);
  OpenBlock<Port> block(rows);
  EXPECT_FALSE(block);
  block.begin().row.if_name("port1");
  block.begin().row.if_name("port2").if_alias("x");
  block->described = true;
  block.end();
  EXPECT_FALSE(block);
  block.end();
  block.begin().row.if_name("port3");
  EXPECT_EQ(block.status(), SHOWD_OK);
  EXPECT_THAT(seen.rows, testing::ElementsAre("port1=", "port2=x", "port3="));
}

TEST(OpenBlock, KnowsWhetherThereWasOne) {
  Seen seen{.stop_at = 0};
  Sink rows(seen.sink);
  OpenBlock<Port> block(rows);
  EXPECT_EQ(block.status(), SHOWD_E_NOT_UNDERSTOOD);
  block.begin().row.if_name("port1");
  EXPECT_EQ(block.status(), SHOWD_E_STOPPED);
}

/// "port1 is up"; below it "name x", then "speed 10".
struct PortBlock : BlockOfLines {
  Sequence order;

  static std::optional<std::string_view> head_of(std::string_view line) {
    if (!line.starts_with("port") || line.find(" is ") == std::string_view::npos)
      return std::nullopt;
    return line;
  }
  bool open(std::string_view line) {
    row.if_name(take_word(line));
    return line == " is up";
  }
  Detail read(std::string_view line) {
    if (const auto name = after(line, "name")) {
      if (!order.takes(1)) return Detail::foreign;
      row.if_alias(*name);
      return name->empty() ? Detail::not_understood : Detail::taken;
    }
    if (line.starts_with("speed")) return order.takes(2) ? Detail::taken : Detail::foreign;
    return Detail::unknown;
  }
};

Seen read_blocks(std::string_view output) {
  Seen seen;
  Sink rows(seen.sink);
  EXPECT_EQ(each_block<PortBlock>(output, rows), SHOWD_OK) << output;
  return seen;
}

TEST(EachBlock, KeepsUnknownDetailsToItself) {
  const Seen seen = read_blocks("port1 is up\n  name a\n  colour red\n  speed 1\nport2 is up\n");
  EXPECT_THAT(seen.rows, testing::ElementsAre("port1=a", "port2"));
  EXPECT_THAT(seen.explained, testing::IsEmpty());
}

TEST(EachBlock, ExplainsWhatIsNotAsItShouldBe) {
  const Seen seen = read_blocks("uptime\nport1 is odd\n  name \n");
  EXPECT_THAT(seen.rows, testing::ElementsAre("port1="));
  EXPECT_THAT(seen.explained, testing::ElementsAre(1u, 2u, 3u));
}

TEST(EachBlock, EndsAtAHeadThatIsNotUnderstood) {
  const Seen seen = read_blocks("port1 is up\n  speed 1\nFoo3 is up\n  name b\n  speed 2\n");
  EXPECT_THAT(seen.rows, testing::ElementsAre("port1"));
  EXPECT_THAT(seen.explained, testing::ElementsAre(3u, 4u, 5u));
}

TEST(EachBlock, EndsAtALineThatComesTooLate) {
  const Seen seen = read_blocks("port1 is up\n  speed 1\n  name b\n  speed 2\n");
  EXPECT_THAT(seen.rows, testing::ElementsAre("port1"));
  EXPECT_THAT(seen.explained, testing::ElementsAre(3u, 4u));
}

// A line at the margin is odd where details are indented, and nothing special where they are not.
TEST(EachBlock, KnowsTheMargin) {
  EXPECT_THAT(read_blocks("port1 is up\n  name a\ncolour red\n").explained,
              testing::ElementsAre(3u));
  EXPECT_THAT(read_blocks("port1 is up\nname a\ncolour red\n").explained, testing::IsEmpty());
  EXPECT_THAT(read_blocks("  port1 is up\n    name a\n  colour red\n").explained,
              testing::ElementsAre(3u));
}

TEST(Sequence, GoesForwardOnly) {
  Sequence sequence;
  EXPECT_TRUE(sequence.takes(2));
  EXPECT_FALSE(sequence.takes(2));
  EXPECT_TRUE(sequence.takes_again(2));
  EXPECT_FALSE(sequence.takes_again(1));
  EXPECT_TRUE(sequence.passed(2));
  EXPECT_FALSE(sequence.passed(3));
  EXPECT_TRUE(sequence.takes_again(3));
}

}  // namespace
}  // namespace showd::text
