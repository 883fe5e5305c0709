#include "common/counters.hpp"

#include "linux/parse.hpp"

namespace linux_ip {
namespace {

using showd::Row;

// `ip` as text and as JSON, and ifconfig, which has the first four.
constexpr showd::text::Counter kCounters[] = {
    {"bytes", &Row::in_octets, &Row::out_octets},
    {"packets", &Row::in_packets, &Row::out_packets},
    {"errors", &Row::in_errors, &Row::out_errors},
    {"dropped", &Row::in_discards, &Row::out_discards},
    {"mcast", &Row::in_multicast_packets, nullptr},
    {"multicast", &Row::in_multicast_packets, nullptr},
    {"crc", &Row::in_crc_errors, nullptr},
    {"crc_errors", &Row::in_crc_errors, nullptr},
};

}  // namespace

void count(Row& row, bool received, std::string_view word, Row::Number value) {
  if (const auto* counter = showd::text::find_counter(kCounters, word))
    counter->put_into(row, received, value);
}

}  // namespace linux_ip
