#include "alert/table.h"

#include <algorithm>

#include "domain/silence.h"

namespace sitewatch::alert {
namespace {

/// The row whose end is the time of the last brief. No condition ever has this identity.
AlertIdentity brief_mark() {
  AlertIdentity identity;
  identity.alert = AlertName::NotificationsFailing;
  identity.milestone = "brief";
  return identity;
}

constexpr std::string_view bulletin_prefix = "bulletin:";
constexpr const char* reminded_list = "reminded";

/// Whether a row is the mark of a bulletin; no condition has such an identity either.
bool is_bulletin_mark(const AlertIdentity& identity) {
  return identity.alert == AlertName::NotificationsFailing && identity.milestone.starts_with(bulletin_prefix);
}

AlertIdentity bulletin_mark(BulletinKind kind, const std::string& key) {
  AlertIdentity identity;
  identity.alert = AlertName::NotificationsFailing;
  identity.milestone = std::string{bulletin_prefix}.append(name(kind)) + ':' + key;
  return identity;
}

/// Who gets no closing mail: nobody where a duty lapsed, and no unit whose receipt is a mail of its own.
bool hears_of_end(const std::string& receiver, Ending ending) {
  const bool unit = receiver.starts_with("sponsor:") || receiver.starts_with("trial:");
  return ending != Ending::lapsed && !(ending == Ending::receipt && unit);
}

bool is_new_reminder(const FactRow& before, const FactRow& now) {
  const auto next = now.find("remind_at");
  if (next == now.end()) return false;
  const auto last = before.find("remind_at");
  return last == before.end() || last->second != next->second;
}

}  // namespace

std::optional<Told> Entry::told(const std::string& receiver) const {
  const auto found = log.find(receiver);
  if (found == log.end()) return std::nullopt;
  if (found->second.ended_told && alert.identity.alert != AlertName::ReportDueSoon) return std::nullopt;
  return Told{found->second.last_at, found->second.times, found->second.severity};
}

AlertChange Unsaved::take() {
  AlertChange change;
  for (auto& [key, alert] : alerts) change.alerts.push_back(std::move(alert));
  for (auto& [key, entry] : log) change.log.push_back(std::move(entry));
  change.baseline_sent = baseline_sent;
  *this = Unsaved{};
  return change;
}

AlertChange Unsaved::take_alerts(std::size_t most) {
  AlertChange change;
  for (auto each = alerts.begin(); most > 0 && each != alerts.end();) {
    // A mark goes with the mail it speaks of, never before it.
    if (!each->second.identity.milestone.empty()) {
      ++each;
      continue;
    }
    change.alerts.push_back(std::move(each->second));
    each = alerts.erase(each);
    --most;
  }
  return change;
}

AlertChange Unsaved::take_log(std::size_t most) {
  AlertChange change;
  for (; most > 0 && !log.empty(); --most) change.log.push_back(std::move(log.extract(log.begin()).mapped()));
  return change;
}

void Unsaved::restore(AlertChange&& change) {
  for (Alert& alert : change.alerts) {
    const auto key = std::make_pair(fingerprint(alert.identity), alert.starts);
    alerts.try_emplace(key, std::move(alert));
  }
  for (NotificationEntry& entry : change.log) {
    auto key = std::make_tuple(entry.alert, entry.alert_starts, entry.receiver);
    log.try_emplace(std::move(key), std::move(entry));
  }
  if (!baseline_sent) baseline_sent = change.baseline_sent;
}

void Unsaved::forget(Fingerprint alert) {
  std::erase_if(alerts, [&](const auto& each) { return each.first.first == alert; });
  std::erase_if(log, [&](const auto& each) { return std::get<0>(each.first) == alert; });
}

void AlertTable::load(std::vector<Alert> alerts, std::vector<NotificationEntry> log) {
  std::sort(alerts.begin(), alerts.end(), [](const Alert& a, const Alert& b) { return a.starts < b.starts; });
  for (Alert& alert : alerts) {
    if (alert.identity == brief_mark()) {
      last_brief_ = alert.ends;
      continue;
    }
    if (is_bulletin_mark(alert.identity)) {
      posted_[fingerprint(alert.identity)] = alert.starts;
      continue;
    }
    const Fingerprint key = fingerprint(alert.identity);
    beginnings_[key].push_back(alert.starts);
    const auto found = entries_.find(key);
    if (found != entries_.end()) past_.push_back(std::move(found->second.alert));
    Entry entry;
    entry.muted = alert.ending == Ending::corrected;
    entry.alert = std::move(alert);
    entries_.insert_or_assign(key, std::move(entry));
  }
  for (NotificationEntry& row : log) {
    const auto found = entries_.find(row.alert);
    if (found == entries_.end() || found->second.alert.starts != row.alert_starts) continue;
    std::string receiver = row.receiver;
    found->second.log.insert_or_assign(std::move(receiver), std::move(row));
  }
  for (auto& [key, entry] : entries_)
    entry.flapping = is_flapping(beginnings_[key], entry.alert.starts + flap_window_ / 2, flap_window_);
}

bool AlertTable::raise(AlertCondition condition, bool baseline, WallTime now) {
  const Fingerprint key = fingerprint(condition.identity);
  const auto found = entries_.find(key);
  if (found == entries_.end()) {
    begin(key, std::move(condition), baseline, now);
    return true;
  }
  Entry& entry = found->second;
  if (entry.muted) return false;
  if (entry.alert.firing()) return update(entry, std::move(condition), now);
  if (entry.alert.starts == condition.starts) {  // It had not ended after all.
    if (entry.alert.ending == Ending::lapsed) tell_no_more_than_once(entry);
    entry.alert.ends.reset();
    entry.alert.ending = Ending::none;
    update(entry, std::move(condition), now);
    touch(entry);
    return true;
  }
  begin(key, std::move(condition), baseline, now);
  return true;
}

/// Nobody heard that it lapsed: who was told of it has been told.
void AlertTable::tell_no_more_than_once(Entry& entry) {
  for (auto& [receiver, row] : entry.log) {
    row.ended_told = false;
    unsaved.log.insert_or_assign({row.alert, row.alert_starts, receiver}, row);
  }
}

void AlertTable::begin(Fingerprint fingerprint, AlertCondition condition, bool baseline, WallTime now) {
  Entry fresh;
  fresh.alert.identity = std::move(condition.identity);
  fresh.alert.severity = condition.severity;
  fresh.alert.sponsor = std::move(condition.sponsor);
  fresh.alert.portal = condition.portal;
  fresh.alert.baseline = baseline;
  fresh.alert.starts = condition.starts;
  fresh.alert.facts = std::move(condition.facts);
  beginnings_[fingerprint].push_back(now);
  fresh.flapping = is_flapping(beginnings_[fingerprint], now, flap_window_);
  const auto found = entries_.find(fingerprint);
  if (found != entries_.end()) {
    inherit(fresh, found->second);
    const auto reminded = found->second.alert.facts.lists.find(reminded_list);
    if (reminded != found->second.alert.facts.lists.end()) fresh.alert.facts.lists.insert(*reminded);
    past_.push_back(std::move(found->second.alert));
  }
  touch(fresh);
  entries_.insert_or_assign(fingerprint, std::move(fresh));
}

void AlertTable::inherit(Entry& fresh, Entry& old) {
  const Fingerprint key = fingerprint(old.alert.identity);
  for (auto& [receiver, row] : old.log) {
    if (row.ended_told) continue;
    NotificationEntry moved = row;
    moved.alert_starts = fresh.alert.starts;
    unsaved.log.insert_or_assign({key, moved.alert_starts, receiver}, moved);
    fresh.log.insert_or_assign(receiver, std::move(moved));
    row.ended_told = true;
    unsaved.log.insert_or_assign({key, row.alert_starts, receiver}, row);
  }
}

bool AlertTable::update(Entry& entry, AlertCondition condition, WallTime now) {
  Alert& alert = entry.alert;
  const int grade_before = grade(alert);
  const Severity severity_before = alert.severity;
  const bool reminds = is_new_reminder(alert.facts.values, condition.facts.values);
  alert.severity = condition.severity;
  alert.sponsor = std::move(condition.sponsor);
  alert.portal = condition.portal;
  for (auto& [name, fact] : condition.facts.values) alert.facts.values.insert_or_assign(name, std::move(fact));
  for (auto& [name, rows] : condition.facts.lists) alert.facts.lists.insert_or_assign(name, std::move(rows));
  const bool worse = grade(alert) > grade_before;
  // What was so at the first look was milder: the unit is to hear of what it has become since.
  if (worse) {
    alert.baseline = false;
    alert.facts.values[std::string{grade_since_fact}] = now;
  }
  if (worse || reminds || severity_before != alert.severity) touch(entry);
  return worse || reminds;
}

bool AlertTable::clear(const AlertIdentity& identity, Ending ending, WallTime at, const Facts& facts) {
  Entry* const entry = find(fingerprint(identity));
  if (!entry) return false;
  entry->muted = false;
  if (!entry->alert.firing()) return false;
  entry->alert.ending = ending;
  entry->alert.ends = std::max(at, entry->alert.starts);
  for (const auto& [name, fact] : facts.values) entry->alert.facts.values.insert_or_assign(name, fact);
  for (const auto& [name, rows] : facts.lists) entry->alert.facts.lists.insert_or_assign(name, rows);
  for (auto& [receiver, row] : entry->log) {
    if (row.ended_told || hears_of_end(receiver, ending)) continue;
    row.ended_told = true;
    unsaved.log.insert_or_assign({row.alert, row.alert_starts, receiver}, row);
  }
  touch(*entry);
  return true;
}

Entry* AlertTable::mark_corrected(Fingerprint alert, WallTime now, const std::string& reason, const std::string& by) {
  Entry* const entry = find(alert);
  if (!entry || entry->alert.ending == Ending::corrected) return nullptr;
  entry->muted = entry->alert.firing();
  entry->alert.ending = Ending::corrected;
  if (!entry->alert.ends) entry->alert.ends = std::max(now, entry->alert.starts);
  entry->alert.facts.values["correction_reason"] = reason;
  entry->alert.facts.values["corrected_by"] = by;
  entry->alert.facts.values["corrected_at"] = now;
  // Also those who were told that it is over: they still believe that it was so.
  for (auto& [receiver, row] : entry->log) row.ended_told = false;
  touch(*entry);
  return entry;
}

void AlertTable::adopt(const std::map<std::string, std::string>& new_ids) {
  std::vector<Entry> moved;
  for (auto each = entries_.begin(); each != entries_.end();) {
    const auto found = new_ids.find(each->second.alert.identity.site);
    if (found == new_ids.end()) {
      ++each;
      continue;
    }
    // What the store is still owed under the old id would come back as somebody else's alert.
    unsaved.forget(each->first);
    beginnings_.erase(each->first);
    moved.push_back(std::move(each->second));
    moved.back().alert.identity.site = found->second;
    each = entries_.erase(each);
  }
  for (Entry& entry : moved) {
    const Fingerprint key = fingerprint(entry.alert.identity);
    for (auto& [receiver, row] : entry.log) row.alert = key;
    const auto [place, is_new] = entries_.try_emplace(key, std::move(entry));
    if (!is_new) continue;
    const Entry& kept = place->second;
    beginnings_[key].push_back(kept.alert.starts);
    touch(kept);
    for (const auto& [receiver, row] : kept.log) unsaved.log.insert_or_assign({key, row.alert_starts, receiver}, row);
  }
}

void AlertTable::note(Entry& entry, const std::string& receiver, WallTime now, bool ended,
                      const std::string& message_id) {
  NotificationEntry& row = entry.log[receiver];
  row.alert = fingerprint(entry.alert.identity);
  row.alert_starts = entry.alert.starts;
  row.receiver = receiver;
  if (row.times == 0) row.first_at = now;
  if (row.thread.empty() || row.ended_told) row.thread = message_id;
  row.last_at = now;
  row.severity = entry.alert.severity;
  row.ended_told = ended;
  ++row.times;
  unsaved.log.insert_or_assign({row.alert, row.alert_starts, receiver}, row);
}

void AlertTable::note_brief(WallTime now) {
  Alert mark;
  mark.identity = brief_mark();
  mark.severity = Severity::info;
  mark.starts = WallTime{};
  mark.ends = now;
  mark.ending = Ending::recovered;
  last_brief_ = now;
  unsaved.alerts.insert_or_assign({fingerprint(mark.identity), mark.starts}, mark);
}

void AlertTable::note_reminder(Entry& entry, WallTime now) {
  if (entry.alert.identity.alert != AlertName::ReportDueSoon || !entry.alert.firing()) return;
  entry.alert.facts.lists[reminded_list].push_back({{"at", now}});
  touch(entry);
}

void AlertTable::copy_reminders(Entry& entry) {
  const AlertIdentity& identity = entry.alert.identity;
  if (identity.alert != AlertName::ReportOverdue) return;
  entry.alert.facts.lists[reminded_list] = reminders(identity.sponsor, identity.period);
}

const std::vector<FactRow>& AlertTable::reminders(const SponsorId& sponsor, const std::string& period) const {
  static const std::vector<FactRow> none;
  AlertIdentity identity;
  identity.alert = AlertName::ReportDueSoon;
  identity.sponsor = sponsor;
  identity.period = period;
  const Entry* const entry = find(fingerprint(identity));
  if (!entry) return none;
  const auto found = entry->alert.facts.lists.find(reminded_list);
  return found == entry->alert.facts.lists.end() ? none : found->second;
}

bool AlertTable::was_posted(BulletinKind kind, const std::string& key) const {
  return posted_.contains(fingerprint(bulletin_mark(kind, key)));
}

void AlertTable::expect_post(BulletinKind kind, const std::string& key, WallTime now) {
  posted_[fingerprint(bulletin_mark(kind, key))] = now;
}

void AlertTable::forget_post(BulletinKind kind, const std::string& key) {
  posted_.erase(fingerprint(bulletin_mark(kind, key)));
}

void AlertTable::note_posted(BulletinKind kind, const std::string& key, WallTime now) {
  Alert mark;
  mark.identity = bulletin_mark(kind, key);
  mark.severity = Severity::info;
  mark.starts = now;
  mark.ends = now;
  mark.ending = Ending::recovered;
  posted_[fingerprint(mark.identity)] = now;
  unsaved.alerts.insert_or_assign({fingerprint(mark.identity), mark.starts}, mark);
}

const Entry* AlertTable::find(Fingerprint alert) const {
  const auto found = entries_.find(alert);
  return found == entries_.end() ? nullptr : &found->second;
}

Entry* AlertTable::find(Fingerprint alert) {
  const auto found = entries_.find(alert);
  return found == entries_.end() ? nullptr : &found->second;
}

bool AlertTable::fires(const AlertIdentity& identity) const {
  const auto found = entries_.find(fingerprint(identity));
  return found != entries_.end() && found->second.alert.firing();
}

bool AlertTable::forget_before(WallTime instant, std::size_t most) {
  const auto is_over = [instant](const Entry& entry) {
    const bool owed =
        std::any_of(entry.log.begin(), entry.log.end(), [](const auto& row) { return !row.second.ended_told; });
    return entry.alert.ends && *entry.alert.ends < instant && !owed && !entry.muted;
  };
  auto each = forget_next_ ? beginnings_.lower_bound(*forget_next_) : beginnings_.begin();
  for (; most > 0 && each != beginnings_.end(); --most) {
    const auto entry = entries_.find(each->first);
    const bool kept = entry != entries_.end() && !is_over(entry->second);
    if (!kept && entry != entries_.end()) entries_.erase(entry);
    std::erase_if(each->second, [&](WallTime at) { return at < instant; });
    each = each->second.empty() && !kept ? beginnings_.erase(each) : std::next(each);
  }
  forget_next_ = each == beginnings_.end() ? std::nullopt : std::optional{each->first};
  if (forget_next_) return true;
  std::erase_if(posted_, [&](const auto& mark) { return mark.second < instant; });
  std::erase_if(past_, [&](const Alert& alert) { return alert.ends && *alert.ends < instant; });
  return false;
}

void AlertTable::touch(const Entry& entry) {
  ++changes_;
  unsaved.alerts.insert_or_assign({fingerprint(entry.alert.identity), entry.alert.starts}, entry.alert);
}

}  // namespace sitewatch::alert
