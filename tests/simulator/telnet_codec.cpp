#include "telnet_codec.hpp"

namespace showd::simulator {
namespace {

constexpr std::uint8_t kIac = 255, kDont = 254, kDo = 253, kWont = 252, kWill = 251, kSb = 250,
                       kSe = 240;
constexpr std::uint8_t kEcho = 1, kSuppressGoAhead = 3, kTerminalType = 24, kNaws = 31;
constexpr std::uint8_t kSend = 1;  // RFC 1091

void say(std::string& out, std::uint8_t verb, std::uint8_t option) {
  for (const std::uint8_t byte : {kIac, verb, option}) out += static_cast<char>(byte);
}

}  // namespace

std::string TelnetCodec::opening() {
  std::string out;
  for (const std::uint8_t code : {kEcho, kSuppressGoAhead}) {
    ours_.set(code);
    say(out, kWill, code);
  }
  for (const std::uint8_t code : {kTerminalType, kNaws}) {
    theirs_.set(code);
    say(out, kDo, code);
  }
  return out;
}

std::string TelnetCodec::decode(std::string_view bytes, std::string& reply) {
  std::string data;
  for (const char c : bytes) {
    const auto byte = static_cast<std::uint8_t>(c);
    switch (state_) {
      case State::data:
        if (byte == kIac)
          state_ = State::command;
        else if (byte != 0)
          data += c;
        break;
      case State::command:
        state_ = State::data;
        if (byte == kIac) data += c;
        if (byte == kSb) state_ = State::subnegotiation;
        if (byte >= kWill && byte <= kDont) {
          verb_ = byte;
          state_ = State::option;
        }
        break;
      case State::option:
        state_ = State::data;
        option(byte, reply);
        break;
      case State::subnegotiation:  // window size and terminal type change nothing here
        if (byte == kIac) state_ = State::subnegotiation_command;
        break;
      case State::subnegotiation_command:
        state_ = byte == kSe ? State::data : State::subnegotiation;
        break;
    }
  }
  return data;
}

void TelnetCodec::option(std::uint8_t code, std::string& reply) {
  switch (verb_) {
    case kWill:
      return client_will(code, reply);
    case kWont:
      theirs_.reset(code);
      return;
    case kDo:
      return client_do(code, reply);
    case kDont:
      return client_dont(code, reply);
    default:
      return;
  }
}

void TelnetCodec::client_will(std::uint8_t code, std::string& reply) {
  if (code == kSuppressGoAhead && !theirs_.test(code)) {
    theirs_.set(code);
    say(reply, kDo, code);
  }
  if (code == kTerminalType && theirs_.test(code) && !type_asked_) {
    type_asked_ = true;
    for (const std::uint8_t byte : {kIac, kSb, kTerminalType, kSend, kIac, kSe})
      reply += static_cast<char>(byte);
  }
  if (theirs_.test(code) || dont_.test(code)) return;
  dont_.set(code);
  say(reply, kDont, code);
}

void TelnetCodec::client_do(std::uint8_t code, std::string& reply) {
  if (ours_.test(code) || wont_.test(code)) return;
  wont_.set(code);
  say(reply, kWont, code);
}

void TelnetCodec::client_dont(std::uint8_t code, std::string& reply) {
  if (!ours_.test(code)) return;
  ours_.reset(code);
  say(reply, kWont, code);
}

void TelnetCodec::encode(std::string_view text, std::string& out) {
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t iac = text.find(static_cast<char>(kIac), at);
    const std::size_t end = iac == std::string_view::npos ? text.size() : iac + 1;
    out.append(text, at, end - at);
    if (iac != std::string_view::npos) out += static_cast<char>(kIac);
    at = end;
  }
}

}  // namespace showd::simulator
