#include "alert/alert_world.h"

namespace sitewatch::alert {

WallTime march(unsigned day, int hour, int minute) {
  return Zone::named("Asia/Shanghai")
      ->at(date::year{2026} / 3 / day, std::chrono::hours{hour} + std::chrono::minutes{minute});
}

AlertIdentity about(AlertName name, const std::string& site) {
  AlertIdentity identity;
  identity.alert = name;
  identity.site = site;
  return identity;
}

Settings test_settings(const AlertWorld::Options& options) {
  Settings settings;
  settings.language = options.language;
  settings.zone = *Zone::named("Asia/Shanghai");
  settings.office_name = "××区政府办公室";
  settings.office_phone = "0000-0000000";
  settings.office_mail = "reply@office.example";
  settings.from = "sitewatch@office.example";
  settings.vantage = "区政府机房";
  settings.egress_address = "192.0.2.8";
  settings.rate_per_minute = options.rate_per_minute;
  settings.mail_units = options.mail_units;
  settings.effective_from = options.effective_from;
  settings.receivers = {
      {"ops", {"ops@office.example"}}, {"office", {"office@office.example"}}, {"leader", {"leader@office.example"}}};
  settings.routes = options.routes;
  settings.sponsors = {{"edu", {"××区教育局", {"edu@edu.example"}}}, {"mute", {"××区档案馆", {}}}};
  settings.sites = {{"edu-www", {"区教育局网站", "http://www.edu.example/"}},
                    {"portal", {"区政府门户网站", "http://www.portal.example/"}}};
  return settings;
}

AlertWorld::AlertWorld() : AlertWorld(Options{}) {}

AlertWorld::AlertWorld(Options options) : clock(loop, march(2, 10)), store(clock), options_(std::move(options)) {
  begin(options_.baseline_done);
}

AlertWorld::~AlertWorld() {
  spawner_.reset();
}

void AlertWorld::begin(bool baseline_done) {
  spawner_ = std::make_unique<TestSpawner>(loop);
  Hooks hooks;
  hooks.count_notification = [this](std::string_view receiver, std::string_view result) {
    ++counts[std::string{receiver} + "/" + std::string{result}];
  };
  hooks.corrected = [this](const Alert& alert) { corrected.push_back(alert); };
  hooks.form_link = [this](const SponsorId& sponsor, Period period) {
    return options_.form_link.empty() ? std::string{} : options_.form_link + sponsor + '/' + period.text();
  };
  hooks.upcoming = [this](WallTime) -> Task<std::vector<Upcoming>> {
    if (at_brief) at_brief();
    co_return upcoming;
  };
  engine =
      std::make_unique<Engine>(EnginePorts{clock, store.alerts, mailer, *spawner_}, test_settings(options_), hooks);
  AlertHistory history;
  const auto load = [](AlertStore& alerts, AlertHistory& into) -> Task<void> {
    Result<AlertHistory> loaded = co_await alerts.load();
    into = std::move(*loaded);
  };
  spawner_->spawn("load", load(store.alerts, history));
  clock.settle();
  engine->start(std::move(history), baseline_done);
  clock.settle();
}

void AlertWorld::restart() {
  spawner_.reset();
  engine.reset();
  begin(store.tables.sites.baseline_sent.has_value() || options_.baseline_done);
}

void AlertWorld::reload(const Options& options) {
  options_ = options;
  engine->reconfigure(test_settings(options_));
  clock.settle();
}

void AlertWorld::advance_to(unsigned day, int hour, int minute) {
  clock.advance(march(day, hour, minute) - clock.wall_now());
}

AlertCondition AlertWorld::condition(AlertName name, Severity severity, const std::string& site) const {
  AlertCondition made;
  made.identity = about(name, site);
  made.severity = severity;
  made.sponsor = "edu";
  made.starts = clock.wall_now();
  return made;
}

void AlertWorld::site_down(const std::string& site, std::optional<WallTime> since, bool portal) {
  AlertCondition down = condition(AlertName::SiteDown, portal ? Severity::critical : Severity::warning, site);
  if (since) down.starts = *since;
  down.portal = portal;
  down.facts.values["reason"] = std::string{"connect_timeout"};
  engine->raise(std::move(down));
  clock.settle();
}

void AlertWorld::site_up(const std::string& site) {
  clear(about(AlertName::SiteDown, site));
}

void AlertWorld::clear(const AlertIdentity& identity, Ending ending, Facts facts) {
  engine->clear(identity, ending, clock.wall_now(), std::move(facts));
  clock.settle();
}

void AlertWorld::post(Bulletin bulletin) {
  engine->post(std::move(bulletin));
  clock.settle();
}

void AlertWorld::run(Task<void> task) {
  spawner_->spawn("test", std::move(task));
  clock.settle();
}

}  // namespace sitewatch::alert
