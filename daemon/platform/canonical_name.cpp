#include "platform/canonical_name.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace showd {

void CanonicalNames::add(std::string_view short_form, std::string_view long_form) {
  long_forms_.try_emplace(to_lower(short_form), long_form);
  long_forms_.try_emplace(to_lower(long_form), long_form);
}

std::string CanonicalNames::operator()(std::string_view if_name) const {
  const auto* const first = std::find_if(if_name.begin(), if_name.end(), is_digit);
  const auto digit = static_cast<std::size_t>(first - if_name.begin());
  if (digit == if_name.size() || digit == 0) return std::string(if_name);
  std::string_view form = if_name.substr(0, digit);
  while (!form.empty() && form.back() == ' ') form.remove_suffix(1);
  const auto found = long_forms_.find(to_lower(form));
  if (found == long_forms_.end()) return std::string(if_name);
  std::string name;
  name.reserve(found->second.size() + if_name.size() - digit);
  name += found->second;
  name += if_name.substr(digit);
  return name;
}

}  // namespace showd
