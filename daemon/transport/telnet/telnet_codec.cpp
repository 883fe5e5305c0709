#include "transport/telnet/telnet_codec.hpp"

#include <libtelnet.h>

#include <array>
#include <cstring>
#include <new>
#include <utility>

namespace showd {
namespace {

/// 500 columns and not 511: 511 is 0x01FF, and a peer that forgets that its 0xFF comes doubled
/// (RFC 855) would misread the whole negotiation. IOS takes at most 512.
/// 1,000 rows and not 0, RFC 1073's "unspecified": zebra's VTY pages with neither (FRR 8.4.4), but
/// more(1) behind a telnetd takes 0 for 24. What still pages is answered by the session.
constexpr std::array<char, 4> kWindow{'\x01', '\xf4', '\x03', '\xe8'};
constexpr const char* kTerminal = "vt100";

constexpr telnet_telopt_t kOptions[] = {
    {TELNET_TELOPT_ECHO, TELNET_WONT, TELNET_DO},
    {TELNET_TELOPT_SGA, TELNET_WILL, TELNET_DO},
    {TELNET_TELOPT_TTYPE, TELNET_WILL, TELNET_DONT},
    {TELNET_TELOPT_NAWS, TELNET_WILL, TELNET_DONT},
    {-1, 0, 0},
};

/// libtelnet 0.21 leaves the code of a warning at TELNET_EOK, so its words must tell. It would go
/// on and hand out the rest of the subnegotiation as text.
bool is_overflow(const char* message) {
  return message != nullptr && std::strstr(message, "limit") != nullptr;
}

}  // namespace

TelnetCodec::TelnetCodec() : telnet_(telnet_init(kOptions, on_event, 0, this)) {
  if (telnet_ == nullptr) throw std::bad_alloc();
}

TelnetCodec::~TelnetCodec() { telnet_free(telnet_); }

void TelnetCodec::receive(std::string_view bytes, std::string& text) {
  if (failed_) return;
  text_ = &text;
  telnet_recv(telnet_, bytes.data(), bytes.size());
  text_ = nullptr;
}

std::string TelnetCodec::take_replies() { return std::exchange(replies_, {}); }

std::string TelnetCodec::encode(std::string_view text) {
  replied_ = 0;
  std::string bytes;
  bytes.reserve(text.size());
  for (const char c : text) bytes.append(c == '\xff' ? 2 : 1, c);
  return bytes;
}

void TelnetCodec::on_event(telnet_t* telnet, telnet_event_t* event, void* self) {
  auto& codec = *static_cast<TelnetCodec*>(self);
  if (codec.failed_) return;
  switch (event->type) {
    case TELNET_EV_DATA:
      return codec.on_data({event->data.buffer, event->data.size});
    case TELNET_EV_SEND:
      return codec.reply({event->data.buffer, event->data.size});
    case TELNET_EV_DO:
      return codec.on_do(event->neg.telopt);
    case TELNET_EV_TTYPE:
      // RFC 1091: the same name again says that there is no other.
      if (event->ttype.cmd == TELNET_TTYPE_SEND) telnet_ttype_is(telnet, kTerminal);
      return;
    case TELNET_EV_COMPRESS:  // begun without being asked; a few bytes could become gigabytes
    case TELNET_EV_ERROR:
      codec.failed_ = true;
      return;
    case TELNET_EV_WARNING:  // most are for a debugger; a subnegotiation that never ends is not
      codec.failed_ = is_overflow(event->error.msg);
      return;
    default:  // commands (IAC DM, GA, NOP, ...), WILL, WONT, DONT: libtelnet keeps the states
      return;
  }
}

void TelnetCodec::on_data(std::string_view data) {
  if (text_ == nullptr) return;
  for (const char c : data) {
    if (!(after_cr_ && c == '\0')) text_->push_back(c);  // RFC 854: CR NUL is a bare CR
    after_cr_ = c == '\r';
  }
}

void TelnetCodec::on_do(unsigned char option) {
  if (option == TELNET_TELOPT_NAWS)
    telnet_subnegotiation(telnet_, TELNET_TELOPT_NAWS, kWindow.data(), kWindow.size());
}

void TelnetCodec::reply(std::string_view bytes) {
  replied_ += bytes.size();
  failed_ = failed_ || replied_ > kMostReplies;
  if (!failed_) replies_.append(bytes);
}

}  // namespace showd
