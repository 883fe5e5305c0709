#include "poll/secret_filter.hpp"

#include <gtest/gtest.h>

#include <tuple>

namespace showd {
namespace {

SecretFilter filter_for(const char* password, const char* enable = "", const char* phrase = "") {
  Credentials credentials;
  credentials["own"] = {"own", "admin", Secret(password), {}, Secret(phrase), Secret(enable)};
  credentials["other"] = {"other", "admin", Secret("unrelated"), {}, {}, {}};
  Device device{.name = "r1", .inventory = "lab", .address = "127.0.0.1"};
  device.credentials = {"own", "missing"};
  return SecretFilter(credentials, device);
}

Coverage with_note(std::string why) {
  Coverage coverage;
  coverage.notes.emplace_back();
  coverage.notes.back().why = std::move(why);
  return coverage;
}

TEST(SecretFilter, BlotsEverySecretOfThePollsCredentials) {
  const SecretFilter filter = filter_for("pass-4711", "en4bl3-it", "phrase with blanks");
  for (const auto& [said, told] : {
           std::pair{"% Invalid input: pass-4711", "% Invalid input: <secret>"},
           {"pass-4711pass-4711", "<secret>"},
           {"xpass-4711x en4bl3-it", "x<secret>x <secret>"},
           {"phrase with blanks", "<secret>"},
           {"nothing of it", "nothing of it"},
           {"unrelated", "unrelated"},
           {"", ""},
       })
    EXPECT_EQ(filter.clean(said), told);
}

TEST(SecretFilter, ATerminalWrapsWhatItEchoes) {
  const SecretFilter filter = filter_for("pass-4711");
  EXPECT_EQ(filter.clean("last seen: \"pass- 4711 ^\""), "last seen: \"<secret> ^\"");
  EXPECT_EQ(filter.clean("p a s s - 4 7 1 1"), "<secret>");
}

TEST(SecretFilter, PiecesAtTheEdgeOfAQuotationGo) {
  const SecretFilter filter = filter_for("pass-4711");
  for (const auto& [said, told] : {
           std::pair{"last seen: \"s-4711 ^ Invalid\"", "last seen: \"<secret> ^ Invalid\""},
           {"Invalid pass-47...", "Invalid <secret>..."},
           {"last seen: \"R1#pass-\"", "last seen: \"R1#<secret>\""},
           {"$ss-4711", "$<secret>"},
           {"compass-rose", "compass-rose"},
       })
    EXPECT_EQ(filter.clean(said), told);
}

TEST(SecretFilter, ASecretTooShortToBeFoundKeepsTheDevicesWordsBack) {
  const SecretFilter filter = filter_for("abc");
  EXPECT_EQ(filter.clean("timeout; last seen: \"abc\" or so"), "timeout; last seen: \"...\" or so");
  PollResult result;
  result.error = Error{Errc::command_rejected, Stage::command, "% Invalid: abc"};
  result.coverage.push_back(with_note("what is abc"));
  filter.clean(result);
  EXPECT_EQ(result.error->message.find("abc"), std::string::npos);
  EXPECT_EQ(result.coverage[0].notes[0].why.find("abc"), std::string::npos);
}

TEST(SecretFilter, CleansErrorsAndNotes) {
  const SecretFilter filter = filter_for("pass-4711");
  PollResult result;
  result.error = Error{Errc::command_rejected, Stage::command, "% Invalid: pass-4711"};
  result.coverage.push_back(with_note("pass-4711"));
  filter.clean(result);
  EXPECT_EQ(result.error->message, "% Invalid: <secret>");
  EXPECT_EQ(result.coverage[0].notes[0].why, "<secret>");
}

}  // namespace
}  // namespace showd
