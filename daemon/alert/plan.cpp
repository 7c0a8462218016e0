#include "alert/plan.h"

#include <algorithm>

#include "domain/mail_address.h"
#include "domain/silence.h"

namespace sitewatch::alert {
namespace {

using std::chrono::hours;

constexpr Telling routed{.pace = Pace::at_once, .repeat = hours{24}};

template <class T>
bool empty_or_holds(const std::vector<T>& list, const T& value) {
  return list.empty() || std::find(list.begin(), list.end(), value) != list.end();
}

bool matches(const Route& route, const Alert& alert) {
  // Reminders are the units' own business, a suspected hijack or an unlisted host is nobody's but the office's: a route
  // for everything does not mean them.
  const bool by_name_only =
      alert.identity.alert == AlertName::ReportDueSoon || is_kept_from_units(alert.identity.alert);
  if (by_name_only && route.alerts.empty()) return false;
  return alert.severity >= route.at_least && empty_or_holds(route.alerts, alert.identity.alert) &&
         empty_or_holds(route.sites, alert.identity.site) && empty_or_holds(route.sponsors, alert.sponsor);
}

/// When the alert reached its present grade.
WallTime grade_began(const Alert& alert) {
  const auto found = alert.facts.values.find(std::string{grade_since_fact});
  const auto* const since = found == alert.facts.values.end() ? nullptr : std::get_if<WallTime>(&found->second);
  return since ? *since : alert.starts;
}

/// Units are never told of what was so before they were to be told of anything.
bool old_for_units(const Alert& alert, const Settings& settings, WallTime now) {
  if (alert.baseline) return true;
  const auto first_look = alert.facts.values.find(std::string{at_first_look_fact});
  if (first_look != alert.facts.values.end() && first_look->second == Fact{true}) return true;
  if (!settings.effective_from) return false;
  if (now < *settings.effective_from) return true;
  // A reminder is of what lies ahead, whenever its time began.
  if (alert.identity.alert == AlertName::ReportDueSoon) return false;
  // An expired certificate may be put up today; only the baseline knows whether it was there before.
  return alert.identity.alert != AlertName::CertificateInvalid && grade_began(alert) < *settings.effective_from;
}

NotifyReason reason_of(Due due) {
  switch (due) {
    case Due::first:
      return NotifyReason::first;
    case Due::repeat:
      return NotifyReason::repeat;
    case Due::worse:
      return NotifyReason::worse;
    case Due::not_now:
      break;
  }
  return NotifyReason::none;
}

/// Whether a receiver is, by one of its addresses, also a unit.
bool reaches_a_unit(const std::string& receiver, const Settings& settings) {
  const std::vector<std::string>& addresses = addresses_of(receiver, settings);
  return std::any_of(settings.sponsors.begin(), settings.sponsors.end(), [&](const auto& each) {
    const std::vector<std::string>& unit = each.second.mail;
    return std::find_first_of(unit.begin(), unit.end(), addresses.begin(), addresses.end(), same_mail_address) !=
           unit.end();
  });
}

/// A duty's mail to its unit is a form to fill in, and no line of a list.
bool is_own_mail(const std::string& receiver, const Alert& alert) {
  const bool duty =
      alert.identity.alert == AlertName::ReportDueSoon || alert.identity.alert == AlertName::ReportOverdue;
  return duty && alert.firing() && (receiver.starts_with("sponsor:") || receiver.starts_with("trial:"));
}

/// Alerts of the same number share a mail. Suspected hijacks have one for themselves.
Fingerprint mail_of(const std::string& receiver, const Alert& alert) {
  if (is_own_mail(receiver, alert)) return fingerprint(alert.identity);
  if (!is_mailed_apart(alert.identity.alert)) return 0;
  AlertIdentity all;
  all.alert = alert.identity.alert;
  return fingerprint(all);
}

}  // namespace

std::vector<ToldTo> receivers_of(const Alert& alert, const Settings& settings, WallTime now) {
  std::vector<ToldTo> found;
  found.reserve(3 + settings.routes.size());
  const auto offer = [&](std::string receiver, const Telling& cell) {
    if (cell.pace != Pace::never) found.push_back({std::move(receiver), cell});
  };
  offer("ops", telling(alert, Role::ops));
  offer("office", telling(alert, Role::office));
  if (!alert.sponsor.empty() && !old_for_units(alert, settings, now))
    offer((settings.mail_units ? "sponsor:" : "trial:") + alert.sponsor, telling(alert, Role::sponsor));
  const bool mailable = alert.identity.alert != AlertName::OwnNetworkDown &&
                        alert.identity.alert != AlertName::NotificationsFailing && !brief_only(alert);
  const bool kept = is_kept_from_units(alert.identity.alert);
  for (const Route& route : settings.routes) {
    if (!mailable || !matches(route, alert) || (kept && reaches_a_unit(route.receiver, settings))) continue;
    const auto known =
        std::find_if(found.begin(), found.end(), [&](const ToldTo& each) { return each.receiver == route.receiver; });
    if (known == found.end())
      found.push_back({route.receiver, routed});
    else if (known->cell.pace != Pace::at_once)
      known->cell = routed;
  }
  return found;
}

bool is_held(const AlertTable& table, const Alert& alert, const FlushView& view) {
  const WallTime now = view.moment.now;
  for (const Silence& silence : view.silences)
    if (silence.span.contains(now) && speaks_of(alert, silence.alert, silence.site, silence.sponsor)) return true;
  if (alert.identity.site.empty()) return false;
  for (const Maintenance& maintenance : view.maintenances)
    if (maintenance.site == alert.identity.site && maintenance.span.contains(now)) return alert.firing();
  if (!alert.firing() || !inhibited_by_site_down(alert.identity.alert)) return false;
  AlertIdentity down;
  down.alert = AlertName::SiteDown;
  down.site = alert.identity.site;
  return table.fires(down);
}

Planning::Planning(AlertTable& table, const FlushView& view) : table_(table), view_(view) {
  may_change(next_day_edge(view_.moment.now, view_.settings.zone));
  const auto edges = [this](const TimeSpan& span) {
    may_change(span.from);
    may_change(span.to);
  };
  for (const Silence& each : view_.silences) edges(each.span);
  for (const Maintenance& each : view_.maintenances) edges(each.span);
}

bool Planning::step(std::size_t most) {
  auto& entries = table_.entries();
  auto at = next_ ? entries.lower_bound(*next_) : entries.begin();
  for (; most > 0 && at != entries.end(); --most, ++at) {
    if (counting_ && untold_ >= many_sites) break;
    if (counting_)
      count(at->second);
    else
      look_at(at->second);
  }
  next_.reset();
  if (counting_ && (at == entries.end() || untold_ >= many_sites)) {
    counting_ = false;
    view_.moment.many_sites_down = untold_ >= many_sites;
    return true;
  }
  if (at == entries.end()) return false;
  next_ = at->first;
  return true;
}

std::vector<PlannedMail> Planning::mails() {
  std::vector<PlannedMail> mails;
  mails.reserve(mails_.size());
  for (auto& [receiver, mail] : mails_) mails.push_back(std::move(mail));
  // A relay that takes twenty a minute is busy for a while with the rest.
  std::stable_sort(mails.begin(), mails.end(), [](const auto& a, const auto& b) { return a.urgent > b.urgent; });
  return mails;
}

/// Many small sites down at once are the office's business now, not tomorrow's.
void Planning::count(const Entry& entry) {
  const Alert& alert = entry.alert;
  if (alert.identity.alert != AlertName::SiteDown || !alert.firing() || alert.baseline || alert.portal) return;
  if (alert.starts < view_.moment.now - hours{1} || entry.told("office") || is_held(table_, alert, view_)) return;
  ++untold_;
}

void Planning::look_at(Entry& entry) {
  if (entry.alert.identity.alert == AlertName::OwnNetworkDown) return;
  if (entry.alert.firing())
    problem(entry);
  else
    ending(entry);
}

void Planning::problem(Entry& entry) {
  if (entry.alert.baseline || is_held(table_, entry.alert, view_)) return;
  const Settings& settings = view_.settings;
  for (const auto& [receiver, cell] : receivers_of(entry.alert, settings, view_.moment.now)) {
    const std::optional<Told> told = entry.told(receiver);
    const Due now = due(entry.alert, cell, told, view_.moment, settings.workdays, settings.zone);
    if (now != Due::not_now)
      add(receiver, entry, reason_of(now));
    else if (const auto from = due_from(entry.alert, cell, told, settings.workdays, settings.zone))
      may_change(*from);
  }
}

void Planning::ending(Entry& entry) {
  if (entry.flapping && entry.alert.ending == Ending::recovered &&
      *entry.alert.ends + view_.flap_hold > view_.moment.now)
    return may_change(*entry.alert.ends + view_.flap_hold);
  if (entry.alert.ending != Ending::corrected && is_held(table_, entry.alert, view_)) return;
  for (const auto& [receiver, row] : entry.log) {
    if (row.ended_told || row.times == 0) continue;
    if (waits_for_day(entry.alert, receiver)) continue;
    add(receiver, entry, entry.alert.ending == Ending::corrected ? NotifyReason::correction : NotifyReason::ended);
  }
}

/// What a unit was told by day ends by day; a receipt and a correction go out at once.
bool Planning::waits_for_day(const Alert& alert, const std::string& receiver) const {
  if (alert.ending == Ending::receipt || alert.ending == Ending::corrected || view_.moment.daytime) return false;
  const Role role = receiver == "ops" ? Role::ops : receiver == "office" ? Role::office : Role::sponsor;
  return telling(alert, role).pace == Pace::daytime;
}

void Planning::may_change(WallTime at) {
  if (at > view_.moment.now) quiet_until_ = std::min(quiet_until_, at);
}

void Planning::add(const std::string& receiver, Entry& entry, NotifyReason reason) {
  PlannedMail& mail = mails_[{receiver, mail_of(receiver, entry.alert)}];
  mail.receiver = receiver;
  mail.apart = is_mailed_apart(entry.alert.identity.alert);
  mail.lines.push_back({&entry, reason});
  mail.urgent = mail.urgent || entry.alert.severity == Severity::critical;
}

std::vector<PlannedMail> own_network_mails(AlertTable& table) {
  std::vector<PlannedMail> mails;
  AlertIdentity identity;
  identity.alert = AlertName::OwnNetworkDown;
  Entry* const entry = table.find(fingerprint(identity));
  if (!entry || entry->alert.ending != Ending::recovered) return mails;
  for (const Role role : {Role::ops, Role::office}) {
    const std::string receiver{name(role)};
    if (telling(entry->alert, role).pace != Pace::at_end || entry->log.contains(receiver)) continue;
    mails.push_back({receiver, {{entry, NotifyReason::ended}}, true});
  }
  return mails;
}

const std::vector<std::string>& addresses_of(const std::string& receiver, const Settings& settings) {
  static const std::vector<std::string> none;
  constexpr std::string_view unit = "sponsor:";
  if (receiver.starts_with(unit)) {
    const auto found = settings.sponsors.find(receiver.substr(unit.size()));
    return found == settings.sponsors.end() ? none : found->second.mail;
  }
  const auto found = settings.receivers.find(receiver);
  return found == settings.receivers.end() ? none : found->second;
}

bool MailPacer::may_mail(const std::string& receiver, WallTime now) const {
  const auto found = mails_.find(receiver);
  if (found == mails_.end()) return true;
  // An instant in the future is from before somebody set the clock back; it must not hold mail back for long.
  const auto lately = std::count_if(found->second.begin(), found->second.end(),
                                    [&](WallTime at) { return at > now - window_ && at <= now; });
  if (lately < 2) return true;
  return lately < 3 && found->second.back() <= now - window_ / 2;
}

void MailPacer::mailed(const std::string& receiver, WallTime now) {
  std::vector<WallTime>& mails = mails_[receiver];
  std::erase_if(mails, [&](WallTime at) { return at <= now - window_; });
  mails.push_back(now);
}

}  // namespace sitewatch::alert
