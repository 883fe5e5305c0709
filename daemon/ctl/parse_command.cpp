#include <fmt/format.h>

#include <iostream>
#include <iterator>

#include "base/utf8.hpp"
#include "config/read_file.hpp"
#include "ctl/commands.hpp"
#include "ctl/parse_batch.hpp"
#include "ctl/record_writer.hpp"
#include "ctl/template_reader.hpp"
#include "textfsm/library.hpp"

namespace showd {
namespace {

int lint_folder(const std::string& folder) {
  const textfsm::LintReport report = textfsm::lint(folder);
  for (const textfsm::Fault& fault : report.faults) fmt::print("{}\n", textfsm::to_string(fault));
  for (const std::string& name : report.unreached)
    fmt::print("{}/{}: no row of the index names it\n", folder, name);
  fmt::print("{} templates, {} rows in the index: {} faults, {} templates without a row\n",
             report.templates, report.rows, report.faults.size(), report.unreached.size());
  return report.faults.empty() ? kAllWell : kSomeFailed;
}

std::string read_standard_input() {
  std::string text;
  for (char block[1 << 16]; std::cin.read(block, sizeof block) || std::cin.gcount() > 0;) {
    text.append(block, static_cast<std::size_t>(std::cin.gcount()));
    if (text.size() > kLargestOutput) throw std::runtime_error("standard input: larger than 1 GiB");
  }
  return text;
}

std::string read_output(const CommandLine& line) {
  if (line.words.size() > 1) throw UsageError("parse: one FILE at most");
  if (line.words.empty() || line.words.front() == "-") return read_standard_input();
  return read_file(line.words.front(), kLargestOutput);
}

Result<textfsm::Table> read_by_templates(const CommandLine& line) {
  const ParseArguments& arguments = line.parse;
  const bool by_index = arguments.templates && line.platform && arguments.command;
  if (!arguments.template_file && !by_index)
    throw UsageError("parse: expected --template, or --templates with --platform and --command");
  TemplateReader reader(arguments);
  return reader.read(line.platform.value_or(""), arguments.command.value_or(""), read_output(line));
}

void print_records(const textfsm::Table& records, Format format) {
  if (format != Format::json) return print(std::cout, listing_of(records), {.format = format});
  std::string text;
  append_json(text, records, "\n");
  std::cout << printable_json(text) << "\n";
}

int parse_one(const CommandLine& line) {
  const auto records = read_by_templates(line);
  if (!records) {
    std::cerr << "showctl: " << records.error().message << "\n";
    return kSomeFailed;
  }
  for (const auto& one : records->hopeless())
    std::cerr << fmt::format(
        "showctl: {}:{}: given up on input line {}, which counts as no match\n", one.file,
        one.match.rule_line, one.match.input_line);
  print_records(*records, line.format);
  return kAllWell;
}

}  // namespace

int parse_command(const CommandLine& line) {
  const ParseArguments& arguments = line.parse;
  if (arguments.lint) return lint_folder(*arguments.lint);
  if (arguments.as != "records") throw UsageError("parse: expected --as records");
  if (!arguments.batch) return parse_one(line);
  if (!arguments.templates) throw UsageError("parse: --batch needs --templates");
  return parse_batch(*arguments.templates, *arguments.batch);
}

}  // namespace showd
