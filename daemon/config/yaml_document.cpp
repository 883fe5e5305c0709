#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <map>
#include <sstream>
#include <unordered_map>

#include "base/utf8.hpp"
#include "config/yaml.hpp"
#include "config/yaml_syntax.hpp"

namespace showd {
namespace {

constexpr std::size_t kDeepest = 32;
constexpr std::uint64_t kMostValues = 4'000'000;
/// A comment behind the text: it is part of a value only if a quote is still open there, which
/// yaml-cpp takes for closed at the end of the file.
constexpr std::string_view kBehindTheEnd = "#showd-reads-to-here";
constexpr std::string_view kKeyRemedy = "write a name before the colon, in quotes if it is none";
constexpr std::string_view kBracesRemedy =
    "put a text that begins with '{' or '[' in quotes; of a template ({{ ... }}) what it makes is "
    "read, not itself";

[[noreturn]] void refuse(const std::string& file, YamlMark mark, const std::string& key,
                         std::string why, std::string remedy) {
  Fault fault;
  fault.file = file;
  fault.line = mark.line;
  fault.column = mark.column;
  fault.key = key.empty() ? std::string(kWholeFile) : printable(key);
  fault.message = std::move(why);
  fault.remedy = std::move(remedy);
  throw ConfigError(std::move(fault));
}

YamlMark mark_of(const YAML::Mark& mark) {
  return {std::max(mark.line, 0) + 1, std::max(mark.column, 0) + 1};
}

/// Turns the parser's events into nodes. A key that occurs twice is noted; at any other fault it
/// throws through the parser.
class Builder final : public YAML::EventHandler {
 public:
  Builder(const YamlSource& source, std::deque<YamlNode>& nodes) : source_(source), nodes_(nodes) {}

  [[nodiscard]] const YamlNode* root() const { return root_; }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (root_ != nullptr) throw YAML::ParserException(mark, std::string(kSecondDocument));
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    if (is_key()) stop(mark, "expected a key, not nothing", kKeyRemedy);
    close(make(YamlNode::Kind::null, mark), anchor);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    check_tag(mark, tag);
    if (value.find(kBehindTheEnd) != std::string::npos)
      stop(mark, "a quote is opened here and never closed", "close it where the text ends");
    if (is_key()) return take_key(mark, value);
    YamlNode& node = make(YamlNode::Kind::scalar, mark);
    node.text = value;
    close(node, anchor);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto target = anchors_.find(anchor);
    if (target == anchors_.end())
      stop(mark, "this alias stands inside of what it refers to", "write the value out");
    if (is_key()) stop(mark, "expected a key, not an alias", kKeyRemedy);
    count(mark, target->second->weight);
    attach(*target->second);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(YamlNode::Kind::sequence, mark, tag, anchor);
  }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(YamlNode::Kind::map, mark, tag, anchor);
  }
  void OnSequenceEnd() override { pop(); }
  void OnMapEnd() override {
    note_duplicates();
    pop();
  }

 private:
  struct Frame {
    YamlNode* node;
    YAML::anchor_t anchor;
    bool has_key = false;
    std::string key;
    YamlMark key_mark;
  };

  [[nodiscard]] bool is_key() const {
    return !frames_.empty() && frames_.back().node->kind == YamlNode::Kind::map &&
           !frames_.back().has_key;
  }

  [[noreturn]] void stop(const YAML::Mark& mark, std::string why, std::string_view remedy) const {
    refuse(source_.file, mark_of(mark), path(), std::move(why), std::string(remedy));
  }

  /// Of the value that is being read.
  [[nodiscard]] std::string path() const {
    std::string path;
    for (const Frame& frame : frames_) {
      if (frame.node->kind == YamlNode::Kind::sequence)
        path += fmt::format("[{}]", frame.node->items.size());
      else if (frame.has_key)
        path += (path.empty() ? "" : ".") + frame.key;
    }
    return path;
  }

  void check_tag(const YAML::Mark& mark, const std::string& tag) const {
    if (!tag.empty() && tag != "?" && tag != "!")  // plain, quoted
      stop(mark, fmt::format("expected a plain value, not the tag '{}'", printable(tag, 60)),
           "remove the tag, or put a text that begins with '!' in quotes");
  }

  void count(const YAML::Mark& mark, std::uint64_t more) {
    values_ += more;
    if (values_ > kMostValues)
      stop(
          mark,
          fmt::format("expected at most {} values in a file, aliases counted in full", kMostValues),
          "split the file");
  }

