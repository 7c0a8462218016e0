#include "adapters/curl_http_client.h"

#include <malloc.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <mutex>
#include <optional>
#include <unordered_map>
#include <utility>
#include <vector>

#include "adapters/curl_worker.h"

namespace sitewatch {

namespace asio = boost::asio;

class CurlHttpClient::Core : public std::enable_shared_from_this<Core> {
 public:
  class Waiting;
  using Jobs = std::vector<std::unique_ptr<CurlJob>>;

  explicit Core(asio::any_io_executor executor) : executor_(std::move(executor)) {}

  Result<void> start(const CurlHttpClientOptions& options);
  void close();
  std::uint64_t submit(Waiting& waiting, FetchRequest request);
  void forget(std::uint64_t id, bool abandon);
  const asio::any_io_executor& executor() const { return executor_; }

 private:
  void done(Jobs jobs);
  void deliver();
  CurlWorker& worker_of(std::uint64_t id) { return *workers_[id % workers_.size()]; }

  const asio::any_io_executor executor_;
  // The loop's own.
  std::uint64_t last_id_ = 0;
  std::unordered_map<std::uint64_t, Waiting*> waiting_;
  std::vector<std::unique_ptr<CurlWorker>> workers_;
  // Between the workers and the loop.
  std::mutex mutex_;
  Jobs outbox_;
};

/// One fetch while it waits; lives in its coroutine. Its timer never runs out: the answer cancels it.
class CurlHttpClient::Core::Waiting {
 public:
  Waiting(std::shared_ptr<Core> core, FetchRequest request)
      : core_(std::move(core)), timer_(core_->executor(), asio::steady_timer::time_point::max()) {
    id_ = core_->submit(*this, std::move(request));
  }
  ~Waiting() { core_->forget(id_, !response_); }
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;

  void settle(FetchResponse response) {
    response_ = std::move(response);
    timer_.cancel();
  }

  Task<FetchResponse> response() {
    boost::system::error_code error;
    if (!response_) co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, error));
    if (!response_) throw boost::system::system_error(error);
    co_return std::move(*response_);
  }

 private:
  std::shared_ptr<Core> core_;
  asio::steady_timer timer_;
  std::optional<FetchResponse> response_;
  std::uint64_t id_ = 0;
};

namespace {

// Bodies are made on a worker and freed on the loop. By default glibc gives their memory back to the kernel each time
// and takes it anew for the next, page fault by page fault: a third of a probe's cost, measured. It also puts small
// pieces aside and joins them later, all at once: 8 ms of one turn of the loop after ten thousand mails. Process-wide.
void keep_freed_memory() {
  // Before any thread of ours is there to see it half done.
  mallopt(M_MMAP_THRESHOLD, 1 << 20);   // NOLINT(concurrency-mt-unsafe)
  mallopt(M_TRIM_THRESHOLD, 16 << 20);  // NOLINT(concurrency-mt-unsafe)
  mallopt(M_MXFAST, 0);                 // NOLINT(concurrency-mt-unsafe)
}

FetchResponse closed_response() {
  FetchResponse response;
  response.failure = FailureReason::own_descriptors;
  response.detail = "the HTTP client has been closed";
  return response;
}

}  // namespace

Result<void> CurlHttpClient::Core::start(const CurlHttpClientOptions& options) {
  keep_freed_memory();
  if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) return failure("cannot start libcurl");
  auto trust = load_trust_store(options.trust_file);
  if (!trust) return tl::unexpected<Error>(trust.error());
  for (int i = 0; i < std::max(1, options.threads); ++i) {
    auto worker = CurlWorker::start(*trust, [this](Jobs jobs) { done(std::move(jobs)); });
    if (!worker) return tl::unexpected<Error>(worker.error());
    workers_.push_back(std::move(*worker));
  }
  return {};
}

void CurlHttpClient::Core::close() {
  workers_.clear();
  deliver();
  for (const auto& [id, waiting] : waiting_) waiting->settle(closed_response());
  waiting_.clear();
}

std::uint64_t CurlHttpClient::Core::submit(Waiting& waiting, FetchRequest request) {
  const std::uint64_t id = ++last_id_;
  if (workers_.empty()) {
    waiting.settle(closed_response());
    return id;
  }
  waiting_.emplace(id, &waiting);
  auto job = std::make_unique<CurlJob>();
  job->id = id;
  job->request = std::move(request);
  job->asked_at = std::chrono::steady_clock::now();
  worker_of(id).submit(std::move(job));
  return id;
}

void CurlHttpClient::Core::forget(std::uint64_t id, bool abandon) {
  waiting_.erase(id);
  if (abandon && !workers_.empty()) worker_of(id).abandon(id);
}

// On a worker's thread. One turn of the loop takes all that has come by then.
void CurlHttpClient::Core::done(Jobs jobs) {
  bool first = false;
  {
    const std::lock_guard lock(mutex_);
    first = outbox_.empty();
    std::move(jobs.begin(), jobs.end(), std::back_inserter(outbox_));
  }
  if (!first) return;
  asio::post(executor_, [weak = weak_from_this()] {
    if (const auto core = weak.lock()) core->deliver();
  });
}

void CurlHttpClient::Core::deliver() {
  Jobs jobs;
  {
    const std::lock_guard lock(mutex_);
    jobs.swap(outbox_);
  }
  for (auto& each : jobs) {
    const auto found = waiting_.find(each->id);
    if (found == waiting_.end()) continue;
    found->second->settle(std::move(each->response));
    waiting_.erase(found);
  }
}

Result<std::unique_ptr<CurlHttpClient>> CurlHttpClient::open(asio::any_io_executor executor,
                                                             const CurlHttpClientOptions& options) {
  auto core = std::make_shared<Core>(std::move(executor));
  const Result<void> started = core->start(options);
  if (!started) {
    core->close();
    return tl::unexpected<Error>(started.error());
  }
  return std::unique_ptr<CurlHttpClient>(new CurlHttpClient(std::move(core)));
}

CurlHttpClient::CurlHttpClient(std::shared_ptr<Core> core) : core_(std::move(core)) {}

CurlHttpClient::~CurlHttpClient() {
  core_->close();
}

Task<FetchResponse> CurlHttpClient::fetch(FetchRequest request) {
  Core::Waiting waiting(core_, std::move(request));
  co_return co_await waiting.response();
}

}  // namespace sitewatch
