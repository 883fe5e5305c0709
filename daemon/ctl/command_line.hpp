#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "ctl/table.hpp"

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

/// Of `parse`: what to make of which output.
struct ParseArguments {
  std::optional<std::string> as;
  std::optional<std::string> platform;
  std::optional<std::string> command;
  std::optional<std::string> template_file;
  std::optional<std::string> templates;  ///< a folder with an index
  std::optional<std::string> batch;      ///< a manifest
  std::optional<std::string> lint;       ///< a folder
};

/// What the subcommands have in common, parsed. `words` are the plain arguments after the
/// subcommand, `after_dashes` those behind "--".
struct CommandLine {
  std::string subcommand;
  std::vector<std::string> words;
  std::vector<std::string> after_dashes;
  std::filesystem::path config = default_config_file();
  Format format = Format::table;
  std::optional<std::string> since;  ///< "1h", for show
  std::optional<std::string> at;     ///< a time, for show
  std::optional<std::size_t> limit;  ///< rows, for show
  ParseArguments parse;
  bool verbose = false;
  bool help = false;
  bool version = false;
};

/// Errors: UsageError.
[[nodiscard]] CommandLine parse_command_line(int argc, char** argv);

/// Throws UsageError: "show: expected devices or runs, not 'run'; did you mean 'runs'?" An empty
/// `word` is one that is missing.
[[noreturn]] void refuse_word(std::string_view command, std::string_view word,
                              std::span<const std::string_view> known);

/// The text of `showctl --help`, or of one command's with its own options.
[[nodiscard]] std::string help_text(const std::string& command);

}  // namespace showd
