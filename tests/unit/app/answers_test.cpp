#include "app/answers.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace showd {
namespace {

constexpr std::size_t kPlenty = 1 << 20;

PollResult answer(std::uint64_t question, const char* device, std::size_t bytes = 10) {
  PollResult result;
  result.device = std::make_shared<const Device>(Device{.name = device});
  result.run = question;
  result.transcripts = {{"show clock", std::string(bytes, 'x')}};
  return result;
}

std::vector<std::string> names(const Answers::Fetched& fetched) {
  std::vector<std::string> all;
  for (const PollResult& result : fetched.results) all.push_back(result.device->name);
  return all;
}

TEST(Answers, ComeOnceAndEndWithTheLast) {
  Answers answers;
  const auto first = answers.open(2);
  const auto other = answers.open(1);
  ASSERT_TRUE(first && other);
  answers.take(answer(*first, "r1"));
  answers.take(answer(*other, "r9"));
  auto fetched = answers.fetch(*first, kPlenty);
  ASSERT_TRUE(fetched);
  EXPECT_THAT(names(*fetched), testing::ElementsAre("r1"));
  EXPECT_FALSE(fetched->last);
  fetched = answers.fetch(*first, kPlenty);
  ASSERT_TRUE(fetched);
  EXPECT_THAT(names(*fetched), testing::IsEmpty());
  answers.take(answer(*first, "r2"));
  fetched = answers.fetch(*first, kPlenty);
  ASSERT_TRUE(fetched);
  EXPECT_THAT(names(*fetched), testing::ElementsAre("r2"));
  EXPECT_TRUE(fetched->last);
  EXPECT_FALSE(answers.fetch(*first, kPlenty)) << "it is closed";
  EXPECT_TRUE(answers.fetch(*other, kPlenty));
  EXPECT_FALSE(answers.fetch(0, kPlenty));
}

TEST(Answers, ComeInPiecesOfABoundedSize) {
  Answers answers;
  const auto question = answers.open(3);
  ASSERT_TRUE(question);
  for (const char* device : {"r1", "r2", "r3"}) answers.take(answer(*question, device, 600));
  const auto piece = answers.fetch(*question, 1000);
  ASSERT_TRUE(piece);
  EXPECT_EQ(piece->results.size(), 2u);
  EXPECT_FALSE(piece->last);
  const auto rest = answers.fetch(*question, 1000);
  ASSERT_TRUE(rest);
  EXPECT_EQ(rest->results.size(), 1u);
  EXPECT_TRUE(rest->last);
}

TEST(Answers, OutputsBeyondTheBoundAreAnError) {
  Answers answers;
  const auto question = answers.open(3);
  ASSERT_TRUE(question);
  answers.take(answer(*question, "r1", Answers::kMostBytes));
  answers.take(answer(*question, "r2", 1));
  auto fetched = answers.fetch(*question, 2 * Answers::kMostBytes);
  ASSERT_TRUE(fetched);
  ASSERT_EQ(fetched->results.size(), 2u);
  for (const PollResult& result : fetched->results)
    EXPECT_EQ(result.error.has_value(), result.device->name == "r2") << result.device->name;
  answers.take(answer(*question, "r3", 1));
  fetched = answers.fetch(*question, kPlenty);
  ASSERT_TRUE(fetched);
  ASSERT_EQ(fetched->results.size(), 1u);
  EXPECT_TRUE(fetched->results[0].ok()) << "what was fetched makes room";
}

TEST(Answers, WhatNobodyFetchesIsForgotten) {
  ManualClock clock;
  Answers answers(clock);
  const auto left = answers.open(1);
  ASSERT_TRUE(left);
  answers.take(answer(*left, "r1", Answers::kMostBytes));
  clock.advance(Answers::kForgottenAfter / 2);
  const auto kept = answers.open(2);
  ASSERT_TRUE(kept);
  clock.advance(Answers::kForgottenAfter / 2);
  answers.take(answer(*kept, "r1"));
  const auto fetched = answers.fetch(*kept, kPlenty);
  ASSERT_TRUE(fetched);
  EXPECT_TRUE(fetched->results.at(0).ok()) << "its bytes are free again";
  EXPECT_FALSE(answers.fetch(*left, kPlenty));
}

TEST(Answers, SoManyQuestionsAtOnce) {
  ManualClock clock;
  Answers answers(clock);
  for (std::size_t i = 0; i < Answers::kMostQuestions; ++i) EXPECT_TRUE(answers.open(1));
  EXPECT_FALSE(answers.open(1));
  clock.advance(Answers::kForgottenAfter);
  EXPECT_TRUE(answers.open(1));
}

}  // namespace
}  // namespace showd
