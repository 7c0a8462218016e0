#include "adapters/sqlite_database.h"

#include <sqlite3.h>

#include <atomic>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <cerrno>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

#include "adapters/sqlite_opening.h"

namespace sitewatch {
namespace {

using std::chrono::steady_clock;

constexpr std::size_t most_together = 64;

struct Job {
  bool writes = true;
  SqliteDatabase::Work work;
  std::function<void(Result<void>)> answer;
};

bool says_failed_disk(int code, int system_error) {
  if (code == SQLITE_IOERR_FSYNC || code == SQLITE_IOERR_DIR_FSYNC) return true;
  return (code & 0xff) == SQLITE_IOERR && system_error == EIO;
}

// Whether SQLite blames its surroundings rather than the statement.
bool is_environment(int code) {
  switch (code & 0xff) {
    case SQLITE_OK:
    case SQLITE_ERROR:
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
    case SQLITE_MISUSE:
    case SQLITE_RANGE:
    case SQLITE_TOOBIG:
      return false;
    default:
      return true;
  }
}

// Whatever else the work throws is a fault of this one request.
void perform(const Job& job, SqliteConnection& connection) {
  try {
    job.work(connection);
  } catch (const SqliteFailure&) {
    throw;
  } catch (const std::exception& fault) {
    throw SqliteFailure(SQLITE_ERROR, fault.what());
  }
}

}  // namespace

class SqliteDatabase::Worker {
 public:
  Worker(OpenedStore store, const SqliteOptions& options);
  Result<void> start();
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  Task<Result<void>> submit(bool writes, Work work);
  const StoreOpening& opening() const { return store_.opening; }
  StoreHealth health() const { return health_; }
  std::chrono::milliseconds busy_for() const;

 private:
  enum class Together : std::uint8_t { kept, lost, lost_try_alone };

  void add(Job job);
  std::vector<Job> next();
  void run();
  std::vector<Result<void>> write(const std::vector<Job>& jobs);
  Together transact(const Job* jobs, std::size_t count, std::vector<Result<void>>& results);
  void run_one(const Job& job, bool alone, Result<void>& result);
  std::vector<Result<void>> read(const std::vector<Job>& jobs);
  void roll_back();
  Error heed(const SqliteFailure& failure, const char* doing);
  void checkpoint();
  static int remember_log_size(void* worker, sqlite3* database, const char* schema, int pages);

  OpenedStore store_;
  int checkpoint_pages_;
  int log_pages_ = 0;
  bool log_written_ = false;
  std::atomic<StoreHealth> health_;
  std::atomic<steady_clock::rep> busy_since_{0};

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Job> jobs_;
  bool stopping_ = false;
  std::thread thread_;
};

SqliteDatabase::Worker::Worker(OpenedStore store, const SqliteOptions& options)
    : store_(std::move(store)),
      checkpoint_pages_(options.checkpoint_pages),
      health_(store_.writable ? StoreHealth::writable : StoreHealth::full) {
  sqlite3_wal_hook(store_.connection->handle(), remember_log_size, this);
}

Result<void> SqliteDatabase::Worker::start() {
  try {
    thread_ = std::thread([this] { run(); });
  } catch (const std::system_error& error) {
    return failure(std::string{"cannot start the thread of the store: "} + error.what(), true);
  }
  return {};
}

SqliteDatabase::Worker::~Worker() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
  store_.connection.reset();
  const StoreHealth end = health_;
  if (end == StoreHealth::writable || end == StoreHealth::full) store_.directory->clean();
}

Task<Result<void>> SqliteDatabase::Worker::submit(bool writes, Work work) {
  auto begin = [this, writes](auto handler, Work given) {
    const auto executor = boost::asio::get_associated_executor(handler);
    // Shared because std::function must be copyable; there is only ever one user.
    const auto held = std::make_shared<decltype(handler)>(std::move(handler));
    const auto guard = std::make_shared<boost::asio::executor_work_guard<std::decay_t<decltype(executor)>>>(executor);
    const auto answer = [held, guard](Result<void> result) {
      boost::asio::post(guard->get_executor(), [held, guard, result = std::move(result)]() mutable {
        auto resume = std::move(*held);
        guard->reset();
        resume(std::move(result));
      });
    };
    add({writes, std::move(given), answer});
  };
  return boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void(Result<void>)>(
      std::move(begin), boost::asio::use_awaitable, std::move(work));
}

