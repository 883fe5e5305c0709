/// The kinds of events that the log tells of, each stated once. People write alerts on the names
/// and numbers (`journalctl MESSAGE_ID=...`): never change one, nor use one again.
/// config/docs/log.md shows this table; a test compares the two.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace showd::log {

enum class Event : std::uint8_t {
  none,  ///< a line that nobody looks for by its kind
  cannot_start,
  listening,
  stopped,
  inventory_loaded,
  inventory_shrunk,
  inventory_recovered,
  file_not_watched,
  reload_failed,
  restart_needed,
  config_file_changed,
  plugin_refused,
  plugin_hangs,
  run_finished,
  polls_held_back,
  device_failed,
  host_key_changed,
  host_key_accepted,
  host_key_forgotten,
  device_recovered,
  output_not_understood,
  interface_appeared,
  interface_changed,
  interface_disappeared,
  interfaces_changed,
  interface_not_observed,
  interface_observed,
  store_failing,
  store_recovered,
  store_notice,
  results_lost,
  clock_set,
  http_fault,
  commands_asked,
};

struct EventKind {
  Event event;
  std::string_view name;        ///< EVENT
  std::string_view message_id;  ///< 128 random bits (sd-id128(3))
  std::string_view fields;      ///< those that its lines may have besides
  std::string_view meaning;     ///< for the documentation
};

