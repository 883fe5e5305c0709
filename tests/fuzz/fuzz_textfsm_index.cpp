// An index, and a platform and a command to look up in it: the first two lines of the input.
// Asked twice, it says the same.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "textfsm/index.hpp"

namespace {

std::string_view take_line(std::string_view& rest) {
  const std::size_t end = rest.find('\n');
  const std::string_view line = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return line;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace showd::textfsm;
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  const std::string_view platform = take_line(rest);
  const std::string_view command = take_line(rest);
  const auto index = Index::parse(rest, "index");
  if (!index) {
    if (index.error().empty()) std::abort();
    return 0;
  }
  Scratch scratch;
  const Attributes wanted = {{"Platform", platform}, {"Command", command}};
  if (index->find(wanted, scratch) != index->find(wanted, scratch)) std::abort();
  (void)index->find({{"Command", command}}, scratch);
  return 0;
}
