#include "ctl/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

#include "base/text.hpp"
#include "base/utf8.hpp"

namespace showd {

namespace {
constexpr std::size_t kBar = 30;
constexpr std::size_t kLine = 4096;
}  // namespace

Progress::Progress(std::size_t total) : terminal_(::isatty(STDERR_FILENO) == 1), total_(total) {
  if (terminal_) draw();
}

Progress::~Progress() { clear(); }

void Progress::done(bool ok) {
  ++done_;
  failed_ += ok ? 0 : 1;
  if (terminal_) draw();
}

void Progress::line(std::string_view text) {
  clear();
  tell(text);
  if (terminal_ && done_ < total_) draw();
}

void Progress::draw() {
  const std::size_t full = total_ == 0 ? kBar : kBar * done_ / total_;
  fmt::print(stderr, "\r\x1b[K[{:#<{}}{:.<{}}] {} of {}{}", "", full, "", kBar - full, done_,
             total_, failed_ > 0 ? fmt::format(", {} failed", failed_) : "");
  std::fflush(stderr);
  drawn_ = true;
}

void Progress::clear() {
  if (!drawn_) return;
  fmt::print(stderr, "\r\x1b[K");
  std::fflush(stderr);
  drawn_ = false;
}

std::string summary(std::size_t devices, std::size_t failed, Monotonic began) {
  const std::chrono::duration<double> elapsed = system_clock().now() - began;
  return fmt::format("{}: {} ok, {} failed; elapsed {:.3f} s", counted(devices, "device"),
                     devices - failed, failed, elapsed.count());
}

std::string unread_line(const std::string& device, const std::string& command, std::int64_t line,
                        const std::string& why, const std::string& text) {
  if (line == 0) return fmt::format("{}: \"{}\": {}", device, command, why);
  return fmt::format("{}: \"{}\", line {}: {}: \"{}\"", device, command, line, why, text);
}

void tell(std::string_view text) { fmt::print(stderr, "{}\n", printable(text, kLine)); }

}  // namespace showd
