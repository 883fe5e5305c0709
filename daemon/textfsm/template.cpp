#include "textfsm/template.hpp"

#include <fmt/format.h>

#include "base/utf8.hpp"
#include "textfsm/parse_template.hpp"
#include "textfsm/program.hpp"

namespace showd::textfsm {

std::string to_string(const Fault& fault) {
  const std::string file = printable(fault.file);
  return fault.line == 0 ? fmt::format("{}: {}", file, fault.message)
                         : fmt::format("{}:{}: {}", file, fault.line, fault.message);
}

Template::Template(std::string name, std::unique_ptr<const Program> program)
    : name_(std::move(name)), program_(std::move(program)) {
  for (const Value& value : program_->values) {
    columns_.push_back(value.name);
    if (value.key) keys_.push_back(value.name);
  }
}

Template::~Template() = default;

OrFaults<TemplatePtr> Template::parse(std::string_view source, std::string name) {
  auto program = parse_template(source, name);
  if (!program) return tl::unexpected<Faults>(std::move(program.error()));
  return TemplatePtr(
      new Template(std::move(name), std::make_unique<const Program>(std::move(*program))));
}

Faults Template::compile_faults() const {
  Faults faults;
  const auto check = [&](const Pattern& pattern, std::size_t line) {
    if (const auto why = pattern.compile_fault())
      faults.push_back({name_, line, fmt::format("the expression does not compile: {}", *why)});
  };
  for (const Value& value : program_->values)
    if (value.nested) check(*value.nested, value.line);
  for (const State& state : program_->states)
    for (const Rule& rule : state.rules) check(rule.pattern, rule.line);
  return faults;
}

}  // namespace showd::textfsm
