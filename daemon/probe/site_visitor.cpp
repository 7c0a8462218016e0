#include "probe/site_visitor.h"

#include <algorithm>
#include <array>
#include <exception>

#include "domain/checks.h"
#include "domain/hash.h"
#include "probe/body_text.h"
#include "probe/redirect.h"
#include "probe/tries.h"
#include "probe/validators.h"
#include "text/clip.h"
#include "text/escape.h"

namespace sitewatch {

namespace {

using namespace std::chrono_literals;

constexpr Duration lookup_limit = 10s;
constexpr Duration other_family_limit = 5s;
constexpr std::size_t most_detail = 200;

Duration to_duration(double seconds) {
  return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(seconds));
}

std::uint64_t key_of(const Address& address) {
  const std::string_view bytes{reinterpret_cast<const char*>(address.bytes.data()), address.bytes.size()};
  return fnv1a(bytes, fnv1a(name(address.family)));
}

/// Whether one host is the other or lies below it, "www." left aside.
bool are_kin(std::string_view a, std::string_view b) {
  for (std::string_view* each : {&a, &b})
    if (each->starts_with("www.")) each->remove_prefix(4);
  if (a.size() < b.size()) std::swap(a, b);
  return a == b || (a.ends_with(b) && a[a.size() - b.size() - 1] == '.');
}

void add(Phases& sum, const Phases& phases) {
  sum.connect += phases.connect;
  sum.tls += phases.tls;
  sum.processing += phases.processing;
  sum.transfer += phases.transfer;
}

Judgement judge(const FetchResponse& response, std::string_view content_type, const Checks& checks,
                std::string_view host, WallTime at) {
  std::string text;
  try {
    if (wants_text(checks, response.body.size())) text = body_text(response.body, content_type);
  } catch (const std::exception& problem) {
    // It is our memory or descriptors that are short; a page read wrong would miss what it must contain.
    return {FailureReason::own_descriptors, problem.what(), {}};
  }
  return judge_answer({response.status, response.headers, response.body, text}, checks, host, at);
}

}  // namespace

/// How one hop ended: with a complete answer, or not.
struct SiteVisitor::Hop {
  FailureReason failure = FailureReason::none;
  std::string detail;
  Phase phase = Phase::resolve;
  FetchResponse response;
  std::optional<Address> address;
};

/// What one address family contributed to a hop.
struct SiteVisitor::Way {
  Family family = Family::ipv4;
  DnsOutcome outcome = DnsOutcome::nodata;
  bool tried = false;    ///< A connection was attempted; `hop` tells.
  bool blocked = false;  ///< There were addresses, none of which may be connected to.
  std::vector<Address> addresses;
  Hop hop;
};

struct SiteVisitor::Trip {
  const Site& site;
  Url target;
  VisitKind kind;
  Validators known{};
  Visit visit{};
  Turnstile::Turn turn{};
  std::vector<Url> path{};
  bool cookies_set = false;
  bool retried = false;  ///< A body cut short is fetched once more, in the whole visit.

  const Checks& checks() const {
    static const Checks none;
    return kind == VisitKind::reading ? none : site.checks;
  }
  bool wants_page() const { return kind == VisitKind::manual || kind == VisitKind::reading; }
  Duration left() const { return site.probe.timeout - to_duration(visit.result.seconds); }
  void count(const FetchResponse& response) {
    visit.result.seconds += response.seconds;
    add(visit.result.phases, response.phases);
  }
  /// A portal's certificate is the portal's concern, not that of everybody who redirects there.
  void keep_certificate(const Url& url, const FetchResponse& response) {
    if (response.certificate && are_kin(url.host, target.host)) visit.result.certificate = response.certificate;
  }
};

SiteVisitor::SiteVisitor(Clock& clock, Resolver& resolver, HttpClient& http, VisitSettings settings)
    : clock_(clock),
      resolver_(resolver),
      http_(http),
      settings_(std::move(settings)),
      hosts_(clock, settings_.per_host),
      addresses_(clock, settings_.per_address) {}

void SiteVisitor::use(VisitSettings settings) {
  settings_ = std::move(settings);
  hosts_.limit(settings_.per_host);
  addresses_.limit(settings_.per_address);
}

