#include "app/reload.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace showd {
namespace {

using namespace std::chrono_literals;
using What = Reload::What;
using testing::ElementsAre;
using testing::IsEmpty;

/// A main thread, and files whose reading takes until the test says what is in them.
class ReloadTest : public testing::Test {
 protected:
  ~ReloadTest() override { helpers.stop(); }

  Reload::Fresh read(What what) {
    EXPECT_TRUE(reading.try_push(What(what)));
    auto text = texts.pop_for(60s);
    if (!text) throw std::runtime_error("the test has not said what is in the file");
    if (text->starts_with("!")) throw ConfigError(Fault{.message = text->substr(1)});
    auto config = std::make_shared<Config>();
    config->file = *text;
    return {config, {}};
  }
  void done(What what, const Reload::Outcome& outcome) {
    told.push_back(outcome ? outcome->config->file.string() : "fault: " + outcome.error().front());
    whats.push_back(what);
    asked_again.push_back(reload.asked_again());
  }
  /// Waits until a helper has begun to read.
  What begun() {
    const auto what = reading.pop_for(60s);
    EXPECT_TRUE(what);
    return what.value_or(What::inventories);
  }
  /// Text that begins with "!" is a fault.
  void file_says(std::string text) { EXPECT_TRUE(texts.try_push(std::move(text))); }
  void wait_for(std::size_t outcomes) {
    while (told.size() < outcomes) {
      main.restart();
      main.run_one_for(60s);
    }
  }

  asio::io_context main{1};
  asio::executor_work_guard<asio::io_context::executor_type> work{main.get_executor()};
  Helpers helpers;
  BoundedQueue<What> reading{100};
  BoundedQueue<std::string> texts{100};
  std::vector<std::string> told;
  std::vector<What> whats;
  std::vector<bool> asked_again;
  Reload reload{
      main, helpers,
      [this](What what) { return [this, what](const std::stop_token&) { return read(what); }; },
      [this](What what, const Reload::Outcome& outcome) { done(what, outcome); }};
};

TEST_F(ReloadTest, TheMainThreadGoesOnMeanwhile) {
  reload.ask(What::config);
  EXPECT_EQ(begun(), What::config);
  int turns = 0;
  for (int i = 0; i < 3; ++i) asio::post(main, [&] { ++turns; });
  main.poll();
  EXPECT_EQ(turns, 3) << "the watchdog is fed, the schedule kept";
  EXPECT_THAT(told, IsEmpty());
  file_says("one");
  wait_for(1);
  EXPECT_THAT(told, ElementsAre("one"));
}

TEST_F(ReloadTest, WhatIsAskedForMeanwhileIsReadOnceAfterwards) {
  reload.ask(What::inventories);
  EXPECT_EQ(begun(), What::inventories);
  reload.ask(What::inventories);
  reload.ask(What::config);
  reload.ask(What::inventories);
  file_says("old");
  wait_for(1);
  EXPECT_EQ(begun(), What::config) << "the most that was asked for";
  file_says("new");
  wait_for(2);
  EXPECT_THAT(told, ElementsAre("old", "new"));
  EXPECT_THAT(whats, ElementsAre(What::inventories, What::config));
  EXPECT_THAT(asked_again, ElementsAre(true, false));
  main.poll();
  EXPECT_FALSE(reading.pop_for(0ms)) << "nothing is read a third time";
}

TEST_F(ReloadTest, AFaultIsToldAndTheNextOneIsReadAllTheSame) {
  reload.ask(What::config);
  begun();
  reload.ask(What::config);
  file_says("!showd.yaml:1: no");
  wait_for(1);
  begun();
  file_says("good");
  wait_for(2);
  EXPECT_THAT(told, ElementsAre("fault: showd.yaml:1: no", "good"));
}

TEST_F(ReloadTest, WhenNoHelperTakesItThatIsAFault) {
  helpers.stop();
  reload.ask(What::config);
  EXPECT_THAT(told, ElementsAre("fault: too much waits to be read"));
}

}  // namespace
}  // namespace showd
