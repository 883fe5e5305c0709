// Each bad plugin is refused or contained, and named; the good one beside it goes on working.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

#include "platform/platform.hpp"

namespace showd {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

/// A plugin directory of the test's own, removed at its end. Libraries loaded from it stay mapped.
class PluginFolder : public testing::Test {
 protected:
  PluginFolder() {
    std::string name = fs::temp_directory_path() / "showd-badplugins-XXXXXX";
    if (!mkdtemp(name.data())) throw std::runtime_error("mkdtemp");
    path_ = name;
  }
  ~PluginFolder() override { fs::remove_all(path_); }

  fs::path add(const std::string& name) { return add(name, name + ".so"); }
  fs::path add(const std::string& name, const std::string& as) {
    const fs::path file = path_ / as;
    fs::copy_file(fs::path(SHOWD_BAD_PLUGINS) / ("bad_" + name + ".so"), file);
    fs::permissions(file, fs::perms(0644));
    return file;
  }

  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

struct Refusal {
  const char* plugin;
  const char* why;
};
class Refused : public PluginFolder, public testing::WithParamInterface<Refusal> {};

TEST_P(Refused, AndNamed) {
  const fs::path file = add(GetParam().plugin);
  add("plain_c");
  const PlatformRegistry registry(path());
  ASSERT_THAT(registry.refused(), SizeIs(1));
  EXPECT_EQ(registry.refused()[0].file, file);
  EXPECT_THAT(registry.refused()[0].why, HasSubstr(GetParam().why));
  EXPECT_EQ(registry.find("bad"), nullptr);
  EXPECT_TRUE(registry.find("plain_c")) << "one bad plugin took a good one along";
  EXPECT_THAT(registry.plugins(), SizeIs(1));
}

INSTANTIATE_TEST_SUITE_P(
    Plugins, Refused,
    testing::Values(
        Refusal{"no_symbol", "does not export showd_plugin"}, Refusal{"wrong_major", "ABI 2.0"},
        Refusal{"newer_minor", "is newer"}, Refusal{"short_struct", "struct_size 40"},
        Refusal{"long_struct", "struct_size 96"}, Refusal{"null_parse", "parse is"},
        Refusal{"null_name", "name is missing"}, Refusal{"null_dialect", "dialect is missing"},
        Refusal{"null_commands", "commands is empty"},
        Refusal{"no_prompt", "dialect.prompt is missing"}, Refusal{"two_lines", "commands[0]"},
        Refusal{"bad_pattern", "dialect.errors[1]: pattern fault at offset 11"},
        Refusal{"forbidden_line", "dialect.setup: 'configure terminal' is not"},
        Refusal{"forbidden_command", "commands[1]: 'clear counters' is not"},
        Refusal{"endless_chain", "in one chain"},
        Refusal{"name_twice", "brings the name bad twice"}),
    [](const auto& info) { return std::string(info.param.plugin); });

using BadFile = PluginFolder;

TEST_F(BadFile, TheGoodOneIsTaken) {
  const fs::path file = add("good");
  const PlatformRegistry registry(path());
  EXPECT_THAT(registry.refused(), IsEmpty());
  ASSERT_THAT(registry.plugins(), SizeIs(1));
  EXPECT_EQ(registry.plugins()[0].file, file);
  ASSERT_TRUE(registry.find("bad"));
  const Parsed parsed = registry.find("bad")->parse("show bad", "eth0");
  EXPECT_FALSE(parsed.error);
  ASSERT_THAT(parsed.interfaces, SizeIs(1));
  EXPECT_EQ(parsed.interfaces[0].if_name, "eth0");
}

TEST_F(BadFile, TheSameNameFromTwoFiles) {
  add("good", "a.so");
  const fs::path second = add("throws", "b.so");
  const PlatformRegistry registry(path());
  ASSERT_THAT(registry.refused(), SizeIs(1));
  EXPECT_EQ(registry.refused()[0].file, second);
  EXPECT_THAT(registry.refused()[0].why, HasSubstr("the name bad is taken by a.so"));
}

TEST_F(BadFile, WritableByOthers) {
  for (const unsigned mode : {0646u, 0664u}) {
    fs::permissions(fs::exists(path() / "good.so") ? path() / "good.so" : add("good"),
                    fs::perms(mode));
    const PlatformRegistry registry(path());
    ASSERT_THAT(registry.refused(), SizeIs(1)) << mode;
    EXPECT_THAT(registry.refused()[0].why, HasSubstr("is writable by others")) << mode;
  }
}

TEST_F(BadFile, OfAnotherUser) {
  if (geteuid() != 0) GTEST_SKIP() << "needs root to give a file away";
  ASSERT_EQ(chown(add("good").c_str(), 12345, 0), 0);
  const PlatformRegistry registry(path());
  ASSERT_THAT(registry.refused(), SizeIs(1));
  EXPECT_THAT(registry.refused()[0].why, HasSubstr("belongs to user 12345"));
}

TEST_F(BadFile, NoElf) {
  std::ofstream(path() / "text.so") << "#!/bin/sh\necho no library\n";
  std::ofstream(path() / "empty.so").flush();
  std::ofstream(path() / "README") << "not looked at\n";
  fs::create_directory(path() / "folder.so");
  const PlatformRegistry registry(path());
  ASSERT_THAT(registry.refused(), SizeIs(3));
  EXPECT_THAT(registry.refused()[0].why, HasSubstr("empty.so: file too short"));
  EXPECT_EQ(registry.refused()[1].why, "is no regular file");
  EXPECT_THAT(registry.refused()[2].why, HasSubstr("text.so: "));
  for (const PluginRefusal& refusal : registry.refused())
    EXPECT_THAT(refusal.why, testing::Not(HasSubstr("/proc/"))) << "tells people nothing";
}

TEST_F(BadFile, TheDirectoryItself) {
  add("good");
  fs::permissions(path(), fs::perms(0777));
  try {
    const PlatformRegistry registry(path());
    FAIL() << "loaded from a directory that anybody may write";
  } catch (const std::runtime_error& error) {
    EXPECT_THAT(error.what(), HasSubstr(path().string()));
    EXPECT_THAT(error.what(), HasSubstr("is writable by others (mode 0777)"));
  }
  EXPECT_THROW(PlatformRegistry(path() / "none"), std::runtime_error);
  EXPECT_THROW(PlatformRegistry(path() / "good.so"), std::runtime_error);
}

TEST_F(BadFile, LinksAreFollowedAndChecked) {
  fs::create_directory(path() / "plugins");
  fs::create_directory(path() / "open");
  fs::permissions(path() / "plugins", fs::perms(0755));
  fs::create_symlink("../elsewhere.so", path() / "plugins" / "good.so");
  add("good", "elsewhere.so");
  fs::create_symlink("../open/good.so", path() / "plugins" / "open.so");
  add("throws", "open/good.so");
  fs::permissions(path() / "open", fs::perms(0777));
  fs::create_symlink("nowhere.so", path() / "plugins" / "broken.so");
  fs::create_symlink("loop.so", path() / "plugins" / "loop.so");

  const PlatformRegistry registry(path() / "plugins");
  EXPECT_TRUE(registry.find("bad"));
  ASSERT_THAT(registry.refused(), SizeIs(3));
  EXPECT_THAT(registry.refused()[0].why, HasSubstr("a broken link"));
  EXPECT_THAT(registry.refused()[1].why, HasSubstr("a broken link"));
  EXPECT_THAT(registry.refused()[2].why, HasSubstr("is writable by others"));
}

// glibc knows a library by the name it was loaded with: two directories that were opened one after
// the other must not share names.
TEST_F(BadFile, AnotherDirectoryIsAnotherLibrary) {
  for (const char* folder : {"a", "b"}) {
    fs::create_directory(path() / folder);
    fs::permissions(path() / folder, fs::perms(0755));
  }
  add("good", "a/x.so");
  add("plain_c", "b/x.so");
  EXPECT_TRUE(PlatformRegistry(path() / "a").find("bad"));
  EXPECT_TRUE(PlatformRegistry(path() / "b").find("plain_c"));
}

/// As an editor or `cp` writes: into the file that is there.
void write_into(const fs::path& file, const std::string& bytes) {
  std::fstream(file, std::ios::in | std::ios::out | std::ios::binary) << bytes;
}

TEST_F(BadFile, WrittenIntoLaterChangesNothing) {
  const fs::path file = add("good");
  const PlatformRegistry registry(path());
  ASSERT_TRUE(registry.find("bad"));
  write_into(file, std::string(fs::file_size(file), '\xCC'));
  EXPECT_FALSE(registry.find("bad")->parse("show bad", "line\n").error);
  fs::resize_file(file, 0);
  EXPECT_FALSE(registry.find("bad")->parse("show bad", "line\n").error);
}

TEST_F(BadFile, CutShortAnywhereIsRefused) {
  const fs::path file = add("good");
  for (auto size = fs::file_size(file) / 2; size > 64; size /= 2) {
    fs::resize_file(file, size);
    const PlatformRegistry registry(path());
    ASSERT_THAT(registry.refused(), SizeIs(1)) << size;
    EXPECT_THAT(registry.refused()[0].why, HasSubstr("cut short")) << size;
  }
}

using OldPlugin = PluginFolder;

TEST_F(OldPlugin, OfAbi10Loads) {
  const fs::path file = add("abi_1_0");
  const PlatformRegistry registry(path());
  EXPECT_THAT(registry.refused(), IsEmpty());
  ASSERT_THAT(registry.plugins(), SizeIs(2));
  const PluginInfo& old = registry.plugins()[0];
  EXPECT_EQ(old.file, file);
  EXPECT_EQ(old.name, "old");
  EXPECT_EQ(old.version, "0.1");
  EXPECT_EQ(old.abi_major, 1u);
  EXPECT_EQ(old.abi_minor, 0u);
  EXPECT_THAT(old.aliases, ElementsAre("ancient"));
  EXPECT_THAT(old.commands, ElementsAre("show old"));
  EXPECT_THAT(old.more_commands, ElementsAre("show older"));
  EXPECT_EQ(registry.find("ancient"), registry.find("old"));
  EXPECT_TRUE(registry.find("second"));
}

TEST_F(OldPlugin, OfAbi10KeepsItsDialect) {
  add("abi_1_0");
  const PlatformRegistry registry(path());
  ASSERT_TRUE(registry.find("old"));
  const Dialect& dialect = registry.find("old")->dialect();
  EXPECT_FALSE(dialect.exec);
  EXPECT_TRUE(dialect.password_alone);
  EXPECT_TRUE(dialect.shell_login);
  EXPECT_EQ(dialect.prompt, "prompt");
  EXPECT_EQ(dialect.username_prompt, "user?");
  EXPECT_EQ(dialect.password_prompt, "password?");
  EXPECT_THAT(dialect.answers, ElementsAre(Dialect::Answer{"press a key", "k"}));
  EXPECT_THAT(dialect.setup, ElementsAre("no page"));
  EXPECT_THAT(dialect.enabled_setup, ElementsAre("no paging"));
  EXPECT_EQ(dialect.enable, "enable");
  EXPECT_EQ(dialect.enabled_prompt, "enabled prompt");
  EXPECT_THAT(dialect.pagers, ElementsAre("pager"));
  EXPECT_EQ(dialect.pager_answer, "q");
  EXPECT_THAT(dialect.errors, ElementsAre("error"));
  EXPECT_THAT(dialect.login_errors, ElementsAre("login error"));
  EXPECT_THAT(dialect.logout, ElementsAre("logout"));
  EXPECT_EQ(dialect.line_end, "\n");
  EXPECT_EQ(dialect.username_suffix, "+s");
}

/// Those of abi_1_0.c, in the order of the struct.
Counters counters_of_abi_1_0() {
  Counters counters;
  std::uint64_t value = 200;
  for (auto* member :
       {&counters.in_octets, &counters.out_octets, &counters.in_packets, &counters.out_packets,
        &counters.in_unicast_packets, &counters.out_unicast_packets, &counters.in_multicast_packets,
        &counters.out_multicast_packets, &counters.in_broadcast_packets,
        &counters.out_broadcast_packets, &counters.in_errors, &counters.out_errors,
        &counters.in_discards, &counters.out_discards, &counters.in_crc_errors})
    *member = ++value;
  return counters;
}

TEST_F(OldPlugin, OfAbi10IsReadMemberByMember) {
  add("abi_1_0");
  const PlatformRegistry registry(path());
  ASSERT_TRUE(registry.find("old"));
  const Parsed parsed = registry.find("old")->parse("show old", "one\ntwo\n");
  EXPECT_FALSE(parsed.error);
  ASSERT_THAT(parsed.interfaces, SizeIs(1));
  const Interface& row = parsed.interfaces[0];
  EXPECT_EQ(row.if_name, "Ethernet7");
  EXPECT_EQ(row.if_index, 105u);
  EXPECT_EQ(row.if_alias, "alias");
  EXPECT_EQ(row.admin_status, AdminStatus::up);
  EXPECT_EQ(row.oper_status, OperStatus::lower_layer_down);
  EXPECT_EQ(row.reason, "reason");
  EXPECT_EQ(row.type, "type");
  EXPECT_EQ(row.phys_address, "00:00:5e:00:53:01");
  EXPECT_EQ(row.mtu, 101u);
  EXPECT_EQ(row.speed_bps, 102u);
  EXPECT_EQ(row.bandwidth_bps, 103u);
  EXPECT_EQ(row.duplex, Duplex::full);
  EXPECT_EQ(row.last_change_seconds, 104u);
  EXPECT_EQ(row.ipv4, (std::vector<InterfaceAddress>{{"192.0.2.1", 24}, {"192.0.2.2", {}}}));
  EXPECT_EQ(row.ipv6, (std::vector<InterfaceAddress>{{"2001:db8::1", 64}}));
  EXPECT_TRUE(*row.counters == counters_of_abi_1_0());
  ASSERT_THAT(parsed.coverage.notes, SizeIs(1));
  EXPECT_EQ(parsed.coverage.notes[0].line, 2u);
  EXPECT_EQ(parsed.coverage.notes[0].why, "too new");
  EXPECT_TRUE(registry.find("old")->parse("show older", "one\n").error);
}

class BadParser : public PluginFolder {
 protected:
  Parsed parse(const std::string& plugin, const std::string& output) {
    if (!fs::exists(path() / (plugin + ".so"))) add(plugin);
    const PlatformRegistry registry(path());
    EXPECT_THAT(registry.refused(), IsEmpty());
    Parsed parsed = registry.find("bad")->parse("show bad", output);
    if (parsed.error) {
      EXPECT_EQ(parsed.error->stage, Stage::parse);
      EXPECT_THAT(parsed.error->message, testing::StartsWith("bad: show bad: "));
    }
    return parsed;
  }
};

TEST_F(BadParser, ThrowsAndIsContained) {
  const Parsed parsed = parse("throws", "eth0");
  ASSERT_TRUE(parsed.error);
  EXPECT_THAT(parsed.error->message, HasSubstr("lost the thread"));
  EXPECT_THAT(parsed.interfaces, SizeIs(1)) << "what it understood before";
}

TEST_F(BadParser, ThrowsSomethingElse) {
  const Parsed parsed = parse("throws_int", "eth0");
  ASSERT_TRUE(parsed.error);
  EXPECT_THAT(parsed.error->message, HasSubstr("no std::exception"));
}

TEST_F(BadParser, ThrowsBehindItsThunk) {
  Parsed parsed = parse("throws_behind_thunk", "eth0");
  ASSERT_TRUE(parsed.error);
  EXPECT_THAT(parsed.error->message, HasSubstr("a fault inside the plugin: lost the thread"));
  EXPECT_THAT(parsed.interfaces, SizeIs(1));
  parsed = parse("throws_behind_thunk", "int");
  ASSERT_TRUE(parsed.error);
  EXPECT_THAT(parsed.error->message, HasSubstr("no std::exception"));
}

TEST_F(BadParser, RowsAreCheckedOneByOne) {
  const Parsed parsed = parse("wild_rows", "any");
  EXPECT_FALSE(parsed.error);
  ASSERT_THAT(parsed.interfaces, SizeIs(1)) << "three rows had no usable name";
  const Interface& eth0 = parsed.interfaces[0];
  EXPECT_EQ(eth0.if_alias, std::string(253, 'x') + "...");
  EXPECT_EQ(eth0.reason, "\xEF\xBF\xBD[31m\xEF\xBF\xBD");
  EXPECT_EQ(eth0.phys_address, std::nullopt);
  EXPECT_EQ(eth0.admin_status, std::nullopt);
  EXPECT_EQ(eth0.oper_status, std::nullopt);
  EXPECT_EQ(eth0.mtu, std::nullopt);
  EXPECT_EQ(eth0.speed_bps, std::nullopt);
  EXPECT_EQ(eth0.if_index, std::nullopt);
  EXPECT_EQ(eth0.duplex, std::nullopt);
  EXPECT_EQ(eth0.ipv4, (std::vector<InterfaceAddress>{{"192.0.2.2", 24}}));
  EXPECT_EQ(eth0.ipv6, (std::vector<InterfaceAddress>{{"2001:db8::1", 64}}));
  EXPECT_EQ(parsed.coverage.unmatched, 0u) << "faults of the plugin are no unmatched lines";
  EXPECT_THAT(parsed.coverage.notes,
              testing::Contains(testing::Field(&Coverage::Note::why, HasSubstr("prefix length"))));
}

TEST_F(BadParser, FloodsAndIsStopped) {
  Parsed parsed = parse("wild_rows", "flood");
  ASSERT_TRUE(parsed.error);
  EXPECT_EQ(parsed.error->code, Errc::too_many_interfaces);
  EXPECT_THAT(parsed.error->message, HasSubstr("more than 100000 rows"));
  EXPECT_THAT(parsed.interfaces, SizeIs(100'000));

  parsed = parse("wild_rows", "chatter");
  ASSERT_TRUE(parsed.error);
  EXPECT_THAT(parsed.error->message, HasSubstr("no line of the output was understood: what?"));
  EXPECT_EQ(parsed.coverage.lines, 1u);
  EXPECT_EQ(parsed.coverage.unmatched, 1u);
  EXPECT_THAT(parsed.coverage.notes, SizeIs(20));

  parsed = parse("wild_rows", "status");
  ASSERT_TRUE(parsed.error);
  EXPECT_EQ(parsed.error->code, Errc::parse_failed);
  EXPECT_THAT(parsed.error->message, HasSubstr("the plugin says -7"));
}

}  // namespace
}  // namespace showd
