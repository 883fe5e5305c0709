#include "config/did_you_mean.hpp"

#include <gtest/gtest.h>

#include <array>
#include <vector>

namespace showd {
namespace {

constexpr std::array<std::string_view, 5> kKnown = {"file", "directory", "every", "spread", "ops"};

TEST(DidYouMean, SlipsOfTheFingersAreRecognised) {
  for (const auto& [word, want] : {std::pair{"evry", "every"},
                                   {"evrey", "every"},
                                   {"fiel", "file"},
                                   {"File", "file"},
                                   {"directroy", "directory"},
                                   {"spraed", "spread"},
                                   {"opss", "ops"}})
    EXPECT_EQ(did_you_mean(word, kKnown), "; did you mean '" + std::string(want) + "'?") << word;
}

TEST(DidYouMean, WhatOtherToolsCallItIsRecognised) {
  constexpr std::array<std::string_view, 3> kDevice = {"address", "platform", "credentials"};
  for (const auto& [word, want] : {std::pair{"host", "address"},
                                   {"hostname", "address"},
                                   {"device_type", "platform"},
                                   {"password", "credentials"}})
    EXPECT_EQ(did_you_mean(word, kDevice), "; did you mean '" + std::string(want) + "'?") << word;
  EXPECT_EQ(did_you_mean("interval", kKnown), "; did you mean 'every'?");
}

TEST(DidYouMean, OtherWordsAreNot) {
  for (const char* word : {"", "x", "colour", "host", "oppps"})
    EXPECT_EQ(did_you_mean(word, kKnown), "") << word;
  EXPECT_EQ(did_you_mean(std::string(1000, 'e'), kKnown), "");
  EXPECT_EQ(did_you_mean("every", {}), "");
}

TEST(DidYouMean, ASuggestionNamesWhatThereIsWhereNothingIsNear) {
  EXPECT_EQ(suggestion("evry", kKnown), "did you mean 'every'?");
  EXPECT_EQ(suggestion("colour", kKnown), "known here: directory, every, file, ops or spread");
  EXPECT_EQ(suggestion("colour", {}), "there is none here");
  const std::vector<std::string_view> many(100, "same");
  EXPECT_EQ(suggestion("colour", many), "known here: same");
}

}  // namespace
}  // namespace showd
