/// Where a secret may come from. Nothing here writes, logs or remembers one, and every buffer that
/// held one is wiped.
#pragma once

#include <chrono>
#include <filesystem>
#include <stdexcept>
#include <stop_token>
#include <string>
#include <vector>

#include "base/secret.hpp"

namespace showd {

/// Why a secret could not be had; what() is "why; remedy" for people and never quotes the secret.
class SecretError : public std::runtime_error {
 public:
  /// Without a remedy: what one usually does about a secret of its source.
  explicit SecretError(const std::string& why, const std::string& remedy = {})
      : std::runtime_error(remedy.empty() ? why : why + "; " + remedy),
        why_size_(why.size()),
        has_remedy_(!remedy.empty()) {}

  [[nodiscard]] std::string why() const { return std::string(what(), why_size_); }
  [[nodiscard]] std::string remedy() const { return has_remedy_ ? what() + why_size_ + 2 : ""; }

 private:
  std::size_t why_size_;
  bool has_remedy_;
};

/// The secret may well be there, but this process is not let at it: it is for the unit alone.
class SecretOutOfReach : public SecretError {
 public:
  using SecretError::SecretError;
};

inline constexpr std::size_t kLargestSecret = 64 << 10;
inline constexpr std::chrono::seconds kProgramLimit{10};

/// A regular file of root or of this user to which nobody else has any access.
[[nodiscard]] Secret secret_from_file(const std::filesystem::path& file);

/// `name` in $CREDENTIALS_DIRECTORY (systemd.exec(5), LoadCredential=). systemd guards that
/// directory, and shows its access list as a group mode, so modes are not looked at.
[[nodiscard]] Secret secret_from_credential(const std::string& name);

[[nodiscard]] Secret secret_from_environment(const std::string& variable);

/// What a program writes to its standard output; no shell. It gets an empty standard input, our
/// environment and standard error, and a process group of its own, which is killed when it has not
/// ended within `limit`, or when `stop` says so. Must end with status 0. Waits: for main at the
/// start, a helper at a reload.
[[nodiscard]] Secret secret_from_command(const std::vector<std::string>& argv,
                                         std::chrono::milliseconds limit = kProgramLimit,
                                         const std::stop_token& stop = {});

/// Without the byte order mark that some editors put before a text. Errors: SecretError for UTF-16.
[[nodiscard]] Secret as_text(const Secret& secret);

/// For what is typed at a prompt: one trailing line end removed; then a single line without NUL.
[[nodiscard]] Secret as_line(const Secret& secret);

}  // namespace showd
