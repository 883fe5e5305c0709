#include "unit/metrics/exposition.hpp"

#include <cstdlib>
#include <optional>

namespace showd {
namespace {

bool name_char(char c, bool first) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == ':' ||
         (!first && c >= '0' && c <= '9');
}

class Parser {
 public:
  Exposition read(std::string_view page) {
    if (!page.empty() && page.back() != '\n') fault("no newline at the end");
    while (!page.empty()) {
      const auto end = std::min(page.find('\n'), page.size() - 1);
      line_ = page.substr(0, end);
      page.remove_prefix(end + 1);
      ++number_;
      line_.starts_with("# ") ? comment() : sample();
    }
    finish_family();
    return std::move(out_);
  }

 private:
  void fault(const std::string& what) {
    out_.faults.push_back("line " + std::to_string(number_) + ": " + what + ": " +
                          std::string(line_.substr(0, 200)));
  }

  void comment() {
    const std::string_view rest = line_.substr(2);
    const bool help = rest.starts_with("HELP ");
    if (!help && !rest.starts_with("TYPE ")) return fault("unknown comment");
    const std::string_view words = rest.substr(5);
    const std::string name(words.substr(0, words.find(' ')));
    const std::string text(words.substr(std::min(name.size() + 1, words.size())));
    if (help) {
      finish_family();
      family_ = name;
      if (text.empty()) fault("empty HELP");
      if (!helped_.insert(name).second) fault("HELP twice");
      return;
    }
    if (name != family_) fault("TYPE without its HELP");
    if (!out_.types.emplace(name, text).second) fault("TYPE twice");
    const bool total = name.ends_with("_total");
    if (total != (text == "counter")) fault("counter and _total belong together");
  }

  /// `name{label="value",...}`; the position after it, or nothing.
  std::optional<std::size_t> series_end() {
    std::size_t i = 0;
    while (i < line_.size() && name_char(line_[i], i == 0)) ++i;
    if (i == 0 || i == line_.size()) return std::nullopt;
    if (line_[i] != '{') return i;
    std::set<std::string_view> labels;
    for (++i; i < line_.size() && line_[i] != '}';) {
      const std::size_t from = i;
      while (i < line_.size() && name_char(line_[i], i == from) && line_[i] != ':') ++i;
      if (i == from || !labels.insert(line_.substr(from, i - from)).second) return std::nullopt;
      if (line_.substr(i, 2) != "=\"") return std::nullopt;
      for (i += 2; i < line_.size() && line_[i] != '"'; ++i)
        if (line_[i] == '\\' && std::string_view("\\\"n").find(line_[++i]) == line_.npos)
          return std::nullopt;
      if (++i < line_.size() && line_[i] == ',') ++i;
    }
    return i + 1;
  }

  void sample() {
    const auto end = series_end();
    if (!end || *end >= line_.size() || line_[*end] != ' ') return fault("not a sample");
    const std::string series(line_.substr(0, *end));
    const std::string value(line_.substr(*end + 1));
    char* after = nullptr;
    std::strtod(value.c_str(), &after);
    if (value.empty() || *after != '\0') fault("not a number, or a timestamp");
    const std::string name = series.substr(0, series.find('{'));
    const std::string& type = out_.types[family_];
    const bool inside = name == family_ || (type == "histogram" && name.starts_with(family_));
    if (!inside) fault("outside of its family " + family_);
    if (!out_.values.emplace(series, value).second) fault("series twice");
    if (name == family_ + "_bucket" && series.find("le=\"+Inf\"") != series.npos) ++infinities_;
    if (name == family_ + "_count") ++counts_;
  }

  void finish_family() {
    if (infinities_ != counts_) fault("histogram without +Inf in " + family_);
    infinities_ = counts_ = 0;
  }

  Exposition out_;
  std::string_view line_;
  std::size_t number_ = 0;
  std::string family_;
  std::set<std::string> helped_;
  int infinities_ = 0;
  int counts_ = 0;
};

}  // namespace

Exposition parse_exposition(std::string_view page) { return Parser().read(page); }

}  // namespace showd
