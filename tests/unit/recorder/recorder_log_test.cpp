#include "recorder/recorder_log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "base/log.hpp"

namespace showd {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::UnorderedElementsAre;

class RecorderLogTest : public testing::Test {
 protected:
  PollResult good(const std::string& name = "r1") {
    PollResult poll;
    poll.device = std::make_shared<const Device>(Device{.name = name});
    return poll;
  }
  PollResult failed(Errc code, Stage stage, const std::string& key = "") {
    PollResult poll = good();
    poll.error = Error{code, stage, "told so"};
    if (!key.empty()) poll.refused_host_key = HostKey{"ssh-ed25519", key};
    return poll;
  }
  PollResult with_notes(std::vector<Coverage::Note> notes) {
    PollResult poll = good();
    poll.coverage.push_back({.command = "show interfaces", .notes = std::move(notes)});
    return poll;
  }
  /// Device number `i` of inventory core, in run 12.
  PollResult one_of_many(int i, std::optional<Error> error = {}) {
    PollResult poll;
    Device device{.name = "r" + std::to_string(i), .inventory = "core"};
    poll.device = std::make_shared<const Device>(std::move(device));
    poll.run = 12;
    poll.error = std::move(error);
    return poll;
  }
  showd::Run over(std::uint32_t ok, std::uint32_t failed) {
    return {.id = 12,
            .inventory = "core",
            .duration = std::chrono::milliseconds(1'240),
            .ok = ok,
            .failed = failed,
            .backed_off = 1};
  }
  std::vector<std::string> lines(const PollResult& poll, const Observation& seen = {}) {
    return lines_of([&] { log.poll(poll, seen); });
  }
  std::vector<std::string> lines(const showd::Run& run) {
    return lines_of([&] { log.run(run); });
  }
  /// What is logged of it: level and text.
  template <class Tell>
  std::vector<std::string> lines_of(Tell tell) {
    testing::internal::CaptureStderr();
    tell();
    std::istringstream said(testing::internal::GetCapturedStderr());
    std::vector<std::string> all;
    for (std::string line; std::getline(said, line);)
      all.push_back(line.substr(line.find(' ') + 1));
    return all;
  }

  RecorderLog log;
};

TEST_F(RecorderLogTest, AFailureIsToldWhenItBeginsChangesAndEnds) {
  EXPECT_THAT(lines(good()), IsEmpty());
  EXPECT_THAT(lines(failed(Errc::timeout, Stage::connect)),
              ElementsAre("warning r1: timeout (connect): told so"));
  EXPECT_THAT(lines(failed(Errc::timeout, Stage::connect)), IsEmpty()) << "no news";
  EXPECT_THAT(lines(failed(Errc::timeout, Stage::kex)),
              ElementsAre("warning r1: timeout (kex): told so; before: timeout (connect)"));
  EXPECT_THAT(lines(failed(Errc::auth_failed, Stage::auth)),
              ElementsAre("warning r1: auth_failed (auth): told so; before: timeout (kex)"));
  EXPECT_THAT(lines(failed(Errc::cancelled, Stage::auth)), IsEmpty());
  EXPECT_THAT(lines(good()), ElementsAre("info r1: answers again after auth_failed (auth)"));
  EXPECT_THAT(lines(good()), IsEmpty());
  EXPECT_THAT(lines(failed(Errc::auth_failed, Stage::auth)), SizeIs(1)) << "it failed anew";
}

TEST_F(RecorderLogTest, AChangedHostKeyIsAnErrorAndEachFurtherKeyToo) {
  lines(failed(Errc::auth_failed, Stage::auth));
  EXPECT_THAT(lines(failed(Errc::hostkey_changed, Stage::hostkey, "SHA256:b")),
              ElementsAre(AllOf(HasSubstr("error r1: hostkey_changed (hostkey)"),
                                HasSubstr("before: auth_failed (auth)"))));
  EXPECT_THAT(lines(failed(Errc::hostkey_changed, Stage::hostkey, "SHA256:b")), IsEmpty());
  EXPECT_THAT(lines(failed(Errc::hostkey_changed, Stage::hostkey, "SHA256:c")),
              ElementsAre(AllOf(HasSubstr("error "), Not(HasSubstr("before")))));
}

TEST_F(RecorderLogTest, WhatWasNotUnderstoodIsToldOncePerDeviceAndText) {
  const std::vector<Coverage::Note> notes = {{7, "what?", "Foo1 is up"}, {9, "eh?", "bar"}};
  EXPECT_THAT(lines(with_notes(notes)),
              ElementsAre("info r1: \"show interfaces\" is not understood whole: line 7: what?: "
                          "\"Foo1 is up\"; 1 more"));
  EXPECT_THAT(lines(with_notes(notes)), IsEmpty());
  EXPECT_THAT(lines(with_notes({{8, "what?", "Foo2 is up"}})), IsEmpty()) << "but for a number";
  EXPECT_THAT(lines(with_notes({{8, "what?", "Oof is up"}})), SizeIs(1));
  PollResult other = with_notes(notes);
  other.device = good("r2").device;
  EXPECT_THAT(lines(other), SizeIs(1));
}

TEST_F(RecorderLogTest, NoOutputMakesTheLogGrowWithoutEnd) {
  std::size_t told = 0;
  for (char one = 'a'; one <= 'z'; ++one)
    for (char other = 'a'; other <= 'z'; ++other)
      told += lines(with_notes({{1, "what?", {one, other}}})).size();
  EXPECT_EQ(told, 64u);
}

TEST_F(RecorderLogTest, ADeviceThatLeftIsForgotten) {
  lines(failed(Errc::timeout, Stage::connect));
  log.keep_only({{good("r2").device, std::chrono::seconds(60)}});
  EXPECT_THAT(lines(failed(Errc::timeout, Stage::connect)), SizeIs(1));
  log.keep_only({{good("r1").device, std::chrono::seconds(60)}});
  EXPECT_THAT(lines(failed(Errc::timeout, Stage::connect)), IsEmpty());
}

TEST_F(RecorderLogTest, AChangeIsToldByWhatChanged) {
  Observation seen;
  seen.changes.push_back({Change::Kind::changed,
                          "r1",
                          "Gi0/1",
                          0,
                          {.if_name = "Gi0/1", .oper_status = OperStatus::up},
                          {.if_name = "Gi0/1", .oper_status = OperStatus::down}});
  EXPECT_THAT(lines(good(), seen), ElementsAre("info r1 Gi0/1: oper_status up -> down"));
}

TEST_F(RecorderLogTest, WhatADeviceComesWithIsNoNews) {
  Fleet fleet;
  fleet.configure({{good().device, std::chrono::seconds(60)}});
  const auto poll_with = [&](std::vector<Interface> interfaces) {
    PollResult poll = good();
    poll.interfaces = std::move(interfaces);
    poll.coverage.push_back({.command = "show interfaces"});
    const Observation seen = fleet.observe(poll);
    return lines(poll, seen);
  };
  EXPECT_THAT(poll_with({{.if_name = "Gi0/1"}, {.if_name = "Gi0/2"}}), IsEmpty());
  EXPECT_THAT(poll_with({{.if_name = "Gi0/1"}, {.if_name = "Gi0/2"}, {.if_name = "Gi0/3"}}),
              ElementsAre("info r1 Gi0/3: appeared, ?/?"));
}

TEST_F(RecorderLogTest, AMassChangeIsOneLine) {
  Observation seen;
  for (int i = 0; i < 50; ++i)
    seen.changes.push_back(
        {Change::Kind::disappeared, "r1", "Gi0/" + std::to_string(i), 0, {}, {}});
  EXPECT_THAT(lines(good(), seen), SizeIs(50));
  seen.changes.push_back({Change::Kind::changed, "r1", "Gi1/1", 0, {}, {}});
  EXPECT_THAT(lines(good(), seen),
              ElementsAre("info r1: 0 interfaces appeared, 1 changed, 50 disappeared"));
}

TEST_F(RecorderLogTest, ManyThatFailAlikeAreToldTogether) {
  const Error silent{Errc::timeout, Stage::connect, "told so"};
  for (int i = 1; i <= 100; ++i)
    EXPECT_THAT(lines(one_of_many(i, silent)), SizeIs(i <= 10 ? 1 : 0)) << i;
  EXPECT_THAT(lines(one_of_many(101, Error{Errc::auth_failed, Stage::auth, "told so"})),
              ElementsAre("warning r101: auth_failed (auth): told so"));
  EXPECT_THAT(lines(over(7, 101)),
              ElementsAre("warning core: run 12: 90 more devices fail alike: timeout (connect): "
                          "r11, r12, r13, r14, r15, ...",
                          "info core: run 12: 7 ok, 101 failed (connect 100, auth 1), 0 busy, 1 "
                          "backed off in 1.2 s"));
  for (int i = 1; i <= 100; ++i) EXPECT_THAT(lines(one_of_many(i, silent)), IsEmpty()) << "no news";
  EXPECT_THAT(lines(over(8, 100)), SizeIs(1)) << "the sum alone";
  for (int i = 1; i <= 11; ++i)
    EXPECT_THAT(lines(one_of_many(i)), SizeIs(i <= 10 ? 1 : 0)) << "and they are back";
  EXPECT_THAT(lines(over(19, 0)),
              ElementsAre("info core: run 12: 1 more device answers again after "
                          "timeout (connect): r11"));
}

TEST_F(RecorderLogTest, ThoseToldTogetherAreEachFoundByTheirName) {
  for (int i = 1; i <= 100; ++i)
    lines(one_of_many(i, Error{Errc::timeout, Stage::connect, "told so"}));
  log::open(log::Level::info, log::Format::json);
  testing::internal::CaptureStderr();
  log.finish();
  const auto line = nlohmann::json::parse(testing::internal::GetCapturedStderr());
  log::open(log::Level::info);
  EXPECT_EQ(line["event"], "device_failed");
  EXPECT_EQ(line["result"], "timeout");
  EXPECT_EQ(line["stage"], "connect");
  EXPECT_EQ(line["inventory"], "core");
  EXPECT_EQ(line["run"], 12);
  EXPECT_EQ(line["devices"].size(), 90u);
  EXPECT_EQ(line["devices"][89], "r100");
}

/// What a line has besides its text, by the names of the journal.
std::set<std::string> fields_of(const nlohmann::json& line) {
  std::set<std::string> fields;
  for (const auto& [key, value] : line.items()) {
    if (key == "time" || key == "level" || key == "msg" || key == "event") continue;
    std::string name = value.is_array() ? key.substr(0, key.size() - 1) : key;
    std::transform(name.begin(), name.end(), name.begin(), ::toupper);
    fields.insert(name);
  }
  return fields;
}

std::set<std::string> documented_fields(const std::string& event) {
  std::set<std::string> fields;
  for (const log::EventKind& kind : log::kEvents) {
    std::istringstream words{std::string(kind.name == event ? kind.fields : "")};
    for (std::string word; words >> word;) fields.insert(word);
  }
  return fields;
}

TEST_F(RecorderLogTest, EachLineHasTheFieldsThatAreDocumented) {
  const Error silent{Errc::timeout, Stage::connect, "told so"};
  PollResult noted = one_of_many(1);
  noted.coverage.push_back({.command = "show interfaces", .notes = {{7, "what?", "Foo1 is up"}}});
  const Interface up{.if_name = "Gi0/1", .oper_status = OperStatus::up};
  const std::vector<Change> one_of_each = {{Change::Kind::appeared, "r1", "Gi0/1", 0, {}, up},
                                           {Change::Kind::changed, "r1", "Gi0/1", 0, {}, up},
                                           {Change::Kind::disappeared, "r1", "Gi0/1", 0, up, {}}};
  const std::vector<Change> many(51, one_of_each[0]);
  log::open(log::Level::info, log::Format::json);
  testing::internal::CaptureStderr();
  log.poll(one_of_many(1, silent), {});
  log.poll(one_of_many(1, Error{Errc::hostkey_changed, Stage::hostkey, "told so"}), {});
  log.poll(noted, {.changes = one_of_each, .sightings = {{"Gi0/2", true}, {"Gi0/3", false}}});
  log.poll(one_of_many(1), {.changes = many});
  for (int i = 2; i <= 20; ++i) log.poll(one_of_many(i, silent), {});
  log.run(over(0, 20));
  std::istringstream said(testing::internal::GetCapturedStderr());
  log::open(log::Level::info);

  std::set<std::string> events;
  for (std::string text; std::getline(said, text);) {
    const auto line = nlohmann::json::parse(text);
    const std::string event = line.value("event", "");
    EXPECT_EQ(fields_of(line), documented_fields(event)) << text;
    events.insert(event);
  }
  EXPECT_THAT(events, UnorderedElementsAre("device_failed", "host_key_changed", "device_recovered",
                                           "output_not_understood", "interface_appeared",
                                           "interface_changed", "interface_disappeared",
                                           "interfaces_changed", "interface_observed",
                                           "interface_not_observed", "run_finished"));
}

TEST_F(RecorderLogTest, AChangedHostKeyIsNeverToldWithOthers) {
  for (int i = 1; i <= 100; ++i)
    EXPECT_THAT(lines(one_of_many(i, Error{Errc::hostkey_changed, Stage::hostkey, "told so"})),
                ElementsAre(HasSubstr(fmt::format("error r{}: hostkey_changed", i))));
}

TEST_F(RecorderLogTest, WhatAPersonAskedForIsToldAtOnce) {
  for (int i = 1; i <= 100; ++i) {
    PollResult poll = one_of_many(i, Error{Errc::timeout, Stage::connect, "told so"});
    poll.run = 0;
    EXPECT_THAT(lines(poll), SizeIs(1));
  }
}

TEST_F(RecorderLogTest, ARunInWhichAllIsWellHasALineOnlyWhenEachShall) {
  showd::Run begun = over(0, 0);
  begun.duration.reset();
  EXPECT_THAT(lines(begun), IsEmpty());
  EXPECT_THAT(lines(over(7, 0)), IsEmpty());
  RecorderLog of_every_run(true);
  EXPECT_THAT(lines_of([&] { of_every_run.run(over(7, 0)); }),
              ElementsAre("info core: run 12: 7 ok, 0 failed, 0 busy, 1 backed off in 1.2 s"));
}

TEST_F(RecorderLogTest, WhatIsNotObservedIsToldWhenItBeginsAndEnds) {
  Observation seen;
  for (int i = 1; i <= 7; ++i) seen.sightings.push_back({"Gi0/" + std::to_string(i), false});
  EXPECT_THAT(lines(good(), seen),
              ElementsAre("warning r1: not observed, as not all of the output was understood: "
                          "Gi0/1, Gi0/2, Gi0/3, Gi0/4, Gi0/5, ..."));
  seen.in_doubt = 7;
  EXPECT_THAT(lines(good(), seen), ElementsAre(HasSubstr("7 interfaces at once")));
  EXPECT_THAT(lines(good(), {.sightings = {{"Gi0/1", true}}}),
              ElementsAre("info r1: observed again: Gi0/1"));
}

}  // namespace
}  // namespace showd
