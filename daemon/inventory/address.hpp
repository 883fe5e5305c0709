#pragma once

#include <string>
#include <string_view>

namespace showd {

/// What is to be done about an `address` that is none, "" for one that may be: an IP literal (IPv6
/// perhaps with its zone, "fe80::1%eth0") or a host name. Names are not looked up.
/// `bracketed`: it stood in brackets, as only IPv6 does.
[[nodiscard]] std::string objection_to_address(const std::string& address, bool bracketed);

}  // namespace showd
