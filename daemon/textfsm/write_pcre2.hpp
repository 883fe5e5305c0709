#pragma once

#include <string>

#include "textfsm/pcre2_code.hpp"
#include "textfsm/python_regex.hpp"

namespace showd::textfsm {

/// `regex` as PCRE2 reads it, with the meaning that Python gives it. Groups keep their numbers and
/// lose their names. `mode` ascii wants a regex that is ASCII.
[[nodiscard]] std::string write_pcre2(const Regex& regex, Pcre2Mode mode);

}  // namespace showd::textfsm
