#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "model/device.hpp"
#include "model/poll_result.hpp"
#include "poll/credentials.hpp"

namespace showd {

/// The last door of a poll: what it says of errors and lines may quote a device, and a device may
/// echo a password. It knows every secret that the poll may have typed.
///
/// A secret is found with blanks and line breaks in it (a terminal wraps what it echoes), and in
/// pieces where a quotation begins or ends (it was cut there). One of fewer than four characters
/// would be found anywhere: then no device's words are let out at all.
class SecretFilter {
 public:
  SecretFilter(const Credentials& credentials, const Device& device);

  void clean(PollResult& result) const;
  [[nodiscard]] std::string clean(std::string text) const;

 private:
  void add(std::string_view secret);

  std::vector<std::string> secrets_;  ///< as messages would show them, without blanks
  bool has_short_one_ = false;
};

}  // namespace showd
