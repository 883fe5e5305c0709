/// What a person did where a text is no YAML: the library's own words ("end of map not found") say
/// what its parser wanted next. Quotes keys, never values: those may be secrets.
#pragma once

#include <string>
#include <string_view>

#include "config/yaml.hpp"

namespace showd {

/// What YamlDocument's parser says of a second document, for explain_syntax().
inline constexpr std::string_view kSecondDocument = "second document";

/// Errors: ConfigError for bytes that are no text, or that yaml-cpp would misread in silence: it
/// ends at a byte of 0x04, and takes broken UTF-8 as it comes.
void check_bytes(const std::string& file, std::string_view text);

/// `said`: by yaml-cpp, at `mark`.
[[nodiscard]] Fault explain_syntax(const std::string& file, std::string_view text, YamlMark mark,
                                   std::string_view said);

}  // namespace showd
