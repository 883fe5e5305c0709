#include "textfsm/pattern.hpp"

#include <algorithm>

#include "textfsm/characters.hpp"
#include "textfsm/write_pcre2.hpp"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

namespace showd::textfsm {
namespace {

/// Steps of a match. A sane rule needs a few hundred on a line; what needs more than this is
/// hopeless.
constexpr std::uint32_t kMatchLimit = 1'000'000;
constexpr std::uint32_t kDepthLimit = 250'000;
constexpr std::uint32_t kHeapLimitKiB = 32 * 1024;

/// What a regex is that has literal characters only, and no flag that makes them match others.
std::optional<std::string> plain_text_of(const Regex& regex) {
  if (regex.flags != 0 || regex.nodes[regex.root].op != Op::sequence) return std::nullopt;
  std::string text;
  for (NodeId id = regex.nodes[regex.root].child; id != kNoNode; id = regex.nodes[id].next) {
    if (regex.nodes[id].op != Op::literal) return std::nullopt;
    append_utf8(text, regex.nodes[id].low);
  }
  return text;
}

}  // namespace

Matcher::Matcher() : context_(pcre2_match_context_create(nullptr)) {
  if (context_ == nullptr) return;
  pcre2_set_match_limit(context_, kMatchLimit);
  pcre2_set_depth_limit(context_, kDepthLimit);
  pcre2_set_heap_limit(context_, kHeapLimitKiB);
}

Matcher::~Matcher() {
  pcre2_match_data_free(data_);
  pcre2_match_context_free(context_);
}

/// For that many groups and the whole match. Few expressions have more than the usual, so a matcher
/// seldom allocates twice.
bool Matcher::make_room(std::uint32_t groups) {
  constexpr std::uint32_t kUsual = 64;
  if (groups < pairs_) return true;
  pcre2_match_data_free(data_);
  pairs_ = std::max(kUsual, groups + 1);
  data_ = pcre2_match_data_create(pairs_, nullptr);
  if (data_ == nullptr) pairs_ = 0;
  return data_ != nullptr && context_ != nullptr;
}

/// Lines are checked for UTF-8 where they come in (Text), not at each match.
int Matcher::match(const Pcre2Code& code, std::string_view subject) {
  subject_ = subject;
  return pcre2_match(code.get(), reinterpret_cast<PCRE2_SPTR>(subject.data()), subject.size(), 0,
                     PCRE2_NO_UTF_CHECK, data_, context_);
}

std::optional<std::string_view> Matcher::group(std::uint32_t number) const noexcept {
  if (number >= pcre2_get_ovector_count(data_)) return std::nullopt;
  const PCRE2_SIZE* const span = pcre2_get_ovector_pointer(data_) + 2 * std::size_t{number};
  if (span[0] == PCRE2_UNSET || span[1] < span[0]) return std::nullopt;
  return subject_.substr(span[0], span[1] - span[0]);
}

Pattern::Forms::~Forms() {
  for (const auto& code : codes) delete code.load();
}

Pattern::Pattern(std::string source, Regex regex)
    : source_(std::move(source)),
      names_(std::move(regex.names)),
      plain_(plain_text_of(regex)),
      groups_(regex.groups),
      ascii_(regex.ascii),
      prefilter_(regex),
      forms_(std::make_unique<Forms>()) {}

tl::expected<Pattern, RegexFault> Pattern::parse(std::string source) {
  auto regex = parse_python_regex(source);
  if (!regex) return tl::unexpected<RegexFault>(regex.error());
  return Pattern(std::move(source), std::move(*regex));
}

/// Parses anew, rather than keep a tree that is wanted twice at most.
tl::expected<Pcre2Code, std::string> Pattern::compile(Pcre2Mode mode) const {
  const auto regex = parse_python_regex(source_);
  if (!regex) return tl::unexpected<std::string>(regex.error().message);
  return compile_pcre2(write_pcre2(*regex, mode), mode);
}

std::optional<std::string> Pattern::compile_fault() const {
  const auto code = compile(ascii_ ? Pcre2Mode::ascii : Pcre2Mode::unicode);
  if (code) return std::nullopt;
  return code.error();
}

namespace {

/// Two threads may compile the same; one of them wins, and both use its code.
const Pcre2Code* publish(std::atomic<const Pcre2Code*>& place, Pcre2Code&& made) {
  auto owned = std::make_unique<const Pcre2Code>(std::move(made));
  const Pcre2Code* there = nullptr;
  if (place.compare_exchange_strong(there, owned.get(), std::memory_order_acq_rel))
    return owned.release();
  return there;
}

}  // namespace

/// Null: PCRE2 does not compile it.
const Pcre2Code* Pattern::compiled(Pcre2Mode mode) const {
  auto& place = forms_->codes[static_cast<std::size_t>(mode)];
  if (const auto* const code = place.load(std::memory_order_acquire)) return code;
  auto made = compile(mode);
  return made ? publish(place, std::move(*made)) : nullptr;
}

Match Pattern::match(const Line& line, bool ascii, Matcher& matcher) const {
  if (!prefilter_.passes(line)) return Match::no;
  if (!matcher.make_room(groups_)) return Match::hopeless;
  const Pcre2Code* const code = compiled(ascii && ascii_ ? Pcre2Mode::ascii : Pcre2Mode::unicode);
  if (code == nullptr) return Match::broken;
  const int result = matcher.match(*code, line.text.data() == nullptr ? "" : line.text);
  if (result >= 0) return Match::yes;
  return result == PCRE2_ERROR_NOMATCH ? Match::no : Match::hopeless;
}

}  // namespace showd::textfsm