inline constexpr std::array kEvents{
    EventKind{Event::cannot_start, "cannot_start", "4207591f770c4e62afe6fb7af24d1780", "",
              "showd ends before it began: config, inventory, plugin, store or address"},
    EventKind{Event::listening, "listening", "692cb7ef45824d07bcc84a3f3aa7b79a", "",
              "metrics and pages are served from now on"},
    EventKind{Event::stopped, "stopped", "81e61a37307b4dd7a90611a78205479d", "",
              "the last line of an orderly stop"},
    EventKind{Event::inventory_loaded, "inventory_loaded", "90d3bf0a59fe4d67ac2e245ce0810a2d", "",
              "inventories were read and are polled from now on"},
    EventKind{Event::inventory_shrunk, "inventory_shrunk", "835f95616d0c4c98893a97aaea8ca1af",
              "INVENTORY",
              "most devices of an inventory vanished at once: kept for a while, or let go"},
    EventKind{Event::inventory_recovered, "inventory_recovered", "2a4118f6bccf43a79490b44f7d4bd693",
              "INVENTORY", "most of those devices are back"},
    EventKind{Event::file_not_watched, "file_not_watched", "769ca5fb22a34cbe895730de82ec5aea", "",
              "changes of a file or folder go unnoticed"},
    EventKind{Event::reload_failed, "reload_failed", "8a95290132e04718aae5f5242652ab82", "",
              "config or inventory cannot be used; the old one stays"},
    EventKind{Event::restart_needed, "restart_needed", "fc7d82883f11421eaf61935537e23a20", "",
              "something changed that takes effect at the next start only"},
    EventKind{Event::config_file_changed, "config_file_changed", "82f6273830f34f1b91ea7daf74a59cee",
              "", "a file of the config or of a secret differs from what runs, or no longer"},
    EventKind{Event::plugin_refused, "plugin_refused", "70ec8496fa8d4cff93840b157d081862", "",
              "a file in the plugins' directory is not used"},
    EventKind{Event::plugin_hangs, "plugin_hangs", "bda908a11a46444d863a00b16491bfaa", "DEVICE",
              "a parser does not come back; showd ends without it"},
    EventKind{Event::run_finished, "run_finished", "66c0882d87dd4bd5ab4c3ab745468886",
              "INVENTORY RUN",
              "the sum of a run in which devices failed; with `--once` of every run"},
    EventKind{Event::polls_held_back, "polls_held_back", "d4a1bef87e814f9782d0eb41a784b4fb", "",
              "results wait to be recorded, and polls wait for that"},
    EventKind{Event::device_failed, "device_failed", "b999117ac27b437690ec7c0017a7f2c0",
              "DEVICE INVENTORY STAGE RESULT RUN",
              "a device begins to fail, or fails for another reason than before"},
    EventKind{Event::host_key_changed, "host_key_changed", "85f4314b81104648bd09d7c2aa301761",
              "DEVICE INVENTORY STAGE RESULT RUN",
              "a device shows another host key than the pinned one: nothing was sent to it"},
    EventKind{Event::host_key_accepted, "host_key_accepted", "2f9efe0caba6407da5d33d6b3e3dd45b",
              "DEVICE", "an operator accepted a device's host key"},
    EventKind{Event::host_key_forgotten, "host_key_forgotten", "07d0598a4b9d465595989d7445ce476e",
              "DEVICE", "an operator had a device's host keys forgotten: the next one is pinned"},
    EventKind{Event::device_recovered, "device_recovered", "ff87b0182d824331acf443e17336cee4",
              "DEVICE INVENTORY STAGE RESULT RUN",
              "a device answers again; STAGE and RESULT are those of its last failure"},
    EventKind{Event::output_not_understood, "output_not_understood",
              "10b4910fc47045a8bf3b8e6de30f5160", "DEVICE INVENTORY RUN",
              "lines of an output that the parser does not know"},
    EventKind{Event::interface_appeared, "interface_appeared", "407a08e9f7ab4f68aaa28bbc95fa3ac0",
              "DEVICE INTERFACE INVENTORY RUN", "a known device has one more interface"},
    EventKind{Event::interface_changed, "interface_changed", "3cc641d5bff2405aa968fe5102431a61",
              "DEVICE INTERFACE INVENTORY RUN", "what changed of an interface, from what to what"},
    EventKind{Event::interface_disappeared, "interface_disappeared",
              "c29ab25e01384a5fb0d50073775d325d", "DEVICE INTERFACE INVENTORY RUN",
              "a device no longer has an interface"},
    EventKind{Event::interfaces_changed, "interfaces_changed", "5bfc91d514d04654902bbb318e4f9c08",
              "DEVICE INVENTORY RUN",
              "instead of the three above: more than 50 changes of a device at once"},
    EventKind{Event::interface_not_observed, "interface_not_observed",
              "38ab2df80c934677bdf1e37e75ee3529", "DEVICE INTERFACE INVENTORY RUN",
              "an output left open what became of interfaces"},
    EventKind{Event::interface_observed, "interface_observed", "bafdbe8f34b3438b88c9d4241cce0928",
              "DEVICE INTERFACE INVENTORY RUN", "they are seen again"},
    EventKind{Event::store_failing, "store_failing", "38fd2cfac4c34bc0a503bd36700676a4", "",
              "history is not written; showd goes on and tries again"},
    EventKind{Event::store_recovered, "store_recovered", "1ec96797bcb24e418898cb324cbf398b", "",
              "history is written again"},
    EventKind{Event::store_notice, "store_notice", "d4732691f4034ad890792969d89fc06f", "",
              "something about the database that an operator should know"},
    EventKind{Event::results_lost, "results_lost", "06d6e18809ce499ab56cab403b8c4b84", "",
              "results will never be in the history"},
    EventKind{Event::clock_set, "clock_set", "1520fe0daef840f08ed5d3ee00b049d7", "",
              "the wall clock was set; what was stamped wrong is put right"},
    EventKind{Event::http_fault, "http_fault", "5840c573614f4305bdfa99169a4e8835", "",
              "a request or the control socket met a fault of this host"},
    EventKind{Event::commands_asked, "commands_asked", "a49b001fde3a2c1119fda03ef19c0b66", "DEVICE",
              "a member of the operators' group has commands typed through showd"},
};

[[nodiscard]] constexpr const EventKind* kind_of(Event event) noexcept {
  return event == Event::none ? nullptr : &kEvents[static_cast<std::size_t>(event) - 1];
}

}  // namespace showd::log
