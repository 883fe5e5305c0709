#include "session/session.hpp"

#include <fmt/format.h>

#include "base/utf8.hpp"
#include "session/exec_session.hpp"
#include "session/shell_session.hpp"

namespace showd {

Error not_read_only(std::string_view command) {
  return {Errc::command_forbidden, Stage::command,
          fmt::format("'{}' is not a read-only command", printable(command))};
}

std::unique_ptr<Session> make_session(std::unique_ptr<Transport> transport,
                                      std::shared_ptr<const CompiledDialect> dialect,
                                      SessionLimits limits) {
  if (dialect->dialect.exec)
    return std::make_unique<ExecSession>(std::move(transport), std::move(dialect), limits);
  return std::make_unique<ShellSession>(std::move(transport), std::move(dialect), limits);
}

}  // namespace showd
