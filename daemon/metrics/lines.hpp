/// Lines of the fleet's page; private to this room.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "metrics/text_format.hpp"

namespace showd {

/// Appends the lines of one family; `labels` is the prebuilt `device="r1",interface="Gi0/1"`.
class Lines {
 public:
  Lines(std::string& out, std::string_view family, std::size_t& count)
      : out_(out), family_(family), count_(count) {}
  void at(std::string_view labels) { labels_ = labels; }

  template <class Number>
  void value(Number number) {
    begin();
    append_number(out_, number);
    out_ += '\n';
  }
  void flag(bool set) { value(std::uint64_t{set}); }
  void seconds(UtcMillis at) {
    begin();
    append_seconds(out_, at);
    out_ += '\n';
  }
  /// One more label on this line only.
  void value_with(std::string_view label, std::string_view text, std::uint64_t number) {
    ++count_;
    out_.append(family_).append("{").append(labels_).append(",").append(label).append("=\"");
    append_label_value(out_, text);
    out_ += "\"} ";
    append_number(out_, number);
    out_ += '\n';
  }
  /// A line of value 1; `more` holds further labels and may be empty.
  void info(std::string_view more) {
    ++count_;
    out_.append(family_).append("{").append(labels_);
    if (!more.empty()) out_.append(",").append(more);
    out_ += "} 1\n";
  }

 private:
  void begin() {
    ++count_;
    out_.append(family_).append("{").append(labels_).append("} ");
  }

  std::string& out_;
  std::string_view family_;
  std::size_t& count_;  ///< of lines
  std::string_view labels_;
};

}  // namespace showd
