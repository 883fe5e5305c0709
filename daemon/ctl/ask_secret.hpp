#pragma once

#include <string_view>

#include "base/secret.hpp"

namespace showd {

/// A secret from a person: asked for on the terminal, where it is not shown. When standard input is
/// no terminal, its next line instead: for scripts, which have to keep it out of their arguments.
/// `what`: "password of admin". Waits. Errors: UsageError when none is given.
[[nodiscard]] Secret ask_secret(std::string_view what);

}  // namespace showd
