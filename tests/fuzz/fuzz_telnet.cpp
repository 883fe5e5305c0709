// Any bytes from a Telnet peer: the text is never longer than what came in, the replies are
// bounded, and the same bytes in two pieces are the same text.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "transport/telnet/telnet_codec.hpp"

namespace {

std::string text_of(std::string_view first, std::string_view second, bool& failed) {
  showd::TelnetCodec codec;
  std::string text;
  codec.receive(first, text);
  codec.receive(second, text);
  if (codec.take_replies().size() > showd::TelnetCodec::kMostReplies) std::abort();
  failed = codec.failed();
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const std::size_t split = size == 0 ? 0 : data[0] % size;
  bool whole_failed = false, pieces_failed = false;
  const std::string whole = text_of(bytes, "", whole_failed);
  const std::string pieces = text_of(bytes.substr(0, split), bytes.substr(split), pieces_failed);
  if (whole.size() > size || whole_failed != pieces_failed || whole != pieces) std::abort();
  return 0;
}
