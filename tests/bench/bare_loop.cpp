#include "bench/bare_loop.h"

#include <ares.h>
#include <arpa/inet.h>
#include <curl/curl.h>
#include <netdb.h>
#include <openssl/ssl.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <stdexcept>
#include <vector>

namespace sitewatch::bench {
namespace {

using Now = std::chrono::steady_clock;

class Loop;

struct Visit {
  Loop* loop = nullptr;
  CURL* easy = nullptr;
  curl_slist* connect_to = nullptr;
  std::string host;
  std::string url;
};

class Loop {
 public:
  explicit Loop(const LoopPlan& plan);
  ~Loop();
  LoopCount run();

 private:
  void start_visit();
  void resolved(Visit& visit, int status, unsigned char* answer, int length);
  void finish_transfers();
  void turn(int wait_ms);
  int wait_time() const;
  bool may_start() const;

  static int on_socket(CURL*, curl_socket_t fd, int what, void* self, void* known);
  static int on_timer(CURLM*, long ms, void* self);
  static void on_ares_socket(void* self, ares_socket_t fd, int readable, int writable);
  static std::size_t on_body(char*, std::size_t size, std::size_t count, void* self);
  static CURLcode on_ssl(CURL*, void* ssl_context, void* self);
  void watch(int fd, unsigned events, bool dns);

  const LoopPlan& plan_;
  int epoll_ = epoll_create1(EPOLL_CLOEXEC);
  CURLM* multi_ = curl_multi_init();
  ares_channel ares_ = nullptr;
  X509_STORE* trust_ = nullptr;
  std::vector<Visit*> idle_;
  std::size_t started_ = 0;
  std::size_t running_ = 0;
  LoopCount count_;
  Now::time_point began_;
  Now::time_point curl_due_ = Now::time_point::max();
  std::vector<char> known_;  // By descriptor: 0 unknown, 1 curl's, 2 c-ares'.
};

Loop::Loop(const LoopPlan& plan) : plan_(plan), known_(65536, 0) {
  ares_options options{};
  options.flags = ARES_FLAG_NOCHECKRESP | ARES_FLAG_NOSEARCH | ARES_FLAG_STAYOPEN;
  options.sock_state_cb = on_ares_socket;
  options.sock_state_cb_data = this;
  if (ares_init_options(&ares_, &options, ARES_OPT_FLAGS | ARES_OPT_SOCK_STATE_CB) != ARES_SUCCESS)
    throw std::runtime_error("ares_init_options");
  if (ares_set_servers_ports_csv(ares_, plan.dns_server.c_str()) != ARES_SUCCESS)
    throw std::runtime_error("dns server");
  curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, on_socket);
  curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
  curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, on_timer);
  curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
  if (!plan.trust_file.empty()) {
    trust_ = X509_STORE_new();
    X509_STORE_load_locations(trust_, plan.trust_file.c_str(), nullptr);
  }
}

Loop::~Loop() {
  for (Visit* each : idle_) {
    curl_slist_free_all(each->connect_to);
    curl_easy_cleanup(each->easy);
    delete each;
  }
  curl_multi_cleanup(multi_);
  ares_destroy(ares_);
  if (trust_) X509_STORE_free(trust_);
  close(epoll_);
}

void Loop::watch(int fd, unsigned events, bool dns) {
  epoll_event event{};
  event.events = events;
  event.data.fd = fd;
  char& known = known_.at(static_cast<std::size_t>(fd));
  if (events == 0) {
    epoll_ctl(epoll_, EPOLL_CTL_DEL, fd, nullptr);
    known = 0;
    return;
  }
  epoll_ctl(epoll_, known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, fd, &event);
  known = dns ? 2 : 1;
}

int Loop::on_socket(CURL*, curl_socket_t fd, int what, void* self, void*) {
  const unsigned events = what == CURL_POLL_REMOVE ? 0u
                          : what == CURL_POLL_IN   ? unsigned{EPOLLIN}
                          : what == CURL_POLL_OUT  ? unsigned{EPOLLOUT}
                                                   : unsigned{EPOLLIN | EPOLLOUT};
  static_cast<Loop*>(self)->watch(fd, events, false);
  return 0;
}

int Loop::on_timer(CURLM*, long ms, void* self) {
  static_cast<Loop*>(self)->curl_due_ = ms < 0 ? Now::time_point::max() : Now::now() + std::chrono::milliseconds{ms};
  return 0;
}

void Loop::on_ares_socket(void* self, ares_socket_t fd, int readable, int writable) {
  static_cast<Loop*>(self)->watch(fd, (readable ? unsigned{EPOLLIN} : 0u) | (writable ? unsigned{EPOLLOUT} : 0u), true);
}

std::size_t Loop::on_body(char*, std::size_t size, std::size_t count, void* self) {
  static_cast<Loop*>(self)->count_.bytes += size * count;
  return size * count;
}

CURLcode Loop::on_ssl(CURL*, void* ssl_context, void* self) {
  SSL_CTX_set1_cert_store(static_cast<SSL_CTX*>(ssl_context), static_cast<Loop*>(self)->trust_);
  return CURLE_OK;
}

