#include "app/answers.hpp"

#include <fmt/format.h>

#include <utility>

namespace showd {
namespace {

std::size_t size_of(const PollResult& result) {
  std::size_t size = 0;
  for (const Transcript& shown : result.transcripts) size += shown.output.size();
  return size;
}

void drop_outputs(PollResult& result) {
  result.transcripts = {};
  result.error = Error{Errc::output_limit, Stage::limit,
                       fmt::format("more than {} MiB of outputs wait to be fetched from showd; ask "
                                   "fewer devices at once",
                                   Answers::kMostBytes >> 20)};
}

}  // namespace

std::optional<std::uint64_t> Answers::open(std::size_t devices) {
  return open_.with([&](Open& open) -> std::optional<std::uint64_t> {
    forget_old(open);
    if (open.questions.size() >= kMostQuestions) return std::nullopt;
    open.questions.emplace(++open.last, Question{devices, clock_.now(), {}});
    return open.last;
  });
}

void Answers::take(PollResult result) {
  open_.with([&](Open& open) {
    forget_old(open);
    const auto question = open.questions.find(result.run);
    if (question == open.questions.end()) return;
    if (open.bytes + size_of(result) > kMostBytes) drop_outputs(result);
    open.bytes += size_of(result);
    --question->second.expected;
    question->second.waiting.push_back(std::move(result));
  });
}

std::optional<Answers::Fetched> Answers::fetch(std::uint64_t number, std::size_t bytes) {
  return open_.with([&](Open& open) -> std::optional<Fetched> {
    const auto found = open.questions.find(number);
    if (found == open.questions.end()) return std::nullopt;
    Question& question = found->second;
    question.fetched = clock_.now();
    Fetched fetched;
    for (std::size_t size = 0; size < bytes && !question.waiting.empty();) {
      size += size_of(question.waiting.back());
      open.bytes -= size_of(question.waiting.back());
      fetched.results.push_back(std::move(question.waiting.back()));
      question.waiting.pop_back();
    }
    fetched.last = question.expected == 0 && question.waiting.empty();
    if (fetched.last) open.questions.erase(found);
    return fetched;
  });
}

void Answers::forget_old(Open& open) const {
  const Monotonic now = clock_.now();
  for (auto next = open.questions.begin(); next != open.questions.end();) {
    const auto question = next++;
    if (now - question->second.fetched < kForgottenAfter) continue;
    for (const PollResult& result : question->second.waiting) open.bytes -= size_of(result);
    open.questions.erase(question);
  }
}

}  // namespace showd
