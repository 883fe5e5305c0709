#pragma once

#include <optional>
#include <string>

#include "ctl/command_line.hpp"
#include "textfsm/library.hpp"

namespace showd {

/// A template in a file of its own. Errors: std::runtime_error with its last fault; those before
/// are told on standard error.
[[nodiscard]] textfsm::TemplatePtr template_of(const std::string& file);

/// Makes records of outputs: by one template, or by a folder of them with an index.
class TemplateReader {
 public:
  /// Of `arguments` either template_file or templates is there. Errors: std::runtime_error.
  explicit TemplateReader(const ParseArguments& arguments);

  /// Errors: parse_failed.
  [[nodiscard]] Result<textfsm::Table> read(const std::string& platform, const std::string& command,
                                            const std::string& output);

 private:
  textfsm::TemplatePtr only_;
  std::optional<textfsm::Library> library_;
  textfsm::Scratch scratch_;
};

}  // namespace showd
