#include "textfsm/engine.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/utf8.hpp"
#include "textfsm/characters.hpp"
#include "textfsm/program.hpp"

namespace showd::textfsm {

/// A Value while a text is parsed.
struct Slot {
  std::optional<std::string_view> text;    ///< what was matched last
  std::optional<std::string_view> memory;  ///< of Filldown: what Clear restores
  Items items;                             ///< of List
};

namespace {

constexpr std::size_t kMostHopeless = 256;
/// Records may take this much, and so many bytes more for each byte of text, but never more than
/// the last.
constexpr std::size_t kRecordsFloor = std::size_t{64} << 20;
constexpr std::size_t kRecordsPerByte = 32;
constexpr std::size_t kRecordsCeiling = std::size_t{2} << 30;

bool is_empty(const Field& field) {
  return std::visit([](const auto& content) { return content.empty(); }, field);
}

/// Stops a parse; never leaves this file.
struct GivenUp {
  std::string message;
};

}  // namespace

Scratch::Scratch()
    : matcher_(std::make_unique<Matcher>()),
      nested_(std::make_unique<Matcher>()),
      slots_(std::make_unique<std::vector<Slot>>()) {}
Scratch::~Scratch() = default;

Text::Text(std::string bytes)
    : ascii_(textfsm::is_ascii(bytes)),
      bytes_(std::make_shared<const std::string>(
          ascii_ || is_valid_utf8(bytes) ? std::move(bytes) : to_valid_utf8(bytes))) {}

/// One parse.
class Engine {
 public:
  Engine(const TemplatePtr& source, const Text& text, Scratch& scratch)
      : name_(source->name()),
        program_(source->program()),
        matcher_(*scratch.matcher_),
        nested_(*scratch.nested_),
        slots_(*scratch.slots_),
        budget_(std::min(kRecordsFloor + kRecordsPerByte * text.view().size(), kRecordsCeiling)),
        records_{source, text, {}, {}} {}

  Result<Records> run() {
    slots_.assign(program_.values.size(), {});
    try {
      read_lines();
    } catch (GivenUp& why) {
      return fail(Errc::parse_failed, Stage::parse, std::move(why.message));
    }
    return std::move(records_);
  }

 private:
  void read_lines() {
    std::string_view rest = records_.text.view();
    while (!rest.empty() && state_ >= 0) {
      ++line_number_;
      read_line(Line(take_line(rest)));
    }
    if (state_ != kEnd && program_.records_at_eof) save_record();
  }

  void read_line(const Line& line) {
    for (const Rule& rule : program_.states[static_cast<std::size_t>(state_)].rules) {
      if (!matches(rule, line)) continue;
      for (const Assignment& one : rule.assignments) assign(one.value, matcher_.group(one.group));
      act(rule.record_action);
      if (rule.line_action == LineAction::error) stop(rule, line);
      if (rule.line_action == LineAction::continue_) continue;
      if (rule.next_state != kStay) state_ = rule.next_state;
      return;
    }
  }

  bool matches(const Rule& rule, const Line& line) {
    switch (rule.pattern.match(line, records_.text.is_ascii(), matcher_)) {
      case Match::yes:
        return true;
      case Match::no:
        return false;
      case Match::hopeless:
        count_hopeless(rule);
        return false;
      case Match::broken:
        break;
    }
    throw GivenUp{fmt::format("{}:{}: the expression does not compile: {}", name_, rule.line,
                              rule.pattern.compile_fault().value_or("out of memory"))};
  }

  void count_hopeless(const Rule& rule) {
    records_.hopeless.push_back({rule.line, line_number_});
    if (records_.hopeless.size() >= kMostHopeless)
      throw GivenUp{fmt::format("{}:{}: given up on input line {}: {} matches took too many steps",
                                name_, rule.line, line_number_, kMostHopeless)};
  }

  [[noreturn]] void stop(const Rule& rule, const Line& line) const {
    throw GivenUp{fmt::format("{}:{}: Error{}{} on input line {}: '{}'", name_, rule.line,
                              rule.message.empty() ? "" : " ", printable(rule.message),
                              line_number_, printable(line.text))};
  }

