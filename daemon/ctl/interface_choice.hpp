#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/listing.hpp"
#include "ctl/command_line.hpp"

namespace showd {

/// True when `pattern` means the interface `if_name`: as a glob without regard to case, and
/// shortened as on a device: "Gi0/*" fits GigabitEthernet0/1, "po1" Port-channel1.
[[nodiscard]] bool fits_interface(const std::string& pattern, const std::string& if_name);

/// What --admin, --oper, --description, --mac and --ip choose of a listing's rows.
class InterfaceChoice {
 public:
  /// Errors: UsageError that names the option, for a status, MAC or address that is none.
  explicit InterfaceChoice(const ShowArguments& asked);

  /// Leaves only the rows chosen. A row that does not state what is asked for is not.
  void narrow(Listing& listing) const;

 private:
  struct Condition {
    std::string_view column;
    std::function<bool(const std::string&)> accepts;
    std::string_view or_column = {};  ///< of a listing with a row for each
  };
  std::vector<Condition> conditions_;
};

}  // namespace showd
