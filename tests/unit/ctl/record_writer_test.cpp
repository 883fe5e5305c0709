#include "ctl/record_writer.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "textfsm/engine.hpp"

namespace showd {
namespace {

using testing::ElementsAre;

textfsm::Table records_of(std::string_view source, std::string text) {
  textfsm::Scratch scratch;
  auto records = textfsm::parse(textfsm::Template::parse(source, "t").value(),
                                textfsm::Text(std::move(text)), scratch);
  return textfsm::Table(std::move(records.value()));
}

std::string json_of(const textfsm::Table& records) {
  std::string out;
  append_json(out, records, "\n");
  return out;
}

constexpr const char* kTwo = "Value NAME (\\S+)\nValue List Port (\\d+)\n\nStart\n";

TEST(RecordWriter, ListsAreArraysInJson) {
  const auto records =
      records_of(std::string(kTwo) + "  ^${NAME}( ${Port})?$$ -> Record\n  ^${Port} -> Continue\n",
                 "a\"\\\t 1\nb\n");
  EXPECT_EQ(json_of(records), "[\n{\"name\": \"b\", \"port\": [\"None\"]}\n]");
}

TEST(RecordWriter, ObjectsOfSeveralTablesMakeOneArray) {
  const std::string source = "Value A (\\w)\n\nStart\n  ^${A} -> Record\n";
  std::string out = "[";
  append_objects(out, records_of(source, ""), "\n", "\"n\": 0, ");
  append_objects(out, records_of(source, "x\ny\n"), "\n", "\"n\": 1, ");
  append_objects(out, records_of(source, "z\n"), "\n");
  EXPECT_EQ(out, "[\n{\"n\": 1, \"a\": \"x\"},\n{\"n\": 1, \"a\": \"y\"},\n{\"a\": \"z\"}");
}

TEST(RecordWriter, EscapesWhatJsonWants) {
  for (const auto& [text, want] : {std::pair{"a\"b\\c", "\"a\\\"b\\\\c\""},
                                   {"\t\x01", "\"\\t\\u0001\""},
                                   {"\xC3\xBC", "\"\xC3\xBC\""},
                                   {"", "\"\""}}) {
    std::string out;
    append_json(out, std::string_view(text));
    EXPECT_EQ(out, want);
  }
}

TEST(RecordWriter, ColumnsAreInLowerCase) {
  const auto records = records_of(
      "Value A\xC3\x89 (x)\nValue A (\\w)\nValue a (\\d)\n\nStart\n  ^${A} ${a}\n", "b 1\n");
  EXPECT_EQ(json_of(records), "[\n{\"a\xC3\xA9\": \"\", \"a\": \"1\"}\n]");
  EXPECT_THAT(listing_of(records).columns, ElementsAre("a\xC3\xA9", "a"));
}

TEST(RecordWriter, NoRecordsAreAnEmptyArray) {
  EXPECT_EQ(json_of(records_of("Value A (x)\n\nStart\n", "")), "[]");
}

}  // namespace
}  // namespace showd
