#include "platform/private_copy.hpp"

#include <elf.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <link.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <system_error>
#include <vector>

#include "platform/plugin_gate.hpp"

#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x0008U  // Linux 6.3: no program, which says nothing of mapping it
#endif

namespace showd {
namespace {

constexpr std::size_t kAtOnce = 1 << 20;
constexpr std::size_t kMostSegments = 256;

/// Sealing, and not a program where the kernel knows the difference (vm.memfd_noexec may want it).
Descriptor memory_file(const char* name) {
  Descriptor memory(::memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING | MFD_NOEXEC_SEAL));
  if (!memory && errno == EINVAL)
    memory = Descriptor(::memfd_create(name, MFD_CLOEXEC | MFD_ALLOW_SEALING));
  return memory;
}

void copy(const Descriptor& from, const Descriptor& to) {
  off_t at = 0;
  for (ssize_t sent = 1; sent > 0;) {
    sent = ::sendfile(to.get(), from.get(), &at, kAtOnce);
    if (sent < 0 && errno == EINTR) sent = 1;
    if (sent < 0) throw PluginRefused("cannot be read: " + std::generic_category().message(errno));
  }
}

template <class Struct>
bool read_at(const Descriptor& file, std::size_t at, Struct& into) {
  return ::pread(file.get(), &into, sizeof into, static_cast<off_t>(at)) ==
         static_cast<ssize_t>(sizeof into);
}

}  // namespace

Descriptor private_copy(const Descriptor& file, const char* name) {
  Descriptor memory = memory_file(name);
  if (!memory) return memory;
  copy(file, memory);
  ::fcntl(memory.get(), F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL);
  return memory;
}

void refuse_cut_short(const Descriptor& file) {
  struct stat status {};
  ElfW(Ehdr) head{};
  if (::fstat(file.get(), &status) != 0 || !read_at(file, 0, head)) return;
  if (std::memcmp(head.e_ident, ELFMAG, SELFMAG) != 0 || head.e_phnum > kMostSegments) return;
  for (std::size_t i = 0; i < head.e_phnum; ++i) {
    ElfW(Phdr) segment{};
    const bool there = read_at(file, head.e_phoff + i * sizeof segment, segment);
    const auto size = static_cast<std::size_t>(status.st_size);
    if (there && (segment.p_type != PT_LOAD ||
                  (segment.p_filesz <= size && segment.p_offset <= size - segment.p_filesz)))
      continue;
    throw PluginRefused("is cut short: copied while it was written?");
  }
}

}  // namespace showd
