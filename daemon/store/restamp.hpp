#pragma once

#include "base/clock_watch.hpp"
#include "store/sqlite.hpp"

namespace showd {

/// Puts stamps right that a wrong clock gave out, wherever they stand. What followed each other
/// still does: intervals stay in order, without overlap and never empty.
/// Inside the caller's transaction. Errors: sqlite::Error.
void restamp(sqlite::Connection& db, const WrongStamps& wrong);

}  // namespace showd
