#pragma once

// The only Asio header a port or a flow includes: it costs 1.5 s a file instead of 7.
#include <boost/asio/awaitable.hpp>

namespace sitewatch {

template <class T>
using Task = boost::asio::awaitable<T>;

}  // namespace sitewatch
