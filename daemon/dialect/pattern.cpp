#include "dialect/pattern.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <stdexcept>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

namespace showd {
namespace {

/// What a match may cost. A sane pattern on a line of 4 KiB needs a few thousand steps.
constexpr std::uint32_t kMatchLimit = 200'000;
constexpr std::uint32_t kDepthLimit = 5'000;
constexpr std::uint32_t kHeapLimitKiB = 1024;

/// Match data is written by each match, so each thread has its own.
struct Scratch {
  Scratch()
      : data(pcre2_match_data_create(1, nullptr)), context(pcre2_match_context_create(nullptr)) {
    if (context == nullptr) return;
    pcre2_set_match_limit(context, kMatchLimit);
    pcre2_set_depth_limit(context, kDepthLimit);
    pcre2_set_heap_limit(context, kHeapLimitKiB);
  }
  ~Scratch() {
    pcre2_match_data_free(data);
    pcre2_match_context_free(context);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  pcre2_match_data* data;
  pcre2_match_context* context;
};

[[noreturn]] void refuse(std::string_view what, std::size_t offset, int error) {
  PCRE2_UCHAR words[160] = {};
  pcre2_get_error_message(error, words, sizeof words);
  throw std::invalid_argument(fmt::format("{}{}pattern fault at offset {}: {}", what,
                                          what.empty() ? "" : ": ", offset,
                                          reinterpret_cast<const char*>(words)));
}

}  // namespace

Pattern::Pattern(std::string_view what, const std::string& source, Extent extent) {
  if (source.empty()) return;
  const std::uint32_t options = extent == Extent::whole ? PCRE2_ANCHORED | PCRE2_ENDANCHORED : 0u;
  int error = 0;
  PCRE2_SIZE offset = 0;
  pcre2_code* code = pcre2_compile(reinterpret_cast<PCRE2_SPTR>(source.data()), source.size(),
                                   options, &error, &offset, nullptr);
  if (code == nullptr) refuse(what, offset, error);
  code_.reset(code, pcre2_code_free);
  (void)pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);  // refused: interpreted
}

std::optional<Pattern::Span> Pattern::find(std::string_view subject) const noexcept {
  thread_local const Scratch scratch;
  if (!code_ || scratch.data == nullptr || scratch.context == nullptr) return std::nullopt;
  const int count = pcre2_match(code_.get(), reinterpret_cast<PCRE2_SPTR>(subject.data()),
                                subject.size(), 0, 0, scratch.data, scratch.context);
  if (count < 0) return std::nullopt;  // none, or a limit was hit
  const PCRE2_SIZE* span = pcre2_get_ovector_pointer(scratch.data);
  return Span{std::min(span[0], span[1]), span[1]};  // \K can put the start past the end
}

}  // namespace showd
