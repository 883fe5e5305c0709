#include "base/core_dumps.hpp"

#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/resource.h>

namespace showd {
namespace {

/// In a process of its own: a debugger of the tests shall go on working.
TEST(CoreDumpsDeathTest, AreForbidden) {
  const auto forbidden = [] {
    forbid_core_dumps();
    rlimit core{1, 1};
    ::getrlimit(RLIMIT_CORE, &core);
    return ::prctl(PR_GET_DUMPABLE) == 0 && core.rlim_cur == 0 && core.rlim_max == 0;
  };
  EXPECT_EXIT(_exit(forbidden() ? 0 : 1), testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace showd
