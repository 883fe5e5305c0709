#include "ctl/help.hpp"

#include <algorithm>
#include <array>

namespace showd {
namespace {

constexpr std::string_view kOverview = R"(showctl: showd's knowledge at your fingertips.

  showctl check [FILE]                     what showd reads, not the network
  showctl run [SELECTOR...] -- COMMAND...  commands on many devices at once
  showctl poll [SELECTOR...]               poll now and print the interfaces
  showctl show devices|changes|...         what the database knows
  showctl hostkey list|accept|forget [DEVICE...]
  showctl plugin list
  showctl parse --as records ... [FILE]    an output to records, by templates

SELECTOR: device names and globs (core-*), group=core, platform=cisco_*,
inventory=lab, label:site=ams. Several of one kind widen, kinds narrow; none:
every device. run and poll also take hosts that are in no inventory:
ssh://[USER@]HOST[:PORT], telnet://...; they need no config file.

Exit status: 0 all well, 1 some devices failed, 2 usage or config.
'showctl COMMAND --help' has examples and the command's options.

)";

using Options = std::array<std::string_view, 16>;

struct Command {
  std::string_view name;
  Options options;  ///< beside everybody's; empty names at the end
  std::string_view text;
};

constexpr Command kCommands[] = {
    {"check",
     {"format"},
     R"(showctl check [FILE]: reads everything that showd would read and says all that
is wrong with it: a line each with file, line, key and what to do. Nothing is
polled, nothing is written. Secrets that only the unit may read are named and
not checked. Exit status: 0 sound, perhaps with warnings; 2 not.

  showctl check                       /etc/showd/showd.yaml
  showctl check ./showd.yaml          another one
  showctl check --format json         for programs

)"},
    {"run",
     {"parse", "template", "templates", "platform", "user", "ask-pass", "ask-enable", "identity",
      "host-keys", "legacy", "plugins", "by", "columns", "wide", "format"},
     R"(showctl run [SELECTOR...] -- COMMAND...: types read-only commands on many
devices at once, on each in one session. The words behind -- are one command,
or each is one when any has a blank. A line for each device as it ends well;
then the outputs, whole, one device after the other; then what failed; last the
elapsed time. A device is not asked further after a command that it refuses.
What is not read-only is refused before any login. showctl asks by itself;
where the secrets are for the unit alone, the running daemon does it for
members of the group showd-operator, and its log says who had what typed. --by
daemon has it done so in any case; -v tells which way it went.

  showctl run -- show ip interface brief         on every device
  showctl run 'core-*' platform=cisco_ios -- 'show version' 'show clock'
  showctl run r1 r2 --format json -- show clock  a row for each output

--parse makes rows of the outputs, with the device first: interfaces, where the
platform reads the commands; else records by --template FILE, or by --templates
DIR (with an index, as ntc-templates). How much was not understood is told.

  showctl run 'core-*' --parse -- show interfaces
  showctl run --templates ntc_templates/templates -f csv -- show version

A host that is in no inventory stands there by itself, and needs no config
file:

  showctl run --platform cisco_ios --user cisco --ask-pass \
      telnet://192.0.2.9:9000 ssh://r2 -- 'show ip int brief' 'show clock'

--ask-pass asks once for all of them, on the terminal; without a terminal it
takes a line of standard input (then --ask-enable the next). The passphrase of
an encrypted --identity is asked for before these, without an option. No secret
is taken from the arguments. Plugins come from --plugins, $SHOWD_PLUGINS or
/usr/lib/showd/plugins. SSH host keys are held to ~/.ssh/known_hosts and
/etc/ssh/ssh_known_hosts; a host that they do not name is trusted and added to
the former, and that is told. --host-keys strict trusts nobody new, --host-keys
FILE goes by that file alone.

)"},
    {"poll",
     {"platform", "user", "ask-pass", "ask-enable", "identity", "host-keys", "legacy", "plugins",
      "columns", "wide", "format"},
     R"(showctl poll [SELECTOR...]: polls devices now and prints their interfaces. A
running daemon does it (ahead of its schedule, and the history has it); without
one showctl does it itself and stores nothing.

  showctl poll r1
  showctl poll group=core --format csv
  showctl poll --platform cisco_ios --user cisco --ask-pass ssh://192.0.2.9

Hosts like the last are in no inventory; see showctl run --help.

)"},
    {"show",
     {"at", "since", "until", "admin", "oper", "description", "mac", "ip", "limit", "watch",
      "every", "follow", "columns", "wide", "format"},
     R"(showctl show WHAT [SELECTOR...] [INTERFACE...]: reads the database, also while
the daemon writes, also when it is stopped.

  devices                  state of each device, since when, and why
  device NAME              all that is known of one
  interfaces               now, or as they were --at a time
  addresses                IP addresses of interfaces
  changes                  what changed, the newest first; --follow goes on
  flaps                    how often links went down or up, in 24 h or --since
  gaps                     when what was not observed, and why
  availability             of devices, over 24 h and 7 d
  interface-availability   of interfaces, over 7 d or --since
  polls                    failed and last good polls
  runs                     passes over an inventory

  showctl show interfaces r1 'Gi0/*'
  showctl show interfaces group=core --admin up --oper down
  showctl show interfaces --at 'yesterday 14:00' --format csv
  showctl show interfaces --ip 10.1.0.0/16 --columns device,if_name,addresses
  showctl show changes r1 Gi0/1 --since 2h
  showctl show changes --follow

TIME is 2h, 14:00, 'yesterday 14:00', monday, 2026-01-31 12:00 or RFC 3339;
local where it names no zone. The same by SQL:
  sqlite3 /var/lib/showd/showd.db 'select * from interface_now'

)"},
    {"hostkey",
     {"columns", "wide", "format"},
     R"(showctl hostkey list|accept|forget [DEVICE...]: the SSH host keys that devices
are held to. A changed key stops the polls of its device until somebody accepts
the new one.

  showctl hostkey list
  showctl hostkey accept r1             shows the key refused last, and asks
  showctl hostkey accept r1 SHA256:...  trusts that key, if it still is the one
  showctl hostkey forget r1             trusts what comes next (not if strict)

)"},
    {"plugin",
     {"columns", "wide", "format"},
     R"(showctl plugin list: the platforms that are loaded, and the files that were
refused and why.

  showctl plugin list --format json

)"},
    {"parse",
     {"as", "templates", "platform", "command", "template", "batch", "lint", "format"},
     R"(showctl parse --as records ... [FILE]: what TextFSM templates make of an
output, from FILE or standard input. With --templates DIR the templates are
looked up in DIR/index by platform and command, as in ntc-templates; --template
names one. Nothing is asked of any device.

  showctl parse --as records --template show_version.textfsm version.txt
  showctl parse --as records --templates DIR --platform cisco_ios \
      --command 'show version' version.txt
  showctl parse --as records --templates DIR --batch MANIFEST
  showctl parse --lint DIR              every fault of the templates

MANIFEST has a line for each output, {"id": ..., "platform": ..., "command":
..., "file": ...}, or "template" instead of the middle two; the answers are
lines, too: {"id": ..., "records": [...]} or {"id": ..., "error": ...}, with
"micros" for the parse alone.

)"},
};

constexpr std::array<std::string_view, 3> kEverybodys = {"config", "verbose", "help"};

const Command* find(std::string_view name) {
  const auto* found = std::find_if(std::begin(kCommands), std::end(kCommands),
                                   [&](const Command& command) { return command.name == name; });
  return found == std::end(kCommands) ? nullptr : found;
}

}  // namespace

std::vector<std::string_view> command_names() {
  std::vector<std::string_view> names;
  for (const Command& command : kCommands) names.push_back(command.name);
  return names;
}

std::string_view command_among(const std::vector<std::string>& words) {
  for (const std::string& word : words)
    if (const Command* const known = find(word)) return known->name;
  return "";
}

std::vector<std::string_view> options_of(std::string_view command) {
  std::vector<std::string_view> names;
  const Command* const known = find(command);
  if (known == nullptr) {
    names.emplace_back("version");
  } else {
    std::copy_if(known->options.begin(), known->options.end(), std::back_inserter(names),
                 [](std::string_view name) { return !name.empty(); });
  }
  names.insert(names.end(), kEverybodys.begin(), kEverybodys.end());
  return names;
}

std::string_view description_of(std::string_view command) {
  const Command* const known = find(command);
  return known == nullptr ? kOverview : known->text;
}

}  // namespace showd
