#include "persona.hpp"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <fstream>
#include <functional>
#include <iterator>
#include <set>
#include <sstream>
#include <stdexcept>

namespace showd::simulator {
namespace {

constexpr unsigned kMostInterfaces = 10'000;

/// One YAML map being read: remembers which keys were asked for, so that finish() can name the
/// others. Every error carries file, line and key.
class Section {
 public:
  Section(YAML::Node node, std::string file, std::string name)
      : node_(std::move(node)), file_(std::move(file)), name_(std::move(name)) {
    if (!node_.IsMap()) fail(node_, "expected a map of keys");
  }

  [[nodiscard]] bool has(const std::string& key) {
    known_.insert(key);
    return static_cast<bool>(std::as_const(node_)[key]);
  }
  [[nodiscard]] YAML::Node at(const std::string& key) { return node_[key]; }

  template <class T>
  [[nodiscard]] T get(const std::string& key, T fallback, const char* expected) {
    if (!has(key)) return fallback;
    try {
      return node_[key].as<T>();
    } catch (const YAML::Exception&) {
      fail(node_[key], key + ": expected " + expected);
    }
  }
  [[nodiscard]] std::string text(const std::string& key, std::string fallback = {}) {
    return get<std::string>(key, std::move(fallback), "a text");
  }
  [[nodiscard]] unsigned number(const std::string& key, unsigned fallback) {
    return get<unsigned>(key, fallback, "a number");
  }
  [[nodiscard]] bool flag(const std::string& key, bool fallback) {
    return get<bool>(key, fallback, "true or false");
  }
  [[nodiscard]] bool up(const std::string& key) {
    const std::string word = text(key, "up");
    if (word != "up" && word != "down") fail(node_[key], key + ": expected up or down");
    return word == "up";
  }
  [[nodiscard]] std::vector<std::string> texts(const std::string& key) {
    return get<std::vector<std::string>>(key, {}, "a list of texts");
  }
  [[nodiscard]] TextTemplate text_template(const std::string& key,
                                           const std::vector<std::string>& names) {
    if (!has(key)) return {};
    return compile(node_[key], key, text(key), names);
  }
  [[nodiscard]] TextTemplate compile(const YAML::Node& where, const std::string& key,
                                     const std::string& text,
                                     const std::vector<std::string>& names) {
    try {
      return TextTemplate(text, names);
    } catch (const std::invalid_argument& bad) {
      fail(where, key + ": " + bad.what());
    }
  }
  [[nodiscard]] Section section(const std::string& key) {
    if (!has(key)) fail(node_, key + ": missing");
    return Section(node_[key], file_, key);
  }
  void finish() {
    for (const auto& entry : node_)
      if (const auto key = entry.first.as<std::string>(); !known_.contains(key))
        fail(entry.first, key + ": unknown key in " + name_);
  }
  [[noreturn]] void fail(const YAML::Node& where, const std::string& what) const {
    throw std::invalid_argument(file_ + ":" + std::to_string(where.Mark().line + 1) + ": " + what);
  }
  [[nodiscard]] const std::string& file() const { return file_; }
  [[nodiscard]] const YAML::Node& node() const { return node_; }

 private:
  YAML::Node node_;
  std::string file_, name_;
  std::set<std::string> known_;
};

std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::invalid_argument(path + ": cannot be read");
  return std::string(std::istreambuf_iterator<char>(in), {});
}

/// A transcript is text, not a template: its braces stand for themselves.
std::string escape_braces(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '\r') continue;
    out += c;
    if (c == '{' || c == '}') out += c;
  }
  return out;
}

class Loader {
 public:
  Loader(const YAML::Node& root, const std::string& path) : top_(root, path, "the persona") {}

  Persona load() {
    persona_.platform = top_.text("platform");
    if (persona_.platform.empty()) top_.fail(top_.node(), "platform: missing");
    persona_.names = field_names();
    read_words();
    persona_.hostname = top_.text_template("hostname", persona_.names);
    if (persona_.hostname.empty()) top_.fail(top_.node(), "hostname: missing");
    persona_.abbreviations = top_.flag("abbreviations", true);
    read_echo();
    read_modes();
    read_login();
    read_ssh();
    read_pager();
    read_errors();
    read_interfaces();
    read_commands();
    top_.finish();
    return std::move(persona_);
  }

 private:
  void read_echo() {
    const std::string echo = top_.text("echo", "line");
    if (echo != "line" && echo != "character")
      top_.fail(top_.at("echo"), "echo: expected line or character");
    persona_.echo_by_character = echo == "character";
  }

