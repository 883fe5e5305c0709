#include "base/log.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>
#include <thread>
#include <vector>

namespace showd::log {
namespace {

class LogTest : public testing::Test {
 protected:
  ~LogTest() override { open(Level::info); }

  template <class Say>
  std::vector<std::string> lines(Say say) {
    testing::internal::CaptureStderr();
    say();
    std::istringstream said(testing::internal::GetCapturedStderr());
    std::vector<std::string> all;
    for (std::string line; std::getline(said, line);) all.push_back(line);
    return all;
  }
};

TEST_F(LogTest, LinesAreTextUnlessAnotherFormatIsNamed) {
  const auto say = [] { info({.event = Event::stopped}, "{}", "bye"); };
  EXPECT_THAT(lines(say), testing::ElementsAre(testing::EndsWith(" info bye")));
  open(Level::info, Format::logfmt);
  EXPECT_THAT(lines(say),
              testing::ElementsAre(testing::EndsWith(" level=info msg=bye event=stopped")));
  open(Level::info, Format::json);
  ASSERT_EQ(lines(say).size(), 1u);
  EXPECT_EQ(nlohmann::json::parse(lines(say)[0])["event"], "stopped");
}

TEST_F(LogTest, WhatIsBelowTheLevelIsNotTold) {
  const auto say = [] {
    debug({}, "one");
    info({}, "two");
    warning({}, "three");
    error({}, "four");
  };
  open(Level::warning);
  EXPECT_EQ(lines(say).size(), 2u);
  open(Level::debug);
  EXPECT_EQ(lines(say).size(), 4u);
}

TEST_F(LogTest, LinesOfManyThreadsStayWhole) {
  open(Level::info, Format::json);
  const std::string words(3'000, 'x');
  const auto told = lines([&] {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 4; ++thread)
      threads.emplace_back([&] {
        for (int i = 0; i < 200; ++i) info({.device = "r1"}, "{}", words);
      });
  });
  EXPECT_EQ(told.size(), 800u);
  for (const std::string& line : told) EXPECT_EQ(nlohmann::json::parse(line)["msg"], words);
}

}  // namespace
}  // namespace showd::log
