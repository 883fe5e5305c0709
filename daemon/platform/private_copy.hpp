#pragma once

#include "base/descriptor.hpp"

namespace showd {

/// The bytes of an open file in memory of our own that nobody can change any more. A library that
/// is mapped from its file changes when somebody writes into that file (cp does, an installer's
/// rename does not), and the process ends in the middle of a parse.
/// `name` is what debuggers and /proc/PID/maps show. Nothing (no descriptor) when the kernel or a
/// policy has no such memory for us. Errors: PluginRefused when the file cannot be read whole.
[[nodiscard]] Descriptor private_copy(const Descriptor& file, const char* name);

/// Errors: PluginRefused when `file` is an ELF file that ends before what its head promises: the
/// loader would map what is not there, and touching that ends the process.
void refuse_cut_short(const Descriptor& file);

}  // namespace showd
