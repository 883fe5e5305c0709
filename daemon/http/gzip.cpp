#include "http/gzip.hpp"

#include <zlib.h>

#include <array>
#include <new>
#include <string>
#include <utility>

namespace showd {
namespace {

constexpr int kLevel = 1;
constexpr int kGzipFormat = 15 + 16;  // zlib.h: the largest window; +16 for gzip's header

}  // namespace

struct GzipStream::Impl {
  Source source;
  z_stream zlib{};
  std::array<char, 64 * 1024> plain{};
  bool source_ended = false;
  bool ended = false;

  void refill() {
    const std::size_t size = source(plain);
    source_ended = size == 0;
    zlib.next_in = reinterpret_cast<Bytef*>(plain.data());
    zlib.avail_in = static_cast<uInt>(size);
  }
};

GzipStream::GzipStream(Source source) : impl_(std::make_unique<Impl>()) {
  impl_->source = std::move(source);
  if (::deflateInit2(&impl_->zlib, kLevel, Z_DEFLATED, kGzipFormat, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    throw std::bad_alloc();
}

GzipStream::~GzipStream() {
  if (impl_) ::deflateEnd(&impl_->zlib);
}

std::size_t GzipStream::read(std::span<char> into) {
  z_stream& zlib = impl_->zlib;
  zlib.next_out = reinterpret_cast<Bytef*>(into.data());
  zlib.avail_out = static_cast<uInt>(into.size());
  while (zlib.avail_out == into.size() && !impl_->ended) {
    if (zlib.avail_in == 0 && !impl_->source_ended) impl_->refill();
    const int flush = impl_->source_ended ? Z_FINISH : Z_NO_FLUSH;
    impl_->ended = ::deflate(&zlib, flush) == Z_STREAM_END;
  }
  return into.size() - zlib.avail_out;
}

}  // namespace showd
