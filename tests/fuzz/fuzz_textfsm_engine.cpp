// A template and a text, with a line "----" between them. What a used Scratch finds is what a new one
// finds, every record has all columns, and every field is a part of the text.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/utf8.hpp"
#include "textfsm/engine.hpp"
#include "textfsm/table.hpp"

namespace {

using namespace showd;
using namespace showd::textfsm;

constexpr std::size_t kLongestText = 4096;

void check(const Records& records) {
  const std::string_view all = records.text.view();
  for (const Record& record : records.rows) {
    if (record.size() != records.source->columns().size()) std::abort();
    for (const Field& field : record) {
      const auto* const text = std::get_if<std::string_view>(&field);
      if (text == nullptr || text->empty()) continue;
      if (text->data() < all.data() || text->data() + text->size() > all.data() + all.size())
        std::abort();
      if (!is_valid_utf8(*text)) std::abort();
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::string_view kBetween = "\n----\n";
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t at = input.find(kBetween);
  if (at == std::string_view::npos) return 0;
  const auto source = Template::parse(input.substr(0, at + 1), "t");
  if (!source) return 0;
  const Text text(std::string(input.substr(at + kBetween.size(), kLongestText)));
  Scratch scratch;
  auto first = parse(*source, text, scratch);
  auto second = parse(*source, text, scratch);
  if (!first || !second) return 0;
  check(*first);
  const bool comparable = first->hopeless.empty() && second->hopeless.empty();
  const Table one(std::move(*first));
  const Table other(std::move(*second));
  if (comparable && one.rows() != other.rows()) std::abort();
  return 0;
}
