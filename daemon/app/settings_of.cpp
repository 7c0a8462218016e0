#include "app/settings_of.h"

namespace sitewatch {

alert::Settings alert_settings(const Config& config, WallTime effective_from) {
  alert::Settings settings;
  settings.language = config.language;
  settings.zone = config.time_zone;
  settings.workdays = config.workdays;
  settings.office_name = config.office.name;
  settings.office_phone = config.office.phone;
  settings.office_mail = config.office.mail;
  settings.from = config.mail.from;
  settings.reply_to = config.mail.reply_to.empty() ? config.office.mail : config.mail.reply_to;
  settings.public_url = config.public_url;
  settings.vantage = config.probe.vantage;
  settings.egress_address = config.probe.egress_address;
  settings.home_interval = config.freshness.home_interval;
  settings.rate_per_minute = config.mail.rate_per_minute;
  settings.mail_enabled = !config.mail.relays.empty();
  settings.mail_units = config.mail.audience == Audience::sponsors;
  settings.group_wait = config.mail.group_wait;
  settings.effective_from = effective_from;
  for (const ReceiverConfig& each : config.receivers) settings.receivers[each.name] = each.mail;
  for (const RouteConfig& each : config.routes)
    settings.routes.push_back({each.alerts, each.sites, each.sponsors, each.at_least, each.receiver});
  for (const Sponsor& each : config.sponsors) settings.sponsors[each.id] = {each.name, each.mail};
  for (const Site& each : config.sites) settings.sites[each.id] = {each.name, each.home_urls.front().text()};
  return settings;
}

campaign::DutySettings duty_settings(const std::shared_ptr<const Config>& config, WallTime effective_from) {
  campaign::DutySettings settings;
  settings.sponsors = config->sponsors;
  settings.sites = {config, &config->sites};
  settings.enabled = config->duty.enabled;
  settings.rule = config->duty.rule;
  settings.basis = config->duty.basis;
  settings.owed_by_all = config->duty.owed_by_all;
  settings.nil_allowed = config->duty.nil_reports;
  settings.first_period = config->duty.first_period;
  settings.last_period = config->duty.last_period;
  settings.calendar_expected = config->calendar_expected;
  settings.zone = config->time_zone;
  settings.workdays = config->workdays;
  settings.effective_from = effective_from;
  settings.index = campaign::index_of(settings);
  return settings;
}

ProbeSettings probe_settings(const Config& config) {
  ProbeSettings settings;
  settings.visit.user_agent = config.probe.user_agent;
  settings.visit.per_host = config.probe.per_host;
  settings.visit.per_address = config.probe.per_address;
  settings.max_in_flight = config.probe.max_in_flight;
  settings.guard.references = config.own_network.targets;
  settings.guard.networks = config.own_network.allow_networks;
  settings.guard.rule.share_percent = static_cast<std::size_t>(config.own_network.share_percent);
  settings.guard.look_interval = config.own_network.interval;
  settings.guard.user_agent = config.probe.user_agent;
  return settings;
}

freshness::WatchSettings watch_settings(const Config& config) {
  freshness::WatchSettings settings;
  settings.home_interval = config.freshness.home_interval;
  settings.column_interval = config.freshness.column_interval;
  settings.rules = config.rule_set;
  settings.zone = config.time_zone;
  settings.district = std::make_shared<const DistrictHosts>(config.sites, config.excluded_hosts);
  return settings;
}

web::Settings web_settings(const Config& config, const std::string& local_token) {
  web::Settings settings;
  if (const auto address = Address::parse(config.listen.host)) settings.address = *address;
  settings.port = config.listen.port;
  settings.tls.certificate = config.web.cert_file;
  settings.tls.key = config.web.key_file;
  settings.tls.client_ca = config.web.client_ca_file;
  settings.tls.client_names = config.web.client_allowed_sans;
  settings.tls.tls13_only = config.web.min_version == "TLS13";
  settings.headers = config.web.headers;
  for (const WebUser& each : config.web.users) settings.users.push_back({each.name, each.bcrypt});
  for (const TokenConfig& each : config.tokens) {
    const auto role = each.role == TokenRole::office ? web::TokenRole::office : web::TokenRole::sponsor;
    settings.tokens.push_back({each.name, role, each.sponsor, web::sha256_from_hex(each.sha256)});
  }
  if (!local_token.empty())
    settings.tokens.push_back({"local", web::TokenRole::office, {}, web::sha256_of(local_token)});
  settings.public_url = config.public_url;
  settings.office = config.office.name;
  settings.office_phone = config.office.phone;
  settings.vantage = config.probe.vantage;
  settings.interval = config.probe.policy.interval;
  settings.rule_set = config.rule_set.id;
  settings.language = language_named(config.language).value_or(Language::zh_cn);
  settings.zone = config.time_zone;
  return settings;
}

Task<std::vector<alert::Upcoming>> upcoming_deadlines(const ReportDesk& desk, Clock& clock,
                                                      std::shared_ptr<const Config> config, WallTime until) {
  std::vector<alert::Upcoming> found;
  const Period period = desk.period_in_force();
  const WallTime closes = desk.reading(period).dates.deadline.closes;
  if (closes <= clock.wall_now() || closes > until) co_return found;
  const std::vector<ReportRow> rows = co_await reports_in_turns(desk, clock, period);
  const DutyCount count = count_of(rows);
  if (count.missing() == 0) co_return found;
  const Catalogue texts = Catalogue::of(language_named(config->language).value_or(Language::zh_cn), config->time_zone);
  Facts facts;
  facts.values["period"] = texts.month(period.year, period.month);
  facts.values["owed"] = std::int64_t{count.due};
  facts.values["missing"] = std::int64_t{count.missing()};
  found.push_back({closes, texts.render("brief.report_due", facts)});
  co_return found;
}

}  // namespace sitewatch
