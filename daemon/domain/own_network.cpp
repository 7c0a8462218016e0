#include "domain/own_network.h"

#include <algorithm>
#include <utility>

#include "domain/hash.h"

namespace sitewatch {

namespace {

bool by_resolver(NetworkSign sign) {
  return sign == NetworkSign::resolver_lost || sign == NetworkSign::local;
}

bool share_reached(std::size_t part, std::size_t whole, std::size_t percent) {
  return part * 100 >= whole * percent;
}

void bump(std::unordered_map<std::uint64_t, std::uint32_t>& counts, std::uint64_t key, bool add) {
  if (add) {
    ++counts[key];
    return;
  }
  const auto found = counts.find(key);
  if (found != counts.end() && --found->second == 0) counts.erase(found);
}

}  // namespace

std::optional<NetworkSign> sign_of(const ProbeResult& result) {
  using enum FailureReason;
  switch (result.reason) {
    case connection_refused:
    case host_unreachable:
    case connect_timeout:
      return NetworkSign::lost;
    case timeout:
      return result.http_status == 0 && result.phase <= Phase::processing ? NetworkSign::lost : NetworkSign::alive;
    case dns_servfail:
    case dns_refused:
    case dns_timeout:
      return NetworkSign::resolver_lost;
    case own_network:
      return NetworkSign::local;
    case nxdomain:  // A resolver in our own building says so from its memory, too.
    case no_address:
    case blocked_address:
    case own_descriptors:
    case clock_implausible:
      return std::nullopt;
    default:
      return NetworkSign::alive;
  }
}

bool may_be_ours(const ProbeResult& result) {
  return result.verdict == Verdict::bad && sign_of(result) == NetworkSign::lost;
}

std::uint64_t neighbourhood(const Address& address) {
  const std::size_t bytes = address.family == Family::ipv4 ? 2 : 4;
  const std::string_view prefix{reinterpret_cast<const char*>(address.bytes.data()), bytes};
  return fnv1a(prefix, fnv1a(name(address.family)));
}

bool own_network_suspect(const NetworkTally& tally, ReferenceLook look, std::size_t sites, const OwnNetworkRule& rule) {
  const std::size_t least = std::min(rule.least_sites, std::max<std::size_t>(sites, 1));
  if (tally.lost < least) return false;
  // A resolver that is dead answers for no site: one that was reached since then clears it.
  const bool resolver_silent = tally.resolver_lost >= least && tally.lost_in_row >= least;
  if (resolver_silent && share_reached(tally.resolver_lost, tally.seen, rule.lone_share_percent)) return true;
  if (look == ReferenceLook::answered) return false;
  if (look == ReferenceLook::silent) return share_reached(tally.lost, tally.seen, rule.share_percent);
  return sites > 1 && tally.networks >= std::min(rule.least_networks, least) &&
         share_reached(tally.lost, tally.seen, rule.lone_share_percent);
}

bool nobody_answers(const NetworkTally& tally, std::size_t sites, const OwnNetworkRule& rule) {
  const std::size_t least = std::min(rule.least_sites, std::max<std::size_t>(sites, 1));
  return sites > 1 && tally.silent_sites >= least && tally.silent_networks >= std::min(rule.least_networks, least);
}

HeldVerdict fate(SteadyTime started, const NetworkTally& tally, ReferenceLook look, std::size_t sites,
                 const OwnNetworkRule& rule) {
  if (own_network_suspect(tally, look, sites, rule)) return HeldVerdict::unknown;
  if (look == ReferenceLook::answered) return HeldVerdict::stands;
  if (tally.alive_since > started) return HeldVerdict::stands;
  if (look == ReferenceLook::silent) return HeldVerdict::unknown;
  return sites > 1 ? HeldVerdict::wait : HeldVerdict::stands;
}

void NetworkEvidence::count(const Entry& entry, bool add) {
  const NetworkVisit& visit = entry.visit;
  bump(seen_, visit.site, add);
  if (!entry.news) return;
  bump(lost_, visit.site, add);
  if (by_resolver(visit.sign)) bump(resolver_lost_, visit.site, add);
  if (visit.network != 0) bump(networks_, visit.network, add);
}

void NetworkEvidence::note(const NetworkVisit& visit) {
  const bool lost = visit.sign != NetworkSign::alive;
  bool& failing = failing_[visit.site];
  lost_in_row_ = lost ? lost_in_row_ + 1 : 0;
  if (lost) {
    silent_sites_.insert(visit.site);
    if (visit.network != 0) silent_networks_.insert(visit.network);
  } else {
    alive_since_ = std::max(alive_since_, visit.started);
    ever_alive_ = true;
    forget_silence();
  }
  // A site that has been failing is no news, and no witness that the network is well either.
  if (std::exchange(failing, lost) && lost) return;
  entries_.push_back({visit, lost});
  count(entries_.back(), true);
}

void NetworkEvidence::forget_silence() {
  silent_sites_.clear();
  silent_networks_.clear();
}

void NetworkEvidence::expire(SteadyTime now) {
  while (!entries_.empty() && entries_.front().visit.ended + window_ <= now) {
    count(entries_.front(), false);
    entries_.pop_front();
  }
}

NetworkTally NetworkEvidence::tally(SteadyTime now) {
  expire(now);
  NetworkTally tally{seen_.size(), lost_.size(), resolver_lost_.size(), networks_.size(),     lost_in_row_,
                     now,          alive_since_, ever_alive_,           silent_sites_.size(), silent_networks_.size()};
  const auto first = std::find_if(entries_.begin(), entries_.end(), [](const Entry& each) { return each.news; });
  if (first != entries_.end()) tally.first_lost = first->visit.started;
  return tally;
}

void NetworkEvidence::clear() {
  entries_.clear();
  for (auto* counts : {&seen_, &lost_, &resolver_lost_, &networks_}) counts->clear();
  failing_.clear();
  forget_silence();
  lost_in_row_ = 0;
}

}  // namespace sitewatch
