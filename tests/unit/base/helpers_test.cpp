#include "base/helpers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <memory>
#include <string>

namespace showd {
namespace {

using namespace std::chrono_literals;
using Kind = Helpers::Kind;
using testing::ElementsAre;

constexpr auto kPatience = 60s;  // only a test that fails waits so long

/// What jobs have said, in order.
class Told {
 public:
  void say(std::string what) { EXPECT_TRUE(words_.try_push(std::move(what))); }
  std::string next() { return words_.pop_for(kPatience).value_or("(nothing came)"); }

 private:
  BoundedQueue<std::string> words_{10'000};
};

/// Jobs that stay until the test lets them go.
class Door {
 public:
  void open() { open_.set_value(); }
  [[nodiscard]] Helpers::Job behind(Told& told, std::string name) const {
    return [this, &told, name](const std::stop_token&) {
      told.say(name + " in");
      opened_.wait();
      told.say(name + " out");
    };
  }

 private:
  std::promise<void> open_;
  const std::shared_future<void> opened_ = open_.get_future().share();
};

TEST(Helpers, AJobRunsOnAnotherThread) {
  BoundedQueue<std::thread::id> ran{1};
  Helpers helpers;  // joined before what its jobs use goes
  ASSERT_TRUE(helpers.run(Kind::files, [&](const std::stop_token&) {
    (void)ran.try_push(std::this_thread::get_id());
  }));
  const auto id = ran.pop_for(kPatience);
  ASSERT_TRUE(id);
  EXPECT_NE(*id, std::this_thread::get_id());
}

TEST(Helpers, NoKindGetsTheLastThread) {
  for (const auto& [stuck, other] :
       {std::pair{Kind::names, Kind::files}, {Kind::files, Kind::names}}) {
    Told told;
    Door door;
    Helpers helpers(3);
    for (int i = 0; i < 20; ++i) ASSERT_TRUE(helpers.run(stuck, door.behind(told, "stuck")));
    EXPECT_EQ(told.next(), "stuck in");
    EXPECT_EQ(told.next(), "stuck in");
    for (const char* name : {"one", "two", "three"})
      ASSERT_TRUE(helpers.run(other, [&told, name](const std::stop_token&) { told.say(name); }));
    EXPECT_EQ(told.next(), "one");
    EXPECT_EQ(told.next(), "two");
    EXPECT_EQ(told.next(), "three");
    door.open();
    for (int i = 0; i < 2 + 18 * 2; ++i) EXPECT_THAT(told.next(), testing::StartsWith("stuck "));
  }
}

TEST(Helpers, TheOldestGoesFirst) {
  Told told;
  Door door;
  Helpers helpers(2);  // one of a kind at a time
  ASSERT_TRUE(helpers.run(Kind::names, door.behind(told, "first")));
  EXPECT_EQ(told.next(), "first in");
  for (const char* name : {"second", "third"})
    ASSERT_TRUE(
        helpers.run(Kind::names, [&told, name](const std::stop_token&) { told.say(name); }));
  door.open();
  EXPECT_EQ(told.next(), "first out");
  EXPECT_EQ(told.next(), "second");
  EXPECT_EQ(told.next(), "third");
}

TEST(Helpers, WhatWaitsIsBoundedByKind) {
  Told told;
  Door door;
  Helpers helpers(3);
  const auto nothing = [](const std::stop_token&) {};
  for (int i = 0; i < 2; ++i) ASSERT_TRUE(helpers.run(Kind::names, door.behind(told, "stuck")));
  for (int i = 0; i < 2; ++i) EXPECT_EQ(told.next(), "stuck in");
  for (int i = 0; i < 1024; ++i) ASSERT_TRUE(helpers.run(Kind::names, nothing)) << i;
  EXPECT_EQ(helpers.waiting(), 1024u);
  EXPECT_FALSE(helpers.run(Kind::names, nothing));
  EXPECT_TRUE(helpers.run(Kind::files, nothing));
  door.open();
}

TEST(Helpers, StoppingTellsWhatRunsAndDropsWhatWaits) {
  Told told;
  Helpers helpers(2);
  const auto until_stopped = [&](const std::stop_token& stop) {
    std::promise<void> asked;
    const std::stop_callback tell(stop, [&] { asked.set_value(); });
    told.say("in");
    asked.get_future().wait();
    told.say("stopped");
  };
  ASSERT_TRUE(helpers.run(Kind::files, until_stopped));
  EXPECT_EQ(told.next(), "in");
  const auto dropped = std::make_shared<int>(0);
  ASSERT_TRUE(
      helpers.run(Kind::files, [&told, dropped](const std::stop_token&) { told.say("no"); }));
  helpers.stop();
  EXPECT_EQ(told.next(), "stopped");
  EXPECT_EQ(dropped.use_count(), 1) << "what it holds is given back";
  EXPECT_FALSE(helpers.run(Kind::files, [&](const std::stop_token&) { told.say("no"); }));
  helpers.stop();  // idempotent
}

}  // namespace
}  // namespace showd
