#pragma once

#include <fnmatch.h>

#include <string>

namespace showd {

/// Shell patterns of fnmatch(3): '*' any text, '?' one byte, "[a-c]" and "[!a-c]" one byte of (not
/// of) a set; an unclosed '[' stands for itself. '/', '\' and a leading '.' are bytes like any
/// other. A byte is a character: neither program calls setlocale(3).
[[nodiscard]] inline bool glob_matches(const std::string& pattern, const std::string& text) {
  return ::fnmatch(pattern.c_str(), text.c_str(), FNM_NOESCAPE) == 0;
}

}  // namespace showd
