// Asio is header-only by default; compiled once here it spares every other file the work.
#include <asio/impl/src.hpp>
