#pragma once

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <functional>
#include <utility>

#include "ports/awaitable.h"

namespace sitewatch {

/// Runs blocking `work` on `pool`; the caller goes on, on its own executor, with what it answered. `work` throws
/// nothing.
template <class T>
Task<T> on_worker(boost::asio::thread_pool& pool, std::function<T()> work) {
  auto start = [&pool](auto handler, std::function<T()> job) {
    auto executor = boost::asio::get_associated_executor(handler);
    boost::asio::post(pool, [job = std::move(job), handler = std::move(handler), executor]() mutable {
      T answer = job();
      boost::asio::post(executor, [handler = std::move(handler), answer = std::move(answer)]() mutable {
        std::move(handler)(std::move(answer));
      });
    });
  };
  T answer = co_await boost::asio::async_initiate<const boost::asio::use_awaitable_t<>&, void(T)>(
      std::move(start), boost::asio::use_awaitable, std::move(work));
  co_return answer;
}

}  // namespace sitewatch
