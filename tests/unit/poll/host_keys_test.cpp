#include "poll/host_keys.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace showd {
namespace {

using testing::HasSubstr;
using Verdict = HostKeys::Verdict;

const HostKey kFirst{"ssh-ed25519", "SHA256:first"};
const HostKey kOther{"ssh-ed25519", "SHA256:other"};
const HostKey kThird{"ssh-rsa", "SHA256:third"};

Device device(HostKeyPolicy policy) {
  Device one{.name = "r1", .inventory = "lab", .address = "192.0.2.1"};
  one.hostkeys = policy;
  return one;
}

void expect_refused(HostKeys& keys, HostKeyPolicy policy, const HostKey& shown, Errc code) {
  const auto verdict = keys.check(device(policy), shown);
  ASSERT_FALSE(verdict) << shown.sha256;
  EXPECT_EQ(verdict.error().code, code);
  EXPECT_EQ(verdict.error().stage, Stage::hostkey);
  EXPECT_THAT(verdict.error().message, HasSubstr(shown.sha256));
  EXPECT_THAT(verdict.error().message, HasSubstr("showctl hostkey accept r1 " + shown.sha256));
}

TEST(HostKeys, PinTrustsTheFirstAndNoOther) {
  HostKeys keys;
  EXPECT_EQ(keys.check(device(HostKeyPolicy::pin), kFirst), Verdict::pinned_now);
  EXPECT_EQ(keys.check(device(HostKeyPolicy::pin), kFirst), Verdict::known);
  expect_refused(keys, HostKeyPolicy::pin, kOther, Errc::hostkey_changed);
  EXPECT_EQ(keys.find("r1"), kFirst);
}

TEST(HostKeys, StrictTrustsNobodyByItself) {
  HostKeys keys;
  expect_refused(keys, HostKeyPolicy::strict, kFirst, Errc::hostkey_unknown);
  EXPECT_FALSE(keys.find("r1"));
  keys.trust("r1", kFirst);
  EXPECT_EQ(keys.check(device(HostKeyPolicy::strict), kFirst), Verdict::known);
  expect_refused(keys, HostKeyPolicy::strict, kOther, Errc::hostkey_changed);
}

TEST(HostKeys, OffLooksAtNothing) {
  HostKeys keys;
  keys.trust("r1", kFirst);
  EXPECT_EQ(keys.check(device(HostKeyPolicy::off), kOther), Verdict::known);
  EXPECT_EQ(keys.find("r1"), kFirst);
  EXPECT_FALSE(keys.accept("r1", kOther.sha256));
}

TEST(HostKeys, AcceptTrustsTheKeyThatWasRefusedLastAndWasShown) {
  HostKeys keys;
  EXPECT_FALSE(keys.accept("r1", kThird.sha256));
  keys.trust("r1", kFirst);
  expect_refused(keys, HostKeyPolicy::pin, kOther, Errc::hostkey_changed);
  expect_refused(keys, HostKeyPolicy::pin, kThird, Errc::hostkey_changed);
  EXPECT_FALSE(keys.accept("r2", kThird.sha256));
  EXPECT_FALSE(keys.accept("r1", kOther.sha256)) << "shown before, and another one by now";
  EXPECT_FALSE(keys.accept("r1", ""));
  EXPECT_EQ(keys.find("r1"), kFirst);
  EXPECT_EQ(keys.refused("r1"), kThird);
  EXPECT_EQ(keys.accept("r1", kThird.sha256), kThird);
  EXPECT_FALSE(keys.refused("r1"));
  EXPECT_EQ(keys.accept("r1", kThird.sha256), kThird) << "once more does no harm";
  EXPECT_EQ(keys.check(device(HostKeyPolicy::pin), kThird), Verdict::known);
  expect_refused(keys, HostKeyPolicy::pin, kFirst, Errc::hostkey_changed);
}

TEST(HostKeys, WhatWasRefusedBeforeThePinnedKeyCameBackIsPast) {
  HostKeys keys;
  keys.trust("r1", kFirst);
  expect_refused(keys, HostKeyPolicy::pin, kOther, Errc::hostkey_changed);
  EXPECT_EQ(keys.refused().size(), 1u);
  EXPECT_EQ(keys.check(device(HostKeyPolicy::pin), kFirst), Verdict::known);
  EXPECT_TRUE(keys.refused().empty());
  EXPECT_FALSE(keys.accept("r1", kOther.sha256));
}

TEST(HostKeys, ForgettingMakesTheNextContactAFirstOne) {
  HostKeys keys;
  keys.trust("r1", kFirst);
  keys.trust("r2", kFirst);
  expect_refused(keys, HostKeyPolicy::pin, kOther, Errc::hostkey_changed);
  keys.forget("r1");
  EXPECT_FALSE(keys.find("r1"));
  EXPECT_FALSE(keys.accept("r1", kOther.sha256)) << "what was refused before is forgotten, too";
  EXPECT_EQ(keys.check(device(HostKeyPolicy::pin), kThird), Verdict::pinned_now);
  EXPECT_EQ(keys.find("r2"), kFirst);
}

TEST(HostKeys, AnyOfSeveralIsKnownAndTheFirstIsAskedFor) {
  HostKeys keys;
  keys.trust("r1", std::vector{kFirst, kThird});
  EXPECT_EQ(keys.check(device(HostKeyPolicy::strict), kThird), Verdict::known);
  EXPECT_EQ(keys.find("r1"), kFirst);
  expect_refused(keys, HostKeyPolicy::pin, kOther, Errc::hostkey_changed);
  EXPECT_EQ(keys.accept("r1", kOther.sha256), kOther);
  expect_refused(keys, HostKeyPolicy::pin, kThird, Errc::hostkey_changed);
  keys.trust("r2", std::vector<HostKey>());
  EXPECT_FALSE(keys.find("r2"));
}

TEST(HostKeys, OfADeviceInNoInventoryTheRemedyIsOpenSshs) {
  HostKeys keys;
  Device one = device(HostKeyPolicy::strict);
  one.inventory.clear();
  one.port = 2022;
  const auto unknown = keys.check(one, kFirst);
  EXPECT_THAT(unknown.error().message, HasSubstr("--host-keys accept-new"));
  keys.trust("r1", kOther);
  const auto changed = keys.check(one, kFirst);
  EXPECT_THAT(changed.error().message, HasSubstr("ssh-keygen -R '[192.0.2.1]:2022'"));
}

}  // namespace
}  // namespace showd
