#include "platform/plugin_platform.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <functional>
#include <unordered_map>
#include <utility>

#include "base/utf8.hpp"
#include "platform/row_checker.hpp"

namespace showd {
namespace {

/// The daemon's end of one parse() call. Its two functions are called through C pointers, so they
/// throw nothing: a failure is kept and told afterwards.
class Collector {
 public:
  explicit Collector(const CanonicalNames& canonical) : canonical_(canonical) {
    sink_.struct_size = sizeof(showd_sink);
    sink_.ctx = this;
    sink_.row = [](void* self, const showd_interface* row) noexcept {
      return static_cast<Collector*>(self)->take(row);
    };
    sink_.explain = [](void* self, std::uint32_t line, showd_text why) noexcept {
      static_cast<Collector*>(self)->note(line, why);
    };
  }
  Collector(const Collector&) = delete;
  Collector& operator=(const Collector&) = delete;

  const showd_sink* sink() const noexcept { return &sink_; }
  std::vector<Interface>& rows() noexcept { return rows_; }
  std::vector<Coverage::Note>& notes() noexcept { return notes_; }
  const std::vector<std::uint32_t>& unmatched() const noexcept { return unmatched_; }
  bool row_lost() const noexcept { return row_lost_; }
  Errc fault() const noexcept { return too_many_ ? Errc::too_many_interfaces : Errc::parse_failed; }
  const std::string& fatal() const noexcept { return fatal_; }

  void add_note(std::uint32_t line, std::string_view why) {
    if (notes_.size() < kMaxNotes) notes_.push_back({line, printable(why.substr(0, 1024)), {}});
  }

 private:
  showd_status take(const showd_interface* row) noexcept try {
    if (!row) return stop("the parser passed no row");
    if (++taken_ > kMaxRows) {
      too_many_ = true;
      return stop(fmt::format("more than {} rows", kMaxRows));
    }
    std::vector<std::string> faults;
    std::optional<Interface> face = check_row(*row, canonical_, faults);
    for (const std::string& fault : faults) add_note(0, fault);
    row_lost_ = row_lost_ || !face;
    if (face) add(std::move(*face));
    return SHOWD_OK;
  } catch (const std::exception& error) {
    return stop_quietly(error.what());
  }

  void add(Interface face) {
    const auto [place, fresh] = index_.try_emplace(face.if_name, rows_.size());
    if (fresh)
      rows_.push_back(std::move(face));
    else
      merge(rows_[place->second], std::move(face));
  }

  void note(std::uint32_t line, showd_text why) noexcept try {
    // Of a parser that explains without end the tail is not kept, but is not forgotten either.
    const bool kept = line != 0 && unmatched_.size() < kMaxUnmatched;
    if (kept) unmatched_.push_back(line);
    row_lost_ = row_lost_ || !kept;
    add_note(line, why.data ? std::string_view(why.data, why.size) : std::string_view());
  } catch (const std::exception& error) {
    stop_quietly(error.what());
  }

  showd_status stop(std::string why) {
    fatal_ = std::move(why);
    return SHOWD_E_STOPPED;
  }
  showd_status stop_quietly(const char* why) noexcept {
    try {
      return stop(why);
    } catch (...) {  // no memory for the reason either
      return SHOWD_E_STOPPED;
    }
  }

