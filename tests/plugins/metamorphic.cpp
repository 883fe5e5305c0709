// Whether the plugins' parsers withstand the changes of changes.hpp: what a changed output states
// must be what the unchanged one states, or nothing.
//
//   metamorphic PLUGIN_DIRECTORY MANIFEST [HELD...]
//
// The manifest is that of interfaces_batch. Prints a table of facts lost and wrong by platform,
// command and change, and the first few that the rules do not allow. HELD: platforms, or
// "platform:command", for which a breach of the rules is a failure (exit code 1).
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <tuple>

#include "base/utf8.hpp"
#include "platform/platform.hpp"
#include "plugins/changes.hpp"
#include "plugins/interface_json.hpp"

namespace {

using metamorphic::Loss;
using nlohmann::json;

// In the platform's manner, for an interface whose first line no parser knows.
const std::map<std::string, std::string> kForeignBlocks = {
    {"cisco_ios",
     "Frobnicator7 is described\n  Description: of nobody\n  Internet address is 192.0.2.77/32\n"
     "  MTU 4242 bytes, BW 42 Kbit/sec\n     42 packets input, 4242 bytes\n"},
    {"frr",
     "Frobnicator7 is described\n  Link ups:       0    last: (never)\n  vrf: default\n"
     "  Description: of nobody\n  index 42 metric 0 mtu 4242 speed 42 \n  flags: <UP,RUNNING>\n"
     "  HWaddr: 02:00:5e:00:53:42\n  inet 192.0.2.77/32\n  Interface Type Other\n"},
    {"huawei_vrp",
     "Frobnicator7 is described\nLine protocol current state : UP\nDescription:of nobody\n"
     "Route Port,The Maximum Transmit Unit is 4242\nInternet Address is 192.0.2.77/32\n"
     "Hardware address is 0200-5e00-5342\nSpeed : 42,  Loopback: NONE\n"
     "Input:  42 packets, 4242 bytes\n  Unicast:   42,  Multicast:    42\n"},
    {"juniper_junos",
     "Imaginary interface: frob-0/0/7, Enabled, Imaginary link is Up\n"
     "  Interface index: 42, SNMP ifIndex: 42\n  Description: of nobody\n"
     "  Link-level type: Ethernet, MTU: 4242, Speed: 42mbps\n"
     "  Current address: 02:00:5e:00:53:42, Hardware address: 02:00:5e:00:53:42\n"
     "  Input packets : 42\n    Flags: Up SNMP-Traps 0x4000 Encapsulation: ENET2\n"
     "    Protocol inet, MTU: 4242\n        Destination: 192.0.2.0/24, Local: 192.0.2.77\n"},
    {"linux",
     "frob7 is described\n    link/ether 02:00:5e:00:53:42 brd ff:ff:ff:ff:ff:ff\n"
     "    alias of nobody\n    inet 192.0.2.77/32 scope global frob7\n"
     "    RX:  bytes packets errors dropped  missed   mcast\n"
     "          4242      42     42      42       0      42\n"},
};

/// "ipv4 192.0.2.1" -> "24": addresses one by one, so that one of two may be lost.
using Facts = std::map<std::string, std::string>;

void put_addresses(Facts& into, const std::string& name, const json& list) {
  if (list.empty()) into[name] = "[]";
  for (const json& one : list)
    into[name + " " + one.at("address").get<std::string>()] = one.at("prefix_length").dump();
}

Facts facts_of(const showd::Interface& interface) {
  Facts facts;
  const json object = showd::interface_json(interface);
  for (const auto& [name, value] : object.items()) {
    if (name == "ipv4" || name == "ipv6")
      put_addresses(facts, name, value);
    else if (name == "counters")
      for (const auto& [counter, number] : value.items()) facts[counter] = number.dump();
    else
      facts[name] = value.dump();
  }
  return facts;
}

bool is_absence(const std::string& value) { return value == "\"\"" || value == "[]"; }

using State = std::map<std::string, Facts>;  // by interface

State state_of(const showd::Platform& platform, const std::string& command,
               const std::string& output) {
  State state;
  for (const showd::Interface& one : platform.parse(command, output).interfaces)
    state[one.if_name] = facts_of(one);
  return state;
}

struct Difference {
  std::vector<std::string> lost;
  std::vector<std::string> denied;  // the output now says that there is none
  std::vector<std::string> wrong;   // another value, or a fact or an interface from nowhere
  std::set<std::string> hit;        // interfaces that lost something
};

bool is_address(const std::string& fact) { return fact.starts_with("ipv") && fact.size() > 4; }

void compare_facts(const std::string& name, const Facts& before, const Facts& after,
                   Difference& into) {
  const auto tell = [&](const std::string& fact, const std::string& was, const std::string& is) {
    return name + ": " + fact + ": " + was + " -> " + is;
  };
  for (const auto& [fact, was] : before) {
    const auto now = after.find(fact);
    const bool denied = is_address(fact) && after.contains(fact.substr(0, 4));
    if (now == after.end() && !denied) {
      into.lost.push_back(tell(fact, was, "not stated"));
      into.hit.insert(name);
    } else if (now == after.end() || (now->second != was && is_absence(now->second))) {
      into.denied.push_back(tell(fact, was, "none"));
      into.hit.insert(name);
    } else if (now->second != was) {
      into.wrong.push_back(tell(fact, was, now->second));
    }
  }
  for (const auto& [fact, is] : after)
    if (!before.contains(fact) && !is_absence(is)) into.wrong.push_back(tell(fact, "nothing", is));
}

Difference compare(const State& before, const State& after) {
  Difference difference;
  for (const auto& [name, facts] : before) {
    const auto now = after.find(name);
    compare_facts(name, facts, now == after.end() ? Facts{} : now->second, difference);
  }
  for (const auto& [name, facts] : after)
    if (!before.contains(name))
      difference.wrong.push_back(name + ": from nowhere, " + std::to_string(facts.size()) +
                                 " facts");
  return difference;
}

struct Count {
  Loss allowed = Loss::none;
  std::size_t facts = 0, lost = 0, denied = 0, wrong = 0, elsewhere = 0;
  std::vector<std::string> breaches;  // the first few

