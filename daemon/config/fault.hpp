/// What is wrong with what somebody wrote, as values, so that all of it can be told at once.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace showd {

/// The key of a fault that a file has as a whole: it is empty, or no text.
inline constexpr std::string_view kWholeFile = "(file)";

/// One thing that is wrong, where it stands, and what a person does about it. Quotes no secret.
/// All texts are printable and of one line.
struct Fault {
  enum class Severity : std::uint8_t { error, warning };

  std::string file;
  int line = 0;         ///< from 1; 0: of no line
  int column = 0;       ///< from 1; 0: not known
  std::string key;      ///< "devices.r1.port", kWholeFile
  std::string message;  ///< "expected a number from 1 to 65535, not '0'"
  std::string remedy;   ///< "write a number from 1 to 65535"
  Severity severity = Severity::error;
  bool remedy_is_said = false;  ///< the message says it already: text() leaves it out

  /// "FILE:LINE: key: message; remedy", without what is not there or need not be said.
  [[nodiscard]] std::string text() const;
};

/// A file that cannot be used. what() is the first fault in one line for people:
///   /etc/showd/showd.yaml:12: inventories.core.every: expected a duration such as 60s, not 'often'
class ConfigError : public std::runtime_error {
 public:
  explicit ConfigError(Fault fault) : ConfigError(std::vector<Fault>{std::move(fault)}) {}
  /// One at least.
  explicit ConfigError(std::vector<Fault> faults);

  [[nodiscard]] const std::vector<Fault>& faults() const noexcept { return *faults_; }
  /// A line for each, at most `most` and then how many more there are.
  [[nodiscard]] std::vector<std::string> lines(std::size_t most = 20) const;

 private:
  std::shared_ptr<const std::vector<Fault>> faults_;  ///< shared: copying an error throws nothing
};

/// Collects faults while the reading goes on behind them. Keeps the first thousand of each
/// severity and counts the rest: a file may be nothing but faults.
class Faults {
 public:
  void add(Fault fault);
  /// Runs `read`; if that throws a ConfigError its faults are taken, and it returns false.
  template <class Read>
  bool attempt(Read&& read) {
    try {
      std::forward<Read>(read)();
      return true;
    } catch (const ConfigError& error) {
      for (const Fault& fault : error.faults()) add(fault);
      return false;
    }
  }

  [[nodiscard]] std::size_t errors() const noexcept { return errors_; }
  [[nodiscard]] std::size_t warnings() const noexcept { return warnings_; }
  /// What was kept, by file and line.
  [[nodiscard]] std::vector<Fault> sorted() const;
  /// Throws ConfigError with all errors, if there are any.
  void refuse() const;

 private:
  std::vector<Fault> kept_;
  std::size_t errors_ = 0;
  std::size_t warnings_ = 0;
};

}  // namespace showd
