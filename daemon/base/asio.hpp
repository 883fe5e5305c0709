/// The one door to Asio (standalone 1.22): every room that waits for something includes this.
///
/// g++ 12 runs destructors once too often for closures with captures and for aggregates that are
/// created inside a statement that contains co_await. House rule: name them first, then std::move.
///
/// Asio decides by libstdc++'s own macros how it allocates, and reads them without having included
/// a standard header: without one before it, this file's users would free with another function
/// than asio_impl.cpp allocates with (AddressSanitizer: alloc-dealloc-mismatch).
#pragma once

#include <cstddef>  // before Asio

// clang-format keeps the block above apart.
#include <asio/any_io_executor.hpp>
#include <asio/awaitable.hpp>
#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/executor_work_guard.hpp>
#include <asio/experimental/as_tuple.hpp>
#include <asio/io_context.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/posix/stream_descriptor.hpp>
#include <asio/post.hpp>
#include <asio/redirect_error.hpp>
#include <asio/signal_set.hpp>
#include <asio/steady_timer.hpp>
#include <asio/this_coro.hpp>
#include <asio/use_awaitable.hpp>
#include <utility>

namespace showd {

/// A coroutine of one loop. Thread: it never leaves the loop on which it was spawned.
template <class T>
using Awaitable = asio::awaitable<T>;

/// Completion token: no exceptions, `auto [error, value] = co_await op(kNoThrow)`.
inline constexpr auto kNoThrow = asio::experimental::as_tuple(asio::use_awaitable);

}  // namespace showd
