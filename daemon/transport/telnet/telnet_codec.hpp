#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

struct telnet_t;
union telnet_event_t;

namespace showd {

/// The Telnet protocol without a socket: bytes from the peer become text and replies; text becomes
/// bytes to the peer. RFC 854, negotiation by the Q method (RFC 1143, libtelnet).
///
/// Accepts WILL ECHO, WILL SGA; DO SGA, DO TTYPE ("vt100"), DO NAWS; refuses all else, among it
/// what would tell about this host (NEW-ENVIRON, XDISPLOC) or change the stream (LINEMODE,
/// ENCRYPT, COMPRESS2).
///
/// The peer is hostile: one that negotiates for ever without ever letting us say something, or
/// that compresses, has failed(), and nothing of it is taken or answered any more. Memory: the
/// text of one receive(), libtelnet's 16 KiB of subnegotiation, kMostReplies bytes of replies.
class TelnetCodec {
 public:
  /// Bytes of replies between two encode() calls: four times what telnetd's sixteen offers take.
  static constexpr std::size_t kMostReplies = 1024;

  TelnetCodec();
  ~TelnetCodec();
  TelnetCodec(const TelnetCodec&) = delete;
  TelnetCodec& operator=(const TelnetCodec&) = delete;

  /// Text is appended to `text`: at most as many bytes as came in, without the NUL after a CR.
  void receive(std::string_view bytes, std::string& text);
  /// What must be sent because of it, once.
  [[nodiscard]] std::string take_replies();
  /// `text` with each 0xFF doubled; nothing else is changed.
  [[nodiscard]] std::string encode(std::string_view text);
  [[nodiscard]] bool failed() const noexcept { return failed_; }

 private:
  static void on_event(telnet_t* telnet, telnet_event_t* event, void* self);
  void on_data(std::string_view data);
  void on_do(unsigned char option);
  void reply(std::string_view bytes);

  telnet_t* const telnet_;
  std::string* text_ = nullptr;  ///< where receive() wants it; null outside of it
  std::string replies_;
  std::size_t replied_ = 0;  ///< bytes of replies since the last encode()
  bool after_cr_ = false;
  bool failed_ = false;
};

}  // namespace showd
