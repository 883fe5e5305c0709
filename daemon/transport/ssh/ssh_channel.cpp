#include "transport/ssh/ssh_channel.hpp"

#include <algorithm>
#include <limits>

#include "base/utf8.hpp"

namespace showd {
namespace {

constexpr int kColumns = 511;
constexpr int kRows = 1000;

}  // namespace

SshChannel::SshChannel(SshLink& link) : link_(link), channel_(ssh_channel_new(link.raw())) {
  ssh_callbacks_init(&callbacks_);
  callbacks_.userdata = this;
  callbacks_.channel_data_function = [](ssh_session, ssh_channel, void*, uint32_t, int,
                                        void* self) {
    static_cast<SshChannel*>(self)->news_ = true;
    return 0;  // taken: none; it stays in libssh's buffer, which its window bounds
  };
  callbacks_.channel_exit_status_function = [](ssh_session, ssh_channel, int status, void* self) {
    static_cast<SshChannel*>(self)->exit_status_ = status;
  };
  callbacks_.channel_exit_signal_function = [](ssh_session, ssh_channel, const char* signal, int,
                                               const char*, const char*, void* self) {
    static_cast<SshChannel*>(self)->exit_signal_ = printable(signal, 40);
  };
  if (channel_ != nullptr) ssh_set_channel_callbacks(channel_, &callbacks_);
}

SshChannel::~SshChannel() {
  if (channel_ == nullptr || link_.raw() == nullptr) return;  // ssh_free() took it along
  // libssh keeps a freed channel until the peer closes it too, and would call back into `this`.
  ssh_remove_channel_callbacks(channel_, &callbacks_);
  ssh_channel_free(channel_);
}

Awaitable<int> SshChannel::open() {
  if (channel_ == nullptr) co_return SSH_ERROR;
  const auto call = [&] { return ssh_channel_open_session(channel_); };
  co_return co_await link_.drive(call);
}

Awaitable<int> SshChannel::request_terminal() {
  const auto call = [&] {
    return ssh_channel_request_pty_size(channel_, "vt100", kColumns, kRows);
  };
  co_return co_await link_.drive(call);
}

int SshChannel::read(std::span<char> into, Stream from) {
  const auto most =
      static_cast<uint32_t>(std::min<std::size_t>(into.size(), std::numeric_limits<int>::max()));
  const int code =
      ssh_channel_read_nonblocking(channel_, into.data(), most, static_cast<int>(from));
  return code == SSH_EOF ? 0 : code;
}

bool SshChannel::ended() const noexcept { return ssh_channel_is_eof(channel_) != 0 || closed(); }
bool SshChannel::closed() const noexcept { return ssh_channel_is_closed(channel_) != 0; }

}  // namespace showd
