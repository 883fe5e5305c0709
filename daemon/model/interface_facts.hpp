/// The facts of an interface, each stated once: what it is called, where it is kept, what becomes
/// of it. Merging, comparing, the store's columns and views, the JSON and the labels of
/// showd_interface_info walk over these tables. So a new fact is a member of Interface, its row
/// here, its place in the plugin ABI (plugin.h, plugin.hpp, platform's row_checker) and, if it has
/// a column, a migration of the store; nothing else.
#pragma once

#include <array>
#include <cstdint>
#include <tuple>

#include "model/interface.hpp"

namespace showd {

/// A status's numbers go from 1 to this.
template <class Status>
inline constexpr Status kLastOf{};
template <>
inline constexpr AdminStatus kLastOf<AdminStatus> = AdminStatus::testing;
template <>
inline constexpr OperStatus kLastOf<OperStatus> = OperStatus::lower_layer_down;
template <>
inline constexpr Duplex kLastOf<Duplex> = Duplex::full;

/// What becomes of a fact from one poll to the next.
enum class FactKind : std::uint8_t {
  status,    ///< state, and a change of it is a flap: `since` and `changes` count by it
  reason,    ///< state that explains the status, and is known no longer than that
  property,  ///< any other state
  reading,   ///< of one poll only: no state, not carried over, not in the history
};

/// How a stored fact is shown to people; statuses by their names whatever it says.
enum class FactForm : std::uint8_t {
  plain,
  rate,   ///< bit/s: "10G"
  words,  ///< somebody's free text: quoted where it stands among other words
};

template <class Of>
struct InterfaceFact {
  using Value = Of;
  const char* name;  ///< RFC 2863's and RFC 8343's word: in JSON and in SQL
  std::optional<Value> Interface::*member;
  FactKind kind;
};

/// One that stands in columns of interface_current and interface_history, and in their views, under
/// its name; texts are interned in the tables.
template <class Value>
struct StoredFact : InterfaceFact<Value> {
  constexpr StoredFact(const char* name, std::optional<Value> Interface::*member, FactKind kind,
                       const char* for_people, FactForm shown_as = FactForm::plain,
                       bool labels = false)
      : InterfaceFact<Value>{name, member, kind},
        heading(for_people),
        form(shown_as),
        is_label(labels) {}
  const char* heading;  ///< a short word for people, and as a label
  FactForm form;
  bool is_label;  ///< of showd_interface_info
};

/// All but if_name, which is the identity and no fact of it. The order is that of what people see.
inline constexpr std::tuple kInterfaceFacts{
    StoredFact("admin_status", &Interface::admin_status, FactKind::status, "admin"),
    StoredFact("oper_status", &Interface::oper_status, FactKind::status, "oper"),
    StoredFact("if_alias", &Interface::if_alias, FactKind::property, "description", FactForm::words,
               true),
    StoredFact("speed_bps", &Interface::speed_bps, FactKind::property, "speed", FactForm::rate),
    StoredFact("bandwidth_bps", &Interface::bandwidth_bps, FactKind::property, "bandwidth",
               FactForm::rate),
    StoredFact("duplex", &Interface::duplex, FactKind::property, "duplex"),
    StoredFact("mtu", &Interface::mtu, FactKind::property, "mtu"),
    StoredFact("phys_address", &Interface::phys_address, FactKind::property, "mac", FactForm::plain,
               true),
    StoredFact("type", &Interface::type, FactKind::property, "type", FactForm::words, true),
    StoredFact("reason", &Interface::reason, FactKind::reason, "reason", FactForm::words),
    StoredFact("if_index", &Interface::if_index, FactKind::property, "if_index", FactForm::plain,
               true),
    InterfaceFact<std::uint64_t>{"last_change_seconds", &Interface::last_change_seconds,
                                 FactKind::reading},
    // The store has a table of its own for these.
    InterfaceFact<std::vector<InterfaceAddress>>{"ipv4", &Interface::ipv4, FactKind::property},
    InterfaceFact<std::vector<InterfaceAddress>>{"ipv6", &Interface::ipv6, FactKind::property},
};

/// Calls visit(fact) for each InterfaceFact, in the table's order.
template <class Visit>
constexpr void each_fact(Visit&& visit) {
  std::apply([&](const auto&... fact) { (visit(fact), ...); }, kInterfaceFacts);
}

/// True when accept(fact) is true for every InterfaceFact; stops at the first for which it is not.
template <class Accept>
constexpr bool every_fact(Accept&& accept) {
  return std::apply([&](const auto&... fact) { return (accept(fact) && ...); }, kInterfaceFacts);
}

/// Calls visit(fact) for each StoredFact.
template <class Visit>
constexpr void each_stored_fact(Visit&& visit) {
  each_fact([&]<class Fact>(const Fact& fact) {
    if constexpr (requires { fact.heading; }) visit(fact);
  });
}

struct CounterFact {
  const char* name;  ///< in JSON
  Counters::Value Counters::*member;
  const char* series;  ///< showd_interface_SERIES_total
  const char* help;
};

inline constexpr std::array kCounterFacts{
    CounterFact{"in_octets", &Counters::in_octets, "receive_bytes", "Bytes received."},
    CounterFact{"out_octets", &Counters::out_octets, "transmit_bytes", "Bytes sent."},
    CounterFact{"in_packets", &Counters::in_packets, "receive_packets", "Packets received."},
    CounterFact{"out_packets", &Counters::out_packets, "transmit_packets", "Packets sent."},
    CounterFact{"in_unicast_packets", &Counters::in_unicast_packets, "receive_unicast_packets",
                "Unicast packets received."},
    CounterFact{"out_unicast_packets", &Counters::out_unicast_packets, "transmit_unicast_packets",
                "Unicast packets sent."},
    CounterFact{"in_multicast_packets", &Counters::in_multicast_packets,
                "receive_multicast_packets", "Multicast packets received."},
    CounterFact{"out_multicast_packets", &Counters::out_multicast_packets,
                "transmit_multicast_packets", "Multicast packets sent."},
    CounterFact{"in_broadcast_packets", &Counters::in_broadcast_packets,
                "receive_broadcast_packets", "Broadcast packets received."},
    CounterFact{"out_broadcast_packets", &Counters::out_broadcast_packets,
                "transmit_broadcast_packets", "Broadcast packets sent."},
    CounterFact{"in_errors", &Counters::in_errors, "receive_errors", "Packets with errors."},
    CounterFact{"out_errors", &Counters::out_errors, "transmit_errors",
                "Packets not sent: errors."},
    CounterFact{"in_discards", &Counters::in_discards, "receive_discards",
                "Good packets thrown away."},
    CounterFact{"out_discards", &Counters::out_discards, "transmit_discards",
                "Packets not sent: thrown away."},
    CounterFact{"in_crc_errors", &Counters::in_crc_errors, "receive_crc_errors",
                "Packets with bad CRC."},
};

/// True when admin and oper status are the same; not known is another status than any known one.
[[nodiscard]] bool same_status(const Interface& one, const Interface& other);

/// True when the two do not differ in state. What one of them does not know is a difference: a fact
/// that was not known and is now belongs into the history (once, when an optional command first
/// succeeds), and so does one that is known no longer (the reason of a past status; everything of a
/// box that was replaced).
[[nodiscard]] bool same_state(const Interface& one, const Interface& other);

/// What `after` does not state it takes over from the observation before, but for readings, and for
/// the reason when the status was restated as another one.
void carry_over(Interface& after, const Interface& before);

}  // namespace showd
