#include "base/last_words.hpp"

#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <new>

namespace showd {
namespace {

std::atomic<const char*> ending_program = "showd";
std::atomic<bool> ending = false;

/// On the stack, as there may be no other memory. Under systemd standard error is the journal, and
/// "<3>" makes it an error (sd-daemon(3)).
void say(const char* what) noexcept {
  std::array<char, 512> line{};
  const char* priority = std::getenv("JOURNAL_STREAM") != nullptr ? "<3>" : "";
  const int size = std::snprintf(line.data(), line.size(), "%s%s: ends: %.400s\n", priority,
                                 ending_program.load(), what);
  if (size > 0 && ::write(STDERR_FILENO, line.data(), static_cast<std::size_t>(size)) < 0) return;
}

[[noreturn]] void end() noexcept {
  if (ending.exchange(true)) _exit(EXIT_FAILURE);  // another thread speaks
  try {
    if (const auto cause = std::current_exception()) std::rethrow_exception(cause);
    say("std::terminate was called");
  } catch (const std::bad_alloc&) {
    say("out of memory");
  } catch (const std::exception& cause) {
    say(cause.what());
  } catch (...) {
    say("an unknown exception");
  }
  _exit(EXIT_FAILURE);
}

}  // namespace

void end_in_one_line(const char* program) noexcept {
  ending_program = program;
  std::set_terminate(end);
}

}  // namespace showd