void SqliteDatabase::Worker::add(Job job) {
  {
    const std::lock_guard lock(mutex_);
    jobs_.push_back(std::move(job));
  }
  wake_.notify_one();
}

std::vector<Job> SqliteDatabase::Worker::next() {
  busy_since_ = 0;
  std::unique_lock lock(mutex_);
  wake_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
  std::vector<Job> jobs;
  while (!jobs_.empty() && jobs.size() < most_together &&
         (jobs.empty() || jobs_.front().writes == jobs.front().writes)) {
    jobs.push_back(std::move(jobs_.front()));
    jobs_.pop_front();
  }
  if (!jobs.empty()) busy_since_ = steady_clock::now().time_since_epoch().count();
  return jobs;
}

void SqliteDatabase::Worker::run() {
  for (std::vector<Job> jobs = next(); !jobs.empty(); jobs = next()) {
    std::vector<Result<void>> results = jobs.front().writes ? write(jobs) : read(jobs);
    for (std::size_t i = 0; i < jobs.size(); ++i) {
      // The work refers to the coroutine that the answer sets free.
      jobs[i].work = nullptr;
      jobs[i].answer(std::move(results[i]));
    }
    jobs.clear();
    checkpoint();
  }
}

std::vector<Result<void>> SqliteDatabase::Worker::write(const std::vector<Job>& jobs) {
  std::vector<Result<void>> results(jobs.size());
  if (health_ == StoreHealth::failed || health_ == StoreHealth::corrupt) {
    for (Result<void>& result : results)
      result = failure("the store writes nothing more until the daemon is restarted: the disk or the file failed");
    return results;
  }
  const Together together = transact(jobs.data(), jobs.size(), results);
  if (together != Together::lost_try_alone || jobs.size() == 1) return results;
  std::vector<Result<void>> alone(1);
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    transact(&jobs[i], 1, alone);
    results[i] = alone.front();
  }
  return results;
}

SqliteDatabase::Worker::Together SqliteDatabase::Worker::transact(const Job* jobs, std::size_t count,
                                                                  std::vector<Result<void>>& results) {
  SqliteConnection& connection = *store_.connection;
  try {
    log_written_ = false;
    connection.execute("BEGIN IMMEDIATE");
    for (std::size_t i = 0; i < count; ++i) run_one(jobs[i], count == 1, results[i]);
    connection.execute("COMMIT");
    // A transaction that changed nothing proves nothing about the disk.
    if (log_written_) health_ = StoreHealth::writable;
    return Together::kept;
  } catch (const SqliteFailure& failure) {
    const Error error = heed(failure, "write to");
    roll_back();
    for (Result<void>& result : results) result = tl::unexpected<Error>(error);
    // A lock that stood through one whole wait would stand through the others too.
    const bool hopeless = (failure.code() & 0xff) == SQLITE_BUSY || health_ == StoreHealth::failed;
    return hopeless ? Together::lost : Together::lost_try_alone;
  }
}

void SqliteDatabase::Worker::run_one(const Job& job, bool alone, Result<void>& result) {
  SqliteConnection& connection = *store_.connection;
  result = {};
  if (!alone) connection.execute("SAVEPOINT one");
  try {
    perform(job, connection);
  } catch (const SqliteFailure& failure) {
    connection.reset_statements();
    if (alone || is_environment(failure.code()) || !connection.in_transaction()) throw;
    result = tl::unexpected<Error>(heed(failure, "write to"));
    connection.execute("ROLLBACK TO one");
  }
  if (!alone) connection.execute("RELEASE one");
}

std::vector<Result<void>> SqliteDatabase::Worker::read(const std::vector<Job>& jobs) {
  std::vector<Result<void>> results(jobs.size());
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    try {
      store_.connection->execute("BEGIN");
      perform(jobs[i], *store_.connection);
      store_.connection->execute("COMMIT");
    } catch (const SqliteFailure& failure) {
      results[i] = tl::unexpected<Error>(heed(failure, "read"));
      roll_back();
    }
  }
  return results;
}

