#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "model/device.hpp"
#include "model/host_key.hpp"
#include "model/interface.hpp"

namespace showd {

/// A command's clean output: echo, prompt, pager marks, ANSI, CR, NUL and backspaces gone; valid
/// UTF-8; LF line ends; bounded by polling.output_limit.
struct Transcript {
  std::string command;
  std::string output;
};

/// How much of a command's output its parser understood.
struct Coverage {
  std::string command;
  std::uint32_t lines = 0;      ///< in the output
  std::uint32_t unmatched = 0;  ///< explained by the parser as not understood
  /// A row was given and refused, or the output as a whole is in doubt: what it does not list may
  /// be there all the same.
  bool row_lost = false;
  /// A hash of each line that was not understood, sorted; each may have been a row. Within one
  /// process the same line of the same command has the same hash.
  std::vector<std::uint64_t> unknown_lines;
  struct Note {
    std::uint32_t line;  ///< 1-based; 0: the output as a whole
    std::string why;
    std::string text;  ///< of the line, printable and cut; empty if the note is about none
  };
  std::vector<Note> notes;  ///< the first few
};

/// What one poll of one device brought. A value: made on a loop, read by the recorder.
struct PollResult {
  std::shared_ptr<const Device> device;
  std::uint64_t run = 0;  ///< the run it belongs to; 0: none (asked for by a person)
  UtcMillis started = 0;
  std::chrono::microseconds duration{0};
  bool reachable = false;             ///< the transport answered: TCP connected and spoke
  bool session_reused = false;        ///< on a session kept from an earlier poll
  std::optional<Error> error;         ///< absent: logged in and every required command parsed
  std::vector<Interface> interfaces;  ///< by if_name, canonical, merged over the commands
  std::vector<Coverage> coverage;
  std::vector<Transcript> transcripts;      ///< only for polls that asked for raw output
  std::optional<HostKey> new_host_key;      ///< pinned during this poll
  std::optional<HostKey> refused_host_key;  ///< shown but not trusted; an operator may accept it
  struct StageTime {
    Stage stage;
    std::chrono::microseconds spent;
  };
  std::vector<StageTime> stages;  ///< those that were passed

  [[nodiscard]] bool ok() const noexcept { return !error; }
  /// The `result` label: "ok" or the Errc's name.
  [[nodiscard]] std::string_view result() const noexcept {
    return error ? to_string(error->code) : std::string_view("ok");
  }
};

}  // namespace showd
