#include "base/core_dumps.hpp"

#include <sys/prctl.h>
#include <sys/resource.h>

namespace showd {

void forbid_core_dumps() noexcept {
  ::prctl(PR_SET_DUMPABLE, 0);
  // A handler named in kernel.core_pattern is asked even at a limit of 0; but it asks
  // PR_SET_DUMPABLE.
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
}

}  // namespace showd
