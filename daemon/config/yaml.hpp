/// YAML as config and inventory read it: every value knows its file, line and path, so that every
/// refusal is one line that a person can act on, and every map knows which keys it was asked for,
/// so that a key nobody knows is an error.
///
/// Built from yaml-cpp's events. Its YAML::Node was tried and dropped: it keeps the second of two
/// equal keys in silence, knows no line of a key, and takes half as long again to load.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/config.hpp"

namespace showd {

/// A value of a document as it was written. Owned by its YamlDocument.
struct YamlNode {
  enum class Kind : std::uint8_t { null, scalar, sequence, map };
  struct Entry {
    std::string key;
    int line;
    const YamlNode* value;
  };
  Kind kind = Kind::null;
  int line = 0;              ///< from 1
  std::uint64_t weight = 1;  ///< values in it, aliases counted in full
  std::string text;          ///< of a scalar
  std::vector<const YamlNode*> items;
  std::vector<Entry> entries;  ///< in the order of the file; keys are unique
};

/// Letters, digits, '.', '_', '-' and ':' (1 to 128 of them): safe in logs, SQL, labels, globs.
[[nodiscard]] bool is_name(std::string_view text) noexcept;

class YamlMap;

/// A value in its place. Borrows from its document. Everything that reads throws ConfigError
/// "FILE:LINE: key.path: expected ..., not '...'" when the value is not what was asked for.
class YamlValue {
 public:
  YamlValue(const std::string& file, const YamlNode& node, std::string path, int line)
      : file_(&file), node_(&node), path_(std::move(path)), line_(line) {}

  [[nodiscard]] bool is_null() const { return node_->kind == YamlNode::Kind::null; }
  [[nodiscard]] bool is_map() const { return node_->kind == YamlNode::Kind::map; }
  [[nodiscard]] int line() const { return line_; }

  /// One line of text: not empty, no control characters, at most 1,024 bytes.
  [[nodiscard]] std::string text(std::string_view what = "text") const;
  /// What is typed as it stands: at most 64 bytes on one line, perhaps with Enter at its end, which
  /// is "\r" in double quotes.
  [[nodiscard]] std::string keystrokes() const;
  /// What is_name() allows.
  [[nodiscard]] std::string name(std::string_view what) const;
  [[nodiscard]] bool boolean() const;
  [[nodiscard]] std::uint64_t number(std::uint64_t least, std::uint64_t most) const;
  [[nodiscard]] std::chrono::milliseconds duration(std::chrono::milliseconds least,
                                                   std::chrono::milliseconds most) const;
  /// Bytes.
  [[nodiscard]] std::uint64_t size(std::uint64_t least, std::uint64_t most) const;
  /// Absolute and without "..": relative ones start at `folder`.
  [[nodiscard]] std::filesystem::path path(const std::filesystem::path& folder) const;
  /// The value that a word stands for.
  template <class T>
  [[nodiscard]] T one_of(std::initializer_list<std::pair<std::string_view, T>> words) const {
    std::vector<std::string_view> known;
    for (const auto& [word, value] : words) known.push_back(word);
    return words.begin()[choice(known)].second;
  }
  [[nodiscard]] std::vector<YamlValue> items() const;
  /// Items of a list of at most `most`; a value that is no list stands for a list of one.
  [[nodiscard]] std::vector<YamlValue> one_or_more(std::size_t most) const;
  /// Nothing at all ("groups:" and then no more) reads as an empty map.
  [[nodiscard]] YamlMap map() const;

  /// Throws "FILE:LINE: key.path: why".
  [[noreturn]] void refuse(std::string_view why) const;
  /// "FILE:LINE: key.path: WHY"
  [[nodiscard]] std::string located(std::string_view why) const;
  /// Throws "FILE:LINE: key.path: expected WHAT, not 'what was there'HINT".
  [[noreturn]] void expected(std::string_view what, std::string_view hint = {}) const;

 private:
  friend class YamlMap;
  [[nodiscard]] std::size_t choice(std::span<const std::string_view> known) const;

  const std::string* file_;
  const YamlNode* node_;
  std::string path_;
  int line_;
};

/// A map whose keys are asked for one by one. When all were, refuse_others() finds the rest.
class YamlMap {
 public:
  struct Entry {
    std::string_view key;
    YamlValue value;
  };

  explicit YamlMap(YamlValue place) : place_(std::move(place)) {}

  [[nodiscard]] const YamlValue& place() const { return place_; }
  [[nodiscard]] std::optional<YamlValue> find(std::string_view literal);
  /// Like find, for a key that must be there.
  [[nodiscard]] YamlValue need(std::string_view literal, std::string_view what);
  /// Throws for the first key that was never asked for, with the nearest that was.
  void refuse_others() const;
  /// All of them, for maps whose keys are free names.
  [[nodiscard]] std::vector<Entry> entries() const;

 private:
  [[nodiscard]] YamlValue at(const YamlNode::Entry& entry) const;

  YamlValue place_;
  std::vector<std::string_view> asked_;
};

/// One file's text, parsed. Bounds: valid UTF-8, no control characters, one document, nesting of
/// 32, 4 million values (an alias counts as what it stands for), no tags, no merge keys.
class YamlDocument {
 public:
  /// `file` is its name in errors. Errors: ConfigError.
  YamlDocument(std::string file, std::string_view text);
  YamlDocument(const YamlDocument&) = delete;
  YamlDocument& operator=(const YamlDocument&) = delete;

  [[nodiscard]] const std::string& file() const { return file_; }
  /// The outermost map. Errors: ConfigError if there is none.
  [[nodiscard]] YamlMap root() const;

 private:
  std::string file_;
  std::deque<YamlNode> nodes_;  ///< a deque: nodes point at each other
  const YamlNode* root_ = nullptr;
};

}  // namespace showd
