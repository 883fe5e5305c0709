#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "base/result.hpp"

namespace showd::textfsm {

/// What is wrong with a template or an index, and where: one line of clean text for people.
struct Fault {
  std::string file;
  std::size_t line = 0;  ///< from 1; 0 when it concerns the file as a whole
  std::string message;
};

using Faults = std::vector<Fault>;

/// "cisco_ios_show_version.textfsm:12: '${VERSON}' names no Value"
[[nodiscard]] std::string to_string(const Fault& fault);

/// Never an empty list of faults.
template <class T>
using OrFaults = tl::expected<T, Faults>;

}  // namespace showd::textfsm
