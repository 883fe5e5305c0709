#pragma once

#include <optional>
#include <string_view>

#include "common/addresses.hpp"
#include "showd/plugin.hpp"

namespace junos {

/// `show interfaces`, and its brief, detail, extensive, statistics and media: the same blocks with
/// fewer or more lines in them.
showd_status parse_show_interfaces(std::string_view output, showd::Sink& rows);
/// `show interfaces terse`.
showd_status parse_show_interfaces_terse(std::string_view output, showd::Sink& rows);
/// `show interfaces descriptions`.
showd_status parse_show_interfaces_descriptions(std::string_view output, showd::Sink& rows);

/// The address that `word` is, with what stands behind it: "192.0.2.255 --> 0/0" has no network
/// beside it, and is a host's.
std::optional<showd::text::Prefix> local_address(std::string_view word, std::string_view behind);

}  // namespace junos