  YamlNode& make(YamlNode::Kind kind, const YAML::Mark& mark) {
    count(mark, 1);
    YamlNode& node = nodes_.emplace_back();
    node.kind = kind;
    node.mark = mark_of(mark);
    return node;
  }

  void take_key(const YAML::Mark& mark, const std::string& key) {
    Frame& map = frames_.back();
    if (key == "<<") stop(mark, "merge keys (<<) are not read", "use groups");
    map.key = key;
    map.key_mark = mark_of(mark);
    map.has_key = true;
  }

  void open(YamlNode::Kind kind, const YAML::Mark& mark, const std::string& tag,
            YAML::anchor_t anchor) {
    check_tag(mark, tag);
    if (is_key()) stop(mark, "expected a key, not a list or a map", kBracesRemedy);
    if (frames_.size() >= kDeepest)
      stop(mark, fmt::format("expected at most {} levels of nesting", kDeepest),
           "look for brackets too many");
    frames_.push_back({&make(kind, mark), anchor});
  }

  void pop() {
    const Frame closed = std::move(frames_.back());
    frames_.pop_back();
    close(*closed.node, closed.anchor);
  }

  /// An anchor is known once its value is complete, so an alias never points at its own parent.
  void close(const YamlNode& node, YAML::anchor_t anchor) {
    if (anchor != 0) anchors_[anchor] = &node;
    attach(node);
  }

  void attach(const YamlNode& node) {
    if (frames_.empty()) {
      root_ = &node;
      return;
    }
    Frame& outer = frames_.back();
    outer.node->weight += node.weight;
    if (outer.node->kind == YamlNode::Kind::sequence) {
      outer.node->items.push_back(&node);
    } else {
      outer.node->entries.push_back({std::move(outer.key), outer.key_mark, &node});
      outer.key.clear();
      outer.has_key = false;
    }
  }

  /// The first of them stays.
  void note_duplicates() {
    auto& entries = frames_.back().node->entries;
    std::unordered_map<std::string, int> seen;
    seen.reserve(entries.size());
    std::erase_if(entries, [&](const YamlNode::Entry& entry) {
      const auto [first, fresh] = seen.emplace(entry.key, entry.mark.line);
      if (!fresh) source_.faults.attempt([&] { refuse_twice(entry, first->second); });
      return !fresh;
    });
  }

  [[noreturn]] void refuse_twice(const YamlNode::Entry& entry, int first) const {
    const std::string outer = path();
    refuse(source_.file, entry.mark, outer + (outer.empty() ? "" : ".") + entry.key,
           fmt::format("occurs twice; first in line {}", first), "remove or rename one of the two");
  }

  const YamlSource& source_;
  std::deque<YamlNode>& nodes_;
  std::vector<Frame> frames_;
  std::map<YAML::anchor_t, const YamlNode*> anchors_;
  std::uint64_t values_ = 0;
  const YamlNode* root_ = nullptr;
};

}  // namespace

YamlDocument::YamlDocument(std::string file, std::string_view text, Faults& faults)
    : source_{std::move(file), faults} {
  check_bytes(source_.file, text);
  std::istringstream in{fmt::format("{}\n{}\n", text, kBehindTheEnd)};
  Builder builder(source_, nodes_);
  try {
    YAML::Parser parser(in);
    while (parser.HandleNextDocument(builder)) continue;
  } catch (const YAML::Exception& error) {
    throw ConfigError(explain_syntax(source_.file, text, mark_of(error.mark), error.msg));
  }
  root_ = builder.root();
}

YamlMap YamlDocument::root(std::string_view must_have) const {
  if (root_ == nullptr || root_->kind == YamlNode::Kind::null)
    refuse(source_.file, {1, 1}, std::string(must_have),
           "expected a map (key: value), not an empty file",
           fmt::format("write {}: and what belongs to it", must_have));
  return YamlValue(source_, *root_, "", root_->mark).map();
}

std::map<std::string, int> YamlDocument::lines(int depth) const {
  std::map<std::string, int> lines;
  const std::function<void(const YamlNode&, const std::string&, int)> walk =
      [&](const YamlNode& map, const std::string& outer, int more) {
        for (const YamlNode::Entry& entry : map.entries) {
          const std::string key = outer + entry.key;
          lines[key] = entry.mark.line;
          if (more > 1) walk(*entry.value, key + ".", more - 1);
        }
      };
  if (root_ != nullptr) walk(*root_, "", depth);
  return lines;
}

}  // namespace showd
