#pragma once

#include <cstddef>
#include <optional>

namespace showd {

/// What a stream of ours ends in.
struct Terminal {
  std::optional<std::size_t> width;  ///< in columns; absent: a pipe or a file, of any width
  bool colour = false;
};

/// Of this descriptor. Colour only where $TERM is not "dumb" and $NO_COLOR is not set
/// (no-color.org); 80 columns where a terminal does not say how wide it is.
[[nodiscard]] Terminal terminal_of(int descriptor);

}  // namespace showd
