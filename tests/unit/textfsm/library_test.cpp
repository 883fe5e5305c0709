#include "textfsm/library.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "unit/textfsm/parsed.hpp"

namespace showd::textfsm {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

/// A folder of templates that is gone with the test.
class Folder {
 public:
  Folder() {
    std::string pattern = testing::TempDir() + "textfsmXXXXXX";
    path_ = mkdtemp(pattern.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  void write(const std::string& name, std::string_view text) const {
    std::ofstream(path_ / name) << text;
  }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

std::string parsed_by(const Library& library, const std::string& command, const std::string& text) {
  Scratch scratch;
  const auto table = library.parse({{"Platform", "p"}, {"Command", command}}, Text(text), scratch);
  return table ? shown(*table) : "error: " + table.error().message;
}

constexpr const char* kHeader = "Template, Platform, Command\n";

TEST(Library, MergesTemplatesByKey) {
  const Folder folder;
  folder.write("one", "Value Key K (\\S+)\nValue A (\\d+)\n\nStart\n  ^1 ${K} ${A} -> Record\n");
  folder.write("two",
               "Value Key K (\\S+)\nValue List B (\\d+)\n\nStart\n  ^2 ${K} ${B} -> Record\n");
  folder.write("plain", "Value C (\\d+)\n\nStart\n  ^\\d \\S+ ${C} -> Record\n");
  folder.write("other", "Value Key X (\\d+)\n\nStart\n  ^\\d \\S+ ${X} -> Record\n");
  folder.write("index",
               std::string(kHeader) +
                   "one:two, p, keyed\nplain:one, p, numbered\nplain:other, p, lacks\none:plain, "
                   "p, also\n");
  const Library library(folder.path());
  EXPECT_EQ(parsed_by(library, "keyed", "1 x 10\n1 y 20\n2 y 200\n2 y 201\n2 z 300\n"),
            "K=x A=10 B=; K=y A=20 B=[200]");
  EXPECT_THAT(parsed_by(library, "numbered", "1 x 10\n"), HasSubstr("the key 'K'"));
  EXPECT_THAT(parsed_by(library, "lacks", "1 x 10\n"), HasSubstr("the key 'X'"));
  EXPECT_THAT(parsed_by(library, "also", "1 x 10\n"), HasSubstr("the key 'K'"));
}

TEST(Library, PairsRowsByNumberWithoutKeys) {
  const Folder folder;
  folder.write("one", "Value A (\\d+)\n\nStart\n  ^a ${A} -> Record\n");
  folder.write("two", "Value A (\\d+)\nValue B (\\d+)\n\nStart\n  ^b ${B} -> Record\n");
  folder.write("index", std::string(kHeader) + "one:two, p, c\n");
  EXPECT_EQ(parsed_by(Library(folder.path()), "c", "a 1\na 2\nb 3\n"), "A=1 B=3; A=2 B=");
}

TEST(Library, SaysWhatIsWrong) {
  const Folder folder;
  folder.write("bad.textfsm", "Value A (x)\n\nStart\n  ^${B}\n");
  folder.write(
      "index",
      std::string(kHeader) +
          "bad.textfsm, p, bad\nmissing, p, missing\n../out, p, out\n/etc/passwd, p, abs\n");
  const Library library(folder.path());
  EXPECT_EQ(parsed_by(library, "bad", ""), "error: bad.textfsm:4: '${B}': names no Value");
  EXPECT_THAT(parsed_by(library, "missing", ""), HasSubstr("cannot be read: No such file or directory"));
  EXPECT_THAT(parsed_by(library, "out", ""),
              HasSubstr("expected the name of a template in the folder"));
  EXPECT_THAT(parsed_by(library, "abs", ""),
              HasSubstr("expected the name of a template in the folder"));
  EXPECT_THAT(parsed_by(library, "none", ""), HasSubstr("matches Platform 'p', Command 'none'"));
  EXPECT_THAT(parsed_by(Library(folder.path() / "gone"), "x", ""),
              HasSubstr("cannot be read: No such file or directory"));
}

TEST(Lint, TellsFaultsAndWhatNoRowReaches) {
  const Folder folder;
  folder.write("good.textfsm", "Value A (x)\n\nStart\n  ^${A}\n");
  folder.write("bad.textfsm", "Value A (x)\n\nStart\n  ^${B}\n  ^(\n");
  folder.write("index", std::string(kHeader) + "bad.textfsm, p, bad\nmissing, p, x\na, b\n");
  const LintReport report = lint(folder.path());
  EXPECT_EQ(report.templates, 2u);
  EXPECT_EQ(report.rows, 2u);
  EXPECT_THAT(report.unreached, ElementsAre("good.textfsm"));
  std::vector<std::string> told;
  for (const Fault& fault : report.faults) told.push_back(to_string(fault));
  EXPECT_THAT(
      told, ElementsAre(HasSubstr("bad.textfsm:4:"), HasSubstr("bad.textfsm:5:"),
                        HasSubstr("index:4: ignored"), HasSubstr("index:3: there is no template")));
}

}  // namespace
}  // namespace showd::textfsm
