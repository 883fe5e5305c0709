/// YAML as config and inventory read it: every value knows its file, line and path, so that every
/// refusal is one line that a person can act on, and every map knows which keys it was asked for,
/// so that a key nobody knows is an error. A value that is refused throws; the map that it stands
/// in notes that and reads on, so that one fault hides no other.
///
/// Built from yaml-cpp's events. Its YAML::Node was tried and dropped: it keeps the second of two
/// equal keys in silence, knows no line of a key, and takes half as long again to load.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "config/config.hpp"

namespace showd {

/// Where something begins, from 1.
struct YamlMark {
  int line = 0;
  int column = 0;
};

/// What the values of a document share.
struct YamlSource {
  std::string file;  ///< its name in faults
  Faults& faults;
};

/// A value of a document as it was written. Owned by its YamlDocument.
struct YamlNode {
  enum class Kind : std::uint8_t { null, scalar, sequence, map };
  struct Entry {
    std::string key;
    YamlMark mark;
    const YamlNode* value;
  };
  Kind kind = Kind::null;
  YamlMark mark;
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
  YamlValue(const YamlSource& source, const YamlNode& node, std::string path, YamlMark mark)
      : source_(&source), node_(&node), path_(std::move(path)), mark_(mark) {}

  [[nodiscard]] bool is_null() const { return node_->kind == YamlNode::Kind::null; }
  [[nodiscard]] bool is_map() const { return node_->kind == YamlNode::Kind::map; }
  [[nodiscard]] const std::string& file() const { return source_->file; }
  [[nodiscard]] int line() const { return mark_.line; }

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
  /// What `reader` makes of each of one_or_more(); those that it refuses are noted and left out.
  template <class Reader>
  [[nodiscard]] auto list(std::size_t most, Reader&& reader) const {
    std::vector<std::invoke_result_t<Reader, const YamlValue&>> read;
    for (const YamlValue& item : one_or_more(most))
      faults().attempt([&] { read.push_back(reader(item)); });
    return read;
  }
  /// Nothing at all ("groups:" and then no more) reads as an empty map.
  [[nodiscard]] YamlMap map() const;
  /// Likewise, and what is there instead is not quoted.
  [[nodiscard]] YamlMap map_of_secrets() const;

  /// Throws "FILE:LINE: key.path: why; remedy".
  [[noreturn]] void refuse(std::string why, std::string remedy) const;
  /// Likewise at a key that is not there.
  [[noreturn]] void refuse_at(std::string_view key, std::string why, std::string remedy) const;
  /// Likewise for a message that says the remedy already.
  [[noreturn]] void refuse_plainly(std::string why, std::string remedy) const;
  /// Throws "FILE:LINE: key.path: expected WHAT, not 'what was there'; remedy"; without a remedy it
  /// is to write WHAT, and goes without saying.
  [[noreturn]] void expected(std::string_view what, std::string remedy = {}) const;
  /// "FILE:LINE: key.path: WHY"
  [[nodiscard]] std::string located(std::string_view why) const;
  /// Notes it, and nothing is thrown.
  void warn(std::string why, std::string remedy) const;
  [[nodiscard]] Faults& faults() const { return source_->faults; }

 private:
  friend class YamlMap;
  [[nodiscard]] std::size_t choice(std::span<const std::string_view> known) const;

  [[nodiscard]] Fault fault(std::string why, std::string remedy) const;

  const YamlSource* source_;
  const YamlNode* node_;
  std::string path_;
  YamlMark mark_;
};

/// A map whose keys are asked for one by one. When all were, refuse_others() finds the rest. What
/// only the whole map can lack is asked last, of a map that is sound().
class YamlMap {
 public:
  struct Entry {
    std::string_view key;
    YamlValue value;
    std::string_view before = {};  ///< the key above, if nothing stands under that
    /// The key, if is_name() allows it.
    [[nodiscard]] std::string name(std::string_view what) const;
    /// The value as map; what is none may have been meant to stand under the key above.
    [[nodiscard]] YamlMap map() const;
  };

  explicit YamlMap(YamlValue place)
      : place_(std::move(place)), errors_before_(place_.faults().errors()) {}

  [[nodiscard]] const YamlValue& place() const { return place_; }
  [[nodiscard]] std::optional<YamlValue> find(std::string_view literal);
  /// Like find, for a key that must be there.
  [[nodiscard]] YamlValue need(std::string_view literal, std::string_view what);
  /// Where the key is written: `into` becomes what `reader` makes of its value, or stays as it is
  /// when that is refused, which is noted.
  template <class T, class Reader>
  void read(std::string_view literal, T& into, Reader&& reader) {
    if (const auto value = find(literal))
      place_.faults().attempt([&] { into = std::invoke(reader, *value); });
  }
  /// Notes the key, if it is written, as one that is to come; it is suggested to nobody.
  void refuse_planned(std::string_view literal, std::string why, std::string remedy);
  /// Notes each key that was never asked for, with the nearest that was.
  void refuse_others() const;
  /// Nothing in it was refused so far.
  [[nodiscard]] bool sound() const { return place_.faults().errors() == errors_before_; }
  /// All of them, for maps whose keys are free names.
  [[nodiscard]] std::vector<Entry> entries() const;

 private:
  [[nodiscard]] YamlValue at(const YamlNode::Entry& entry) const;
  [[nodiscard]] std::string_view empty_key_before(const YamlNode::Entry& entry) const;
  [[noreturn]] void refuse_key(const YamlNode::Entry& entry) const;

  YamlValue place_;
  std::size_t errors_before_;
  std::vector<std::string_view> asked_;
  std::vector<std::string_view> planned_;
};

// Readers for YamlMap::read().
template <class T>
[[nodiscard]] auto number(T least, T most) {
  return [=](const YamlValue& value) { return static_cast<T>(value.number(least, most)); };
}
[[nodiscard]] inline auto duration(std::chrono::milliseconds least,
                                   std::chrono::milliseconds most) {
  return [=](const YamlValue& value) { return value.duration(least, most); };
}

/// One file's text, parsed. Bounds: valid UTF-8, no control characters, one document, nesting of
/// 32, 4 million values (an alias counts as what it stands for), no tags, no merge keys.
class YamlDocument {
 public:
  /// `file` is its name in faults, which go into `faults` (borrowed) as long as the document can
  /// be read on. Errors: ConfigError.
  YamlDocument(std::string file, std::string_view text, Faults& faults);
  YamlDocument(const YamlDocument&) = delete;
  YamlDocument& operator=(const YamlDocument&) = delete;

  /// The outermost map. Errors: ConfigError if there is none, at the key that it
  /// must have.
  [[nodiscard]] YamlMap root(std::string_view must_have) const;
  /// "outer.inner" -> line, for keys at most `depth` deep.
  [[nodiscard]] std::map<std::string, int> lines(int depth) const;

 private:
  YamlSource source_;
  std::deque<YamlNode> nodes_;  ///< a deque: nodes point at each other
  const YamlNode* root_ = nullptr;
};

}  // namespace showd
