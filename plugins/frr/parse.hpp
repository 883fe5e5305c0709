#pragma once

#include <string_view>

#include "showd/plugin.hpp"

namespace frr {

/// `show interface`: everything, in blocks.
showd_status parse_show_interface(std::string_view output, showd::Sink& rows);
/// `show interface brief`: a table of names, administrative state and some of the addresses.
showd_status parse_show_interface_brief(std::string_view output, showd::Sink& rows);
/// `show interface description`: a table of names, states and descriptions.
showd_status parse_show_interface_description(std::string_view output, showd::Sink& rows);

}  // namespace frr