void SqliteDatabase::Worker::roll_back() {
  store_.connection->reset_statements();
  if (!store_.connection->in_transaction()) return;
  try {
    store_.connection->execute("ROLLBACK");
  } catch (const SqliteFailure& failure) {
    heed(failure, "roll back");
  }
}

Error SqliteDatabase::Worker::heed(const SqliteFailure& failure, const char* doing) {
  const int code = failure.code();
  const int primary = code & 0xff;
  const int system_error = sqlite3_system_errno(store_.connection->handle());
  Error error{
      std::string("cannot ") + doing + " store " + store_.directory->path_of(store_file) + ": " + failure.what(),
      is_environment(code)};
  if (says_failed_disk(code, system_error))
    health_ = StoreHealth::failed;
  else if (primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB)
    health_ = StoreHealth::corrupt;
  else if (is_environment(code) && primary != SQLITE_BUSY && health_ == StoreHealth::writable)
    health_ = StoreHealth::full;
  if (health_ == StoreHealth::failed || health_ == StoreHealth::corrupt) error.retry = false;
  return error;
}

// After the answers, so that nobody waits for it, and here rather than in SQLite's own hook, which drops the error of a
// failed fsync.
void SqliteDatabase::Worker::checkpoint() {
  if (log_pages_ < checkpoint_pages_) return;
  log_pages_ = 0;
  const int code =
      sqlite3_wal_checkpoint_v2(store_.connection->handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
  const bool worrying = says_failed_disk(code, sqlite3_system_errno(store_.connection->handle())) ||
                        (code & 0xff) == SQLITE_CORRUPT || (code & 0xff) == SQLITE_NOTADB;
  if (worrying) heed(SqliteFailure(code, describe(store_.connection->handle(), code)), "checkpoint");
}

int SqliteDatabase::Worker::remember_log_size(void* worker, sqlite3*, const char*, int pages) {
  static_cast<Worker*>(worker)->log_pages_ = pages;
  static_cast<Worker*>(worker)->log_written_ = true;
  return SQLITE_OK;
}

std::chrono::milliseconds SqliteDatabase::Worker::busy_for() const {
  const steady_clock::rep since = busy_since_;
  if (since == 0) return std::chrono::milliseconds{0};
  const auto busy = steady_clock::now().time_since_epoch() - steady_clock::duration{since};
  return std::chrono::duration_cast<std::chrono::milliseconds>(busy);
}

Result<std::unique_ptr<SqliteDatabase>> SqliteDatabase::open(const std::string& state_dir, SqliteOptions options) {
  Result<OpenedStore> store = open_store(state_dir, options);
  if (!store) return tl::unexpected<Error>(store.error());
  auto worker = std::make_unique<Worker>(std::move(*store), options);
  const Result<void> started = worker->start();
  if (!started) return tl::unexpected<Error>(started.error());
  return std::unique_ptr<SqliteDatabase>(new SqliteDatabase(std::move(worker)));
}

SqliteDatabase::SqliteDatabase(std::unique_ptr<Worker> worker) : worker_(std::move(worker)) {}
SqliteDatabase::~SqliteDatabase() = default;

const StoreOpening& SqliteDatabase::opening() const {
  return worker_->opening();
}
StoreHealth SqliteDatabase::health() const {
  return worker_->health();
}
std::chrono::milliseconds SqliteDatabase::busy_for() const {
  return worker_->busy_for();
}

Task<Result<void>> SqliteDatabase::write(Work work) {
  return worker_->submit(true, std::move(work));
}
Task<Result<void>> SqliteDatabase::read(Work work) {
  return worker_->submit(false, std::move(work));
}

Task<Result<void>> SqliteDatabase::check_writable() {
  return write([](SqliteConnection& connection) {
    connection.execute("INSERT INTO meta VALUES ('probes', 1) ON CONFLICT DO UPDATE SET value=value+1");
  });
}

}  // namespace sitewatch
