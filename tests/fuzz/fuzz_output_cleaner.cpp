// Any bytes, whole and in pieces: the same text, valid and without controls.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/utf8.hpp"
#include "session/output_cleaner.hpp"

namespace {

std::string clean(std::string_view raw, std::size_t first, std::size_t chunk) {
  showd::OutputCleaner cleaner;
  for (std::size_t size = first; !raw.empty(); size = chunk) {
    cleaner.feed(raw.substr(0, size));
    raw.remove_prefix(std::min(size, raw.size()));
    if (cleaner.last_line().size() > cleaner.last_line_size()) std::abort();
  }
  cleaner.feed("\n");
  return cleaner.take(0, cleaner.lines().size());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 4096) size = 4096;
  const std::string_view raw(reinterpret_cast<const char*>(data), size);
  const std::string whole = clean(raw, size + 1, size + 1);
  if (!showd::is_valid_utf8(whole)) std::abort();
  for (const char c : whole)
    if ((c >= 0 && c < 0x20 && c != '\n' && c != '\t') || c == 0x7F) std::abort();
  if (clean(raw, 1, 1) != whole) std::abort();
  const std::size_t first = size == 0 ? 1 : 1 + data[0] % 37u;
  if (clean(raw, first, 3) != whole) std::abort();
  return 0;
}
