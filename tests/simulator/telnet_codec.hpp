/// Telnet as a device plays it (RFC 854, 857, 858, 1073, 1091), without a socket: takes options
/// and sub-negotiations out of the stream, answers them, doubles 255 on the way out.
///
/// The server offers as IOS does: WILL ECHO, WILL SUPPRESS-GO-AHEAD, DO TERMINAL-TYPE, DO NAWS.
/// Anything else that the client proposes is refused; nothing is ever said twice (RFC 1143).
#pragma once

#include <bitset>
#include <cstdint>
#include <string>
#include <string_view>

namespace showd::simulator {

class TelnetCodec {
 public:
  /// The opening offers.
  [[nodiscard]] std::string opening();

  /// The data in `bytes`; NUL is dropped (the NUL of CR NUL). `reply` gets the answers to options.
  [[nodiscard]] std::string decode(std::string_view bytes, std::string& reply);

  static void encode(std::string_view text, std::string& out);

 private:
  enum class State { data, command, option, subnegotiation, subnegotiation_command };

  void option(std::uint8_t code, std::string& reply);
  void client_will(std::uint8_t code, std::string& reply);
  void client_do(std::uint8_t code, std::string& reply);
  void client_dont(std::uint8_t code, std::string& reply);

  State state_ = State::data;
  std::uint8_t verb_ = 0;
  std::bitset<256> ours_;         ///< options we have on or have offered
  std::bitset<256> theirs_;       ///< options the client has on or was asked for
  std::bitset<256> wont_, dont_;  ///< refusals already sent, so that nobody loops
  bool type_asked_ = false;       ///< TERMINAL-TYPE was asked for its value
};

}  // namespace showd::simulator
