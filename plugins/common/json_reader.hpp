/// A reader of JSON (RFC 8259) for outputs such as `ip -j`, on the standard library alone.
///
/// It pulls: the caller walks over arrays and objects and takes what it knows; the rest is skipped
/// (and still checked). So memory is one string at a time whatever the device sends, where a tree
/// of values would take a hundred times the size of "[[],[],...". Strict: the first fault stops it
/// for good, and what was read before stands. Nesting deeper than kMaxDepth is a fault.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace showd::text {

class JsonReader {
 public:
  static constexpr int kMaxDepth = 64;

  explicit JsonReader(std::string_view text) noexcept : text_(text) {}

  /// Calls `item()` at each item of the array that comes next; what item() leaves unread is
  /// skipped. Anything but an array is skipped as a whole. False after a fault.
  template <class Item>
  bool array(Item item) {
    if (!open('[')) return ok();
    while (next_item(']')) {
      const std::size_t before = at_;
      item();
      if (ok() && at_ == before) skip();
    }
    return ok();
  }

  /// Calls `member(key)` before each member's value; otherwise like array().
  template <class Member>
  bool object(Member member) {
    if (!open('{')) return ok();
    while (next_item('}')) {
      const std::string key = raw_string();
      if (!ok() || !expect(':')) break;
      blanks();
      const std::size_t before = at_;
      member(std::string_view(key));
      if (ok() && at_ == before) skip();
    }
    return ok();
  }

  /// The string, or the whole number >= 0, that comes next; anything else is skipped.
  std::optional<std::string> string();
  std::optional<std::uint64_t> number();
  void skip();

  /// After the last value: true if nothing but blanks follows.
  bool at_end();
  [[nodiscard]] bool ok() const noexcept { return fault_ == nullptr; }
  [[nodiscard]] const char* fault() const noexcept { return fault_ ? fault_ : ""; }
  [[nodiscard]] std::uint32_t line() const noexcept;  ///< 1-based, where the reader stands

 private:
  bool open(char bracket);
  bool next_item(char close);
  bool expect(char c);
  void blanks() noexcept;
  [[nodiscard]] char peek() const noexcept { return at_ < text_.size() ? text_[at_] : '\0'; }
  std::string raw_string();
  void escape(std::string& into);
  std::uint32_t hex4();
  std::string_view raw_number();
  void fail(const char* why) noexcept;

  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
  bool first_ = false;  ///< just after an opening bracket: no comma yet
  const char* fault_ = nullptr;
};

}  // namespace showd::text
