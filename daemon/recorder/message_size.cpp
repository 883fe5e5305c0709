#include "recorder/message_size.hpp"

#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "model/interface_facts.hpp"

namespace showd {
namespace {

constexpr std::size_t kBlock = 16;  ///< what the allocator adds to a block

std::size_t outside(const std::string& text) {
  static const std::size_t kInside = std::string().capacity();
  return text.capacity() > kInside ? text.capacity() + kBlock : 0;
}

template <class T>
std::size_t outside(const std::vector<T>& values);

template <class T>
std::size_t outside(const std::optional<T>& value) {
  if constexpr (std::is_arithmetic_v<T> || std::is_enum_v<T>)
    return 0;
  else
    return value ? outside(*value) : 0;
}

std::size_t outside(const InterfaceAddress& address) { return outside(address.address); }

std::size_t outside(const Interface& port) {
  std::size_t bytes = outside(port.if_name);
  each_fact([&](const auto& fact) { bytes += outside(port.*fact.member); });
  return bytes;
}

std::size_t outside(const Coverage::Note& note) { return outside(note.why) + outside(note.text); }

std::size_t outside(const Transcript& shown) {
  return outside(shown.command) + outside(shown.output);
}

template <class T>
std::size_t outside(const std::vector<T>& values) {
  std::size_t bytes = values.capacity() * sizeof(T) + (values.empty() ? 0 : kBlock);
  if constexpr (!std::is_arithmetic_v<T>)
    for (const T& value : values) bytes += outside(value);
  return bytes;
}

std::size_t outside(const Coverage& output) {
  return outside(output.command) + outside(output.unknown_lines) + outside(output.notes);
}

}  // namespace

std::size_t memory_of(const PollResult& poll) {
  std::size_t bytes = sizeof poll + outside(poll.interfaces) + outside(poll.transcripts);
  for (const Coverage& output : poll.coverage) bytes += sizeof output + outside(output);
  return bytes + poll.stages.capacity() * sizeof(PollResult::StageTime) +
         (poll.error ? outside(poll.error->message) : 0);
}

}  // namespace showd
