#include "unit/metrics/promtool.hpp"

#include <stdlib.h>
#include <unistd.h>

#include <array>
#include <cstdio>

namespace showd {

Linted promtool_check(const std::string& page) {
  if (std::system("command -v promtool >/dev/null 2>&1") != 0) return {.available = false};
  char path[] = "/tmp/showd-promtool-XXXXXX";
  const int fd = ::mkstemp(path);
  std::FILE* file = ::fdopen(fd, "w");
  std::fwrite(page.data(), 1, page.size(), file);
  std::fclose(file);
  Linted linted;
  const std::string command = std::string("promtool check metrics <") + path + " 2>&1";
  std::FILE* pipe = ::popen(command.c_str(), "r");
  std::array<char, 4096> words{};
  while (std::fgets(words.data(), words.size(), pipe) != nullptr) linted.words += words.data();
  linted.clean = ::pclose(pipe) == 0 && linted.words.empty();
  ::unlink(path);
  return linted;
}

}  // namespace showd