  void read_words() {
    if (!top_.has("words")) return;
    for (const auto& entry : top_.at("words")) {
      const auto name = entry.first.as<std::string>();
      if (std::count(persona_.names.begin(), persona_.names.end(), name) != 0)
        top_.fail(entry.first, name + ": is a placeholder already");
      Section word(entry.second, top_.file(), name);
      persona_.names.push_back(name);
      persona_.words.push_back({word.text("up"), word.text("down"), word.text("admin_down")});
      word.finish();
    }
  }

  void read_modes() {
    Section modes = top_.section("modes");
    for (const auto& entry : modes.node()) {
      const auto name = entry.first.as<std::string>();
      persona_.modes.push_back(
          {name,
           modes.compile(entry.second, name, entry.second.as<std::string>(), persona_.names)});
    }
    if (persona_.modes.empty()) top_.fail(modes.node(), "modes: expected at least one");
    persona_.start_mode = mode("start", persona_.modes.front().name);
    persona_.privileged_mode = mode("privileged", persona_.modes[persona_.start_mode].name);
  }

  std::size_t mode(const std::string& key, const std::string& fallback) {
    const auto found = persona_.mode_named(top_.text(key, fallback));
    if (!found) top_.fail(top_.at(key), key + ": no such mode");
    return *found;
  }

  void read_login() {
    Section login = top_.section("login");
    const auto& names = persona_.names;
    persona_.login = {
        login.text_template("greeting", names), login.text_template("username", names),
        login.text_template("password", names), login.text_template("failed", names),
        login.text_template("welcome", names),  login.number("attempts", 3)};
    login.finish();
  }

  void read_ssh() {
    if (!top_.has("ssh")) return;
    Section ssh = top_.section("ssh");
    if (ssh.has("auth")) {
      const auto kinds = ssh.texts("auth");
      const auto take = [&](const char* kind) {
        return std::count(kinds.begin(), kinds.end(), kind) != 0;
      };
      for (const std::string& kind : kinds)
        if (kind != "password" && kind != "keyboard-interactive" && kind != "publickey")
          ssh.fail(ssh.at("auth"), "auth: expected password, keyboard-interactive, publickey");
      persona_.ssh.password = take("password");
      persona_.ssh.keyboard_interactive = take("keyboard-interactive");
      persona_.ssh.public_key = take("publickey");
    }
    persona_.ssh.banner = ssh.text_template("banner", persona_.names);
    persona_.ssh.question = ssh.text("question", persona_.ssh.question);
    ssh.finish();
  }

  void read_pager() {
    if (!top_.has("pager")) return;
    Section pager = top_.section("pager");
    persona_.pager = {pager.text("mark"), pager.text("eraser"), pager.number("length", 24),
                      pager.text("pipe_off")};
    if (persona_.pager.length == 1)
      pager.fail(pager.at("length"), "length: expected 0 or 2 and up");
    pager.finish();
  }

  void read_errors() {
    Section errors = top_.section("errors");
    const auto& names = persona_.names;
    persona_.errors = {
        errors.text_template("unknown", names), errors.text_template("ambiguous", names),
        errors.text_template("incomplete", names), errors.text_template("denied", names)};
    if (persona_.errors.unknown.empty()) errors.fail(errors.node(), "unknown: missing");
    errors.finish();
  }

  void read_interfaces() {
    if (!top_.has("interfaces")) return;
    for (const YAML::Node& entry : top_.at("interfaces")) {
      Section in(entry, top_.file(), "interfaces");
      InterfaceRange range;
      range.name = in.text_template("name", persona_.names);
      if (range.name.empty()) in.fail(entry, "name: missing");
      range.kind = in.text("kind", range.kind);
      range.first = in.number("first", 0);
      range.count = in.number("count", 1);
      if (range.count > kMostInterfaces) in.fail(in.at("count"), "count: at most 10000");
      range.scales = in.flag("scales", false);
      range.ip = in.text_template("ip", persona_.names);
      range.prefix_length = in.number("prefix_length", 24);
      if (range.prefix_length > 32) in.fail(in.at("prefix_length"), "prefix_length: at most 32");
      range.description = in.text_template("description", persona_.names);
      range.mtu = in.number("mtu", 1500);
      range.speed_mbps = in.number("speed_mbps", 1000);
      range.admin_up = in.up("admin");
      range.carrier = in.up("oper");
      in.finish();
      persona_.interfaces.push_back(std::move(range));
    }
  }

