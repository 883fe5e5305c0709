#include "base/last_words.hpp"

#include <gtest/gtest.h>

#include <new>
#include <stdexcept>
#include <thread>

namespace showd {
namespace {

/// As a thread of the daemon would end: nobody catches on it.
void end_on_a_thread(void (*how)()) {
  end_in_one_line("showd");
  std::thread([how] { how(); }).join();
}

TEST(LastWordsDeathTest, AreOneLineAndNoAbort) {
  const auto failed = testing::ExitedWithCode(1);
  EXPECT_EXIT(end_on_a_thread([] { throw std::bad_alloc(); }), failed,
              "^showd: ends: out of memory\n$");
  EXPECT_EXIT(end_on_a_thread([] { throw std::runtime_error("no more threads"); }), failed,
              "^showd: ends: no more threads\n$");
  EXPECT_EXIT(end_on_a_thread([] { throw 7; }), failed, "^showd: ends: an unknown exception\n$");
}

}  // namespace
}  // namespace showd
