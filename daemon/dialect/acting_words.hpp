#pragma once

#include <span>
#include <string_view>

namespace showd {

/// Whether `arguments` make a reading `verb` (show, display, get) do something: clear counters,
/// write a file, send it somewhere. The verb alone does not tell:
/// `show platform hardware qfp active statistics drop clear` (IOS XE), `show tech-support file
/// flash:x` (ASA), `display diagnostic-information x.txt` (VRP).
///
/// The first word names what is shown and may be any (`show reload`, `show file systems`, `show
/// flash:`). After it, no acting word nor the beginning of one that an abbreviating CLI would take
/// for it, no URL and no name on a file system. After `configuration` words are a path in it.
/// Without regard to case and quotes. Thread: any.
[[nodiscard]] bool makes_it_act(std::string_view verb, std::span<const std::string_view> arguments);

}  // namespace showd