  void read_commands() {
    Section commands = top_.section("commands");
    for (const auto& entry : commands.node()) {
      const auto line = entry.first.as<std::string>();
      Section in(entry.second, top_.file(), line);
      Command command;
      read_tokens(command, line, in);
      read_output(command, in);
      read_effect(command, in);
      in.finish();
      command.index = persona_.commands.size();
      persona_.commands.push_back(std::move(command));
    }
  }

  static void read_tokens(Command& command, const std::string& line, const Section& in) {
    std::istringstream words(line);
    for (std::string word; words >> word;) {
      Command::Token token{word, Command::Argument::none};
      if (word == "{number}") token.argument = Command::Argument::number;
      if (word == "{interface}") token.argument = Command::Argument::interface;
      command.tokens.push_back(std::move(token));
    }
    if (command.tokens.empty()) in.fail(in.node(), "a command without words");
  }

  void read_output(Command& command, Section& in) {
    const auto& names = persona_.names;
    command.header = in.text_template(in.has("text") ? "text" : "header", names);
    if (in.has("file")) command.header = transcript(in);
    command.footer = in.text_template("footer", names);
    if (in.has("each")) {
      const YAML::Node each = in.at("each");
      if (each.IsMap())
        for (const auto& kind : each)
          command.each[kind.first.as<std::string>()] =
              in.compile(kind.second, "each", kind.second.as<std::string>(), names);
      else
        command.each["default"] = in.text_template("each", names);
    }
    check_shared(command, in);
  }

  TextTemplate transcript(Section& in) {
    std::string path = in.text("file");
    if (!path.starts_with('/')) {
      const std::size_t slash = in.file().rfind('/');
      if (slash != std::string::npos) path = in.file().substr(0, slash + 1) + path;
    }
    try {
      return TextTemplate(escape_braces(read_file(path)), persona_.names);
    } catch (const std::invalid_argument& bad) {
      in.fail(in.at("file"), std::string("file: ") + bad.what());
    }
  }

  /// Outputs are rendered once for all sessions of a device.
  static void check_shared(Command& command, const Section& in) {
    const auto look = [&](const TextTemplate& text) {
      for (const Field field : {kUser, kLineTyped, kCaret})
        if (text.uses(field))
          in.fail(in.node(), field_names()[field] + ": not in the output of a command");
      command.tells_time |= text.uses(kNow) || text.uses(kChangedAge);
    };
    look(command.header);
    look(command.footer);
    for (const auto& [kind, text] : command.each) look(text);
  }

  void read_effect(Command& command, Section& in) {
    command.modes = in.texts("modes");
    for (const std::string& name : command.modes)
      if (!persona_.mode_named(name)) in.fail(in.at("modes"), "modes: no mode " + name);
    command.to = in.text("to");
    if (!command.to.empty() && !persona_.mode_named(command.to))
      in.fail(in.at("to"), "to: no mode " + command.to);
    command.ask = in.text_template("ask", persona_.names);
    if (!command.ask.empty() && command.to.empty())
      in.fail(in.at("ask"), "ask: only beside `to`, the mode it leads to");
    command.close = in.flag("close", false);
    command.sets_page_length = in.flag("sets_page_length", false);
  }

  Section top_;
  Persona persona_;
};

}  // namespace

const std::vector<std::string>& field_names() {
  static const std::vector<std::string> names{
      "hostname",   "index",       "address",     "block",        "host",         "now",
      "name",       "n",           "ip",          "prefix",       "mask",         "description",
      "mtu",        "mac",         "mac_dots",    "mac_dashes",   "speed",        "bandwidth",
      "if_index",   "in_octets",   "out_octets",  "in_packets",   "out_packets",  "in_errors",
      "out_errors", "in_crc",      "in_discards", "out_discards", "in_multicast", "in_broadcast",
      "changed",    "changed_age", "user",        "line",         "caret"};
  return names;
}

std::optional<std::size_t> Persona::mode_named(const std::string& name) const {
  for (std::size_t i = 0; i < modes.size(); ++i)
    if (modes[i].name == name) return i;
  return std::nullopt;
}

Persona parse_persona(const std::string& yaml, const std::string& path) {
  try {
    return Loader(YAML::Load(yaml), path).load();
  } catch (const YAML::Exception& bad) {
    throw std::invalid_argument(path + ":" + std::to_string(bad.mark.line + 1) + ": " + bad.msg);
  }
}

Persona load_persona(const std::string& path) { return parse_persona(read_file(path), path); }

}  // namespace showd::simulator
