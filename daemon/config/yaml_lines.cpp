#include "config/yaml_lines.hpp"

#include "base/text.hpp"
#include "config/yaml.hpp"

namespace showd {
namespace {

constexpr std::string_view kNoBreakBlank = "\xC2\xA0";

std::string_view without_comment(std::string_view line) {
  if (trim(line).starts_with('#')) return {};
  return line.substr(0, line.find(" #"));
}

std::string_view without_quotes(std::string_view key) {
  const bool quoted =
      key.size() > 2 && (key.front() == '"' || key.front() == '\'') && key.front() == key.back();
  return quoted ? key.substr(1, key.size() - 2) : key;
}

/// Where the colon behind the key is: the first with a blank behind it, else the first of all.
std::size_t colon_in(std::string_view content) {
  const std::size_t with_blank = content.find(": ");
  return with_blank != std::string_view::npos ? with_blank : content.find(':');
}

}  // namespace

YamlLines::YamlLines(std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r')) line.remove_suffix(1);
    lines_.push_back(line);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
}

std::string_view YamlLines::at(int line) const {
  return line < 1 || line > count() ? std::string_view()
                                    : lines_[static_cast<std::size_t>(line - 1)];
}

std::string_view YamlLines::indentation(int line) const {
  const std::string_view text = at(line);
  std::size_t end = 0;
  for (;;) {
    if (text.substr(end).starts_with(' ') || text.substr(end).starts_with('\t'))
      ++end;
    else if (text.substr(end).starts_with(kNoBreakBlank))
      end += kNoBreakBlank.size();
    else
      return text.substr(0, end);
  }
}

std::size_t YamlLines::indent(int line) const {
  constexpr std::size_t kTab = 100;
  std::size_t columns = 0;
  for (const char c : indentation(line))
    if (c != kNoBreakBlank[0]) columns += c == '\t' ? kTab : 1;
  return columns;
}

bool YamlLines::is_item(int line) const {
  return at(line).substr(indentation(line).size()).starts_with("- ");
}

std::string_view YamlLines::content(int line) const {
  const std::string_view text = without_comment(at(line));
  const std::size_t begin = indentation(line).size() + (is_item(line) ? 2 : 0);
  return begin >= text.size() ? std::string_view() : trim(text.substr(begin));
}

std::string_view YamlLines::key(int line) const {
  const std::string_view text = content(line);
  const std::size_t colon = colon_in(text);
  if (colon == std::string_view::npos) return {};
  const std::string_view key = without_quotes(text.substr(0, colon));
  return is_name(key) ? key : std::string_view();
}

std::string_view YamlLines::value(int line) const {
  const std::string_view text = content(line);
  const std::size_t colon = colon_in(text);
  return colon == std::string_view::npos ? std::string_view() : trim(text.substr(colon + 1));
}

int YamlLines::above(int line) const {
  do --line;
  while (line > 0 && content(line).empty());
  return line;
}

int YamlLines::outer(int line, std::size_t indent_of_inner) const {
  do line = above(line);
  while (line > 0 && indent(line) >= indent_of_inner);
  return line;
}

std::string YamlLines::path(int line) const {
  std::string path;
  for (int outer_line = line; outer_line > 0; outer_line = outer(outer_line, indent(outer_line))) {
    const std::string_view one = key(outer_line);
    if (one.empty()) continue;
    path = std::string(one) + (path.empty() ? "" : ".") + path;
  }
  return path;
}

}  // namespace showd
