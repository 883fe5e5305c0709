#include "plugins/changes.hpp"

#include <algorithm>
#include <map>

namespace metamorphic {
namespace {

// A line's place matters by what surrounds it, and a long output has the same surroundings again
// and again: so many places of it are tried, evenly spread. A sanitizer takes twenty times as long.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr std::size_t kPlaces = 20;
#else
constexpr std::size_t kPlaces = 150;
#endif

Lines lines_of(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

/// The lines again, each through `edit`.
template <class Edit>
std::string edited(std::string_view text, Edit edit) {
  std::string changed;
  for (const std::string_view line : lines_of(text)) changed += edit(line) + '\n';
  return changed;
}

std::string without_indentation(std::string_view line) {
  const std::size_t begin = line.find_first_not_of(" \t");
  return std::string(begin == std::string_view::npos ? std::string_view() : line.substr(begin));
}

std::string_view first_word(std::string_view line) {
  const std::size_t begin = std::min(line.find_first_not_of(" \t"), line.size());
  line.remove_prefix(begin);
  return line.substr(0, line.find_first_of(" \t"));
}

/// Calls `use(i)` for the places out of `count` that are tried.
template <class Use>
void each_place(std::size_t count, Use use) {
  const std::size_t step = count / kPlaces + 1;
  for (std::size_t i = 0; i < count; i += step) use(i);
}

std::string joined(const Lines& lines, std::size_t begin, std::size_t end) {
  std::string text;
  for (std::size_t i = begin; i < end; ++i) text.append(lines[i]) += '\n';
  return text;
}

Change edit(std::string name, Loss allowed, std::string (*each)(std::string_view line)) {
  return {std::move(name), allowed, false,
          [each](std::string_view output, const Blocks&, const Change::Use& use) {
            use(edited(output, each), {});
          }};
}

Change insert(std::string name, std::string line) {
  return {std::move(name), Loss::none, false,
          [line](std::string_view output, const Blocks&, const Change::Use& use) {
            const Lines lines = lines_of(output);
            each_place(lines.size() + 1, [&](std::size_t i) {
              use(joined(lines, 0, i) + line + '\n' + joined(lines, i, lines.size()), {});
            });
          }};
}

void drop_each_line(std::string_view output, const Blocks&, const Change::Use& use) {
  const Lines lines = lines_of(output);
  each_place(lines.size(), [&](std::size_t i) {
    use(joined(lines, 0, i) + joined(lines, i + 1, lines.size()), lines[i]);
  });
}

/// Several lines are lost: each tenth, from each of the first ten on.
void drop_tenths(std::string_view output, const Blocks&, const Change::Use& use) {
  constexpr std::size_t kTenth = 10;
  const Lines lines = lines_of(output);
  for (std::size_t offset = 0; offset < kTenth; ++offset) {
    std::string text;
    for (std::size_t i = 0; i < lines.size(); ++i)
      if (i % kTenth != offset) text.append(lines[i]) += '\n';
    use(text, {});
  }
}

void reverse_blocks(std::string_view, const Blocks& blocks, const Change::Use& use) {
  std::string text = blocks.head;
  for (auto block = blocks.blocks.rbegin(); block != blocks.blocks.rend(); ++block) text += *block;
  use(text, {});
}

Change foreign(std::string block) {
  return {"unknown block", Loss::none, true,
          [block](std::string_view, const Blocks& given, const Change::Use& use) {
            each_place(given.blocks.size() + 1, [&](std::size_t at) {
              std::string text = given.head;
              for (std::size_t i = 0; i <= given.blocks.size(); ++i) {
                if (i == at) text += block;
                if (i < given.blocks.size()) text += given.blocks[i];
              }
              use(text, {});
            });
          }};
}

}  // namespace

Blocks split_blocks(std::string_view output, const Yields& yields) {
  const Lines lines = lines_of(output);
  std::size_t margin = std::string_view::npos;
  for (const std::string_view line : lines)
    margin = std::min(margin, line.find_first_not_of(" \t"));
  Blocks split;
  std::map<std::string, std::size_t> places;         // of interfaces
  std::map<std::string_view, std::size_t> openings;  // the same by the word that opens a block
  std::string* open = &split.head;
  for (const std::string_view line : lines) {
    const std::string whole = std::string(line) + '\n';
    const bool at_margin = line.find_first_not_of(" \t") == margin;
    const std::string name = at_margin ? yields(split.head + whole) : "";
    const auto seen = openings.find(first_word(line));
    if (!name.empty()) {
      const auto [place, fresh] = places.try_emplace(name, split.blocks.size());
      if (fresh) split.blocks.emplace_back();
      split.repeats = split.repeats || !fresh;
      openings.try_emplace(first_word(line), place->second);
      open = &split.blocks[place->second];
    } else if (seen != openings.end() && &split.blocks[seen->second] != open) {
      split.repeats = true;  // in another table
    }
    *open += whole;
  }
  return split;
}

std::vector<Change> changes(std::string foreign_block) {
  std::vector<Change> all;
  all.push_back(
      edit("CRLF", Loss::none, [](std::string_view line) { return std::string(line) + '\r'; }));
  all.push_back(edit("indentation lost", Loss::one_percent, without_indentation));
  all.push_back(edit("all indented by 4", Loss::one_percent,
                     [](std::string_view line) { return "    " + std::string(line); }));
  all.push_back({"blocks reversed", Loss::none, true, reverse_blocks});
  all.push_back(insert("unknown line", "Something that nobody has seen yet"));
  all.push_back(insert("unknown line, indented", "     Nothing known: 12 of 7, 3 others"));
  all.push_back(
      insert("log line", "*Mar  1 00:01:02.123: %SYS-5-NEWS: Interface X, changed state to up"));
  all.push_back({"tenth dropped", Loss::any, false, drop_tenths});
  all.push_back({"line dropped", Loss::one_line, false, drop_each_line});
  if (!foreign_block.empty()) all.push_back(foreign(std::move(foreign_block)));
  return all;
}

}  // namespace metamorphic
