// What people do wrong in a config, and what 'showctl check' makes of it: mistakes.txt.

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "ctl/check_all.hpp"
#include "unit/config/temp_dir.hpp"

namespace showd {
namespace {

struct Mistake {
  std::string done;
  std::map<std::string, std::string> files;
  std::vector<std::string> said;
};

std::string with_bytes(std::string_view line) {
  std::string text;
  for (; !line.empty(); line.remove_prefix(line.starts_with("\\x") ? 4 : 1))
    text += line.starts_with("\\x")
                ? static_cast<char>(hex_digit(line[2]) << 4 | hex_digit(line[3]))
                : line[0];
  return text;
}

/// The table, and before it the sound config.
std::vector<Mistake> mistakes() {
  std::vector<Mistake> all;
  std::ifstream in(SHOWD_MISTAKES);
  std::string file;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("== ")) {
      all.push_back({line.substr(3), {}, {}});
      file.clear();
    } else if (line.starts_with("-- ")) {
      file = line.substr(3);
      all.back().files[file];
    } else if (line.starts_with("=> ")) {
      all.back().said.push_back(line.substr(3));
    } else if (!file.empty() && all.back().said.empty()) {
      all.back().files[file] += with_bytes(line) + "\n";
    }
  }
  return all;
}

class Mistakes : public testing::Test {
 protected:
  Mistakes() {
    ::unsetenv("CREDENTIALS_DIRECTORY");
    folder.write("pw", "s3cret\n");
    folder.write("public", "ssh-ed25519 AAAA showd\n");
    folder.write("encrypted", "-----BEGIN ENCRYPTED PRIVATE KEY-----\nMIIB\n");
    std::filesystem::permissions(folder.write("open", "s3cret\n"),
                                 std::filesystem::perms::others_read,
                                 std::filesystem::perm_options::add);
    std::filesystem::create_directory(folder.path() / "plugins");
    std::filesystem::create_symlink(SHOWD_CISCO_IOS, folder.path() / "plugins/cisco_ios.so");
  }

  std::vector<Fault> faults_of(const Mistake& mistake) {
    for (const auto& [name, text] : mistakes_[0].files) folder.write(name, text);
    for (const auto& [name, text] : mistake.files) folder.write(name, text);
    Faults faults;
    (void)check_all(folder.path() / "showd.yaml", faults);
    return faults.sorted();
  }

  /// As it is told, without the folder's name.
  std::string told(const Fault& fault) {
    const std::string name = folder.path().string() + "/";
    std::string text = fault.text();
    for (std::size_t at = 0; (at = text.find(name)) != std::string::npos;)
      text.erase(at, name.size());
    return text;
  }

  const std::vector<Mistake> mistakes_ = mistakes();
  test::TempDir folder;
};

TEST_F(Mistakes, EachIsToldWithItsRemedy) {
  ASSERT_GE(mistakes_.size(), 45u);
  for (const Mistake& mistake : mistakes_) {
    std::vector<std::string> said;
    for (const Fault& fault : faults_of(mistake)) said.push_back(told(fault));
    EXPECT_EQ(said, mistake.said) << mistake.done << "\n=> "
                                  << fmt::to_string(fmt::join(said, "\n=> "));
  }
}

TEST_F(Mistakes, NoneIsWithoutFileLineKeyAndRemedy) {
  for (const Mistake& mistake : mistakes_)
    for (const Fault& fault : faults_of(mistake)) {
      EXPECT_TRUE(fault.file.starts_with(folder.path().string())) << mistake.done;
      EXPECT_GT(fault.line, 0) << mistake.done;
      EXPECT_NE(fault.key, "") << mistake.done;
      EXPECT_NE(fault.message, "") << mistake.done;
      EXPECT_NE(fault.remedy, "") << mistake.done;
      EXPECT_EQ(fault.text().find("hunter2"), std::string::npos) << mistake.done;
    }
}

}  // namespace
}  // namespace showd
