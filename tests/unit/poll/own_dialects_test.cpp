#include "poll/own_dialects.hpp"

#include <gtest/gtest.h>

namespace showd {
namespace {

TEST(OwnDialects, AreCompiledOnceForAllThatSayTheSame) {
  Dialect dialect;
  dialect.prompt = "x";
  const auto common = compile(dialect);
  OwnDialects own;
  Device plain{};
  plain.platform = "cisco_ios";
  EXPECT_EQ(own.find(plain, common), common);
  Device odd = plain;
  odd.dialect.prompt = "y";
  const auto first = own.find(odd, common);
  EXPECT_NE(first, common);
  odd.name = "another";
  EXPECT_EQ(own.find(odd, common), first);
  odd.platform = "frr";
  EXPECT_NE(own.find(odd, common), first);
}

}  // namespace
}  // namespace showd
