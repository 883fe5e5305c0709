#pragma once

#include <string>
#include <string_view>

#include "textfsm/fault.hpp"
#include "textfsm/program.hpp"

namespace showd::textfsm {

[[nodiscard]] OrFaults<Program> parse_template(std::string_view source, const std::string& name);

}  // namespace showd::textfsm
