/// What a poll pays to find its template, and what all templates of a folder cost to compile.
///
///     bench_textfsm_index FOLDER QUESTIONS
///
/// FOLDER holds templates and an `index`; QUESTIONS has a line for each: platform, tab, command.
/// Prints the time of a first look-up, of one that is known, and of compiling every template
/// cold (best of several).
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include "textfsm/library.hpp"

namespace showd::textfsm {
namespace {

using Clock = std::chrono::steady_clock;
using Question = std::pair<std::string, std::string>;  ///< platform and command

constexpr int kRepeats = 200;
constexpr int kCompilations = 5;

std::vector<Question> read_questions(const char* file) {
  std::vector<Question> questions;
  std::ifstream lines(file);
  for (std::string line; std::getline(lines, line);)
    if (const auto tab = line.find('\t'); tab != std::string::npos)
      questions.emplace_back(line.substr(0, tab), line.substr(tab + 1));
  return questions;
}

/// Nanoseconds for each question.
double look_up_all(const Index& index, const std::vector<Question>& questions, Scratch& scratch) {
  const auto begin = Clock::now();
  std::size_t found = 0;
  for (const auto& [platform, command] : questions)
    found += index.find({{"Command", command}, {"Platform", platform}}, scratch) != nullptr;
  const std::chrono::duration<double, std::nano> time = Clock::now() - begin;
  if (found == 0) throw std::runtime_error("no question is answered");
  return time.count() / static_cast<double>(questions.size());
}

void bench_look_up(const std::filesystem::path& folder, const std::vector<Question>& questions) {
  const Library library(folder);
  if (!library.index()) throw std::runtime_error(to_string(library.index().error().front()));
  Scratch scratch;
  const double first = look_up_all(*library.index(), questions, scratch);
  double known = first;
  for (int i = 0; i < kRepeats; ++i)
    known = std::min(known, look_up_all(*library.index(), questions, scratch));
  std::cout << fmt::format("first {:.0f} ns, known {:.0f} ns ({} questions, best of {} rounds)\n",
                           first, known, questions.size(), kRepeats);
}

/// Seconds of this process for reading and compiling `files`; `all` also compiles what waits
/// until a line needs it.
double compile(const std::vector<std::filesystem::path>& files, bool all) {
  const std::clock_t begin = std::clock();
  for (const auto& file : files)
    if (const auto source = read_template(file); source && all) (void)(*source)->compile_faults();
  return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
}

void bench_compile(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    if (entry.path().extension() == ".textfsm") files.push_back(entry.path());
  double read = compile(files, false);
  double whole = compile(files, true);
  for (int i = 1; i < kCompilations; ++i) {
    read = std::min(read, compile(files, false));
    whole = std::min(whole, compile(files, true));
  }
  std::cout << fmt::format(
      "{} templates: read and checked {:.3f} s, every expression compiled too {:.3f} s (best of "
      "{})\n",
      files.size(), read, whole, kCompilations);
}

}  // namespace
}  // namespace showd::textfsm

int main(int count, char** arguments) try {
  if (count != 3) {
    std::cerr << "usage: bench_textfsm_index FOLDER QUESTIONS\n";
    return EXIT_FAILURE;
  }
  showd::textfsm::bench_look_up(arguments[1], showd::textfsm::read_questions(arguments[2]));
  showd::textfsm::bench_compile(arguments[1]);
} catch (const std::exception& fault) {
  std::cerr << fault.what() << '\n';
  return EXIT_FAILURE;
}
