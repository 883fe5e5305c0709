/// The outputs of IOS and IOS-XE that the plugin reads; a function each. Pure: text in, rows out.
/// A line that is not understood is explained and costs nothing but itself.
#pragma once

#include <string_view>

#include "showd/plugin.hpp"

namespace cisco_ios {

showd_status parse_show_interfaces(std::string_view output, showd::Sink& rows);
showd_status parse_show_interfaces_counters(std::string_view output, showd::Sink& rows);
showd_status parse_show_interfaces_description(std::string_view output, showd::Sink& rows);
showd_status parse_show_interfaces_status(std::string_view output, showd::Sink& rows);
showd_status parse_show_ip_interface(std::string_view output, showd::Sink& rows);
showd_status parse_show_ip_interface_brief(std::string_view output, showd::Sink& rows);
showd_status parse_show_ipv6_interface(std::string_view output, showd::Sink& rows);
showd_status parse_show_ipv6_interface_brief(std::string_view output, showd::Sink& rows);

}  // namespace cisco_ios
