#include "adapters/cares_channel.h"

#include <ares.h>
#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <map>
#include <utility>

#include "adapters/dns_answer.h"

namespace sitewatch {
namespace {

namespace asio = boost::asio;

// Only bounds how long an unanswered question is remembered; a late answer within it still counts.
constexpr int forget_after_ms = 5000;
constexpr std::chrono::milliseconds sweep_every{500};
// Ids have 16 bits: with more than this in flight c-ares would search for a free one for long.
constexpr std::size_t most_in_flight = 16'384;

DnsOutcome outcome_of(int status) {
  switch (status) {
    case ARES_ENODATA:
      return DnsOutcome::nodata;
    case ARES_ENOTFOUND:
    case ARES_EBADNAME:
      return DnsOutcome::nxdomain;  // A name too long for DNS cannot exist.
    case ARES_EREFUSED:
      return DnsOutcome::refused;
    case ARES_ETIMEOUT:
      return DnsOutcome::timeout;
    case ARES_ECONNREFUSED:  // Also for no descriptor and no route.
    case ARES_ENOMEM:
    case ARES_ECANCELLED:
    case ARES_EDESTRUCTION:
      return DnsOutcome::local_failure;
    default:
      return DnsOutcome::servfail;
  }
}

// Counted by c-ares; on this platform it owns nothing that would need a cleanup.
bool library_ready() {
  return ares_library_init(ARES_LIB_INIT_ALL) == ARES_SUCCESS;
}

/// A socket of c-ares, which closes it itself: the descriptor is released before it can be destroyed.
struct Watch {
  explicit Watch(const asio::any_io_executor& executor) : descriptor(executor) {}
  asio::posix::stream_descriptor descriptor;
  int socket = -1;
  bool wants_read = false;
  bool wants_write = false;
  bool reading = false;
  bool writing = false;
};

class Channel : public CaresChannel {
 public:
  explicit Channel(asio::any_io_executor executor) : executor_(std::move(executor)), sweep_(executor_) {}

  ~Channel() override {
    if (channel_) ares_destroy(channel_);
  }

  int open(const std::string& endpoint) {
    ares_options options{};
    options.flags = ARES_FLAG_NOCHECKRESP | ARES_FLAG_NOSEARCH | ARES_FLAG_STAYOPEN;
    options.timeout = forget_after_ms;
    options.tries = 1;
    options.sock_state_cb = [](void* self, int socket, int readable, int writable) {
      static_cast<Channel*>(self)->watch(socket, readable != 0, writable != 0);
    };
    options.sock_state_cb_data = this;
    const int mask = ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES | ARES_OPT_SOCK_STATE_CB;
    const int status = ares_init_options(&channel_, &options, mask);
    return status == ARES_SUCCESS ? ares_set_servers_ports_csv(channel_, endpoint.c_str()) : status;
  }

  bool ask(const std::string& host, Family family, std::function<void(DnsAnswer)> done) override {
    if (in_flight_ >= most_in_flight) return false;
    ++in_flight_;
    sweep_later();
    auto* const question = new Question{this, host, family, std::move(done)};
    ares_query(channel_, host.c_str(), 1, family == Family::ipv4 ? 1 : 28, answered, question);
    return true;
  }

 private:
  struct Question {
    Channel* channel;
    std::string host;
    Family family;
    std::function<void(DnsAnswer)> done;
  };

  static void answered(void* self, int status, int, unsigned char* message, int length) {
    const std::unique_ptr<Question> question(static_cast<Question*>(self));
    --question->channel->in_flight_;
    DnsAnswer answer{outcome_of(status), {}, 0};
    if (status == ARES_SUCCESS)
      answer = read_dns_answer({message, static_cast<std::size_t>(length)}, question->host, question->family);
    question->done(std::move(answer));
  }

