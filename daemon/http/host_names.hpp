/// Which hosts a server answers to. A page of anybody's, open in a browser beside us, may let its
/// own name lead to our address (DNS rebinding), and the browser then takes our answers for its
/// own; but the name still stands in `Host`. Private to the room.
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace showd {

class HostNames {
 public:
  /// `names` beside those that every host has: localhost, and what it is called (gethostname(2)),
  /// also without its domain.
  explicit HostNames(const std::vector<std::string>& names);

  /// `host`: the field's value, a port after it does not matter (RFC 9110, 7.2). Addresses are
  /// ours when they are loopback or the one that the connection `socket` came to.
  [[nodiscard]] bool know(std::string_view host, int socket) const;

 private:
  std::set<std::string, std::less<>> names_;  ///< in lower case
};

}  // namespace showd
