#include "platform/plugin_platform.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "showd/plugin.hpp"

namespace showd {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr const char* kCommands[] = {"show a", "show  B c", nullptr};
constexpr const char* kMore[] = {"show d", nullptr};
constexpr showd_dialect kDialect = {.struct_size = sizeof(showd_dialect), .prompt = "[>#]"};
constexpr showd_name_form kForms[] = {{"Gi", "GigabitEthernet"}, {nullptr, nullptr}};

/// A line each: "NAME[=DESCRIPTION]"; "?" is explained; the command's index is the MTU.
showd_status parse(std::uint32_t command, std::string_view output, Sink& rows) {
  for (std::uint32_t line = 1; !output.empty(); ++line) {
    const auto text = output.substr(0, output.find('\n'));
    output.remove_prefix(std::min(output.size(), text.size() + 1));
    if (text == "?") {
      rows.explain(line, "what?");
    } else if (!text.empty()) {
      const auto equals = text.find('=');
      Row row(text.substr(0, equals));
      row.mtu(command);
      if (equals != std::string_view::npos) row.if_alias(text.substr(equals + 1));
      rows.row(row);
    }
  }
  return SHOWD_OK;
}

PluginPlatform platform() {
  const showd_plugin_api api = SHOWD_PLATFORM("test", kDialect, kCommands, parse,
                                              .more_commands = kMore, .name_forms = kForms);
  return PluginPlatform(std::move(pass_gate(&api)[0]));
}

TEST(PluginPlatform, FindsTheCommandInAnySpelling) {
  for (const auto& [typed, index] : {std::pair{"show a", 0u},
                                     {" SHOW\t a ", 0u},
                                     {"show b c", 1u},
                                     {"Show  B  C", 1u},
                                     {"show d", 2u}}) {
    const Parsed parsed = platform().parse(typed, "eth0");
    ASSERT_FALSE(parsed.error) << typed;
    EXPECT_EQ(parsed.interfaces[0].mtu, index) << typed;
    EXPECT_EQ(parsed.coverage.command, typed);
  }
  for (const char* typed : {"", "show", "show ab", "showa", "show a b"}) {
    const Parsed parsed = platform().parse(typed, "eth0");
    ASSERT_TRUE(parsed.error) << typed;
    EXPECT_EQ(parsed.error->code, Errc::parse_failed);
    EXPECT_THAT(parsed.error->message, HasSubstr("does not read"));
  }
  EXPECT_THAT(platform().commands(), testing::ElementsAre("show a", "show  B c"));
}

TEST(PluginPlatform, OneRowForEachInterface) {
  const Parsed parsed = platform().parse("show a", "Gi0/2\nGi0/1=first\ngigabitethernet0/2=x\n");
  ASSERT_THAT(parsed.interfaces, SizeIs(2));
  EXPECT_EQ(parsed.interfaces[0].if_name, "GigabitEthernet0/2") << "the output's order";
  EXPECT_EQ(parsed.interfaces[0].if_alias, "x");
  EXPECT_EQ(parsed.interfaces[1].if_alias, "first");
}

TEST(PluginPlatform, CoverageCountsLines) {
  Parsed parsed = platform().parse("show a", "eth0\n?\n\neth1\n?");
  EXPECT_FALSE(parsed.error) << "partly understood is understood";
  EXPECT_THAT(parsed.interfaces, SizeIs(2));
  EXPECT_EQ(parsed.coverage.lines, 5u);
  EXPECT_EQ(parsed.coverage.unmatched, 2u);
  ASSERT_THAT(parsed.coverage.notes, SizeIs(2));
  EXPECT_EQ(parsed.coverage.notes[1].line, 5u);
  EXPECT_EQ(parsed.coverage.notes[1].why, "what?");

  parsed = platform().parse("show a", "?\n \r\n?\n");
  ASSERT_TRUE(parsed.error) << "no line understood";
  EXPECT_EQ(parsed.error->message,
            "test: show a: no line of the output was understood: line 1: what?");

  parsed = platform().parse("show a", "");
  EXPECT_FALSE(parsed.error) << "that is the parser's to say";
  EXPECT_EQ(parsed.coverage.lines, 0u);
}

TEST(PluginPlatform, TellsWhatALineSaysThatItDidNotUnderstand) {
  const auto coverage = [](std::string_view output) {
    return platform().parse("show a", output).coverage;
  };
  const Coverage some = coverage("eth0\n?\neth1\n");
  EXPECT_EQ(some.notes.at(0).text, "?");
  EXPECT_FALSE(some.row_lost);
  ASSERT_THAT(some.unknown_lines, SizeIs(1));
  EXPECT_EQ(coverage("?\neth1\n").unknown_lines, some.unknown_lines) << "wherever it stands";
  EXPECT_EQ(coverage("eth0\n?").unknown_lines, some.unknown_lines) << "at the end, too";
  EXPECT_THAT(coverage("eth0\n?\n?\n").unknown_lines,
              testing::ElementsAre(some.unknown_lines[0], some.unknown_lines[0]));
  EXPECT_NE(platform().parse("show d", "eth0\n?\n").coverage.unknown_lines, some.unknown_lines)
      << "of another command";
}

TEST(PluginPlatform, SaysThatARowWasLost) {
  const Parsed parsed = platform().parse("show a", "eth0\n\x01\neth1\n");
  ASSERT_THAT(parsed.interfaces, SizeIs(2));
  EXPECT_TRUE(parsed.coverage.row_lost);
  EXPECT_EQ(parsed.coverage.unmatched, 0u);
}

TEST(PluginPlatform, IsOneForAllThreads) {
  const PluginPlatform shared = platform();
  std::vector<std::jthread> threads;
  std::vector<std::size_t> seen(4);
  for (std::size_t& count : seen)
    threads.emplace_back([&shared, &count] {
      for (int i = 0; i < 200; ++i) count += shared.parse("show a", "a\nb\n?\n").interfaces.size();
    });
  threads.clear();
  EXPECT_THAT(seen, testing::Each(400u));
}

TEST(MergeInterfaces, SortsAndFillsIn) {
  std::vector<std::vector<Interface>> outputs(2);
  outputs[0].push_back({.if_name = "b", .mtu = 1500});
  outputs[0].back().ipv4 = {{"192.0.2.1", std::nullopt}};
  outputs[1].push_back({.if_name = "c"});
  outputs[1].push_back({.if_name = "b", .if_alias = "x", .mtu = 9000});
  outputs[1].back().ipv4 = {{"192.0.2.1", 24}, {"192.0.2.2", 24}};
  outputs[1].push_back({.if_name = "a"});
  const auto merged = merge_interfaces(std::move(outputs));
  ASSERT_THAT(merged, SizeIs(3));
  EXPECT_EQ(merged[0].if_name, "a");
  EXPECT_EQ(merged[1].if_name, "b");
  EXPECT_EQ(merged[1].mtu, 1500u) << "the earlier command wins";
  EXPECT_EQ(merged[1].if_alias, "x");
  EXPECT_EQ(merged[1].ipv4, (std::vector<InterfaceAddress>{{"192.0.2.1", 24}}))
      << "but a prefix length that it left out is taken over";
  EXPECT_EQ(merged[2].if_name, "c");
  EXPECT_THAT(merge_interfaces({}), IsEmpty());
}

TEST(MergeInterfaces, MarksBehindANameAreFoldedWhateverTheirNumber) {
  std::vector<std::vector<Interface>> outputs(2);
  outputs[0] = {{.if_name = "a(v)", .mtu = 1},
                {.if_name = "a(b)", .if_alias = "x", .mtu = 2},
                {.if_name = "a(b)(c)", .type = "t"},
                {.if_name = "z(v)"}};
  outputs[1] = {{.if_name = "a"}};
  const auto merged = merge_interfaces(std::move(outputs));
  ASSERT_THAT(merged, SizeIs(2));
  EXPECT_EQ(merged[0].if_name, "a");
  EXPECT_EQ(merged[0].if_alias, "x");
  EXPECT_EQ(merged[0].mtu, 2u) << "the first by name wins";
  EXPECT_EQ(merged[0].type, "t");
  EXPECT_EQ(merged[1].if_name, "z(v)");
}

TEST(Row, KeepsWhatItWasGivenWhenMoved) {
  Row first;
  first.if_name(first.keep("short"));  // small enough for a string to hold in itself
  first.add_ipv4(first.keep("192.0.2.1"), 24);
  const Row second = std::move(first);
  EXPECT_EQ(second.if_name(), "short");
  EXPECT_EQ(as_view(second.c_row().ipv4[0].address), "192.0.2.1");
  EXPECT_TRUE(second.has(SHOWD_HAS_IPV4));
  EXPECT_FALSE(second.has(SHOWD_HAS_IPV4 | SHOWD_HAS_MTU));
}

TEST(Row, ANumberTooLargeIsNotCut) {
  Row row("eth0");
  row.mtu(UINT64_C(0x1'0000'05DC));
  EXPECT_FALSE(row.has(SHOWD_HAS_MTU)) << row.c_row().mtu;
}

TEST(Sink, PassesNothingOnAfterARefusal) {
  int taken = 0;
  const showd_sink refusing{.struct_size = sizeof(showd_sink),
                            .ctx = &taken,
                            .row = [](void* ctx, const showd_interface*) -> showd_status {
                              return ++*static_cast<int*>(ctx) < 2 ? SHOWD_OK : SHOWD_E_STOPPED;
                            },
                            .explain = [](void*, std::uint32_t, showd_text) {}};
  const std::string_view output = "a\nb\nc\nd\n";
  EXPECT_EQ(detail::parse_thunk<&parse>(0, as_text(output), &refusing), SHOWD_E_STOPPED);
  EXPECT_EQ(taken, 2);
}

}  // namespace
}  // namespace showd
