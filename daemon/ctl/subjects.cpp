#include "ctl/subjects.hpp"

#include <fmt/format.h>

#include <stdexcept>

#include "base/utf8.hpp"
#include "ctl/chooser.hpp"
#include "ctl/command_line.hpp"
#include "ctl/interface_choice.hpp"

namespace showd {
namespace {

/// What the words mean as devices; those that fit none are left in `others`, with what was said
/// of the first.
struct Split {
  std::vector<std::string> devices, others;
  std::string refusal;
};

Split split(const std::vector<std::string>& words, DeviceNames& names) {
  Split split;
  for (const std::string& word : words) {
    try {
      (void)names.of({word});
      split.devices.push_back(word);
    } catch (const UsageError& fault) {
      if (word.find('=') != std::string::npos) throw;  // a selector is nothing else
      split.others.push_back(word);
      if (split.refusal.empty()) split.refusal = fault.what();
    }
  }
  return split;
}

}  // namespace

Subjects subjects_of(const std::vector<std::string>& words,
                     const std::shared_ptr<const Config>& config, const StoreReader& reader) {
  DeviceNames names(config);
  Split said = split(words, names);
  Subjects subjects;
  if (!said.devices.empty()) subjects.devices = names.of(said.devices);
  if (said.others.empty()) return subjects;
  StoreFilter filter;
  filter.devices = subjects.devices;
  const auto known = reader.interface_names(filter);
  if (!known) throw std::runtime_error(known.error().message);
  for (const std::string& word : said.others) {
    const std::size_t before = subjects.interfaces.size();
    for (const std::vector<Cell>& row : known->rows)
      if (const auto& name = std::get<std::string>(row.front()); fits_interface(word, name))
        subjects.interfaces.push_back(name);
    if (subjects.interfaces.size() == before)
      throw UsageError(fmt::format("{}, and no interface{} fits '{}'", said.refusal,
                                   subjects.devices.empty() ? "" : " of the devices",
                                   printable(word, 60)));
  }
  return subjects;
}

}  // namespace showd
