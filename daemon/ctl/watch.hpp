/// Listings that go on: until somebody presses Ctrl-C.
#pragma once

#include <chrono>
#include <functional>
#include <iosfwd>

#include "base/clock.hpp"
#include "ctl/command_line.hpp"
#include "ctl/print.hpp"

namespace showd {

/// How long to rest between two looks. Errors: UsageError for an --every that is no duration.
[[nodiscard]] std::chrono::milliseconds pause_of(const ShowArguments& asked);

/// Shows what `print` prints again and again: on a terminal in one place, as much of it as fits.
[[noreturn]] void watch(std::chrono::milliseconds pause,
                        const std::function<void(std::ostream&)>& print);

/// Prints the changes that `known` gives, the oldest first, and then those to come: a line each for
/// people, an object in a line each as JSON. Both functions give the newest first; `changes_since`
/// all from that moment on.
[[noreturn]] void follow(const std::function<Listing()>& known, std::chrono::milliseconds pause,
                         const View& view, const std::function<Listing(UtcMillis)>& changes_since);

}  // namespace showd
