#pragma once

#include <string_view>

#include "showd/plugin.hpp"

namespace frr {

/// `show interface`: everything, in blocks.
showd_status parse_show_interface(std::string_view output, showd::Sink& rows);
/// `show interface brief`: a table of names, administrative state and some of the addresses.
showd_status parse_show_interface_brief(std::string_view output, showd::Sink& rows);

}  // namespace frr
