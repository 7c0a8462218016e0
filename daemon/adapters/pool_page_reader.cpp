#include "adapters/pool_page_reader.h"

#include <atomic>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <system_error>
#include <thread>
#include <vector>

#include "page/read_page.h"

namespace sitewatch {
namespace {

namespace asio = boost::asio;

PageReading read_now(const PageSource& source) {
  try {
    return page::read_page({source.body, source.content_type, source.url, source.today, source.kind, source.part});
  } catch (const std::exception& problem) {
    // Out of memory is ours, not the site's: unparsed moves nothing.
    PageReading reading;
    reading.notes.emplace_back(problem.what());
    return reading;
  }
}

}  // namespace

/// Work that still waits when the pool closes is answered unread: every frame must end on its own executor.
class PoolPageReader::Pool {
 public:
  explicit Pool(std::size_t threads) {
    // asio::thread_pool would wait for ever for its first thread if it cannot make the second.
    try {
      while (threads_.size() < threads) threads_.emplace_back([this] { queue_.run(); });
    } catch (const std::system_error&) {
      if (threads_.empty()) throw;
    }
  }
  ~Pool() {
    closing_ = true;
    more_to_come_.reset();
    threads_.clear();
  }

  std::atomic<bool> closing_ = false;
  asio::io_context queue_;
  asio::executor_work_guard<asio::io_context::executor_type> more_to_come_{queue_.get_executor()};
  std::vector<std::jthread> threads_;
};

PoolPageReader::PoolPageReader(std::size_t threads) : pool_{std::make_unique<Pool>(threads)} {}

PoolPageReader::~PoolPageReader() = default;

Task<PageReading> PoolPageReader::read(PageSource source) {
  auto work = std::make_unique<PageSource>(std::move(source));
  const auto caller = co_await asio::this_coro::executor;
  Pool& pool = *pool_;
  const auto start = [&pool, caller](auto handler, std::unique_ptr<PageSource> page) {
    asio::post(pool.queue_, [&pool, handler = std::move(handler), page = std::move(page),
                             guard = asio::make_work_guard(caller)]() mutable {
      PageReading reading = pool.closing_ ? PageReading{} : read_now(*page);
      page.reset();
      asio::post(guard.get_executor(), [handler = std::move(handler), reading = std::move(reading)]() mutable {
        std::move(handler)(std::move(reading));
      });
    });
  };
  PageReading reading = co_await asio::async_initiate<const asio::use_awaitable_t<>, void(PageReading)>(
      start, asio::use_awaitable, std::move(work));
  co_return reading;
}

}  // namespace sitewatch