  void keep(const std::vector<std::string>& some) {
    constexpr std::size_t kKept = 20;
    for (const std::string& one : some)
      if (breaches.size() < kKept && std::ranges::find(breaches, one) == breaches.end())
        breaches.push_back(one);
  }
};

bool is_title(std::string_view line) {
  return line.find_first_of("0123456789") == std::string_view::npos;
}

/// One changed form of an output against the unchanged one; `dropped`: the line that it lacks.
void judge(const State& before, const State& after, std::string_view dropped, Count& count) {
  for (const auto& [name, facts] : before) count.facts += facts.size();
  const Difference found = compare(before, after);
  count.lost += found.lost.size();
  count.denied += found.denied.size();
  count.wrong += found.wrong.size();
  const bool spread = count.allowed == Loss::one_line && found.hit.size() > 1 && !is_title(dropped);
  count.elsewhere += spread;
  count.keep(found.wrong);
  const bool may_lose = count.allowed == Loss::one_line || count.allowed == Loss::any;
  if (!may_lose || spread) {
    count.keep(found.denied);
    count.keep(found.lost);
  }
}

bool breaks_rules(const Count& count) {
  if (count.allowed == Loss::any) return count.wrong * 1000 > count.facts;
  if (count.wrong || count.elsewhere) return true;
  if (count.allowed == Loss::one_line) return false;
  if (count.denied) return true;
  return count.lost * 100 > (count.allowed == Loss::one_percent ? count.facts : 0);
}

using Row = std::tuple<std::string, std::string, std::string>;  // platform, command, change

class Table {
 public:
  void add(const showd::Platform& platform, const json& one, const std::string& output) {
    const std::string command = one.at("command").get<std::string>();
    const State before = state_of(platform, command, output);
    if (before.empty()) return;
    const bool json_text = ("\n" + output).find("\n[{") != std::string::npos;
    const auto foreign = kForeignBlocks.find(platform.name());
    const metamorphic::Blocks blocks =
        metamorphic::split_blocks(output, [&](const std::string& text) {
          const State state = state_of(platform, command, text);
          return state.empty() ? std::string() : state.begin()->first;
        });
    for (const metamorphic::Change& change :
         metamorphic::changes(foreign == kForeignBlocks.end() ? "" : foreign->second)) {
      if (json_text && change.name != "CRLF") continue;  // what is no JSON any more says nothing
      // Of an interface that stands there twice, the second half shows when the first is lost.
      const bool loses_lines = change.allowed == Loss::one_line || change.allowed == Loss::any;
      if (blocks.repeats && (change.by_blocks || loses_lines)) continue;
      Count& count = rows_[{platform.name(), command, change.name}];
      count.allowed = change.allowed;
      change.make(output, blocks, [&](const std::string& changed, std::string_view dropped) {
        judge(before, state_of(platform, command, changed), dropped, count);
      });
    }
  }

  /// Prints everything; how many rows of `held` platforms break the rules.
  int print(const std::set<std::string>& held) const {
    int broken = 0;
    std::printf("%-14s %-28s %-23s %10s %8s %8s %8s\n", "platform", "command", "change", "facts",
                "lost", "denied", "wrong");
    for (const auto& [row, count] : rows_) {
      const auto& [platform, command, change] = row;
      const bool breaks = breaks_rules(count);
      std::printf("%-14s %-28s %-23s %10zu %8zu %8zu %8zu\n", platform.c_str(), command.c_str(),
                  change.c_str(), count.facts, count.lost, count.denied, count.wrong);
      if (!breaks) continue;
      for (const std::string& breach : count.breaches) std::printf("    %s\n", breach.c_str());
      broken += held.contains(platform) || held.contains(platform + ":" + command);
    }
    return broken;
  }

 private:
  std::map<Row, Count> rows_;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::cerr << "usage: metamorphic PLUGIN_DIRECTORY MANIFEST [HELD...]\n";
    return 2;
  }
  try {
    const showd::PlatformRegistry registry(argv[1]);
    std::ifstream manifest(argv[2]);
    Table table;
    for (std::string line; std::getline(manifest, line);) {
      const json one = json::parse(line);
      const showd::Platform* platform = registry.find(one.at("platform").get<std::string>());
      std::ifstream file(one.at("file").get<std::string>(), std::ios::binary);
      const std::string bytes{std::istreambuf_iterator<char>(file), {}};
      if (platform) table.add(*platform, one, showd::to_valid_utf8(bytes));
    }
    const int broken = table.print({argv + 3, argv + argc});
    if (broken) std::cerr << broken << " rows of held platforms break the rules\n";
    return broken ? 1 : 0;
  } catch (const std::exception& fault) {
    std::cerr << "metamorphic: " << fault.what() << '\n';
    return 1;
  }
}