Task<Visit> SiteVisitor::visit(const Site& site, Url url, VisitKind kind) {
  Trip trip{site, std::move(url), kind};
  co_await make(trip);
  co_return std::move(trip.visit);
}

Task<Visit> SiteVisitor::read(const Site& site, PageRequest request) {
  Trip trip{site, std::move(request.url), VisitKind::reading, std::move(request.known)};
  co_await make(trip);
  co_return std::move(trip.visit);
}

Task<void> SiteVisitor::make(Trip& trip) {
  const SteadyTime came = clock_.steady_now();
  const std::uint64_t host = fnv1a(trip.target.host);
  if (!hosts_.try_enter(host, trip.turn)) trip.turn = co_await hosts_.enter(host);

  ProbeResult& result = trip.visit.result;
  result.site = trip.site.id;
  result.kind = trip.kind;
  result.started_at = clock_.wall_now();
  result.lag = std::chrono::duration_cast<Duration>(clock_.steady_now() - came);
  co_await travel(trip);
  if (asks_other_family(trip)) co_await ask_other_family(trip);
}

Task<void> SiteVisitor::travel(Trip& trip) {
  const auto& expected = trip.checks().status;
  Url here = trip.target;
  for (;;) {
    trip.path.push_back(here);
    Hop hop = co_await this->hop(trip, here);
    const int status = hop.response.status;
    const bool wanted = std::find(expected.begin(), expected.end(), status) != expected.end();
    if (hop.failure == FailureReason::none && is_redirect(status) && !wanted) {
      trip.cookies_set |= hop.response.header("set-cookie") != nullptr;
      const Redirect next =
          judge_redirect(trip.target, here, hop.response.header("location"), trip.path, trip.cookies_set);
      if (next.refused == FailureReason::none) {
        ++trip.visit.result.redirects;
        if (listener_) listener_->redirected(next.to);
        if (next.to.host != here.host) {
          // Given back first: two hosts that redirect to each other must not wait for each other.
          trip.turn.release();
          const std::uint64_t host = fnv1a(next.to.host);
          if (!hosts_.try_enter(host, trip.turn)) trip.turn = co_await hosts_.enter(host);
        }
        here = next.to;
        continue;
      }
      hop.failure = next.refused;
      hop.detail = next.detail;
    }
    finish(trip, std::move(hop), here);
    co_return;
  }
}

Task<SiteVisitor::Hop> SiteVisitor::hop(Trip& trip, const Url& url) {
  std::array<Way, 2> ways;
  Way& ipv4 = ways[0];
  Way& ipv6 = ways[1];
  ipv6.family = Family::ipv6;
  const bool named = !url.numeric_host();
  co_await try_family(trip, url, ipv4, named);
  const bool settled = (ipv4.tried && !is_worth_another_address(ipv4.hop.failure)) ||
                       (!ipv4.tried && ipv4.outcome == DnsOutcome::nxdomain);
  if (!settled) co_await try_family(trip, url, ipv6, false);
  if (ipv4.tried && !ipv6.tried && ipv4.hop.failure == FailureReason::connect_timeout && trip.left() > 0ms) {
    // The time kept for IPv6 was not needed: whoever connects in the 15th second is still in time.
    ipv4.addresses = {*ipv4.hop.address};
    co_await try_family(trip, url, ipv4, false);
  }
  if (trip.path.size() == 1) {
    for (const Way& way : ways) {
      FamilyResult& family = trip.visit.result.families[static_cast<std::size_t>(way.family)];
      if (way.tried) family = {true, verdict_of(way.hop.failure), way.hop.failure};
    }
  }
  co_return decided(trip, ipv4, ipv6, url.host);
}

