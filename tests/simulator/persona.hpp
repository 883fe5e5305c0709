/// What kind of device is played: prompts, login, pager, error texts and the outputs of commands,
/// all of it data from a YAML file (personas/). IOS, Junos and VRP are the same code.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "text_template.hpp"

namespace showd::simulator {

/// The placeholders of templates, in the order of field_names(). A persona's own `words` follow.
enum Field : std::size_t {
  // of the device
  kHostname,
  kIndex,    ///< of the device, from 0
  kAddress,  ///< the first address it listens on
  kBlock,    ///< index / 250: with kHost it makes addresses unique
  kHost,     ///< index % 250
  kNow,      ///< "2026-11-22 21:13:31", UTC
  // of one interface
  kName,
  kNumber,  ///< {n}: in its range
  kIp,
  kPrefix,
  kMask,
  kDescription,
  kMtu,
  kMac,        ///< 00:50:56:00:01:02
  kMacDots,    ///< 0050.5600.0102
  kMacDashes,  ///< 0050-5600-0102
  kSpeed,      ///< Mbit/s
  kBandwidth,  ///< kbit/s
  kIfIndex,
  kInOctets,
  kOutOctets,
  kInPackets,
  kOutPackets,
  kInErrors,
  kOutErrors,
  kInCrc,
  kInDiscards,
  kOutDiscards,
  kInMulticast,
  kInBroadcast,
  kChanged,     ///< UTC time of the last change of state; empty: never
  kChangedAge,  ///< "1w2d 03:04" or "00:05:09" since then
  // of the session; not in outputs of commands, which sessions share
  kUser,
  kLineTyped,
  kCaret,  ///< blanks up to the word that was not understood
  kFieldCount,
};
[[nodiscard]] const std::vector<std::string>& field_names();

/// A run of interfaces: GigabitEthernet0/{n}, n = first .. first + count - 1.
struct InterfaceRange {
  TextTemplate name;
  std::string kind = "default";
  unsigned first = 0;
  unsigned count = 1;
  bool scales = false;  ///< `--interfaces` replaces its count
  TextTemplate ip;
  unsigned prefix_length = 24;
  TextTemplate description;
  unsigned mtu = 1500;
  std::uint64_t speed_mbps = 1000;
  bool admin_up = true;
  bool carrier = true;
};

/// Text that depends on an interface's state, usable as a placeholder: {status}.
struct Word {
  std::string up, down, admin_down;
};

/// What a line typed at the prompt does.
struct Command {
  enum class Argument { none, number, interface };
  struct Token {
    std::string word;
    Argument argument = Argument::none;
  };
  std::vector<Token> tokens;
  std::vector<std::string> modes;                         ///< where it exists; empty: everywhere
  TextTemplate header, footer;                            ///< before and after the interfaces
  std::map<std::string, TextTemplate, std::less<>> each;  ///< per interface, by kind
  std::string to;                                         ///< the mode it leads to
  TextTemplate ask;  ///< the prompt for the enable secret, without which it leads nowhere
  bool close = false;
  bool sets_page_length = false;
  bool tells_time = false;  ///< its output changes without a change of state
  std::size_t index = 0;    ///< in Persona::commands
};

struct Mode {
  std::string name;
  TextTemplate prompt;
};

struct Pager {
  std::string mark;      ///< "" : this device has no pager
  std::string eraser;    ///< sent after a key, before what follows
  unsigned length = 24;  ///< lines of a page, the mark's line among them; 0: off
  std::string pipe_off;  ///< "no-more": `command | no-more` is not paged
};

struct LoginTexts {
  TextTemplate greeting;  ///< Telnet: before the first question
  TextTemplate username, password, failed;
  TextTemplate welcome;  ///< after a login, before the first prompt, on either transport
  unsigned attempts = 3;
};

struct SshTexts {
  bool password = true, keyboard_interactive = true, public_key = true;
  TextTemplate banner;  ///< sent before authentication
  std::string question = "Password: ";
};

struct ErrorTexts {
  TextTemplate unknown, ambiguous, incomplete, denied;
};

/// Immutable after parsing; shared by all loops.
struct Persona {
  std::string platform;  ///< showd's name for it, for the inventory
  TextTemplate hostname;
  bool abbreviations = true;
  bool echo_by_character = false;
  std::vector<Mode> modes;
  std::size_t start_mode = 0;
  std::size_t privileged_mode = 0;  ///< where a login starts under `--privileged`
  LoginTexts login;
  SshTexts ssh;
  Pager pager;
  ErrorTexts errors;
  std::vector<InterfaceRange> interfaces;
  std::vector<std::string> names;  ///< of all fields: field_names() and the words
  std::vector<Word> words;         ///< field kFieldCount + i
  std::vector<Command> commands;

  [[nodiscard]] std::optional<std::size_t> mode_named(const std::string& name) const;
};

/// Errors: std::invalid_argument, one line "file:line: key: what was expected". Relative paths in
/// it (`file:` of a command) start at the persona's own folder.
[[nodiscard]] Persona load_persona(const std::string& path);
[[nodiscard]] Persona parse_persona(const std::string& yaml, const std::string& path);

}  // namespace showd::simulator
