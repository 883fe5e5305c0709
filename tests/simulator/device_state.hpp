/// One played device: its interfaces, and what its commands say about them.
///
/// All outputs are rendered from the one table, so `show ip interface brief` and `show interfaces`
/// can never contradict each other. A rendered output is kept until the table changes, which makes
/// a poll a copy of bytes. The table is made on first use: an idle device costs a few hundred
/// bytes.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "persona.hpp"

namespace showd::simulator {

struct Interface {
  std::string name, kind, ip, description;
  unsigned number = 0, prefix_length = 0, mtu = 0, if_index = 0;
  std::uint64_t speed_mbps = 0;
  bool admin_up = true;
  bool carrier = true;        ///< a cable and a live other end; oper status is this and admin_up
  std::uint64_t changes = 0;  ///< of oper or admin status, by a test's hand
  std::optional<std::chrono::sys_seconds> changed;
  std::uint64_t in_octets = 0, out_octets = 0, in_packets = 0, out_packets = 0;
  std::uint64_t in_errors = 0, out_errors = 0, in_crc = 0, in_discards = 0, out_discards = 0;
  std::uint64_t in_multicast = 0, in_broadcast = 0;

  [[nodiscard]] bool oper_up() const noexcept { return admin_up && carrier; }
};

/// Thread: any (counters are read by the control channel while loops count).
struct Statistics {
  std::atomic<std::uint64_t> connections{0}, logins{0}, failed_logins{0}, commands{0};
  std::atomic<std::int64_t> open{0};  ///< connections now
};

/// Thread: the loop it is pinned to, alone; except name(), index(), platform() and statistics.
class DeviceState {
 public:
  /// `persona` outlives the device. `scale`: count for ranges that scale; 0 keeps theirs.
  DeviceState(const Persona& persona, unsigned index, std::string address, unsigned scale);

  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  [[nodiscard]] unsigned index() const noexcept { return index_; }
  [[nodiscard]] const Persona& persona() const noexcept { return persona_; }
  [[nodiscard]] const std::vector<Interface>& interfaces();

  /// The index of an interface by its name, which may be cut short as on the CLI: "gi0/1".
  [[nodiscard]] std::optional<std::size_t> find(std::string_view name, bool abbreviated);

  /// Sets one fact: admin, oper (up|down), description, ip (or "none"), mtu, or a counter by its
  /// placeholder's name. Returns what is wrong, empty if it was done.
  [[nodiscard]] std::string set(std::size_t interface, std::string_view fact,
                                std::string_view value);

  /// The output of a command with CR LF line ends; of one interface alone if it names one.
  [[nodiscard]] std::shared_ptr<const std::string> output(const Command& command,
                                                          std::optional<std::size_t> interface);

  /// The device's fields with those of the session filled in, for prompts and error texts.
  [[nodiscard]] std::string session_text(const TextTemplate& text, const std::string& user,
                                         const std::string& line = {}, std::size_t caret = 0);

  Statistics statistics;

 private:
  struct Cached {
    std::shared_ptr<const std::string> text;
    std::chrono::sys_seconds made;
  };

  void make_table();
  [[nodiscard]] std::vector<std::string> device_fields() const;
  void fill(const Interface& interface, std::vector<std::string>& fields) const;
  [[nodiscard]] std::string render(const Command& command, std::optional<std::size_t> interface);

  const Persona& persona_;
  unsigned index_;
  unsigned scale_;
  std::string address_;
  std::string name_;
  bool made_ = false;
  std::vector<Interface> table_;
  std::map<std::pair<std::size_t, std::size_t>, Cached> cache_;  ///< command, 1 + interface or 0
};

}  // namespace showd::simulator
