#pragma once

namespace showd {

/// A core file would hold passwords: this process makes none, and nobody but root may read its
/// memory. For the first line of main.
void forbid_core_dumps() noexcept;

}  // namespace showd
