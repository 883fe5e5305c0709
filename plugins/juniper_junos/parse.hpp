#pragma once

#include <string_view>

#include "showd/plugin.hpp"

namespace junos {

/// `show interfaces`, and its brief, detail, extensive, statistics and media: the same blocks with
/// fewer or more lines in them.
showd_status parse_show_interfaces(std::string_view output, showd::Sink& rows);
/// `show interfaces terse`.
showd_status parse_show_interfaces_terse(std::string_view output, showd::Sink& rows);
/// `show interfaces descriptions`.
showd_status parse_show_interfaces_descriptions(std::string_view output, showd::Sink& rows);

}  // namespace junos
