#pragma once

namespace showd {

/// From now on an exception that nobody catches, on whatever thread, ends the process in one line
/// on standard error and with exit status 1, not in abort(): out of memory above all. Nothing is
/// unwound and nothing committed: what the store acknowledged is there, as after kill -9.
/// `program` stands before the line; static storage.
void end_in_one_line(const char* program) noexcept;

}  // namespace showd
