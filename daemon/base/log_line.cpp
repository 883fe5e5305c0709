#include "base/log_line.hpp"

#include <fmt/format.h>
#include <syslog.h>

#include <algorithm>
#include <ctime>

#include "base/text.hpp"
#include "base/utf8.hpp"

namespace showd::log {
namespace {

constexpr std::size_t kMessageBytes = 4096;
constexpr std::size_t kValueBytes = 512;
/// The journal takes 1,024 fields an entry.
constexpr std::size_t kListed = 500;

std::string message_of(const Line& line) { return printable(line.message, kMessageBytes); }

/// ISO 8601, local time with its offset from UTC.
std::string timestamp(UtcMillis at) {
  const std::time_t seconds = at / 1'000;
  std::tm local{};
  ::localtime_r(&seconds, &local);
  const long minutes = local.tm_gmtoff / 60;
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}{}{:02}:{:02}", local.tm_year + 1900,
                     local.tm_mon + 1, local.tm_mday, local.tm_hour, local.tm_min, local.tm_sec,
                     at % 1'000, minutes < 0 ? '-' : '+', std::abs(minutes) / 60,
                     std::abs(minutes) % 60);
}

bool stands_bare(char c) {
  return is_letter(c) || is_digit(c) || std::string_view("._:/+@-,").find(c) != std::string::npos;
}

std::string logfmt_value(std::string_view value) {
  const std::string text = printable(value, kMessageBytes);
  const bool bare = !text.empty() && std::all_of(text.begin(), text.end(), stands_bare);
  return bare ? text : in_quotes(text);
}

/// Calls visit(name, value) for each single value, but for the run.
template <class Visit>
void each_text(const About& about, Visit&& visit) {
  const EventKind* const kind = kind_of(about.event);
  if (kind) visit("event", kind->name);
  const std::pair<std::string_view, std::string_view> texts[] = {{"device", about.device},
                                                                 {"interface", about.interface},
                                                                 {"inventory", about.inventory},
                                                                 {"stage", about.stage},
                                                                 {"result", about.result}};
  for (const auto& [name, value] : texts)
    if (!value.empty()) visit(name, value);
}

/// Calls visit(name, values) for each list; `name` is that of one member.
template <class Visit>
void each_list(const About& about, Visit&& visit) {
  const std::pair<std::string_view, std::span<const std::string>> lists[] = {
      {"device", about.devices}, {"interface", about.interfaces}};
  for (const auto& [name, values] : lists)
    if (!values.empty()) visit(name, values.first(std::min(values.size(), kListed)));
}

template <class Form>
std::string joined(std::span<const std::string> values, Form form) {
  std::string all;
  for (const std::string& value : values) all += (all.empty() ? "" : ",") + form(value);
  return all;
}

std::string json_value(std::string_view value) { return in_quotes(printable(value, kValueBytes)); }

int priority(Level level) {
  constexpr int kPriorities[] = {LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERR};
  return kPriorities[static_cast<int>(level)];
}

std::string field(std::string_view name, std::string_view value) {
  std::string all(name);
  std::transform(all.begin(), all.end(), all.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  return all + '=' + printable(value, kValueBytes);
}

std::string_view colour_of(Level level) {
  constexpr std::string_view kColours[] = {"\x1b[36m", "\x1b[32m", "\x1b[33m", "\x1b[31m"};
  return kColours[static_cast<int>(level)];
}

}  // namespace

std::string as_text(const Line& line, bool colour) {
  return fmt::format("{} {}{}{} {}", timestamp(line.at), colour ? colour_of(line.level) : "",
                     to_string(line.level), colour ? "\x1b[m" : "", message_of(line));
}

std::string as_logfmt(const Line& line) {
  std::string all = fmt::format("time={} level={} msg={}", timestamp(line.at),
                                to_string(line.level), logfmt_value(line.message));
  each_text(line.about, [&](std::string_view name, std::string_view value) {
    all += fmt::format(" {}={}", name, logfmt_value(value));
  });
  if (line.about.run != 0) all += fmt::format(" run={}", line.about.run);
  each_list(line.about, [&](std::string_view name, std::span<const std::string> values) {
    const auto as_it_is = [](const std::string& value) { return value; };
    all += fmt::format(" {}s={}", name, logfmt_value(joined(values, as_it_is)));
  });
  return all;
}

std::string as_json(const Line& line) {
  std::string all = fmt::format(R"({{"time":"{}","level":"{}","msg":{})", timestamp(line.at),
                                to_string(line.level), in_quotes(message_of(line)));
  each_text(line.about, [&](std::string_view name, std::string_view value) {
    all += fmt::format(R"(,"{}":{})", name, json_value(value));
  });
  if (line.about.run != 0) all += fmt::format(R"(,"run":{})", line.about.run);
  each_list(line.about, [&](std::string_view name, std::span<const std::string> values) {
    all += fmt::format(R"(,"{}s":[{}])", name, joined(values, json_value));
  });
  return all += '}';
}

std::vector<std::string> as_journal_fields(const Line& line) {
  std::vector<std::string> fields = {"MESSAGE=" + message_of(line),
                                     fmt::format("PRIORITY={}", priority(line.level))};
  if (const EventKind* kind = kind_of(line.about.event))
    fields.push_back(field("message_id", kind->message_id));
  each_text(line.about, [&](std::string_view name, std::string_view value) {
    fields.push_back(field(name, value));
  });
  if (line.about.run != 0) fields.push_back(fmt::format("RUN={}", line.about.run));
  each_list(line.about, [&](std::string_view name, std::span<const std::string> values) {
    for (const std::string& value : values) fields.push_back(field(name, value));
  });
  return fields;
}

}  // namespace showd::log