  void watch(int socket, bool readable, bool writable) {
    if (!readable && !writable) {
      const auto gone = watches_.extract(socket);
      if (!gone.empty()) gone.mapped()->descriptor.release();
      if (!gone.empty()) gone.mapped()->socket = -1;
      return;
    }
    auto& watch = watches_[socket];
    if (!watch) {
      // Shared with the waits in flight, which may outlive the socket.
      watch = std::make_shared<Watch>(executor_);
      watch->socket = socket;
      // No exception may cross c-ares. A socket that cannot be watched stays silent, and the question times out.
      boost::system::error_code error;
      watch->descriptor.assign(socket, error);
    }
    watch->wants_read = readable;
    watch->wants_write = writable;
    wait(watch);
  }

  void wait(const std::shared_ptr<Watch>& watch) {
    using Wait = asio::posix::descriptor_base;
    if (watch->wants_read && !std::exchange(watch->reading, true))
      watch->descriptor.async_wait(Wait::wait_read, [this, watch](const boost::system::error_code&) {
        watch->reading = false;
        if (watch->socket >= 0) ready(watch, watch->socket, ARES_SOCKET_BAD);
      });
    if (watch->wants_write && !std::exchange(watch->writing, true))
      watch->descriptor.async_wait(Wait::wait_write, [this, watch](const boost::system::error_code&) {
        watch->writing = false;
        if (watch->socket >= 0) ready(watch, ARES_SOCKET_BAD, watch->socket);
      });
  }

  void ready(const std::shared_ptr<Watch>& watch, int read, int write) {
    ares_process_fd(channel_, read, write);
    if (watch->socket >= 0) wait(watch);
  }

  // ares_timeout() walks every question in flight; a coarse sweep is enough to forget the unanswered ones.
  void sweep_later() {
    if (std::exchange(sweeping_, true)) return;
    sweep_.expires_after(sweep_every);
    sweep_.async_wait([this, alive = std::weak_ptr<bool>(alive_)](const boost::system::error_code& error) {
      if (error || alive.expired()) return;
      sweeping_ = false;
      ares_process_fd(channel_, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
      if (in_flight_ > 0) sweep_later();
    });
  }

  asio::any_io_executor executor_;
  asio::steady_timer sweep_;
  bool sweeping_ = false;
  // Watched by the sweep: a timer that has fired already cannot be cancelled any more.
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
  std::size_t in_flight_ = 0;
  std::map<int, std::shared_ptr<Watch>> watches_;
  ares_channel channel_ = nullptr;
};

}  // namespace

Result<std::unique_ptr<CaresChannel>> CaresChannel::open(asio::any_io_executor executor, const std::string& endpoint) {
  if (!library_ready()) return failure("cannot start c-ares");
  auto channel = std::make_unique<Channel>(std::move(executor));
  const int status = channel->open(endpoint);
  if (status != ARES_SUCCESS) return failure("cannot use DNS server " + endpoint + ": " + ares_strerror(status));
  return std::unique_ptr<CaresChannel>(std::move(channel));
}

std::vector<std::string> CaresChannel::system_servers() {
  std::vector<std::string> endpoints;
  ares_channel channel = nullptr;
  if (!library_ready() || ares_init(&channel) != ARES_SUCCESS) return endpoints;
  ares_addr_port_node* first = nullptr;
  if (ares_get_servers_ports(channel, &first) == ARES_SUCCESS) {
    for (const auto* each = first; each; each = each->next) {
      Address address{.family = each->family == AF_INET ? Family::ipv4 : Family::ipv6, .bytes = {}};
      const auto* const bytes = reinterpret_cast<const std::uint8_t*>(&each->addr);
      std::copy_n(bytes, address.family == Family::ipv4 ? 4 : 16, address.bytes.begin());
      const std::string port = std::to_string(each->udp_port == 0 ? 53 : each->udp_port);
      endpoints.push_back(address.family == Family::ipv4 ? address.text() + ":" + port
                                                         : "[" + address.text() + "]:" + port);
    }
    ares_free_data(first);
  }
  ares_destroy(channel);
  return endpoints;
}

}  // namespace sitewatch
