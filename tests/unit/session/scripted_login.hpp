/// Logins at devices that speak by a script.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "session/session.hpp"
#include "unit/session/fake_transport.hpp"

namespace showd::scripted_login {

using Script = std::vector<FakeTransport::Step>;

inline Dialect dialect() {
  Dialect ios;
  ios.prompt = R"([^\s#>()]+[>#])";
  ios.enable = "enable";
  ios.enabled_prompt = R"([^\s#>()]+#)";
  ios.pagers = {"(?i) ?--+ ?more ?--+ ?"};
  ios.pager_answer = " ";
  ios.login_errors = {"(?i)login (incorrect|invalid)", "(?i)access denied", "(?i)bad secrets"};
  return ios;
}

struct Entry {
  Script script;
  Dialect dialect = scripted_login::dialect();
  bool ssh = false;
  bool enable = false;
  std::string user = "ops";
  Habits habits = {};
};

/// Without the empty lines that a silent device gets.
struct Seen {
  Result<void> result;
  std::vector<std::string> typed;
  std::vector<std::string> writes;
  Habits habits;
};

inline Seen log_in(const Entry& entry, std::size_t chunk = 1 << 20,
                   std::optional<std::size_t> pause = {}, int rests = 1) {
  const auto state = std::make_shared<FakeTransport::State>();
  state->script = entry.script;
  state->authenticated = entry.ssh;
  state->chunk = chunk;
  state->pauses = chunk == 1;
  state->pause_before = pause;
  state->pause_rests = rests;
  const auto session =
      make_session(std::make_unique<FakeTransport>(state), compile(entry.dialect), {});
  std::optional<Result<void>> result;
  auto job = [&]() -> Awaitable<void> {
    Login login;
    login.username = entry.user;
    login.password = Secret("pa55word");
    login.enable = Secret("s3cret-4711");
    login.want_enable = entry.enable;
    login.habits = entry.habits;
    result = co_await session->login(std::move(login));
  };
  asio::io_context loop{1};
  asio::co_spawn(loop, job, asio::detached);
  loop.run();
  Seen seen{*result, {}, state->writes, session->habits()};
  for (std::string text : state->writes) {
    std::erase_if(text, [](char c) { return c == '\r' || c == '\n'; });
    if (!text.empty()) seen.typed.push_back(text);
  }
  return seen;
}

inline Dialect with_password_alone() {
  Dialect line = dialect();
  line.password_alone = true;
  return line;
}

inline Dialect with_shell_login() {
  Dialect smb = dialect();
  smb.shell_login = true;
  return smb;
}

inline Dialect junos() {
  Dialect own;
  own.prompt = R"([\w.-]+@[\w.-]+>)";
  own.answers = {{R"(^(root@[\w.-]*:~ )?[%#]\s*$)", "cli\r"}};
  return own;
}

/// "Username: " is asked; then the password, then `after`.
inline Script asking(const std::string& before, const std::string& after) {
  return {{"", before + "Username: "},
          {"ops\r\n", "ops\r\nPassword: "},
          {"pa55word\r\n", "\r\n" + after}};
}

inline const std::vector<std::string> kBoth{"ops", "pa55word"};

}  // namespace showd::scripted_login