  const CanonicalNames& canonical_;
  showd_sink sink_{};
  std::vector<Interface> rows_;
  std::unordered_map<std::string, std::size_t> index_;  // into rows_
  std::vector<Coverage::Note> notes_;
  std::vector<std::uint32_t> unmatched_;  // lines, as the parser told them
  std::size_t taken_ = 0;
  bool row_lost_ = false;
  bool too_many_ = false;
  std::string fatal_;
};

struct LineCount {
  std::uint32_t all = 0;
  std::uint32_t with_text = 0;
};

LineCount count_lines(std::string_view output) {
  LineCount count;
  while (!output.empty()) {
    const std::size_t end = output.find('\n');
    const std::string_view line = output.substr(0, end);
    output.remove_prefix(end == std::string_view::npos ? output.size() : end + 1);
    ++count.all;
    count.with_text += line.find_first_not_of(" \t\r") != std::string_view::npos;
  }
  return count;
}

/// Walks once over the output beside the lines that were not understood, for what they say.
void read_unmatched(std::string_view output, std::vector<std::uint32_t> unmatched,
                    Coverage& coverage) {
  std::sort(unmatched.begin(), unmatched.end());
  unmatched.erase(std::unique(unmatched.begin(), unmatched.end()), unmatched.end());
  const std::size_t salt = std::hash<std::string>{}(coverage.command);
  std::uint32_t number = 0;
  for (const std::uint32_t wanted : unmatched) {
    std::string_view line;
    for (; number < wanted && !output.empty(); ++number) {
      line = output.substr(0, output.find('\n'));
      output.remove_prefix(std::min(output.size(), line.size() + 1));
    }
    if (number < wanted) line = {};  // a line that there is not
    coverage.unknown_lines.push_back(std::hash<std::string_view>{}(line) ^ salt);
    for (Coverage::Note& note : coverage.notes)
      if (note.line == wanted) note.text = printable(line, kMaxNoteText);
  }
  coverage.unmatched =
      static_cast<std::uint32_t>(std::min<std::size_t>(unmatched.size(), coverage.lines));
  std::sort(coverage.unknown_lines.begin(), coverage.unknown_lines.end());
}

showd_status call(PluginParse parse, std::uint32_t command, std::string_view output,
                  Collector& collector) {
  try {
    return parse(command, {output.data(), output.size()}, collector.sink());
  } catch (const std::exception& error) {
    collector.add_note(0, error.what());
  } catch (...) {
    collector.add_note(0, "the plugin threw something that is no std::exception");
  }
  return SHOWD_E_INTERNAL;
}

std::string status_text(showd_status status) {
  switch (status) {
    case SHOWD_E_UNKNOWN_COMMAND:
      return "the plugin does not know the command";
    case SHOWD_E_NOT_UNDERSTOOD:
      return "the output was not understood";
    case SHOWD_E_STOPPED:
      return "stopped";
    case SHOWD_E_INTERNAL:
      return "a fault inside the plugin";
    default:
      return fmt::format("the plugin says {}", status);
  }
}

/// The reason why `parsed` is a failure, or nothing.
std::optional<std::string> failure(showd_status status, const Parsed& parsed, LineCount lines,
                                   const Collector& collector) {
  const auto& notes = parsed.coverage.notes;
  const std::string said =
      notes.empty() ? ""
      : notes.front().line == 0
          ? ": " + notes.front().why
          : fmt::format(": line {}: {}", notes.front().line, notes.front().why);
  if (!collector.fatal().empty()) return collector.fatal();
  if (status != SHOWD_OK) return status_text(status) + said;
  if (parsed.interfaces.empty() && lines.with_text > 0 &&
      parsed.coverage.unmatched >= lines.with_text)
    return "no line of the output was understood" + said;
  return std::nullopt;
}

}  // namespace

PluginPlatform::PluginPlatform(PlatformData data) : data_(std::move(data)) {
  for (const auto* commands : {&data_.commands, &data_.more_commands})
    for (const std::string& command : *commands) known_.add(command);
}

Parsed PluginPlatform::parse(std::string_view command, std::string_view output) const {
  Parsed parsed;
  parsed.coverage.command = std::string(command);
  const auto known = known_.find(command);
  if (!known) {
    parsed.error = Error{Errc::parse_failed, Stage::parse,
                         fmt::format("{} does not read \"{}\"", name(), printable(command))};
    return parsed;
  }
  Collector collector(data_.canonical);
  const showd_status status = call(data_.parse, known->index, output, collector);
  const LineCount lines = count_lines(output);
  parsed.interfaces = std::move(collector.rows());
  parsed.coverage.lines = lines.all;
  parsed.coverage.notes = std::move(collector.notes());
  parsed.coverage.row_lost = collector.row_lost();
  read_unmatched(output, collector.unmatched(), parsed.coverage);
  if (const auto why = failure(status, parsed, lines, collector))
    parsed.error = Error{collector.fault(), Stage::parse,
                         fmt::format("{}: {}: {}", name(), known->command, *why)};
  return parsed;
}

}  // namespace showd
