#include "transport/ssh/known_hosts.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace showd {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// Made by ssh-keygen, fingerprints by ssh-keygen -l, the hashed name by ssh-keygen -H
// (OpenSSH 9.2).
const std::string kEd25519 =
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPrTvlfeZCfL07aSdI1tKqg+wms6ebV7PirhhzEXa5EL";
const std::string kEcdsa =
    "ecdsa-sha2-nistp256 "
    "AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBKUACY5iV16Ek6V217J3YyhfKbnWWSeHV00DUMbmEg"
    "T"
    "FHX2Pw4CLhkUAx0Ri2Rse2Jq0BoIYqaHVsLw2imhp5Ms=";
const std::string kHashed =
    "|1|pdg759xP1VaFGnoazjelEElbgCo=|4PJ0ysgZt/C+cBDpUewZlaw7Mbk= " + kEcdsa;
const HostKey kEd25519Key{"ssh-ed25519", "SHA256:nMxxJnwraGYIF9wdTOPoVt/AbMczeBBsraWGpzsCcqE"};
const HostKey kEcdsaKey{"ecdsa-sha2-nistp256",
                        "SHA256:IBTEPiO5rpPfLUWPQnCFtE1ai5FSmNX2piaDoCYCY/4"};

std::vector<HostKey> keys(const std::string& file, const std::string& address,
                          std::uint16_t port = 22) {
  return known_host_keys(file, address, port).keys;
}

TEST(KnownHosts, AreFoundByNameAddressAndPort) {
  const std::string file = "# comment\n\nr2,192.0.2.9\t" + kEd25519 + " ops@example\r\n[r2]:2022 " +
                           kEcdsa + "\n2001:db8::1 " + kEcdsa + "\n*.lab " + kEd25519;
  EXPECT_THAT(keys(file, "r2"), ElementsAre(kEd25519Key));
  EXPECT_THAT(keys(file, "R2"), ElementsAre(kEd25519Key));
  EXPECT_THAT(keys(file, "192.0.2.9"), ElementsAre(kEd25519Key));
  EXPECT_THAT(keys(file, "r2", 2022), ElementsAre(kEcdsaKey));
  EXPECT_THAT(keys(file, "r2", 2023), IsEmpty());
  EXPECT_THAT(keys(file, "2001:db8::1"), ElementsAre(kEcdsaKey));
  EXPECT_THAT(keys(file, "core1.lab"), ElementsAre(kEd25519Key));
  EXPECT_THAT(keys(file, "r20"), IsEmpty());
}

TEST(KnownHosts, MayBeHashed) {
  EXPECT_THAT(keys(kHashed, "r2", 2022), ElementsAre(kEcdsaKey));
  EXPECT_THAT(keys(kHashed, "r2"), IsEmpty());
  EXPECT_THAT(keys(kHashed, "r3", 2022), IsEmpty());
}

TEST(KnownHosts, MayHaveSeveralKeys) {
  EXPECT_THAT(keys("r2 " + kEd25519 + "\nr2 " + kEcdsa + "\n", "r2"),
              ElementsAre(kEd25519Key, kEcdsaKey));
}

TEST(KnownHosts, WhatIsRevokedIsNotTrusted) {
  const auto known = known_host_keys("@revoked r2 " + kEd25519 + "\nr2 " + kEcdsa + "\n", "r2", 22);
  EXPECT_THAT(known.keys, ElementsAre(kEcdsaKey));
  EXPECT_TRUE(known.revoked);
  EXPECT_FALSE(known_host_keys("@revoked r3 " + kEd25519 + "\n", "r2", 22).revoked);
}

/// The user's own file may go on trusting what everybody's file has revoked.
TEST(KnownHosts, WhatIsTrustedAndRevokedIsNotTrusted) {
  for (const std::string& file : {"r2 " + kEd25519 + "\n@revoked * " + kEd25519,
                                  "@revoked r2 " + kEd25519 + "\nr2 " + kEd25519}) {
    const auto known = known_host_keys(file, "r2", 22);
    EXPECT_THAT(known.keys, IsEmpty()) << file;
    EXPECT_TRUE(known.revoked) << file;
  }
}

TEST(KnownHosts, WhatCannotBeReadIsPassedOver) {
  for (const std::string& line :
       {std::string("r2"), std::string("r2 ssh-ed25519"), std::string("r2 ssh-ed25519 AAAA"),
        "r2 ssh-toaster" + kEd25519.substr(11), "@cert-authority r2 " + kEd25519,
        "@strange r2 " + kEd25519, "r*,!r2 " + kEd25519, "|1|x " + kEd25519,
        std::string("r2\0 ", 4) + kEd25519, std::string(100'000, ' '), std::string(100'000, 'x')})
    EXPECT_THAT(keys(line + "\nr1 " + kEcdsa, "r2"), IsEmpty()) << line.substr(0, 80);
}

TEST(KnownHosts, ANewLineIsReadBackAsItWas) {
  HostKey key = kEd25519Key;
  key.public_key = kEd25519.substr(kEd25519.find(' ') + 1);
  EXPECT_EQ(known_hosts_line("R2", 22, key), "r2 " + kEd25519 + "\n");
  EXPECT_EQ(known_hosts_line("2001:db8::1", 830, key), "[2001:db8::1]:830 " + kEd25519 + "\n");
  EXPECT_THAT(keys(known_hosts_line("2001:db8::1", 830, key), "2001:db8::1", 830),
              ElementsAre(kEd25519Key));
}

}  // namespace
}  // namespace showd
