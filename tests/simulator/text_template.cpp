#include "text_template.hpp"

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace showd::simulator {
namespace {

constexpr std::size_t kWidestColumn = 512;

std::size_t field_of(std::string_view name, std::span<const std::string> names) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end())
    throw std::invalid_argument("unknown placeholder {" + std::string(name) + "}");
  return static_cast<std::size_t>(found - names.begin());
}

}  // namespace

TextTemplate::TextTemplate(std::string_view text, std::span<const std::string> names) {
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    const std::size_t length = end == std::string_view::npos ? text.size() : end;
    Line line = compile_line(text.substr(0, length), names);
    if (end != std::string_view::npos) {
      Piece newline;
      newline.text = "\r\n";
      line.pieces.push_back(std::move(newline));
    }
    lines_.push_back(std::move(line));
    text.remove_prefix(end == std::string_view::npos ? length : length + 1);
  }
}

TextTemplate::Line TextTemplate::compile_line(std::string_view text,
                                              std::span<const std::string> names) {
  Line line;
  if (text.size() > 2 && text[0] == '{' && (text[1] == '?' || text[1] == '!')) {
    const std::size_t end = text.find('}');
    if (end == std::string_view::npos) throw std::invalid_argument("'{' without '}'");
    line.condition = field_of(text.substr(2, end - 2), names);
    line.when_empty = text[1] == '!';
    text.remove_prefix(end + 1);
  }
  std::string literal;
  const auto flush = [&] {
    if (literal.empty()) return;
    Piece piece;
    piece.text = std::move(literal);
    line.pieces.push_back(std::move(piece));
    literal.clear();
  };
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if ((c == '{' || c == '}') && at + 1 < text.size() && text[at + 1] == c) {
      literal += c;
      ++at;
    } else if (c == '{') {
      const std::size_t end = text.find('}', at);
      if (end == std::string_view::npos) throw std::invalid_argument("'{' without '}'");
      flush();
      line.pieces.push_back(compile_placeholder(text.substr(at + 1, end - at - 1), names));
      at = end;
    } else if (c == '}') {
      throw std::invalid_argument("'}' without '{'");
    } else {
      literal += c;
    }
  }
  flush();
  return line;
}

TextTemplate::Piece TextTemplate::compile_placeholder(std::string_view inside,
                                                      std::span<const std::string> names) {
  Piece piece;
  if (const std::size_t colon = inside.rfind(':'); colon != std::string_view::npos) {
    const std::string_view format = inside.substr(colon + 1);
    const char* const end = format.data() + format.size();
    const bool aligned = !format.empty() && (format[0] == '<' || format[0] == '>');
    const auto read =
        aligned ? std::from_chars(format.data() + 1, end, piece.width) : std::from_chars_result{};
    if (!aligned || read.ec != std::errc() || read.ptr != end || piece.width > kWidestColumn)
      throw std::invalid_argument("bad column in {" + std::string(inside) +
                                  "}, expected :<N or :>N");
    piece.right = format[0] == '>';
    inside = inside.substr(0, colon);
  }
  if (const std::size_t bar = inside.find('|'); bar != std::string_view::npos) {
    piece.text = std::string(inside.substr(bar + 1));
    inside = inside.substr(0, bar);
  }
  piece.field = field_of(inside, names);
  return piece;
}

void TextTemplate::render(std::span<const std::string> fields, std::string& out) const {
  for (const Line& line : lines_) {
    if (line.condition != kLiteral && fields[line.condition].empty() != line.when_empty) continue;
    for (const Piece& piece : line.pieces) {
      const std::string& value =
          piece.field == kLiteral || fields[piece.field].empty() ? piece.text : fields[piece.field];
      const std::size_t pad = piece.width > value.size() ? piece.width - value.size() : 0;
      if (piece.right) out.append(pad, ' ');
      out += value;
      if (!piece.right) out.append(pad, ' ');
    }
  }
}

std::string TextTemplate::render(std::span<const std::string> fields) const {
  std::string out;
  render(fields, out);
  return out;
}

bool TextTemplate::uses(std::size_t field) const noexcept {
  return std::any_of(lines_.begin(), lines_.end(), [field](const Line& line) {
    return line.condition == field ||
           std::any_of(line.pieces.begin(), line.pieces.end(),
                       [field](const Piece& piece) { return piece.field == field; });
  });
}

}  // namespace showd::simulator