  void act(RecordAction action) {
    switch (action) {
      case RecordAction::none:
        return;
      case RecordAction::record:
        return save_record();
      case RecordAction::clear:
        return clear();
      case RecordAction::clear_all:
        return slots_.assign(slots_.size(), {});
    }
  }

  void clear() {
    for (std::size_t i = 0; i < slots_.size(); ++i) {
      Slot& slot = slots_[i];
      slot.text = program_.values[i].filldown ? slot.memory : std::nullopt;
      if (!program_.values[i].filldown) slot.items.clear();
    }
  }

  /// Also of a group that took no part: then nothing replaces what was there.
  void assign(std::uint32_t index, std::optional<std::string_view> text) {
    const Value& value = program_.values[index];
    Slot& slot = slots_[index];
    slot.text = text;
    slot.memory = text;
    if (value.fillup && text && !text->empty()) fill_up(index, *text);
    if (value.list) add_item(value, slot);
  }

  void fill_up(std::uint32_t index, std::string_view text) {
    for (auto row = records_.rows.rbegin(); row != records_.rows.rend(); ++row) {
      if (!is_empty((*row)[index])) return;
      (*row)[index] = text;
    }
  }

  void add_item(const Value& value, Slot& slot) {
    spend(sizeof(Item));
    if (!slot.text && value.nested)
      throw GivenUp{
          fmt::format("{}:{}: Value {} is a List with groups and took no part in a rule on "
                      "input line {}",
                      name_, value.line, printable(value.name), line_number_)};
    if (!slot.text)
      slot.items.emplace_back();
    else if (!value.nested || value.nested->names().empty())
      slot.items.emplace_back(*slot.text);
    else
      slot.items.push_back(nested_item(value, *slot.text));
  }

  /// The Value's expression once more, on its own text: look-around may see less and find nothing.
  Item nested_item(const Value& value, std::string_view text) {
    const Pattern& pattern = *value.nested;
    if (pattern.match(Line(text), records_.text.is_ascii(), nested_) != Match::yes) return text;
    std::vector<Group> groups;
    for (const NamedGroup& one : pattern.names())
      groups.push_back({one.name, nested_.group(one.group)});
    spend(groups.size() * sizeof(Group));
    return groups;
  }

  void save_record() {
    if (program_.values.empty()) return;
    bool any = false;
    for (std::size_t i = 0; i < slots_.size(); ++i) {
      if (lacks_required(program_.values[i], slots_[i])) return clear();
      any =
          any || (program_.values[i].list ? !slots_[i].items.empty() : slots_[i].text.has_value());
    }
    if (!any) return;
    Record record;
    record.reserve(slots_.size());
    spend(sizeof record + slots_.size() * sizeof(Field));
    for (std::size_t i = 0; i < slots_.size(); ++i) record.push_back(field(i));
    records_.rows.push_back(std::move(record));
    clear();
  }

  static bool lacks_required(const Value& value, const Slot& slot) {
    if (!value.required) return false;
    if (value.list && !value.required_before_list) return slot.items.empty();
    return !slot.text || slot.text->empty();
  }

  Field field(std::size_t index) {
    Slot& slot = slots_[index];
    if (!program_.values[index].list) return slot.text.value_or(std::string_view());
    if (!program_.values[index].filldown) return std::move(slot.items);
    spend(slot.items.size() * sizeof(Item));
    return slot.items;
  }

  void spend(std::size_t bytes) {
    if (bytes > budget_)
      throw GivenUp{fmt::format("{}: given up on input line {}: the records take too much memory",
                                name_, line_number_)};
    budget_ -= bytes;
  }

  const std::string name_;
  const Program& program_;
  Matcher& matcher_;
  Matcher& nested_;
  std::vector<Slot>& slots_;
  int state_ = static_cast<int>(program_.start);
  std::size_t line_number_ = 0;
  std::size_t budget_;
  Records records_;
};

Result<Records> parse(const TemplatePtr& source, const Text& text, Scratch& scratch) {
  return Engine(source, text, scratch).run();
}

}  // namespace showd::textfsm
