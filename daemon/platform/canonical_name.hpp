#pragma once

#include <map>
#include <string>
#include <string_view>

namespace showd {

/// A platform's table of name forms: "Gi0/1", "gi0/1" and "gigabitethernet 0/1" are all
/// "GigabitEthernet0/1". The form is what stands before the first digit, without regard to case and
/// without blanks at its end; a name with no digit, or with a form that the table lacks, stays as
/// it is. Thread: any, once filled.
class CanonicalNames {
 public:
  void add(std::string_view short_form, std::string_view long_form);
  [[nodiscard]] std::string operator()(std::string_view if_name) const;

 private:
  std::map<std::string, std::string, std::less<>> long_forms_;  // by lower-case form
};

}  // namespace showd
