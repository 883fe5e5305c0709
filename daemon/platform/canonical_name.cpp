#include "platform/canonical_name.hpp"

#include "base/text.hpp"

namespace showd {

void CanonicalNames::add(std::string_view short_form, std::string_view long_form) {
  long_forms_.try_emplace(to_lower(short_form), long_form);
  long_forms_.try_emplace(to_lower(long_form), long_form);
}

std::string CanonicalNames::operator()(std::string_view if_name) const {
  const std::size_t digit = if_name.find_first_of("0123456789");
  if (digit == std::string_view::npos || digit == 0) return std::string(if_name);
  std::string_view form = if_name.substr(0, digit);
  while (!form.empty() && form.back() == ' ') form.remove_suffix(1);
  const auto found = long_forms_.find(to_lower(form));
  if (found == long_forms_.end()) return std::string(if_name);
  return found->second + std::string(if_name.substr(digit));
}

}  // namespace showd
