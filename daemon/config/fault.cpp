#include "config/fault.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace showd {
namespace {

constexpr std::size_t kMostKept = 1'000;

}  // namespace

std::string Fault::text() const {
  std::string text = file;
  if (line > 0) text += fmt::format(":{}", line);
  if (!text.empty()) text += ": ";
  if (!key.empty() && key != kWholeFile) text += key + ": ";
  if (severity == Severity::warning) text += "warning: ";
  text += message;
  if (!remedy_is_said && !remedy.empty()) text += "; " + remedy;
  return text;
}

ConfigError::ConfigError(std::vector<Fault> faults)
    : std::runtime_error(faults.front().text()),
      faults_(std::make_shared<const std::vector<Fault>>(std::move(faults))) {}

std::vector<std::string> ConfigError::lines(std::size_t most) const {
  std::vector<std::string> lines;
  for (const Fault& fault : *faults_) {
    if (lines.size() == most) break;
    lines.push_back(fault.text());
  }
  if (faults_->size() > most)
    lines.push_back(
        fmt::format("and {} more; showctl check tells them all", faults_->size() - most));
  return lines;
}

void Faults::add(Fault fault) {
  std::size_t& count = fault.severity == Fault::Severity::error ? errors_ : warnings_;
  if (++count <= kMostKept) kept_.push_back(std::move(fault));
}

std::vector<Fault> Faults::sorted() const {
  std::vector<Fault> all = kept_;
  std::stable_sort(all.begin(), all.end(), [](const Fault& one, const Fault& other) {
    return std::tie(one.file, one.line) < std::tie(other.file, other.line);
  });
  return all;
}

void Faults::refuse() const {
  std::vector<Fault> all = sorted();
  std::erase_if(all, [](const Fault& fault) { return fault.severity != Fault::Severity::error; });
  if (!all.empty()) throw ConfigError(std::move(all));
}

}  // namespace showd
