#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "store/reader.hpp"
#include "store/schema.hpp"
#include "store/sqlite.hpp"
#include "store/store.hpp"

namespace showd {

inline Interface port(std::string name, OperStatus oper = OperStatus::up) {
  Interface port;
  port.if_name = std::move(name);
  port.admin_status = AdminStatus::up;
  port.oper_status = oper;
  return port;
}

/// A directory of its own below the temporary one, gone afterwards; a store in it on a clock that
/// the test moves.
class StoreTest : public testing::Test {
 protected:
  StoreTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "showd_store_XXXXXX").string();
    root = mkdtemp(pattern.data());
    chmod(root.c_str(), 0755);
    path = root / "state" / "showd.db";
    Device one{.name = "r1", .inventory = "lab", .address = "192.0.2.1"};
    one.platform = "cisco_ios";
    r1 = std::make_shared<const Device>(one);
  }
  ~StoreTest() override {
    store.reset();
    std::filesystem::remove_all(root);
  }

  void open() { store = std::make_unique<Store>(path, clock); }
  void open_configured() {
    open();
    store->configure({r1});
    commit();
  }
  void reopen() {
    store.reset();
    open();
  }
  void commit() {
    const auto fault = store->commit();
    ASSERT_FALSE(fault) << fault->message;
  }
  void advance(int seconds) { clock.advance(std::chrono::seconds(seconds)); }

  PollResult poll() const {
    PollResult poll;
    poll.device = r1;
    poll.started = clock.utc();
    return poll;
  }
  PollResult failure(Errc code) const {
    PollResult failed = poll();
    failed.error = Error{code, Stage::connect, "r1: no"};
    return failed;
  }
  Change change(Interface after) const {
    Change change{Change::Kind::changed, "r1", after.if_name, clock.utc(), {}, {}};
    change.after = std::move(after);
    return change;
  }
  Change gone(std::string name) const {
    return {Change::Kind::disappeared, "r1", std::move(name), clock.utc(), {}, {}};
  }
  void tell(std::vector<Change> changes) {
    store->apply(poll(), changes);
    commit();
  }

  /// Rows as "a|b|c", NULL as "-", as sqlite3's list mode.
  std::vector<std::string> rows(const std::string& sql) const {
    sqlite::Connection db(path, SQLITE_OPEN_READONLY);
    sqlite::Statement row(db, sql);
    std::vector<std::string> lines;
    while (row.step()) {
      std::string line;
      for (int i = 0; i < sqlite3_column_count(row.handle()); ++i)
        line += (i ? "|" : "") + row.maybe_text(i).value_or("-");
      lines.push_back(line);
    }
    return lines;
  }
  /// valid_from and valid_to in seconds after `begin`, open as "open", and the oper status.
  std::vector<std::string> intervals(const std::string& name = "Gi0/1") const {
    return rows("SELECT (valid_from - " + std::to_string(begin) + ") / 1000, iif(valid_to = " +
                std::to_string(kOpenEnd) + ", 'open', (valid_to - " + std::to_string(begin) +
                ") / 1000), oper_status FROM interface_history JOIN interface i ON i.id = "
                "interface WHERE i.name = '" +
                name + "' ORDER BY valid_from");
  }
  std::vector<std::string> gaps() const {
    return rows("SELECT (from_ts - " + std::to_string(begin) +
                ") / 1000, iif(to_ts = " + std::to_string(kOpenEnd) + ", 'open', (to_ts - " +
                std::to_string(begin) + ") / 1000), reason FROM gap ORDER BY id");
  }

  std::filesystem::path root, path;
  std::shared_ptr<const Device> r1;
  const UtcMillis begin = 1'700'000'000'000;
  ManualClock clock{begin};
  std::unique_ptr<Store> store;
};

}  // namespace showd
