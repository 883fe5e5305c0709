#include "config/yaml_syntax.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/text.hpp"
#include "base/utf8.hpp"
#include "config/yaml_lines.hpp"

namespace showd {
namespace {

struct Finding {
  int line;
  std::string message;
  std::string remedy;
};
using Found = std::optional<Finding>;

/// What is known when the parser gave up.
struct Trouble {
  const YamlLines& lines;
  YamlMark mark;
  std::string_view said;

  /// Of its line.
  [[nodiscard]] std::string_view before() const {
    return lines.at(mark.line).substr(0, static_cast<std::size_t>(mark.column - 1));
  }
  [[nodiscard]] char letter() const {
    const std::string_view line = lines.at(mark.line);
    return before().size() < line.size() ? line[before().size()] : '\0';
  }
};

/// The first line down to the trouble whose `part` holds `text`.
template <class Part>
int first_line_with(const Trouble& trouble, std::string_view text, Part part) {
  for (int line = 1; line <= trouble.mark.line; ++line)
    if (part(line).find(text) != std::string_view::npos) return line;
  return 0;
}

int first_indented_by(const Trouble& trouble, std::string_view text) {
  return first_line_with(trouble, text, [&](int line) { return trouble.lines.indentation(line); });
}

Found second_document(const Trouble& trouble) {
  if (trouble.said != kSecondDocument) return {};
  if (trouble.lines.at(trouble.lines.above(2)).starts_with('['))
    return Finding{1, "'[...]' begins a list in YAML, and no section",
                   "write 'devices:', and below it a line for each, indented"};
  const std::string why = "expected one document, but a second one begins here";
  if (trouble.lines.at(trouble.mark.line).starts_with("---"))
    return Finding{trouble.mark.line, why, "remove this '---', or make it a file of its own"};
  return Finding{trouble.mark.line, why, "begin all outermost keys in the first column"};
}

Found merge_marks(const Trouble& trouble) {
  const auto whole = [&](int line) { return trouble.lines.at(line); };
  const int line = first_line_with(trouble, "<<<<<<< ", whole);
  if (line == 0 || !whole(line).starts_with('<')) return {};
  return Finding{line, "a merge left its conflict here", "settle it and remove its marks"};
}

Found tab(const Trouble& trouble) {
  const int line = first_indented_by(trouble, "\t");
  if (line == 0) return {};
  return Finding{line, "a tab indents this line", "indent with blanks: YAML takes no tabs"};
}

Found no_break_blank(const Trouble& trouble) {
  const int line = first_indented_by(trouble, "\xC2\xA0");
  if (line == 0) return {};
  return Finding{line, "a no-break blank (U+00A0) indents this line",
                 "type the blanks anew: text from a web page or a word processor has such"};
}

Found template_code(const Trouble& trouble) {
  if (trouble.lines.at(trouble.mark.line).find("{%") == std::string_view::npos) return {};
  return Finding{trouble.mark.line, "a template's '{%' stands here",
                 "give showd what the template makes, not the template"};
}

/// The innermost '[' or '{' that is open where the parser gave up.
struct Bracket {
  int line;
  char letter;
};

/// Moves `at` behind the quoted text that begins there, if one does.
bool skip_quoted(std::string_view line, std::size_t& at) {
  const char quote = line[at];
  const bool begins = at == 0 || std::string_view(" [{,:").find(line[at - 1]) != std::string::npos;
  if ((quote != '"' && quote != '\'') || !begins) return false;
  at = std::min(line.find(quote, at + 1), line.size() - 1);
  return true;
}

void follow_brackets(std::string_view line, int number, std::vector<Bracket>& open) {
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (skip_quoted(line, i)) continue;
    if (line[i] == '#' && (i == 0 || line[i - 1] == ' ')) return;
    if (line[i] == '[' || line[i] == '{') open.push_back({number, line[i]});
    if ((line[i] == ']' || line[i] == '}') && !open.empty()) open.pop_back();
  }
}

Found open_bracket(const Trouble& trouble) {
  if (trouble.said.find("flow not found") == std::string_view::npos) return {};
  std::vector<Bracket> open;
  for (int line = 1; line < trouble.mark.line; ++line)
    follow_brackets(trouble.lines.at(line), line, open);
  follow_brackets(trouble.before(), trouble.mark.line, open);
  if (open.empty()) return {};
  const bool list = open.back().letter == '[';
  return Finding{
      open.back().line, fmt::format("'{}' is never closed", open.back().letter),
      fmt::format("write '{}' where the {} ends", list ? ']' : '}', list ? "list" : "map")};
}

Found closed_quote(const Trouble& trouble) {
  const std::string_view before = trouble.before();
  if (trouble.said.find("flow not found") == std::string_view::npos ||
      !(before.ends_with('\'') || before.ends_with('"')))
    return {};
  return Finding{trouble.mark.line, "a quote ends here, and the text goes on",
                 "double a single quote within single quotes (''), or use the other kind"};
}

Found closed_too_often(const Trouble& trouble) {
  if (trouble.said != "illegal flow end") return {};
  return Finding{trouble.mark.line,
                 fmt::format("'{}' closes what was never opened", trouble.letter()), "remove it"};
}

/// "address:192.0.2.1" in this line or the one above.
Found no_blank_behind_colon(const Trouble& trouble) {
  for (const int line : {trouble.lines.above(trouble.mark.line), trouble.mark.line}) {
    const std::string_view key = trouble.lines.key(line);
    const std::string_view content = trouble.lines.content(line);
    if (key.empty() || content.find(": ") != std::string_view::npos || content.ends_with(':'))
      continue;
    return Finding{line, "a blank is missing behind the colon",
                   fmt::format("write '{}: ' and then the value", key)};
  }
  return {};
}

Found behind_the_end(const Trouble& trouble) {
  const std::string_view before = trim(trouble.before());
  if (before.empty() || std::string_view("]}\"'").find(before.back()) == std::string_view::npos)
    return {};
  return Finding{trouble.mark.line, fmt::format("text stands behind the closing {}", before.back()),
                 "remove it, or put the whole value in other quotes"};
}

Found second_colon(const Trouble& trouble) {
  const std::size_t first = trouble.lines.at(trouble.mark.line).find(": ");
  if (trouble.letter() != ':' || first >= static_cast<std::size_t>(trouble.mark.column - 1))
    return {};
  return Finding{trouble.mark.line, "a value holds a colon and a blank, which begin a value anew",
                 "put the value in quotes, or on a line of its own what belongs there"};
}

Found no_colon(const Trouble& trouble) {
  const YamlLines& lines = trouble.lines;
  const bool is_last = trouble.said == "end of map not found";
  for (const int line : {is_last ? trouble.mark.line : 0, lines.above(trouble.mark.line)})
    if (is_name(lines.content(line)) && lines.key(line).empty() && !lines.is_item(line))
      return Finding{line, "a colon is missing behind the key", "write ':' at the end of the line"};
  return {};
}

Found too_deep(const Trouble& trouble) {
  const YamlLines& lines = trouble.lines;
  const int line = trouble.mark.line, above = lines.above(line);
  if (lines.indent(line) <= lines.indent(above) || lines.value(above).empty()) return {};
  return Finding{line,
                 fmt::format("indented deeper than '{}' in line {}, which has a value already",
                             lines.key(above), above),
                 fmt::format("indent both by {}", counted(lines.indent(above), "blank"))};
}

Found keys_and_items(const Trouble& trouble) {
  const YamlLines& lines = trouble.lines;
  const int line = trouble.mark.line;
  int sibling = lines.above(line);
  while (sibling > 0 && lines.indent(sibling) > lines.indent(line)) sibling = lines.above(sibling);
  if (sibling == 0 || lines.indent(sibling) != lines.indent(line) ||
      lines.is_item(sibling) == lines.is_item(line))
    return {};
  if (lines.is_item(line))
    return Finding{line, "an item of a list ('- ') stands among keys", "write 'key: value'"};
  return Finding{line, "this stands among the items of a list, and is none",
                 "begin it with '- ', or indent it under its item"};
}

/// "2 blanks as 'r1' in line 2"
std::string level(const YamlLines& lines, int line) {
  return fmt::format("{} as '{}' in line {}", counted(lines.indent(line), "blank"), lines.key(line),
                     line);
}

Found between_levels(const Trouble& trouble) {
  const YamlLines& lines = trouble.lines;
  const int line = trouble.mark.line;
  const int outer = lines.outer(line, lines.indent(line));
  int inner = 0;  // the one of those deeper that is least deep
  for (int above = lines.above(line); above > outer; above = lines.above(above))
    if (lines.indent(above) == lines.indent(line))
      return {};
    else if (inner == 0 || lines.indent(above) <= lines.indent(inner))
      inner = above;
  if (inner == 0) return {};
  const std::string why =
      fmt::format("indented by {}, as no line above it", counted(lines.indent(line), "blank"));
  const std::string deep = "indent it by " + level(lines, inner);
  return Finding{line, why, outer == 0 ? deep : deep + ", or by " + level(lines, outer)};
}

Found odd_beginning(const Trouble& trouble) {
  if (trouble.said != "unknown token") return {};
  return Finding{trouble.mark.line, fmt::format("a value cannot begin with '{}'", trouble.letter()),
                 "put the value in quotes"};
}

Found alias_or_anchor(const Trouble& trouble) {
  if (trouble.said.find("anchor") == std::string_view::npos &&
      trouble.said.find("alias") == std::string_view::npos)
    return {};
  return Finding{trouble.mark.line, "'*' or '&' at the beginning of a value names another in YAML",
                 "put the value in quotes"};
}

Found escape(const Trouble& trouble) {
  if (!trouble.said.starts_with("unknown escape character")) return {};
  return Finding{trouble.mark.line, "in double quotes '\\' begins an escape, and this is none",
                 "use single quotes, where '\\' is itself"};
}

Found block_text(const Trouble& trouble) {
  if (trouble.said.find("block scalar") == std::string_view::npos) return {};
  return Finding{trouble.mark.line, "behind '|' or '>' nothing else may stand",
                 "put the text into the lines below, or in quotes"};
}

Finding in_its_own_words(const Trouble& trouble) {
  return {trouble.mark.line, fmt::format("expected YAML: {}", printable(trouble.said)),
          "look in this line and the one above for a colon, quote or bracket too many or too few"};
}

/// The first that finds something is right.
constexpr Found (*kRules[])(const Trouble&) = {
    second_document, merge_marks,  tab,          no_break_blank,   template_code,
    closed_quote,    second_colon, open_bracket, closed_too_often, odd_beginning,
    alias_or_anchor, escape,       block_text,   behind_the_end,   no_blank_behind_colon,
    keys_and_items,  no_colon,     too_deep,     between_levels,
};

Finding find(const Trouble& trouble) {
  for (const auto rule : kRules)
    if (Found found = rule(trouble)) return std::move(*found);
  return in_its_own_words(trouble);
}

Fault fault_in(const std::string& file, const YamlLines& lines, Finding finding) {
  Fault fault;
  fault.file = file;
  fault.line = std::clamp(finding.line, 1, std::max(lines.count(), 1));  // an end is behind all
  fault.key = printable(lines.path(fault.line));
  if (fault.key.empty()) fault.key = kWholeFile;
  fault.message = std::move(finding.message);
  fault.remedy = std::move(finding.remedy);
  return fault;
}

bool is_control(unsigned char c) {
  return (c < 0x20 && c != '\n' && c != '\r' && c != '\t') || c == 0x7F;
}

Found bytes_of(std::string_view line, int number) {
  const auto control = std::find_if(line.begin(), line.end(), is_control);
  if (control != line.end())
    return Finding{number,
                   fmt::format("expected text, not the control character 0x{:02x}",
                               static_cast<unsigned char>(*control)),
                   "remove it; if the whole file is such, it is no text"};
  if (!is_valid_utf8(line)) return Finding{number, "expected UTF-8 text", "save the file as UTF-8"};
  return {};
}

}  // namespace

void check_bytes(const std::string& file, std::string_view text) {
  const auto refuse = [&](Finding finding) {
    throw ConfigError(fault_in(file, YamlLines(text), std::move(finding)));
  };
  if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF"))
    refuse({1, "this file is UTF-16", "save it as UTF-8"});
  int line = 1;
  for (std::string_view rest = text; !rest.empty(); ++line) {
    const std::size_t length = std::min(rest.find('\n'), rest.size() - 1) + 1;
    if (Found bytes = bytes_of(rest.substr(0, length), line)) refuse(std::move(*bytes));
    rest.remove_prefix(length);
  }
}

Fault explain_syntax(const std::string& file, std::string_view text, YamlMark mark,
                     std::string_view said) {
  const YamlLines lines(text);
  Fault fault = fault_in(file, lines, find({lines, mark, said}));
  if (fault.line == mark.line) fault.column = mark.column;
  return fault;
}

}  // namespace showd
