#include "session/terminal.hpp"

#include <fmt/format.h>
#include <string.h>

#include <span>

#include "base/utf8.hpp"

namespace showd {
namespace {

constexpr std::size_t kReadSize = 16 << 10;
constexpr std::size_t kLastWords = 200;
/// Echo, prompt and set-up lines are not output.
constexpr std::size_t kAllowance = 16 << 10;

/// A device may echo what it should hide, wrapped or in part: half of it is too much. (Less would
/// find a piece of many a password in "Password:".)
bool shows_piece_of(const Secret& secret, std::string text) {
  const std::string_view hidden = secret.reveal();
  const std::size_t piece = std::min(hidden.size(), std::max<std::size_t>(5, hidden.size() / 2));
  std::erase(text, '\n');
  for (std::size_t i = 0; piece > 0 && i + piece <= hidden.size(); ++i)
    if (text.find(hidden.substr(i, piece)) != std::string::npos) return true;
  return false;
}

}  // namespace

Terminal::Terminal(std::unique_ptr<Transport> transport, std::string_view line_end,
                   std::size_t limit)
    : transport_(std::move(transport)),
      line_end_(line_end.empty() ? transport_->line_end() : line_end),
      limit_(limit),
      screen_(limit + kAllowance) {}

Awaitable<Result<void>> Terminal::more() {
  const Result<bool> came = co_await more_or_rest(kForever);
  if (!came) co_return tl::unexpected<Error>(came.error());
  co_return Result<void>();
}

Awaitable<Result<bool>> Terminal::more_or_rest(Quiet quiet) {
  if (!buffer_) buffer_ = std::make_unique_for_overwrite<char[]>(kReadSize);
  const std::span<char> into(buffer_.get(), kReadSize);
  const Result<std::size_t> read = co_await transport_->read_some(into, quiet);
  if (!read) co_return tl::unexpected<Error>(read.error());
  if (*read == 0) co_return false;
  pace_.heard(system_clock().now());
  received_ += *read;
  screen_.feed(std::string_view(buffer_.get(), *read));
  if (received_ > limit_ + kAllowance || screen_.overflowed()) {
    transport_->cancel(Errc::output_limit);
    co_return fail(Errc::output_limit, Stage::limit,
                   fmt::format("more than {} bytes of output", limit_));
  }
  co_return true;
}

Awaitable<Result<void>> Terminal::type(std::string_view bytes) {
  pace_.typed(system_clock().now());
  co_return co_await transport_->write(bytes);
}

Awaitable<Result<void>> Terminal::type_line(std::string text) {
  text += line_end_;
  co_return co_await type(text);
}

Awaitable<Result<void>> Terminal::type_secret(const Secret& secret) {
  typed_secret_ = secret;
  std::string typed;
  typed.reserve(secret.reveal().size() + line_end_.size() + 32);  // one allocation, to be wiped
  typed += secret.reveal();
  typed += line_end_;
  const Result<void> written = co_await type(typed);
  ::explicit_bzero(typed.data(), typed.size());
  co_return written;
}

void Terminal::forget() {
  screen_.restart();
  received_ = 0;
  typed_secret_ = Secret();
}

std::string Terminal::last_words() {
  std::string tail(screen_.lines().substr(screen_.lines().size() -
                                          std::min(screen_.lines().size(), kLastWords)));
  if (screen_.last_line_size() <= 4096) tail += screen_.last_line();
  if (shows_piece_of(typed_secret_, tail)) return {};
  if (tail.size() > kLastWords) tail.erase(0, tail.size() - kLastWords);
  return printable(tail, kLastWords);
}

}  // namespace showd