SiteVisitor::Hop SiteVisitor::decided(const Trip& trip, Way& ipv4, Way& ipv6, const std::string& host) {
  const bool by_ipv6 =
      ipv6.tried && (ipv4.tried ? !is_worth_another_address(ipv6.hop.failure)
                                : ipv4.outcome == DnsOutcome::nodata || ipv6.hop.failure == FailureReason::none);
  if (by_ipv6) return std::move(ipv6.hop);
  if (ipv4.tried) return std::move(ipv4.hop);
  Hop none;
  none.detail = host;
  if (ipv4.blocked || ipv6.blocked) {
    none.failure = FailureReason::blocked_address;
  } else if (trip.left() <= 0ms) {
    none.failure = FailureReason::timeout;
  } else {
    // "No address" only if both say so; otherwise the look-up that failed may have had the one that works.
    const bool ask_ipv6 = ipv4.outcome == DnsOutcome::nodata && ipv6.outcome != DnsOutcome::nxdomain;
    none.failure = reason_of(ask_ipv6 ? ipv6.outcome : ipv4.outcome);
  }
  return none;
}

Task<void> SiteVisitor::try_family(Trip& trip, const Url& url, Way& way, bool more) {
  if (way.addresses.empty()) {
    const DnsAnswer answer = co_await look_up(trip, url.host, way.family);
    way.outcome = answer.outcome;
    if (answer.outcome != DnsOutcome::addresses) co_return;
    way.addresses = allowed(trip, answer.addresses);
    way.blocked = way.addresses.empty();
  }
  const std::size_t tries = std::min(way.addresses.size(), most_tries);
  for (std::size_t index = 0; index < tries && trip.left() > 0ms; ++index) {
    const Address address = way.addresses[index];
    const Duration connect_limit = share_of(trip.left(), tries - index, more);
    FetchResponse response = co_await fetch(trip, url, address, connect_limit);
    if (response.failure == FailureReason::partial_body && !trip.retried && trip.left() > 0ms) {
      trip.retried = true;
      response = co_await fetch(trip, url, address, connect_limit);
    }
    way.tried = true;
    way.hop.failure = response.failure;
    way.hop.detail = response.detail;
    way.hop.phase = response.phase;
    way.hop.address = address;
    way.hop.response = std::move(response);
    if (!is_worth_another_address(way.hop.failure)) co_return;
  }
}

Task<DnsAnswer> SiteVisitor::look_up(Trip& trip, const std::string& host, Family family) {
  DnsAnswer answer;
  if (const auto numeric = Address::parse(host)) {
    answer.outcome = numeric->family == family ? DnsOutcome::addresses : DnsOutcome::nodata;
    if (numeric->family == family) answer.addresses = {*numeric};
    co_return answer;
  }
  const Duration limit = std::min(trip.left(), lookup_limit);
  if (limit <= 0ms) co_return answer;
  answer = co_await resolver_.resolve(host, family, limit);
  trip.visit.result.seconds += answer.seconds;
  trip.visit.result.phases.resolve += answer.seconds;
  if (listener_) listener_->looked_up(host, family, answer);
  co_return answer;
}

Task<FetchResponse> SiteVisitor::fetch(Trip& trip, const Url& url, const Address& address, Duration connect_timeout) {
  Turnstile::Turn turn;
  const std::uint64_t key = key_of(address);
  if (!addresses_.try_enter(key, turn)) turn = co_await addresses_.enter(key);
  FetchRequest request;
  request.url = url;
  request.address = address;
  request.allow_networks = trip.site.allow_networks;
  request.timeout = trip.left();
  request.connect_timeout = connect_timeout;
  request.max_body = trip.site.probe.max_body;
  // Nobody reads the page of a visit of the schedule.
  if (!trip.wants_page()) request.keep_body = bytes_judged(trip.checks());
  request.max_header = trip.site.probe.max_header;
  request.user_agent = settings_.user_agent;
  if (!trip.known.etag.empty()) request.headers.emplace_back("If-None-Match", trip.known.etag);
  if (!trip.known.last_modified.empty()) request.headers.emplace_back("If-Modified-Since", trip.known.last_modified);
  FetchResponse response = co_await http_.fetch(std::move(request));
  trip.count(response);
  trip.keep_certificate(url, response);
  if (listener_) listener_->fetched(url, address, response);
  co_return response;
}

std::vector<Address> SiteVisitor::allowed(const Trip& trip, const std::vector<Address>& addresses) const {
  std::vector<Address> kept;
  for (const Address& each : addresses) {
    const bool may = may_connect(each, trip.site.allow_networks);
    if (listener_) listener_->judged(each, may);
    if (may) kept.push_back(each);
  }
  return kept;
}

