// A template and a text, with a line "----" between them. The interpreter and the machine code find
// the same, every record has all columns, and every field is a part of the text.

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

Result<Records> run(const TemplatePtr& source, const Text& text, Scratch::MachineCode use) {
  Scratch scratch(use);
  return parse(source, text, scratch);
}

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
  auto interpreted = run(*source, text, Scratch::MachineCode::never);
  auto compiled = run(*source, text, Scratch::MachineCode::at_once);
  if (!interpreted || !compiled) return 0;
  check(*interpreted);
  const bool comparable = interpreted->hopeless.empty() && compiled->hopeless.empty();
  const Table one(std::move(*interpreted));
  const Table other(std::move(*compiled));
  if (comparable && one.rows() != other.rows()) std::abort();
  return 0;
}
