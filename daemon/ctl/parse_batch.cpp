#include "ctl/parse_batch.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <nlohmann/json.hpp>

#include "base/utf8.hpp"
#include "config/read_file.hpp"
#include "ctl/command_line.hpp"
#include "ctl/record_writer.hpp"
#include "textfsm/library.hpp"

namespace showd {
namespace {

using Json = nlohmann::json;

struct Case {
  std::string id;  ///< as JSON
  std::string platform;
  std::string command;
  std::string template_name;
  std::string file;
};

std::string text_of(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

/// Nothing when the line is no case.
std::optional<Case> read_case(const std::string& line) {
  const Json object = Json::parse(line, nullptr, false);
  if (!object.is_object() || !object.contains("id")) return std::nullopt;
  return Case{object["id"].dump(-1, ' ', false, Json::error_handler_t::replace),
              text_of(object, "platform"), text_of(object, "command"), text_of(object, "template"),
              text_of(object, "file")};
}

class Batch {
 public:
  explicit Batch(const std::filesystem::path& folder) : library_(folder) {}

  std::string answer(const Case& one) {
    std::string out = "{\"id\": " + one.id;
    try {
      const textfsm::Text text(read_file(one.file, kLargestOutput));
      const auto begin = std::chrono::steady_clock::now();
      const auto table = parse(one, text);
      const auto time = std::chrono::steady_clock::now() - begin;
      if (table)
        append_records(out, *table);
      else
        append_error(out, table.error().message);
      out += fmt::format(", \"micros\": {}",
                         std::chrono::duration_cast<std::chrono::microseconds>(time).count());
    } catch (const std::exception& fault) {  // the output cannot be read, or is too much
      append_error(out, fault.what());
    }
    return printable_json(out) + "}\n";
  }

 private:
  Result<textfsm::Table> parse(const Case& one, const textfsm::Text& text) {
    if (one.template_name.empty())
      return library_.parse({{"Command", one.command}, {"Platform", one.platform}}, text, scratch_);
    const auto found = library_.find(one.template_name);
    if (!found)
      return fail(Errc::parse_failed, Stage::parse, textfsm::to_string(found.error().front()));
    auto records = textfsm::parse(*found, text, scratch_);
    if (!records) return fail(std::move(records.error()));
    return textfsm::Table(std::move(*records));
  }

  static void append_records(std::string& out, const textfsm::Table& table) {
    out += ", \"records\": ";
    append_json(out, table, "");
    if (table.hopeless().empty()) return;
    out += ", \"given_up\": [";
    for (const auto& one : table.hopeless()) {
      if (&one != &table.hopeless().front()) out += ", ";
      out += "{\"template\": ";
      append_json(out, one.file);
      out += fmt::format(", \"rule_line\": {}, \"input_line\": {}}}", one.match.rule_line,
                         one.match.input_line);
    }
    out += ']';
  }

  static void append_error(std::string& out, std::string_view message) {
    out += ", \"error\": ";
    append_json(out, printable(message, 1000));
  }

  textfsm::Library library_;
  textfsm::Scratch scratch_;
};

}  // namespace

int parse_batch(const std::filesystem::path& folder, const std::filesystem::path& manifest) {
  std::ifstream lines(manifest);
  if (!lines) throw std::runtime_error(manifest.string() + ": cannot be read");
  Batch batch(folder);
  int status = kAllWell;
  std::size_t number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    if (const auto one = read_case(line)) {
      const std::string answer = batch.answer(*one);
      std::fwrite(answer.data(), 1, answer.size(), stdout);
    } else {
      std::cerr << fmt::format(
          "{}:{}: expected an object with \"id\", \"platform\", \"command\" and "
          "\"file\"\n",
          manifest.string(), number);
      status = kSomeFailed;
    }
  }
  return status;
}

}  // namespace showd
