#pragma once

#include <memory>
#include <string>

#include "dialect/compiled_dialect.hpp"
#include "session/session.hpp"

namespace showd {

/// Each command by an exec request of SSH: no prompt, no echo, no pager. Behind it may be a real
/// shell, so nothing that a shell would interpret gets through.
class ExecSession final : public Session {
 public:
  ExecSession(std::unique_ptr<Transport> transport, std::shared_ptr<const CompiledDialect> dialect,
              SessionLimits limits);

  Awaitable<Result<void>> login(Login login) override;
  Awaitable<Result<Transcript>> run(std::string command) override;
  Awaitable<void> logout() override;
  bool alive() noexcept override { return usable_ && transport_->alive(); }
  bool heard() const noexcept override { return transport_->exec_answered(); }
  void cancel(Errc why) noexcept override { transport_->cancel(why); }
  Stage stage() const noexcept override { return Stage::command; }

 private:
  std::unique_ptr<Transport> transport_;
  std::shared_ptr<const CompiledDialect> dialect_;
  SessionLimits limits_;
  bool usable_ = true;
};

}  // namespace showd
