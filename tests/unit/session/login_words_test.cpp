#include "session/login_words.hpp"

#include <gtest/gtest.h>

namespace showd {
namespace {

TEST(LoginWords, AKeyIsWanted) {
  for (const char* line :
       {"Press RETURN to get started.", "Press RETURN to get started!", "Press any key to continue",
        "Press Y or ENTER to continue, N to exit.", "Please press Enter to activate this console.",
        "Press <Enter> to continue", "Hit [Return] to proceed...", "Press ENTER",
        "<<Press any key>>", "-- Please press RETURN --", "Type Enter to display the login"})
    EXPECT_TRUE(asks_for_a_key(line)) << line;
  for (const char* line :
       {"Hit any key to stop autoboot:  3", "Press any key to enter the boot menu",
        "Press Enter to confirm the reset", "Press any key to exit", "Press RETURN to reload",
        "Press Enter to save", "Press Ctrl-B to enter Boot Menu...", "The return of the key",
        "Enter", "Enter your choice", "any key", "r1#"})
    EXPECT_FALSE(asks_for_a_key(line)) << line;
}

TEST(LoginWords, ARefusalIsNoGreeting) {
  for (const char* line : {"% Login invalid", "Sorry.", "Access denied", "Bad user", "Try again"})
    EXPECT_TRUE(sounds_like_refusal(line)) << line;
  for (const char* line : {"Connected to port 7", "Escape character is '^]'.", "Line 12, tty3",
                           "Welcome to the lab", "User Access Verification"}) {
    EXPECT_TRUE(sounds_like_another_device(line)) << line;
    EXPECT_FALSE(sounds_like_refusal(line)) << line;
  }
  EXPECT_FALSE(sounds_like_another_device("Nope."));
}

}  // namespace
}  // namespace showd
