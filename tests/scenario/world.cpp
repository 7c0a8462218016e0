#include "scenario/world.h"

#include <date/date.h>
#include <spdlog/spdlog.h>

#include <sstream>

#include "config/rules.h"
#include "page/read_page.h"

namespace sitewatch {
namespace {

using namespace std::chrono_literals;

std::string decode_base64(std::string_view text) {
  static constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bytes;
  unsigned value = 0;
  int bits = 0;
  for (const char each : text) {
    const std::size_t digit = digits.find(each);
    if (digit == std::string_view::npos) continue;
    value = value << 6 | static_cast<unsigned>(digit);
    if ((bits += 6) >= 8) bytes += static_cast<char>(value >> (bits -= 8) & 255);
  }
  return bytes;
}

}  // namespace

std::string decoded_subject(const std::string& message) {
  const std::size_t begin = message.find("\r\nSubject: ") + 11;
  std::size_t end = message.find("\r\n", begin);
  while (end + 2 < message.size() && (message[end + 2] == ' ' || message[end + 2] == '\t'))
    end = message.find("\r\n", end + 2);
  std::string subject = message.substr(begin, end - begin);
  if (subject.find("=?UTF-8?B?") == std::string::npos) return subject;
  std::string words;
  for (std::size_t at = 0; (at = subject.find("=?UTF-8?B?", at)) != std::string::npos;) {
    const std::size_t close = subject.find("?=", at + 10);
    words += decode_base64(std::string_view{subject}.substr(at + 10, close - at - 10));
    at = close;
  }
  return words;
}

Task<DnsAnswer> FakeNet::resolve(std::string host, Family family, Duration timeout) {
  if (cut_) {
    co_await clock_.sleep_until(clock_.steady_now() + timeout);
    co_return DnsAnswer{DnsOutcome::timeout, {}, std::chrono::duration<double>(timeout).count()};
  }
  const auto found = sites_.find(host);
  if (found == sites_.end()) co_return DnsAnswer{DnsOutcome::nxdomain, {}, 0.001};
  if (found->second.dns != DnsOutcome::addresses) co_return DnsAnswer{found->second.dns, {}, 0.001};
  if (family == Family::ipv6) co_return DnsAnswer{DnsOutcome::nodata, {}, 0.001};
  // Public addresses, spread over many networks by the name.
  const std::uint64_t hash = std::hash<std::string>{}(host);
  Address address;
  address.bytes = {static_cast<std::uint8_t>(20 + hash % 80), static_cast<std::uint8_t>(hash >> 8 & 127),
                   static_cast<std::uint8_t>(hash >> 16), static_cast<std::uint8_t>(1 + (hash >> 24 & 127))};
  co_return DnsAnswer{DnsOutcome::addresses, {address}, 0.001};
}

Task<FetchResponse> FakeNet::fetch(FetchRequest request) {
  ++fetches_;
  ++sites_[request.url.host].fetches;
  FetchResponse response;
  const FakeSite site = sites_[request.url.host];
  if (cut_ || site.failure == FailureReason::connect_timeout || site.failure == FailureReason::timeout) {
    co_await clock_.sleep_until(clock_.steady_now() + request.timeout);
    response.failure = cut_ ? FailureReason::connect_timeout : site.failure;
    response.seconds = std::chrono::duration<double>(request.timeout).count();
    co_return response;
  }
  co_await clock_.sleep_until(clock_.steady_now() + std::chrono::milliseconds{static_cast<int>(site.seconds * 1000)});
  response.seconds = site.seconds;
  response.failure = site.failure;
  if (site.failure != FailureReason::none) co_return response;
  response.phase = Phase::transfer;
  response.status = site.status;
  response.http_version = 11;
  response.headers = site.headers;
  response.body = site.body.substr(0, request.keep_body);
  response.body_bytes = site.body.size();
  if (site.certificate_expires) {
    CertificateFacts certificate;
    certificate.not_after = certificate.earliest_expiry = *site.certificate_expires;
    certificate.not_before = *site.certificate_expires - std::chrono::hours{24 * 365};
    if (*site.certificate_expires <= clock_.wall_now()) certificate.fault = CertificateFault::expired;
    response.certificate = certificate;
    response.tls_version = "TLS 1.3";
  }
  co_return response;
}

std::vector<std::string> FakeRelay::subjects_to(const std::string& address) const {
  std::vector<std::string> found;
  for (const Arrived& each : mails_)
    if (each.to == address) found.push_back(each.subject);
  return found;
}

Task<MailOutcome> FakeRelay::send(Mail mail) {
  if (verdict_) co_return MailOutcome{*verdict_, 451, "not now", "relay.example:25"};
  for (const std::string& to : mail.to)
    mails_.push_back({clock_.wall_now(), to, decoded_subject(mail.message), mail.message});
  co_return MailOutcome{MailVerdict::accepted, 250, "ok", "relay.example:25"};
}

Task<PageReading> DirectPageReader::read(PageSource source) {
  co_return page::read_page({source.body, source.content_type, source.url, source.today, source.kind, source.part});
}

World::World(Config the_config, WallTime start)
    : clock(loop, start), config(std::make_shared<const Config>(std::move(the_config))) {
  spdlog::set_level(spdlog::level::off);
  tasks_ = std::make_unique<TestSpawner>(loop);
}

World::~World() {
  if (app) kill();
}

Adapters World::adapters() {
  return Adapters{
      .clock = clock,
      .service = service,
      .pages = pages,
      .sheets = sheets,
      .links = links,
      .entropy = entropy,
      .sites = store.sites,
      .visits = store.visits,
      .observations = store.observations,
      .alerts = store.alerts,
      .filings = store.campaigns,
      .load = [this] { return load(); },
      .make_network = [this](std::shared_ptr<const Config>) { return make_network(); },
      .on_worker = [this](std::function<void()> task) { return work(std::move(task)); },
      .store_status = [this] { return StoreStatus{!store.tables.refusal.has_value(), false, {}}; },
      .check_store = [this] { return check_store(); },
      .log_lines_dropped = [] { return std::uint64_t{0}; },
      .local_token = {},
  };
}

Task<ConfigOutcome> World::load() {
  co_return ConfigOutcome{next_};
}

Task<Result<NetworkAdapters>> World::make_network() {
  co_return NetworkAdapters{net, net, relay};
}

Task<Result<void>> World::work(std::function<void()> task) {
  task();
  co_return Result<void>{};
}

Task<bool> World::check_store() {
  co_return !store.tables.refusal.has_value();
}

void World::run(Task<void> task) {
  tasks_->spawn("world", std::move(task));
  clock.settle();
  for (int i = 0; tasks_->running() > 0 && i < 10'000; ++i) clock.advance(10ms);
}

Task<void> World::start_app() {
  const Result<void> started = co_await app->start();
  if (!started) failures.push_back(started.error().message);
}

Task<void> World::stop_app() {
  co_await app->stop();
}

Task<void> World::reload_app(std::vector<std::string>& mistakes) {
  mistakes = co_await app->reload();
}

void World::start() {
  app = std::make_unique<App>(loop, adapters(),
                              App::Options{.serve = false,
                                           .version = "test",
                                           .on_failure = [this](const std::string& what) { failures.push_back(what); }},
                              config);
  run(start_app());
}

void World::stop() {
  run(stop_app());
  while (!app->idle()) clock.advance(10ms);
  app.reset();
}

void World::kill() {
  store.fail_from_now_on();
  relay->refuse(MailVerdict::temporary);
  stop();
  store.work_again();
  relay->refuse(std::nullopt);
}

std::vector<std::string> World::reload(Config next) {
  next_ = std::make_shared<const Config>(std::move(next));
  config = next_;
  std::vector<std::string> mistakes;
  run(reload_app(mistakes));
  return mistakes;
}

void World::advance_to(const std::string& local) {
  std::istringstream in{local};
  LocalTime time;
  in >> date::parse("%Y-%m-%d %H:%M", time);
  const WallTime target = config->time_zone.wall(time);
  if (target > clock.wall_now()) clock.advance(target - clock.wall_now());
}

Result<void> World::correct(Fingerprint alert) {
  Result<void> answer{};
  const auto work = [](App& daemon, Fingerprint which, Result<void>& out) -> Task<void> {
    out = co_await daemon.alerts().correct(which, "监测点线路检修", "office");
  };
  run(work(*app, alert, answer));
  return answer;
}

tl::expected<Receipt, FilingRefusal> World::file(FilingRequest request) {
  tl::expected<Receipt, FilingRefusal> answer;
  const auto work = [](App& daemon, FilingRequest what, tl::expected<Receipt, FilingRefusal>& out) -> Task<void> {
    out = co_await daemon.reports().file(std::move(what));
  };
  run(work(*app, std::move(request), answer));
  return answer;
}

tl::expected<Decided, FilingRefusal> World::decide(DecisionRequest request) {
  tl::expected<Decided, FilingRefusal> answer;
  const auto work = [](App& daemon, DecisionRequest what, tl::expected<Decided, FilingRefusal>& out) -> Task<void> {
    out = co_await daemon.reports().decide(std::move(what));
  };
  run(work(*app, std::move(request), answer));
  return answer;
}

std::string host_of(int number) {
  return "site" + std::to_string(number) + ".example";
}
std::string unit_mail(int number) {
  return "unit" + std::to_string(number) + "@unit.example";
}

std::string page_of(Day newest) {
  std::ostringstream page;
  page << "<html><head><title>区教育局</title></head><body><ul>";
  for (int back = 0; back < 6; ++back)
    page << "<li><a href=\"/art/" << back << ".html\">关于第" << back << "项工作的通知</a><span>"
         << date::format("%Y-%m-%d", date::sys_days{plus_days(newest, -3 * back)}) << "</span></li>";
  page << "</ul></body></html>";
  return page.str();
}

Config district(int sites) {
  Config config;
  config.time_zone = *Zone::named("Asia/Shanghai");
  config.office = {"区政府办公室", "0000-0000000", "office@district.example"};
  config.mail.relays.push_back({{"relay.example", 25}, MailTls::none, {}, {}, {}});
  config.mail.from = "sitewatch@district.example";
  config.mail.audience = Audience::sponsors;
  config.mail.rate_per_minute = 6000;
  config.effective_from = World::monday_morning - std::chrono::hours{24 * 5};
  config.receivers = {{"ops", {"ops@district.example"}}, {"office", {"office@district.example"}}};
  config.probe.vantage = "区政府机房";
  config.probe.egress_address = "192.0.2.7";
  config.duty.basis = "《清理整改工作方案》三";
  config.rule_set = built_in_rules("CN-2019-19");
  for (int i = 1; i <= sites; ++i) {
    Sponsor sponsor;
    sponsor.id = "unit" + std::to_string(i);
    sponsor.name = "区第" + std::to_string(i) + "局";
    sponsor.mail = {unit_mail(i)};
    config.sponsors.push_back(sponsor);
    Site site;
    site.id = host_of(i);
    site.name = "第" + std::to_string(i) + "局网站";
    site.sponsor = sponsor.id;
    Url url;
    url.host = host_of(i);
    site.home_urls = {url};
    site.portal = i == 1;
    config.sites.push_back(site);
  }
  return config;
}

}  // namespace sitewatch
