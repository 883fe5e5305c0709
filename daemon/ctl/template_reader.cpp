#include "ctl/template_reader.hpp"

#include <iostream>
#include <stdexcept>

namespace showd {

textfsm::TemplatePtr template_of(const std::string& file) {
  const auto read = textfsm::read_template(file);
  if (read) return *read;
  for (std::size_t i = 1; i < read.error().size(); ++i)
    std::cerr << "showctl: " << textfsm::to_string(read.error()[i - 1]) << "\n";
  throw std::runtime_error(textfsm::to_string(read.error().back()));
}

TemplateReader::TemplateReader(const ParseArguments& arguments) {
  if (arguments.template_file) {
    only_ = template_of(*arguments.template_file);
    return;
  }
  library_.emplace(*arguments.templates);
  if (!library_->index())
    throw std::runtime_error(textfsm::to_string(library_->index().error().front()));
}

Result<textfsm::Table> TemplateReader::read(const std::string& platform, const std::string& command,
                                            const std::string& output) {
  const textfsm::Text text(output);
  if (library_)
    return library_->parse({{"Command", command}, {"Platform", platform}}, text, scratch_);
  auto records = textfsm::parse(only_, text, scratch_);
  if (!records) return fail(std::move(records.error()));
  return textfsm::Table(std::move(*records));
}

}  // namespace showd
