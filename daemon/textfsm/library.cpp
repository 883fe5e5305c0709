#include "textfsm/library.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/read_file.hpp"
#include "base/utf8.hpp"

namespace showd::textfsm {
namespace {

constexpr std::size_t kLargestFile = 16 * 1024 * 1024;
/// Kept at a time. A fleet uses a few dozen; a run over a whole collection need not keep it.
constexpr std::size_t kMostTemplates = 128;

OrFaults<std::string> read_file(const std::filesystem::path& file) {
  auto source = read_regular_file(file, kLargestFile);
  if (source) return std::move(*source);
  return tl::unexpected<Faults>(Faults{{file.string(), 0, "cannot be read: " + source.error()}});
}

OrFaults<Index> read_index(const std::filesystem::path& file) {
  const auto source = read_file(file);
  if (!source) return tl::unexpected<Faults>(source.error());
  return Index::parse(*source, file.string());
}

OrFaults<TemplatePtr> read_template(const std::filesystem::path& file, std::string name) {
  const auto source = read_file(file);
  if (!source) return tl::unexpected<Faults>(source.error());
  return Template::parse(*source, std::move(name));
}

/// Not "/etc/passwd", not "../x".
bool stays_inside(const std::filesystem::path& path) {
  return !path.empty() && path.is_relative() &&
         std::none_of(path.begin(), path.end(), [](const auto& part) { return part == ".."; });
}

tl::unexpected<Error> refuse(const Faults& faults) {
  return fail(Errc::parse_failed, Stage::parse, to_string(faults.front()));
}

std::string describe(const Attributes& attributes) {
  std::string text;
  for (const auto& [name, value] : attributes)
    text += fmt::format("{}{} '{}'", text.empty() ? "" : ", ", printable(name, 60),
                        printable(value, 100));
  return text;
}

void append(Faults& faults, const Faults& more) {
  faults.insert(faults.end(), more.begin(), more.end());
}

bool is_template(const std::filesystem::directory_entry& entry) {
  return entry.is_regular_file() && entry.path().extension() == ".textfsm";
}

/// Files that rows name but that are not there; the others are read with the folder.
void check_index(const Index& index, const std::filesystem::path& folder,
                 std::set<std::string>& unreached, Faults& faults) {
  append(faults, index.ignored_lines());
  for (const Index::Row& row : index.rows()) {
    for (const std::string& name : row.templates) {
      unreached.erase(name);
      if (!stays_inside(name) || !std::filesystem::is_regular_file(folder / name))
        faults.push_back(
            {index.name(), row.line, fmt::format("there is no template '{}'", printable(name))});
    }
    for (const auto& field : row.fields) {
      const auto why = field ? field->compile_fault() : std::nullopt;
      if (why)
        faults.push_back(
            {index.name(), row.line, fmt::format("the expression does not compile: {}", *why)});
    }
  }
}

}  // namespace

OrFaults<TemplatePtr> read_template(const std::filesystem::path& file) {
  return read_template(file, file.string());
}

Library::Library(std::filesystem::path folder)
    : folder_(std::move(folder)),
      index_(read_index(folder_ / "index")),
      templates_(std::make_unique<Guarded<Templates>>()) {}

OrFaults<TemplatePtr> Library::find(const std::string& name) const {
  const auto known =
      templates_->with([&](const Templates& all) -> std::optional<OrFaults<TemplatePtr>> {
        const auto found = all.find(name);
        if (found == all.end()) return std::nullopt;
        return found->second;
      });
  if (known) return *known;
  if (!stays_inside(name))
    return tl::unexpected<Faults>(
        Faults{{name, 0, "expected the name of a template in the folder"}});
  auto read = read_template(folder_ / name, name);
  return templates_->with([&](Templates& all) {
    if (all.size() >= kMostTemplates) all.clear();
    return all.try_emplace(name, std::move(read)).first->second;
  });
}

Result<Table> Library::parse(const Attributes& attributes, const Text& text,
                             Scratch& scratch) const {
  if (!index_) return refuse(index_.error());
  const Index::Row* const row = index_->find(attributes, scratch);
  if (row == nullptr)
    return fail(Errc::parse_failed, Stage::parse,
                fmt::format("no row of {} matches {}", index_->name(), describe(attributes)));
  std::optional<Table> merged;
  for (const std::string& name : row->templates) {
    const auto found = find(name);
    if (!found) return refuse(found.error());
    auto records = textfsm::parse(*found, text, scratch);
    if (!records) return fail(std::move(records.error()));
    Table table(std::move(*records));
    if (!merged) {
      merged.emplace(std::move(table));
      continue;
    }
    if (auto done = merged->merge(std::move(table)); !done) return fail(std::move(done.error()));
  }
  return std::move(*merged);
}

LintReport lint(const std::filesystem::path& folder) {
  LintReport report;
  std::set<std::string> names;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error))
    if (is_template(entry)) names.insert(entry.path().filename().string());
  if (error) report.faults.push_back({folder.string(), 0, error.message()});
  report.templates = names.size();
  for (const std::string& name : names) {
    const auto read = read_template(folder / name, (folder / name).string());
    append(report.faults, read ? (*read)->compile_faults() : read.error());
  }
  const auto index = read_index(folder / "index");
  if (!index) {
    append(report.faults, index.error());
    return report;
  }
  report.rows = index->rows().size();
  check_index(*index, folder, names, report.faults);
  report.unreached.assign(names.begin(), names.end());
  return report;
}

}  // namespace showd::textfsm
