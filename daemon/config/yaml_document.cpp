#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <cassert>
#include <map>
#include <sstream>
#include <unordered_map>

#include "base/utf8.hpp"
#include "config/yaml.hpp"

namespace showd {
namespace {

constexpr std::size_t kDeepest = 32;
constexpr std::uint64_t kMostValues = 4'000'000;

[[noreturn]] void refuse(const std::string& file, int line, const std::string& path,
                         std::string_view why) {
  const std::string at = path.empty() ? "" : printable(path) + ": ";
  throw ConfigError(fmt::format("{}:{}: {}{}", file, line, at, why));
}

/// What the scanner below would misread in silence: yaml-cpp ends at a byte of 0x04, and takes
/// broken UTF-8 as it comes.
void check_bytes(const std::string& file, std::string_view text) {
  int line = 1;
  for (std::string_view rest = text; !rest.empty(); ++line) {
    const std::size_t length = std::min(rest.find('\n'), rest.size() - 1) + 1;
    const std::string_view one = rest.substr(0, length);
    const auto control = std::find_if(one.begin(), one.end(), [](unsigned char c) {
      return (c < 0x20 && c != '\n' && c != '\r' && c != '\t') || c == 0x7F;
    });
    if (control != one.end())
      refuse(file, line, "",
             fmt::format("expected text, not the control character 0x{:02x}",
                         static_cast<unsigned char>(*control)));
    if (!is_valid_utf8(one)) refuse(file, line, "", "expected UTF-8 text");
    rest.remove_prefix(length);
  }
}

/// Turns the parser's events into nodes. Throws through the parser at the first fault.
class Builder final : public YAML::EventHandler {
 public:
  Builder(const std::string& file, std::deque<YamlNode>& nodes) : file_(file), nodes_(nodes) {}

  [[nodiscard]] const YamlNode* root() const { return root_; }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (root_ != nullptr)
      refuse(file_, line_of(mark), "", "expected one document, but a second one begins here");
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    if (is_key()) stop(mark, "expected a key, not nothing");
    close(make(YamlNode::Kind::null, mark), anchor);
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    check_tag(mark, tag);
    if (is_key()) return take_key(mark, value);
    YamlNode& node = make(YamlNode::Kind::scalar, mark);
    node.text = value;
    close(node, anchor);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto target = anchors_.find(anchor);
    if (target == anchors_.end()) stop(mark, "this alias stands inside of what it refers to");
    if (is_key()) stop(mark, "expected a key, not an alias");
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
    check_duplicates();
    pop();
  }

 private:
  struct Frame {
    YamlNode* node;
    YAML::anchor_t anchor;
    bool has_key = false;
    std::string key;
    int key_line = 0;
  };

  static int line_of(const YAML::Mark& mark) { return std::max(mark.line, 0) + 1; }

  [[nodiscard]] bool is_key() const {
    return !frames_.empty() && frames_.back().node->kind == YamlNode::Kind::map &&
           !frames_.back().has_key;
  }

  [[noreturn]] void stop(const YAML::Mark& mark, std::string_view why) const {
    refuse(file_, line_of(mark), path(), why);
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
      stop(mark, fmt::format("expected a plain value, not the tag '{}'", printable(tag, 60)));
  }

  void count(const YAML::Mark& mark, std::uint64_t more) {
    values_ += more;
    if (values_ > kMostValues)
      stop(mark, fmt::format("expected at most {} values in a file, aliases counted in full",
                             kMostValues));
  }

  YamlNode& make(YamlNode::Kind kind, const YAML::Mark& mark) {
    count(mark, 1);
    YamlNode& node = nodes_.emplace_back();
    node.kind = kind;
    node.line = line_of(mark);
    return node;
  }

  void take_key(const YAML::Mark& mark, const std::string& key) {
    Frame& map = frames_.back();
    if (key == "<<") stop(mark, "merge keys (<<) are not read; use groups");
    map.key = key;
    map.key_line = line_of(mark);
    map.has_key = true;
  }

  void open(YamlNode::Kind kind, const YAML::Mark& mark, const std::string& tag,
            YAML::anchor_t anchor) {
    check_tag(mark, tag);
    if (is_key()) stop(mark, "expected a key, not a list or a map");
    if (frames_.size() >= kDeepest)
      stop(mark, fmt::format("expected at most {} levels of nesting", kDeepest));
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
      outer.node->entries.push_back({std::move(outer.key), outer.key_line, &node});
      outer.key.clear();
      outer.has_key = false;
    }
  }

  void check_duplicates() const {
    const auto& entries = frames_.back().node->entries;
    std::unordered_map<std::string_view, int> seen;
    seen.reserve(entries.size());
    for (const YamlNode::Entry& entry : entries) {
      const auto [first, fresh] = seen.emplace(entry.key, entry.line);
      if (fresh) continue;
      const std::string outer = path();
      refuse(file_, entry.line, outer + (outer.empty() ? "" : ".") + entry.key,
             fmt::format("occurs twice; first in line {}", first->second));
    }
  }

  const std::string& file_;
  std::deque<YamlNode>& nodes_;
  std::vector<Frame> frames_;
  std::map<YAML::anchor_t, const YamlNode*> anchors_;
  std::uint64_t values_ = 0;
  const YamlNode* root_ = nullptr;
};

}  // namespace

YamlDocument::YamlDocument(std::string file, std::string_view text) : file_(std::move(file)) {
  check_bytes(file_, text);
  std::istringstream in{std::string(text)};
  Builder builder(file_, nodes_);
  try {
    YAML::Parser parser(in);
    while (parser.HandleNextDocument(builder)) continue;
  } catch (const YAML::Exception& error) {
    refuse(file_, std::max(error.mark.line, 0) + 1, "",
           fmt::format("expected YAML: {}", printable(error.msg)));
  }
  root_ = builder.root();
}

YamlMap YamlDocument::root() const {
  if (root_ == nullptr || root_->kind == YamlNode::Kind::null)
    refuse(file_, 1, "", "expected a map (key: value), not an empty file");
  return YamlValue(file_, *root_, "", root_->line).map();
}

}  // namespace showd
