#include "adapters/curl_worker.h"

#include <curl/curl.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <mutex>
#include <system_error>
#include <thread>
#include <unordered_map>
#include <utility>

namespace sitewatch {
namespace {

using Now = std::chrono::steady_clock;

// A coroutine wait per socket event costs more than the event: this loop asks the kernel itself.
constexpr std::size_t events_a_turn = 256;
constexpr std::size_t most_idle_handles = 64;

struct Order {
  std::unique_ptr<CurlJob> job;  // None: abandon `id`.
  std::uint64_t id = 0;
};

}  // namespace

class CurlWorker::Loop {
 public:
  Loop(TrustStore trust, OnDone on_done)
      : trust_(std::move(trust)),
        on_done_(std::move(on_done)),
        epoll_(epoll_create1(EPOLL_CLOEXEC)),
        wake_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
        multi_(curl_multi_init()) {}

  ~Loop() {
    if (thread_.joinable()) {
      give({}, true);
      thread_.join();
    }
    running_.clear();
    idle_.clear();
    curl_multi_cleanup(multi_);
    if (epoll_ >= 0) close(epoll_);
    if (wake_ >= 0) close(wake_);
  }

  Result<void> start() {
    if (epoll_ < 0 || wake_ < 0 || !multi_) return failure("cannot start an HTTP worker: no descriptors", true);
    watch(wake_, EPOLL_CTL_ADD, EPOLLIN);
    curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, on_socket);
    curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
    curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, on_timer);
    curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
    // Signals belong to the main thread; SIGPIPE, which OpenSSL's writes can raise, to nobody.
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    Result<void> started;
    try {
      thread_ = std::thread([this] { run(); });
    } catch (const std::system_error& error) {
      started = failure(std::string{"cannot start the thread of an HTTP worker: "} + error.what(), true);
    }
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
    return started;
  }

  void give(Order order, bool stop = false) {
    bool first = false;
    {
      const std::lock_guard lock(mutex_);
      first = inbox_.empty();
      if (order.job || order.id != 0) inbox_.push_back(std::move(order));
      stopping_ = stopping_ || stop;
    }
    // One wake-up for all that is handed over before the worker looks.
    const std::uint64_t one = 1;
    if (first || stop) [[maybe_unused]]
      const auto written = write(wake_, &one, sizeof one);
  }

 private:
  static int on_socket(CURL*, curl_socket_t socket, int what, void* self, void* known) {
    auto& loop = *static_cast<Loop*>(self);
    if (what == CURL_POLL_REMOVE) {
      loop.watch(socket, EPOLL_CTL_DEL, 0);
      return 0;
    }
    const unsigned events =
        ((what & CURL_POLL_IN) != 0 ? unsigned{EPOLLIN} : 0u) | ((what & CURL_POLL_OUT) != 0 ? unsigned{EPOLLOUT} : 0u);
    loop.watch(socket, known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, events);
    if (!known) curl_multi_assign(loop.multi_, socket, self);
    return 0;
  }

  static int on_timer(CURLM*, long milliseconds, void* self) {
    auto& due = static_cast<Loop*>(self)->curl_due_;
    due = milliseconds < 0 ? Now::time_point::max() : Now::now() + std::chrono::milliseconds{milliseconds};
    return 0;
  }

  void watch(int descriptor, int operation, unsigned events) {
    epoll_event event{};
    event.events = events;
    event.data.fd = descriptor;
    epoll_ctl(epoll_, operation, descriptor, &event);
  }

  void run() {
    while (take_orders()) {
      wait_for_events();
      if (curl_due_ <= Now::now()) {
        curl_due_ = Now::time_point::max();
        act(CURL_SOCKET_TIMEOUT, 0);
      }
      hand_over();
    }
    for (const auto& [id, handle] : running_) curl_multi_remove_handle(multi_, handle->easy());
  }

  void act(curl_socket_t socket, int events) {
    int running = 0;
    curl_multi_socket_action(multi_, socket, events, &running);
  }

  int wait_milliseconds() const {
    // What could not even begin is answered at once.
    if (!done_.empty()) return 0;
    if (curl_due_ == Now::time_point::max()) return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(curl_due_ - Now::now()).count();
    return left <= 0 ? 0 : static_cast<int>(std::min<long long>(left, 60'000));
  }

  void wait_for_events() {
    std::array<epoll_event, events_a_turn> events;
    const int count = epoll_wait(epoll_, events.data(), events_a_turn, wait_milliseconds());
    for (int i = 0; i < count; ++i) {
      const epoll_event& event = events[static_cast<std::size_t>(i)];
      if (event.data.fd == wake_) {
        std::uint64_t counter = 0;
        [[maybe_unused]] const auto got = read(wake_, &counter, sizeof counter);
        continue;
      }
      const int ready = ((event.events & (EPOLLIN | EPOLLHUP)) != 0 ? CURL_CSELECT_IN : 0) |
                        ((event.events & EPOLLOUT) != 0 ? CURL_CSELECT_OUT : 0) |
                        ((event.events & EPOLLERR) != 0 ? CURL_CSELECT_ERR : 0);
      act(event.data.fd, ready);
    }
  }

  // False when the worker is to stop.
  bool take_orders() {
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) return false;
      orders_.swap(inbox_);
    }
    for (Order& each : orders_) {
      if (each.job) {
        begin(std::move(each.job));
      } else {
        abandon(each.id);
      }
    }
    orders_.clear();
    return true;
  }

  void begin(std::unique_ptr<CurlJob> job) {
    std::unique_ptr<CurlHandle> handle;
    if (idle_.empty()) {
      handle = std::make_unique<CurlHandle>(trust_);
    } else {
      handle = std::move(idle_.back());
      idle_.pop_back();
    }
    const std::uint64_t id = job->id;
    if (handle->begin(std::move(job)) && curl_multi_add_handle(multi_, handle->easy()) == CURLM_OK) {
      running_.emplace(id, std::move(handle));
      return;
    }
    done_.push_back(handle->finish(CURLE_FAILED_INIT));
  }

  void abandon(std::uint64_t id) {
    const auto found = running_.extract(id);
    if (found.empty()) return;
    curl_multi_remove_handle(multi_, found.mapped()->easy());
    found.mapped()->abandon();
    keep(std::move(found.mapped()));
  }

  void keep(std::unique_ptr<CurlHandle> handle) {
    if (idle_.size() < most_idle_handles) idle_.push_back(std::move(handle));
  }

  void hand_over() {
    int left = 0;
    while (const CURLMsg* const message = curl_multi_info_read(multi_, &left)) {
      if (message->msg != CURLMSG_DONE) continue;
      const CURLcode code = message->data.result;
      CurlHandle* ended = nullptr;
      curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &ended);
      auto found = running_.extract(ended->job());
      done_.push_back(ended->finish(code));
      curl_multi_remove_handle(multi_, ended->easy());
      keep(std::move(found.mapped()));
    }
    if (!done_.empty()) on_done_(std::exchange(done_, {}));
  }

  const TrustStore trust_;
  const OnDone on_done_;
  const int epoll_;
  const int wake_;
  CURLM* const multi_;

  std::mutex mutex_;
  std::vector<Order> inbox_;
  bool stopping_ = false;

  // The worker's own.
  std::vector<Order> orders_;
  std::unordered_map<std::uint64_t, std::unique_ptr<CurlHandle>> running_;
  std::vector<std::unique_ptr<CurlHandle>> idle_;
  std::vector<std::unique_ptr<CurlJob>> done_;
  Now::time_point curl_due_ = Now::time_point::max();
  std::thread thread_;
};

Result<std::unique_ptr<CurlWorker>> CurlWorker::start(TrustStore trust, OnDone on_done) {
  auto loop = std::make_unique<Loop>(std::move(trust), std::move(on_done));
  const Result<void> started = loop->start();
  if (!started) return tl::unexpected<Error>(started.error());
  return std::unique_ptr<CurlWorker>(new CurlWorker(std::move(loop)));
}

CurlWorker::CurlWorker(std::unique_ptr<Loop> loop) : loop_(std::move(loop)) {}
CurlWorker::~CurlWorker() = default;

void CurlWorker::submit(std::unique_ptr<CurlJob> job) {
  loop_->give({std::move(job), 0});
}
void CurlWorker::abandon(std::uint64_t job) {
  loop_->give({nullptr, job});
}

}  // namespace sitewatch
