#include "alert/brief.h"

#include <limits>
#include <utility>

#include "alert/mail_facts.h"

namespace sitewatch::alert {
namespace {

/// Open alerts that lists speak of. Duties still ahead are in the brief's outlook.
bool is_listed(const Alert& alert) {
  return alert.firing() && alert.identity.alert != AlertName::OwnNetworkDown &&
         alert.identity.alert != AlertName::ReportDueSoon;
}

/// The brief is silent on what units alone are told of and can mend in their own time.
bool is_in_brief(const Alert& alert) {
  return alert.identity.alert != AlertName::UndatedHomepage;
}

std::string due_line(const DueSoon& due, const Catalogue& catalogue) {
  Facts facts;
  facts.values["at"] = due.at - Duration{1};  // A deadline at 00:00 is the end of the day before.
  facts.values["what"] = due.what;
  return catalogue.render("mail.brief.due_line", facts);
}

std::string unreachable_line(const Alert& alert, const Writing& writing) {
  Facts facts;
  facts.values["label"] = unit_name(alert, writing.settings);
  return writing.catalogue.render("mail.brief.unreachable", facts);
}

bool is_unreachable(const Alert& alert, const Settings& settings) {
  if (!alert.firing() || alert.sponsor.empty() || telling(alert, Role::sponsor).pace == Pace::never) return false;
  const auto unit = settings.sponsors.find(alert.sponsor);
  return unit == settings.sponsors.end() || unit->second.mail.empty();
}

bool ended_since(const Alert& alert, WallTime since) {
  return !alert.firing() && alert.ends && *alert.ends > since && alert.ending != Ending::lapsed &&
         alert.identity.alert != AlertName::NotificationsFailing && alert.identity.alert != AlertName::ReportDueSoon &&
         is_in_brief(alert);
}

std::size_t count_of(const ByName& groups) {
  std::size_t count = 0;
  for (const auto& [name, alerts] : groups) count += alerts.size();
  return count;
}

std::vector<const Alert*> flat(const ByName& groups) {
  std::vector<const Alert*> all;
  all.reserve(count_of(groups));
  for (const auto& [name, alerts] : groups) all.insert(all.end(), alerts.begin(), alerts.end());
  return all;
}

}  // namespace

Brief::Brief(BriefView view, const Writing& writing)
    : view_(std::move(view)), writing_(writing), facts_(common_facts(writing)), list_(writing_, true) {}

bool Brief::step(std::size_t most) {
  const Catalogue& catalogue = writing_.catalogue;
  switch (phase_) {
    case Phase::past:
      look_back();
      break;
    case Phase::present:
      if (look(most)) return true;
      break;
    case Phase::lead:
      lead();
      list_.add(std::string{catalogue.text("mail.brief.fresh")}, flat(fresh_));
      break;
    case Phase::open:
      list_.add(std::string{catalogue.text("mail.brief.open")}, flat(open_));
      list_.add(std::string{catalogue.text("mail.brief.ended")}, ended_);
      break;
    case Phase::due:
      list_.add_lines(catalogue.text("mail.brief.due_soon"), view_.due_soon,
                      [&](const DueSoon& due) { return due_line(due, catalogue); });
      break;
    case Phase::trial:
      list_.add_lines(catalogue.text("mail.brief.trial"), trial_,
                      [this](const Alert* alert) { return list_row(*alert, writing_, true); });
      break;
    case Phase::unreachable:
      list_.add_lines(catalogue.text("mail.brief.no_address"), unreachable_,
                      [this](const auto& unit) { return unreachable_line(*unit.second, writing_); });
      break;
    case Phase::end:
      finish();
      return false;
  }
  phase_ = static_cast<Phase>(static_cast<int>(phase_) + 1);
  return true;
}

void Brief::look_back() {
  for (const Alert& alert : view_.table.past())
    if (ended_since(alert, view_.since)) ended_.push_back(&alert);
}

/// True while there are more.
bool Brief::look(std::size_t most) {
  const auto& entries = view_.table.entries();
  auto at = next_ ? entries.lower_bound(*next_) : entries.begin();
  for (; most > 0 && at != entries.end(); --most, ++at) {
    const Alert& alert = at->second.alert;
    if (ended_since(alert, view_.since)) ended_.push_back(&alert);
    for (const auto& [receiver, row] : at->second.log)
      if (receiver.starts_with("trial:") && row.last_at > view_.since) trial_.push_back(&alert);
    if (is_unreachable(alert, writing_.settings)) unreachable_.try_emplace(alert.sponsor, &alert);
    if (!is_listed(alert) || !is_in_brief(alert)) continue;
    all_[alert.identity.alert].push_back(&alert);
    (alert.starts > view_.since ? fresh_ : open_)[alert.identity.alert].push_back(&alert);
  }
  if (at == entries.end()) return false;
  next_ = at->first;
  return true;
}

void Brief::lead() {
  const Catalogue& catalogue = writing_.catalogue;
  facts_.values["others"] = true;
  open_count_ = count_of(all_);
  if (open_count_ > 0) facts_.values["open"] = static_cast<std::int64_t>(open_count_);
  facts_.values["fresh"] = static_cast<std::int64_t>(count_of(fresh_));
  marked_ = greeting("office", facts_, catalogue) + catalogue.render("mail.brief.lead", facts_) + '\n';
}

void Brief::finish() {
  const Catalogue& catalogue = writing_.catalogue;
  marked_ += list_.finish();
  if (view_.parked > 0) marked_ += counted("mail.brief.parked", view_.parked, catalogue) + '\n';
  marked_ += std::string{catalogue.text("mail.brief.nothing")} + '\n';
  const char* const key = open_count_ > 0 ? "mail.brief.subject" : "mail.brief.subject_well";
  std::string subject = subject_of_parts(key, parts_of(all_, "mail.brief.part", catalogue), facts_, catalogue);
  text_ = finished(std::move(subject), std::move(marked_), facts_, catalogue);
}

MailText brief_text(const BriefView& view, const Writing& writing) {
  Brief brief{view, writing};
  while (brief.step(std::numeric_limits<std::size_t>::max())) {
  }
  return brief.text();
}

MailText baseline_text(const AlertTable& table, const Writing& writing) {
  const Catalogue& catalogue = writing.catalogue;
  ByName open;
  for (const auto& [key, entry] : table.entries())
    if (is_listed(entry.alert)) open[entry.alert.identity.alert].push_back(&entry.alert);
  Facts facts = common_facts(writing);
  const std::size_t count = count_of(open);
  if (count > 0) facts.values["open"] = static_cast<std::int64_t>(count);
  std::string marked = greeting("office", facts, catalogue) + catalogue.render("mail.baseline.lead", facts) + '\n';
  ListWriter list{writing, true};
  add_by_name(list, open, catalogue);
  marked += list.finish();
  if (count > 0) marked += std::string{catalogue.text("mail.baseline.note")} + '\n';
  const char* const key = count > 0 ? "mail.baseline.subject" : "mail.baseline.subject_well";
  std::string subject = subject_of_parts(key, parts_of(open, "mail.brief.part", catalogue), facts, catalogue);
  return finished(std::move(subject), std::move(marked), facts, catalogue);
}

}  // namespace sitewatch::alert
