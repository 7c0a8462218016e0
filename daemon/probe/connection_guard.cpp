#include "probe/connection_guard.h"

#include <spdlog/spdlog.h>

#include <algorithm>

#include "domain/hash.h"

namespace sitewatch {

namespace {

using namespace std::chrono_literals;

constexpr Duration evidence_window = 60s;
/// Many sites that fail together share one look.
constexpr Duration look_serves = 2s;
constexpr Duration reference_limit = 3s;
constexpr Duration witness_check = 1s;
constexpr std::size_t witnesses_of_return = 3;
constexpr std::size_t most_witnesses = 16;

void blame_ourselves(ProbeResult& result) {
  result.verdict = Verdict::unknown;
  result.reason = FailureReason::own_network;
}

bool somebody_answered(const FetchResponse& response) {
  using enum FailureReason;
  return response.status != 0 || response.failure == none || response.failure == tls_handshake_failed ||
         response.failure == too_old_tls || response.failure == empty_reply || response.failure == protocol_error;
}

class Counted {
 public:
  explicit Counted(std::size_t& count) : count_(count) { ++count_; }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;
  ~Counted() { --count_; }

 private:
  std::size_t& count_;
};

}  // namespace

ConnectionGuard::ConnectionGuard(Ports ports, GuardSettings settings, OnChange on_change)
    : ports_(ports),
      settings_(std::move(settings)),
      on_change_(std::move(on_change)),
      evidence_(evidence_window),
      references_(ports.clock, look_serves),
      public_witnesses_(ports.clock, look_serves),
      local_witnesses_(ports.clock, look_serves) {}

void ConnectionGuard::note(const ProbeResult& result, const Site& site, NetworkSign sign, SteadyTime started,
                           SteadyTime ended) {
  const std::uint64_t network = result.address ? neighbourhood(*result.address) : 0;
  evidence_.note({fnv1a(result.site), network, sign, started, ended});

  const auto same = [&](const Witness& each) { return each.site == result.site; };
  if (sign != NetworkSign::alive) {
    std::erase_if(witnesses_, same);
    return;
  }
  if (!result.address || result.redirects != 0) return;
  const auto placed = [&](const Witness& each) { return each.place == network; };
  const bool full = witnesses_.size() >= most_witnesses;
  if (full && std::any_of(witnesses_.begin(), witnesses_.end(), placed)) return;
  if (std::any_of(witnesses_.begin(), witnesses_.end(), same)) return;
  auto url = Url::parse(result.final_url);
  if (!url) return;
  if (full) witnesses_.pop_front();
  witnesses_.push_back({result.site, std::move(*url), *result.address, network, site.allow_networks});
}

Task<void> ConnectionGuard::judge(const Site& site, ProbeResult& result, SteadyTime started) {
  const auto sign = sign_of(result);
  if (!sign) co_return;
  note(result, site, *sign, started, ports_.clock.steady_now());
  if (!up_ && !watching_) {
    alive_in_row_ = *sign == NetworkSign::alive ? alive_in_row_ + 1 : 0;
    if (alive_in_row_ >= std::min(witnesses_of_return, sites_)) come_up();
  }
  if (!up_ || (started < back_at_ && may_be_ours(result))) {
    blame_ourselves(result);
    co_return;
  }
  if (*sign == NetworkSign::alive) co_return;
  co_await hold(result, started);
}

Task<void> ConnectionGuard::hold(ProbeResult& result, SteadyTime started) {
  const Counted counted{held_};
  const SteadyTime ended = ports_.clock.steady_now();
  bool asked = false;
  for (;;) {
    const ReferenceLook look = co_await this->look(ended);
    const SteadyTime now = ports_.clock.steady_now();
    const NetworkTally tally = evidence_.tally(now);
    if (up_ && own_network_suspect(tally, look, sites_, settings_.rule)) go_down(tally, look);
    if (!up_ || started < back_at_) {
      blame_ourselves(result);
      co_return;
    }
    // What is unknown already blames nobody: it bears witness, and nothing waits for it.
    if (result.verdict != Verdict::bad) co_return;
    const HeldVerdict verdict = fate(started, tally, look, sites_, settings_.rule);
    if (verdict == HeldVerdict::stands) co_return;
    if (!asked) {
      asked = true;
      const Testimony testimony = co_await witnesses(result, ended);
      if (testimony == Testimony::answered) co_return;
      if (testimony == Testimony::nobody_asked) continue;
      blame_ourselves(result);
      co_return;
    }
    if (!waits_on(result, verdict, tally, look) || now >= ended + settings_.patience) co_return;
    co_await ports_.clock.sleep_until(now + witness_check);
  }
}

bool ConnectionGuard::waits_on(ProbeResult& result, HeldVerdict verdict, const NetworkTally& tally,
                               ReferenceLook look) {
  if (up_ && verdict == HeldVerdict::wait && nobody_answers(tally, sites_, settings_.rule)) go_down(tally, look);
  // Who has not seen one answer since the start knows nothing of the network yet.
  const bool blind = !up_ || (verdict == HeldVerdict::wait && !tally.ever_alive);
  if (blind || verdict == HeldVerdict::unknown) blame_ourselves(result);
  return !blind && verdict == HeldVerdict::wait;
}

Task<ReferenceLook> ConnectionGuard::look(SteadyTime not_before) {
  if (settings_.references.empty()) co_return ReferenceLook::none_configured;
  const bool answered = co_await references_.answer(not_before, [this] { return references_answer(); });
  co_return answered ? ReferenceLook::answered : ReferenceLook::silent;
}

Task<bool> ConnectionGuard::references_answer() {
  const std::vector<Url> references = settings_.references;  // A reload may come while we look.
  for (const Url& each : references) {
    const bool answered = co_await reference_answers(each);
    if (answered) co_return true;
  }
  co_return false;
}

Task<bool> ConnectionGuard::reference_answers(Url reference) {
  std::vector<Address> addresses;
  if (const auto numeric = reference.numeric_host()) {
    addresses.push_back(*numeric);
  } else {
    for (const Family family : {Family::ipv4, Family::ipv6}) {
      const DnsAnswer answer = co_await ports_.resolver.resolve(reference.host, family, reference_limit);
      if (answer.outcome == DnsOutcome::addresses) addresses = answer.addresses;
      if (!addresses.empty()) break;
    }
  }
  const auto allowed = std::find_if(addresses.begin(), addresses.end(),
                                    [&](const Address& each) { return may_connect(each, settings_.networks); });
  if (allowed == addresses.end()) co_return false;
  const Address address = *allowed;
  const bool answered = co_await answers(std::move(reference), address, settings_.networks);
  co_return answered;
}

Task<bool> ConnectionGuard::answers(Url url, Address address, std::vector<Network> networks) {
  FetchRequest request;
  request.url = std::move(url);
  request.address = address;
  request.allow_networks = std::move(networks);
  request.timeout = reference_limit;
  request.max_body = 64u << 10;
  request.user_agent = settings_.user_agent;
  const FetchResponse response = co_await ports_.http.fetch(std::move(request));
  co_return somebody_answered(response);
}

Task<ConnectionGuard::Testimony> ConnectionGuard::witnesses(const ProbeResult& result, SteadyTime not_before) {
  // A site in our own building answers also when our link is cut: it speaks only for its like.
  const bool local = result.address && !may_connect(*result.address, {});
  const std::uint64_t besides = result.address ? neighbourhood(*result.address) : 0;
  auto& question = local ? local_witnesses_ : public_witnesses_;
  const Testimony testimony =
      co_await question.answer(not_before, [this, local, besides] { return ask_witnesses(local, besides); });
  co_return testimony;
}

Task<ConnectionGuard::Testimony> ConnectionGuard::ask_witnesses(bool local_ones, std::uint64_t besides) {
  std::vector<Witness> chosen;
  std::vector<std::uint64_t> places;
  // First those of other neighbourhoods: a whole hosting centre may be down.
  for (const bool elsewhere : {true, false}) {
    for (auto each = witnesses_.rbegin(); each != witnesses_.rend() && chosen.size() < 2; ++each) {
      const std::uint64_t place = each->place;
      if (!local_ones && !may_connect(each->address, {})) continue;
      if ((place != besides) != elsewhere) continue;
      if (elsewhere && std::find(places.begin(), places.end(), place) != places.end()) continue;
      chosen.push_back(*each);
      places.push_back(place);
    }
  }
  if (chosen.empty()) co_return Testimony::nobody_asked;
  for (const Witness& each : chosen) {
    const SteadyTime began = ports_.clock.steady_now();
    const bool answered = co_await answers(each.url, each.address, each.networks);
    if (!answered) continue;
    evidence_.note({fnv1a(each.site), each.place, NetworkSign::alive, began, began});
    co_return Testimony::answered;
  }
  const bool elsewhere = std::any_of(places.begin(), places.end(), [&](std::uint64_t each) { return each != besides; });
  co_return elsewhere ? Testimony::silent : Testimony::nobody_asked;
}

void ConnectionGuard::go_down(const NetworkTally& tally, ReferenceLook look) {
  up_ = false;
  alive_in_row_ = 0;
  const auto ago = std::chrono::duration_cast<Duration>(ports_.clock.steady_now() - tally.first_lost);
  const WallTime since = ports_.clock.wall_now() - ago;
  spdlog::warn("own network suspected: sites_seen={} sites_lost={} by_resolver={} references={}", tally.seen,
               tally.lost, tally.resolver_lost, look == ReferenceLook::silent ? "silent" : "not_asked");
  // References that answered say nothing about a resolver that is dead: then the sites' own answers tell its return.
  watching_ = look == ReferenceLook::silent;
  if (watching_) ports_.tasks.spawn("own network", watch());
  if (on_change_) on_change_(false, since);
}

void ConnectionGuard::come_up() {
  up_ = true;
  watching_ = false;
  back_at_ = ports_.clock.steady_now();
  evidence_.clear();
  spdlog::info("own network is back");
  if (on_change_) on_change_(true, ports_.clock.wall_now());
}

Task<void> ConnectionGuard::watch() {
  while (!up_) {
    co_await ports_.clock.sleep_until(ports_.clock.steady_now() + settings_.look_interval);
    const SteadyTime now = ports_.clock.steady_now();
    const ReferenceLook found = co_await look(now);
    // Without references any more (a reload), the sites' own answers take over.
    if (found == ReferenceLook::none_configured) {
      watching_ = false;
      co_return;
    }
    if (found == ReferenceLook::answered && !up_) come_up();
  }
}

}  // namespace sitewatch
