// Asio is header-only by default; compiled once here it spares every other file the work.
// The order matters. Asio's config.hpp asks a macro of libstdc++ whether there is
// std::aligned_alloc, and without any standard header before it the answer here was no, while every
// other file's was yes: memory of operator new was given to free().
// clang-format off
#include <cstddef>
#include <asio/impl/src.hpp>
// clang-format on

#ifndef ASIO_HAS_STD_ALIGNED_ALLOC
#error "Asio is configured here otherwise than in the files that use it"
#endif
