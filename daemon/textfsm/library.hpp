#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/guarded.hpp"
#include "textfsm/index.hpp"
#include "textfsm/table.hpp"
#include "textfsm/template.hpp"

namespace showd::textfsm {

/// A folder of templates with its `index`, as ntc-templates comes. Files are read when they are
/// first needed, and once; a new Library reads them anew.
/// Thread: any number at once, each with its own Scratch.
class Library {
 public:
  /// Reads the index; what is wrong with it is told by index() and by every look-up.
  explicit Library(std::filesystem::path folder);

  [[nodiscard]] const OrFaults<Index>& index() const noexcept { return index_; }

  /// By its path in the folder, never out of it.
  [[nodiscard]] OrFaults<TemplatePtr> find(const std::string& name) const;

  /// Looks the templates up and merges what they make of `text`.
  /// Errors: parse_failed: no row matches, a template or the index is at fault, or as parse().
  [[nodiscard]] Result<Table> parse(const Attributes& attributes, const Text& text,
                                    Scratch& scratch) const;

 private:
  using Templates = std::unordered_map<std::string, OrFaults<TemplatePtr>>;

  std::filesystem::path folder_;
  OrFaults<Index> index_;
  std::unique_ptr<Guarded<Templates>> templates_;
};

/// A template in a file of its own; faults name it as `file` does.
[[nodiscard]] OrFaults<TemplatePtr> read_template(const std::filesystem::path& file);

/// What a folder holds and what is wrong with it.
struct LintReport {
  std::size_t templates = 0;
  std::size_t rows = 0;
  Faults faults;
  std::vector<std::string> unreached;  ///< templates that no row of the index names
};

/// Reads the index and all templates of a folder, and compiles everything.
[[nodiscard]] LintReport lint(const std::filesystem::path& folder);

}  // namespace showd::textfsm