void SiteVisitor::finish(Trip& trip, Hop hop, const Url& url) {
  ProbeResult& result = trip.visit.result;
  FetchResponse& response = hop.response;
  result.phase = hop.phase;
  result.http_status = response.status;
  result.http_version = response.http_version;
  result.tls = url.tls;
  result.tls_version = response.tls_version;
  result.body_bytes = response.body_bytes;
  result.final_url = url.text();
  result.address = hop.address;
  result.defects.protocol = response.protocol_defect;
  if (const std::string* length = response.header("content-length"))
    result.content_length = std::strtoll(length->c_str(), nullptr, 10);
  if (const std::string* modified = response.header("last-modified")) result.last_modified = http_date(*modified);
  if (const std::string* type = response.header("content-type")) trip.visit.content_type = *type;

  Judgement judgement{hop.failure, std::move(hop.detail), {}};
  trip.visit.not_modified = response.status == 304 && !trip.known.empty() && hop.failure == FailureReason::none;
  if (trip.kind == VisitKind::reading) trip.visit.validators = validators_of(response);
  if (hop.failure == FailureReason::none && !trip.visit.not_modified)
    judgement = judge(response, trip.visit.content_type, trip.checks(), url.host, result.started_at);
  conclude(result, std::move(judgement), trip.site.probe);
  if (!result.detail.empty()) result.detail = clip(one_line(result.detail), most_detail);
  trip.visit.body = std::move(response.body);

  auto& [ipv4, ipv6] = result.families;
  if (trip.path.size() > 1 || !hop.address) return;
  FamilyResult& decided = hop.address->family == Family::ipv4 ? ipv4 : ipv6;
  decided = {true, result.verdict, result.reason};
  if (&decided == &ipv6 && ipv4.tried && ipv4.verdict == Verdict::bad) result.defects.ipv4_broken = true;
}

bool SiteVisitor::asks_other_family(const Trip& trip) const {
  const ProbeResult& result = trip.visit.result;
  if (trip.target.numeric_host() || !result.families[0].tried || result.families[1].tried) return false;
  if (result.verdict == Verdict::unknown) return false;
  if (trip.kind != VisitKind::scheduled) return trip.kind == VisitKind::manual;
  if (settings_.other_family_every <= 0) return false;
  // Which visit is the nth follows from the time, so nothing is kept for a target.
  const auto round = static_cast<std::uint64_t>(result.started_at.time_since_epoch() / trip.site.probe.interval);
  return (round + fnv1a(trip.site.id)) % static_cast<std::uint64_t>(settings_.other_family_every) == 0;
}

Task<void> SiteVisitor::ask_other_family(Trip& trip) {
  const DnsAnswer answer = co_await resolver_.resolve(trip.target.host, Family::ipv6, other_family_limit);
  if (listener_) listener_->looked_up(trip.target.host, Family::ipv6, answer);
  const std::vector<Address> addresses = allowed(trip, answer.addresses);
  if (answer.outcome != DnsOutcome::addresses || addresses.empty()) co_return;
  FetchRequest request;
  request.url = trip.target;
  request.address = addresses.front();
  request.allow_networks = trip.site.allow_networks;
  request.timeout = other_family_limit;
  request.max_body = 1;  // Whether it connects and answers is all that is asked.
  request.max_header = trip.site.probe.max_header;
  request.user_agent = settings_.user_agent;
  const FetchResponse response = co_await http_.fetch(std::move(request));
  if (listener_) listener_->fetched(trip.target, addresses.front(), response);
  FailureReason reason = response.failure == FailureReason::too_large ? FailureReason::none : response.failure;
  if (reason == FailureReason::none && response.status >= 500) reason = FailureReason::http_5xx;
  trip.visit.result.families[1] = {true, verdict_of(reason), reason};
  const bool ipv4_works = trip.visit.result.verdict == Verdict::good;
  trip.visit.result.defects.ipv6_broken = ipv4_works && verdict_of(reason) == Verdict::bad;
}

}  // namespace sitewatch
