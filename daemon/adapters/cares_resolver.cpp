#include "adapters/cares_resolver.h"

#include <algorithm>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>
#include <optional>
#include <set>

#include "adapters/cares_channel.h"

namespace sitewatch {
namespace {

namespace asio = boost::asio;
using Now = std::chrono::steady_clock;

constexpr std::size_t most_servers = 3;
constexpr std::size_t most_questions = 6;
// Silence of one server for this long is followed by a question to the next; the earlier one may still answer.
constexpr Duration longest_patience{1000};

bool is_definite(DnsOutcome outcome) {
  return outcome == DnsOutcome::addresses || outcome == DnsOutcome::nodata || outcome == DnsOutcome::nxdomain;
}

// Which of several failures says most. A server's word goes before silence, silence before our own failure: as long
// as one question got out, the network was there.
int weight(DnsOutcome outcome) {
  switch (outcome) {
    case DnsOutcome::servfail:
      return 3;
    case DnsOutcome::refused:
      return 2;
    case DnsOutcome::timeout:
      return 1;
    default:
      return 0;
  }
}

}  // namespace

class CaresResolver::Core {
 public:
  explicit Core(std::vector<std::unique_ptr<CaresChannel>> channels) : channels_(std::move(channels)) {}

  class Lookup;
  void close();

  std::vector<std::unique_ptr<CaresChannel>> channels_;
  std::set<Lookup*> lookups_;
};

/// One look-up while it waits; lives in its coroutine.
class CaresResolver::Core::Lookup {
 public:
  Lookup(std::shared_ptr<Core> core, const asio::any_io_executor& executor, std::string host, Family family)
      : core_(std::move(core)), timer_(executor), host_(std::move(host)), family_(family) {
    core_->lookups_.insert(this);
  }
  ~Lookup() {
    core_->lookups_.erase(this);
    *alive_ = false;
  }
  Lookup(const Lookup&) = delete;
  Lookup& operator=(const Lookup&) = delete;

  const std::optional<DnsAnswer>& answer() const { return answer_; }

  /// Asks the next server in turn; false when enough has been asked.
  bool ask_next() {
    if (answer_ || asked_ >= most_questions || core_->channels_.empty()) return false;
    ask(asked_++ % core_->channels_.size());
    return true;
  }

  void settle(DnsAnswer answer) {
    if (answer_) return;
    answer_ = std::move(answer);
    timer_.cancel();
  }

  /// The best there is once time is up.
  void give_up() { settle(failed_ ? *failed_ : DnsAnswer{DnsOutcome::timeout, {}, 0}); }

  Task<void> wait_until(Now::time_point instant) {
    if (answer_) co_return;
    boost::system::error_code error;
    timer_.expires_at(instant);
    co_await timer_.async_wait(asio::redirect_error(asio::use_awaitable, error));
    if (error && !answer_) throw boost::system::system_error(error);
  }

 private:
  void ask(std::size_t server) {
    const auto done = [this, server, alive = alive_](DnsAnswer answer) {
      if (*alive) heard(server, std::move(answer));
    };
    if (core_->channels_[server]->ask(host_, family_, done)) {
      in_flight_ = true;
    } else if (!in_flight_) {
      heard(server, DnsAnswer{DnsOutcome::local_failure, {}, 0});
    }
  }

  void heard(std::size_t server, DnsAnswer answer) {
    if (answer_ || core_->channels_.empty()) return;
    if (is_definite(answer.outcome)) return settle(std::move(answer));
    // Servers close idle TCP connections; the question that meets such a one deserves a new connection.
    if (answer.outcome == DnsOutcome::local_failure && asked_again_.insert(server).second) return ask(server);
    if (!failed_ || weight(answer.outcome) > weight(failed_->outcome)) failed_ = std::move(answer);
    has_failed_.insert(server);
    const std::size_t needed = std::min<std::size_t>(2, core_->channels_.size());
    if (has_failed_.size() >= needed && has_failed_.size() >= std::min(asked_, core_->channels_.size()))
      return settle(*failed_);
    if (asked_ < core_->channels_.size()) ask_next();
  }

  std::shared_ptr<Core> core_;
  asio::steady_timer timer_;
  std::string host_;
  Family family_;
  std::size_t asked_ = 0;
  bool in_flight_ = false;  // At least one question got out; when a server's table is full, it alone has to do.
  std::optional<DnsAnswer> failed_;
  std::set<std::size_t> has_failed_;
  std::set<std::size_t> asked_again_;
  std::optional<DnsAnswer> answer_;
  // Shared with the questions in flight, which c-ares answers even when nobody waits any more.
  std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

void CaresResolver::Core::close() {
  for (Lookup* each : lookups_) each->settle(DnsAnswer{DnsOutcome::local_failure, {}, 0});
  channels_.clear();
}

Result<std::unique_ptr<CaresResolver>> CaresResolver::open(const asio::any_io_executor& executor,
                                                           std::vector<std::string> servers) {
  if (servers.empty()) servers = CaresChannel::system_servers();
  if (servers.empty()) return failure("no DNS server in /etc/resolv.conf");
  servers.resize(std::min(servers.size(), most_servers));
  std::vector<std::unique_ptr<CaresChannel>> channels;
  for (const std::string& each : servers) {
    auto channel = CaresChannel::open(executor, each);
    if (!channel) return tl::unexpected<Error>(channel.error());
    channels.push_back(std::move(*channel));
  }
  return std::unique_ptr<CaresResolver>(new CaresResolver(std::make_shared<Core>(std::move(channels))));
}

CaresResolver::CaresResolver(std::shared_ptr<Core> core) : core_(std::move(core)) {}

CaresResolver::~CaresResolver() {
  core_->close();
}

Task<DnsAnswer> CaresResolver::resolve(std::string host, Family family, Duration timeout) {
  const auto started = Now::now();
  const auto deadline = started + timeout;
  const auto patience = std::min(longest_patience, timeout / 4);
  const auto executor = co_await asio::this_coro::executor;
  Core::Lookup lookup(core_, executor, std::move(host), family);
  for (auto due = started; !lookup.answer();) {
    due = lookup.ask_next() ? std::min(deadline, due + patience) : deadline;
    co_await lookup.wait_until(due);
    if (Now::now() >= deadline) lookup.give_up();
  }
  DnsAnswer answer = *lookup.answer();
  answer.seconds = std::chrono::duration<double>(Now::now() - started).count();
  co_return answer;
}

}  // namespace sitewatch
