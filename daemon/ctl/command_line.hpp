#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "ctl/print.hpp"

namespace showd {

/// Exit codes of showctl: all well; some devices failed; usage or config.
inline constexpr int kAllWell = 0;
inline constexpr int kSomeFailed = 1;
inline constexpr int kUsage = 2;

/// Wrong words on the command line: what() says which and what to read.
class UsageError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The file that $SHOWD_CONFIG names, else /etc/showd/showd.yaml.
[[nodiscard]] std::filesystem::path default_config_file();

/// A fault of a config, for people: whom else it is by that they may have forgotten.
[[nodiscard]] std::string with_origin(std::string fault);

/// Of `parse`: what to make of which output.
struct ParseArguments {
  std::optional<std::string> as;
  std::optional<std::string> command;
  std::optional<std::string> template_file;
  std::optional<std::string> templates;  ///< a folder with an index
  std::optional<std::string> batch;      ///< a manifest
  std::optional<std::string> lint;       ///< a folder
};

/// Of `show`: which rows. Times as parse_moment() takes them.
struct ShowArguments {
  std::optional<std::string> at;
  std::optional<std::string> since;
  std::optional<std::string> until;
  std::optional<std::size_t> limit;
  std::optional<std::string> admin;        ///< a status of RFC 2863
  std::optional<std::string> oper;         ///< likewise
  std::optional<std::string> description;  ///< a part of it, or a glob
  std::optional<std::string> mac;          ///< or its first digits, in any notation
  std::optional<std::string> ip;           ///< an address, or a prefix
  std::optional<std::string> every;        ///< of watch and follow: a duration
  bool watch = false;                      ///< again and again
  bool follow = false;                     ///< changes: and those to come
};

/// Of `run` and `poll`: how hosts that stand on the command line are asked.
struct HostArguments {
  std::optional<std::string> user;
  std::optional<std::string> identity;   ///< the file of a private key
  std::optional<std::string> host_keys;  ///< see UserKnownHosts
  bool ask_pass = false;
  bool ask_enable = false;
  bool legacy = false;
  bool operator==(const HostArguments&) const = default;
};

/// What the subcommands have in common, parsed. `words` are the plain arguments after the
/// subcommand, `after_dashes` those behind "--".
struct CommandLine {
  std::string subcommand;
  std::vector<std::string> words;
  std::vector<std::string> after_dashes;
  std::filesystem::path config = default_config_file();
  bool config_named = false;  ///< by --config or $SHOWD_CONFIG
  Format format = Format::table;
  std::vector<std::string> columns;  ///< of a listing; empty: the usual ones
  bool wide = false;                 ///< a table is not made to fit
  ShowArguments show;
  std::optional<std::string> platform;
  std::optional<std::string> plugins;  ///< a folder
  ParseArguments parse;
  HostArguments hosts;
  std::optional<std::string> by;  ///< of `run`: who asks
  bool rows = false;              ///< of `run`: rows are made of the outputs
  bool verbose = false;
  bool help = false;
  bool version = false;
};

/// How `line` wants listings shown, of which tables usually have the columns `usual`.
[[nodiscard]] View view_of(const CommandLine& line, std::span<const std::string_view> usual = {});

/// Errors: UsageError.
[[nodiscard]] CommandLine parse_command_line(int argc, char** argv);

/// Throws UsageError: "show: expected devices or runs, not 'run'; did you mean 'runs'?" An empty
/// `word` is one that is missing.
[[noreturn]] void refuse_word(std::string_view command, std::string_view word,
                              std::span<const std::string_view> known);

/// The text of `showctl --help`, or of one command's with its own options.
[[nodiscard]] std::string help_text(const std::string& command);

}  // namespace showd
