#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "textfsm/fault.hpp"

namespace showd::textfsm {

struct Program;

/// A TextFSM template, read and checked: what Python's textfsm refuses is refused. Expressions are
/// compiled when a text first needs them, so reading a whole collection is cheap.
/// Thread: any number at once; nothing that can be observed changes after parse().
class Template {
 public:
  /// `name` is what faults and errors call it. Every fault is told, not only the first.
  [[nodiscard]] static OrFaults<std::shared_ptr<const Template>> parse(std::string_view source,
                                                                       std::string name);
  ~Template();
  Template(const Template&) = delete;
  Template& operator=(const Template&) = delete;

  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  /// The Values' names in the order of the template.
  [[nodiscard]] const std::vector<std::string>& columns() const noexcept { return columns_; }
  /// Those with the option Key.
  [[nodiscard]] const std::vector<std::string>& keys() const noexcept { return keys_; }

  /// Expressions that are sound Python but too large for PCRE2. Compiles them all: for linters.
  [[nodiscard]] Faults compile_faults() const;

  /// For the engine.
  [[nodiscard]] const Program& program() const noexcept { return *program_; }

 private:
  Template(std::string name, std::unique_ptr<const Program> program);

  std::string name_;
  std::vector<std::string> columns_;
  std::vector<std::string> keys_;
  std::unique_ptr<const Program> program_;
};

using TemplatePtr = std::shared_ptr<const Template>;

}  // namespace showd::textfsm
