#include "session/session.hpp"

#include "session/exec_session.hpp"
#include "session/shell_session.hpp"

namespace showd {

std::unique_ptr<Session> make_session(std::unique_ptr<Transport> transport,
                                      std::shared_ptr<const CompiledDialect> dialect,
                                      SessionLimits limits) {
  if (dialect->dialect.exec)
    return std::make_unique<ExecSession>(std::move(transport), std::move(dialect), limits);
  return std::make_unique<ShellSession>(std::move(transport), std::move(dialect), limits);
}

}  // namespace showd
