#include "recorder/log_words.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace showd {

constexpr std::size_t kNamesTold = 5;

log::About about(const PollResult& poll, log::Event event) {
  return {.event = event,
          .device = poll.device->name,
          .inventory = poll.device->inventory,
          .run = poll.run};
}

std::string first_names(const std::vector<std::string>& names) {
  const auto told = std::min(names.size(), kNamesTold);
  return fmt::format("{}{}", fmt::join(names.begin(), names.begin() + told, ", "),
                     names.size() > told ? ", ..." : "");
}

std::string named(Errc code, Stage stage) {
  return fmt::format("{} ({})", to_string(code), to_string(stage));
}

}  // namespace showd
