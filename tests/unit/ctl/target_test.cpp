#include "ctl/target.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ctl/command_line.hpp"

namespace showd {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string complaint(const std::string& word) {
  try {
    (void)parse_target(word);
  } catch (const UsageError& fault) {
    return fault.what();
  }
  return "";
}

TEST(Target, IsAWordWithAScheme) {
  for (const char* word : {"ssh://r2", "telnet://192.0.2.9:9000", "http://r1", "ssh://"})
    EXPECT_TRUE(is_target(word)) << word;
  for (const char* word : {"r1", "core-*", "group=core", "label:site=ams", "ssh:r2", "2001:db8::1"})
    EXPECT_FALSE(is_target(word)) << word;
}

TEST(Target, HasTransportUserAddressAndPort) {
  using enum TransportKind;
  struct Row {
    const char* word;
    TransportKind transport;
    std::optional<std::string> user;
    const char* address;
    std::uint16_t port;
  };
  const Row rows[] = {
      {"ssh://r2", ssh, {}, "r2", 22},
      {"telnet://r2", telnet, {}, "r2", 23},
      {"telnet://192.0.2.9:9000", telnet, {}, "192.0.2.9", 9000},
      {"ssh://admin@r2.example.net:65535", ssh, "admin", "r2.example.net", 65535},
      {"ssh://DOMAIN\\admin@site@r2", ssh, "DOMAIN\\admin@site", "r2", 22},
      {"ssh://[2001:db8::1]", ssh, {}, "2001:db8::1", 22},
      {"telnet://x@[fe80::1%eth0]:2023", telnet, "x", "fe80::1%eth0", 2023},
  };
  for (const Row& row : rows) {
    const Target target = parse_target(row.word);
    EXPECT_EQ(target.word, row.word);
    EXPECT_EQ(target.transport, row.transport) << row.word;
    EXPECT_EQ(target.user, row.user) << row.word;
    EXPECT_EQ(target.address, row.address) << row.word;
    EXPECT_EQ(target.port, row.port) << row.word;
  }
}

TEST(Target, SaysWhatIsWrong) {
  const std::pair<std::string, const char*> rows[] = {
      {"http://r1", "expected ssh://HOST or telnet://HOST"},
      {"://r1", "expected ssh://HOST or telnet://HOST"},
      {"SSH://r1", "expected ssh://HOST or telnet://HOST"},
      {"ssh://", "expected a host name or IP address"},
      {"ssh://:22", "expected a host name or IP address"},
      {"ssh://r1/", "expected a host name or IP address"},
      {"ssh://r 1", "expected a host name or IP address"},
      {"ssh://r\x1b[2J", "expected a host name or IP address"},
      {"ssh://[]", "expected a host name or IP address"},
      {"ssh://@r1", "expected a user name before '@'"},
      {"ssh://[2001:db8::1", "expected ']'"},
      {"ssh://2001:db8::1", "stands in brackets"},
      {"ssh://r1:", "1 to 65535"},
      {"ssh://r1:0", "1 to 65535"},
      {"ssh://r1:65536", "1 to 65535"},
      {"ssh://r1:22/", "1 to 65535"},
      {"ssh://[::1]22", "1 to 65535"},
  };
  for (const auto& [word, want] : rows) EXPECT_THAT(complaint(word), HasSubstr(want)) << word;
}

TEST(Target, APasswordInItIsRefusedAndNotRepeated) {
  const std::string told = complaint("ssh://admin:s3cret@r1");
  EXPECT_THAT(told, HasSubstr("--ask-pass"));
  EXPECT_THAT(told, Not(HasSubstr("s3cret")));
}

}  // namespace
}  // namespace showd
