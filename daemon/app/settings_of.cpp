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

campaign::DeskSettings desk_settings(const Config& config, WallTime effective_from) {
  campaign::DeskSettings settings;
  settings.sponsors = config.sponsors;
  settings.sites = config.sites;
  settings.rule = {config.duty.day, config.duty.inclusive, config.duty.cutoff};
  settings.basis = config.duty.basis;
  settings.zone = config.time_zone;
  settings.workdays = config.workdays;
  settings.effective_from = effective_from;
  return settings;
}

freshness::WatchSettings watch_settings(const Config& config) {
  freshness::WatchSettings settings;
  settings.interval = config.freshness.home_interval;
  settings.rule = {config.freshness.soon_days, config.freshness.stale_days, config.freshness.long_stale_days};
  settings.rule_set = config.freshness.rule_set;
  settings.zone = config.time_zone;
  return settings;
}

}  // namespace sitewatch