void Loop::start_visit() {
  Visit* visit = nullptr;
  if (idle_.empty()) {
    visit = new Visit;
    visit->loop = this;
    visit->easy = curl_easy_init();
  } else {
    visit = idle_.back();
    idle_.pop_back();
  }
  char url[512];
  std::snprintf(url, sizeof url, plan_.url_pattern.c_str(),
                static_cast<int>(started_ % static_cast<std::size_t>(plan_.hosts)));
  visit->url = url;
  const std::size_t host = visit->url.find("//") + 2;
  visit->host = visit->url.substr(host, visit->url.find_first_of(":/", host) - host);
  if (started_++ == plan_.warm_up) count_.warm_cpu = own_cpu_seconds();
  ++running_;
  ares_query(
      ares_, visit->host.c_str(), 1, 1,
      [](void* self, int status, int, unsigned char* answer, int length) {
        Visit& found = *static_cast<Visit*>(self);
        found.loop->resolved(found, status, answer, length);
      },
      visit);
}

void Loop::resolved(Visit& visit, int status, unsigned char* answer, int length) {
  ares_addrttl addresses[4];
  int found = 4;
  if (status != ARES_SUCCESS || ares_parse_a_reply(answer, length, nullptr, addresses, &found) != ARES_SUCCESS ||
      found == 0) {
    ++count_.failed;
    --running_;
    idle_.push_back(&visit);
    return;
  }
  char address[INET_ADDRSTRLEN];
  inet_ntop(AF_INET, &addresses[0].ipaddr, address, sizeof address);
  curl_easy_reset(visit.easy);
  curl_slist_free_all(visit.connect_to);
  visit.connect_to = curl_slist_append(nullptr, ("::" + std::string{address} + ":").c_str());
  CURL* const easy = visit.easy;
  curl_easy_setopt(easy, CURLOPT_URL, visit.url.c_str());
  curl_easy_setopt(easy, CURLOPT_CONNECT_TO, visit.connect_to);
  curl_easy_setopt(easy, CURLOPT_PRIVATE, &visit);
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_PROXY, "");
  curl_easy_setopt(easy, CURLOPT_FRESH_CONNECT, 1L);
  curl_easy_setopt(easy, CURLOPT_FORBID_REUSE, 1L);
  curl_easy_setopt(easy, CURLOPT_SSL_SESSIONID_CACHE, 0L);
  curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "gzip, br");
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, 15000L);
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, this);
  if (trust_) {
    curl_easy_setopt(easy, CURLOPT_CAINFO, nullptr);
    curl_easy_setopt(easy, CURLOPT_CAPATH, nullptr);
    curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, on_ssl);
    curl_easy_setopt(easy, CURLOPT_SSL_CTX_DATA, this);
  }
  curl_multi_add_handle(multi_, easy);
}

void Loop::finish_transfers() {
  int left = 0;
  while (CURLMsg* const message = curl_multi_info_read(multi_, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    long status = 0;
    Visit* visit = nullptr;
    curl_easy_getinfo(message->easy_handle, CURLINFO_RESPONSE_CODE, &status);
    curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &visit);
    (message->data.result == CURLE_OK && status == 200 ? count_.good : count_.failed) += 1;
    curl_multi_remove_handle(multi_, message->easy_handle);
    --running_;
    idle_.push_back(visit);
  }
}

bool Loop::may_start() const {
  if (started_ >= plan_.warm_up + plan_.visits || running_ >= plan_.in_flight) return false;
  if (plan_.per_second <= 0) return true;
  return std::chrono::duration<double>(Now::now() - began_).count() * plan_.per_second >= double(started_);
}

int Loop::wait_time() const {
  const Now::time_point now = Now::now();
  double wait = 0.5;
  if (curl_due_ != Now::time_point::max())
    wait = std::min(wait, std::chrono::duration<double>(curl_due_ - now).count());
  if (plan_.per_second > 0 && started_ < plan_.warm_up + plan_.visits)
    wait = std::min(wait, double(started_) / plan_.per_second - std::chrono::duration<double>(now - began_).count());
  return wait <= 0 ? 0 : static_cast<int>(wait * 1000) + 1;
}

void Loop::turn(int wait_ms) {
  epoll_event events[256];
  const int count = epoll_wait(epoll_, events, 256, wait_ms);
  int running = 0;
  for (int i = 0; i < count; ++i) {
    const int fd = events[i].data.fd;
    const bool in = events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR);
    const bool out = events[i].events & EPOLLOUT;
    if (known_[static_cast<std::size_t>(fd)] == 2) {
      ares_process_fd(ares_, in ? fd : ARES_SOCKET_BAD, out ? fd : ARES_SOCKET_BAD);
    } else if (known_[static_cast<std::size_t>(fd)] == 1) {
      curl_multi_socket_action(multi_, fd, (in ? CURL_CSELECT_IN : 0) | (out ? CURL_CSELECT_OUT : 0), &running);
    }
  }
  if (curl_due_ <= Now::now()) {
    curl_due_ = Now::time_point::max();
    curl_multi_socket_action(multi_, CURL_SOCKET_TIMEOUT, 0, &running);
  }
}

LoopCount Loop::run() {
  began_ = Now::now();
  while (started_ < plan_.warm_up + plan_.visits || running_ > 0) {
    while (may_start()) start_visit();
    turn(wait_time());
    finish_transfers();
  }
  count_.wall_seconds = std::chrono::duration<double>(Now::now() - began_).count();
  return count_;
}

}  // namespace

double own_cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& time) { return double(time.tv_sec) + double(time.tv_usec) / 1e6; };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

LoopCount run_bare_loop(const LoopPlan& plan) {
  curl_global_init(CURL_GLOBAL_DEFAULT);
  return Loop{plan}.run();
}

}  // namespace sitewatch::bench
