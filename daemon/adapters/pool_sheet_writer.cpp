#include "adapters/pool_sheet_writer.h"

#include <atomic>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>

#include "adapters/xlsx_sheet.h"

namespace sitewatch {
namespace {

namespace asio = boost::asio;

struct Order {
  Sheet sheet;
  SheetFormat format;
};

Result<std::string> written(const Order& order) {
  try {
    return write_sheet(order.sheet, order.format);
  } catch (const std::exception& problem) {
    return failure(std::string{"cannot write the sheet: "} + problem.what(), true);
  }
}

}  // namespace

/// As PoolPageReader's: what still waits when the pool closes is answered, so that every frame ends on its executor.
class PoolSheetWriter::Pool {
 public:
  ~Pool() {
    closing_ = true;
    thread_.join();
  }

  std::atomic<bool> closing_ = false;
  asio::thread_pool thread_{1};
};

PoolSheetWriter::PoolSheetWriter() : pool_{std::make_unique<Pool>()} {}

PoolSheetWriter::~PoolSheetWriter() = default;

Task<Result<std::string>> PoolSheetWriter::write(Sheet sheet, SheetFormat format) {
  auto order = std::make_unique<Order>(Order{std::move(sheet), format});
  const auto caller = co_await asio::this_coro::executor;
  Pool& pool = *pool_;
  const auto start = [&pool, caller](auto handler, std::unique_ptr<Order> work) {
    asio::post(pool.thread_, [&pool, handler = std::move(handler), work = std::move(work),
                              guard = asio::make_work_guard(caller)]() mutable {
      Result<std::string> bytes = pool.closing_ ? Result<std::string>{failure("the daemon ends")} : written(*work);
      work.reset();
      asio::post(guard.get_executor(), [handler = std::move(handler), bytes = std::move(bytes)]() mutable {
        std::move(handler)(std::move(bytes));
      });
    });
  };
  Result<std::string> bytes = co_await asio::async_initiate<const asio::use_awaitable_t<>, void(Result<std::string>)>(
      start, asio::use_awaitable, std::move(order));
  co_return bytes;
}

}  // namespace sitewatch
