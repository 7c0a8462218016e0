#include "alert/mail_text.h"

#include <algorithm>
#include <map>

#include "alert/mail_facts.h"
#include "alert/mail_sections.h"
#include "domain/alert_title.h"

namespace sitewatch::alert {
namespace {

bool is_ending(NotifyReason reason) {
  return reason == NotifyReason::ended || reason == NotifyReason::correction;
}

MailText single(const PlannedMail& mail, const Writing& writing) {
  const Entry& entry = *mail.lines.front().entry;
  const auto told = entry.log.find(mail.receiver);
  Facts facts = facts_of(entry.alert, told == entry.log.end() ? nullptr : &told->second, writing);
  const bool unit = mail.receiver.starts_with("sponsor:");
  facts.values["unit"] = unit;
  if (unit && is_duty(entry.alert)) add_form_link(facts, entry.alert.sponsor, entry.alert.identity.period, writing);
  const std::string section{mail_section(entry.alert)};
  std::string marked = greeting(mail.receiver, facts, writing.catalogue);
  marked += writing.catalogue.render(section + ".body", facts);
  return finished(subject(section + ".subject", facts, writing.catalogue), std::move(marked), facts, writing.catalogue);
}

/// Headed lists of rows, cut off at `listed_at_most`; what is left out is counted.
class ListWriter {
 public:
  ListWriter(const Writing& writing, bool with_unit) : writing_(writing), with_unit_(with_unit) {}

  void add(std::string title, const std::vector<const Alert*>& alerts) {
    if (alerts.empty()) return;
    heading(title, alerts.size());
    for (const Alert* const alert : alerts) {
      if (listed_ == listed_at_most) {
        ++left_out_;
        continue;
      }
      ++listed_;
      marked_ += list_row(*alert, writing_, with_unit_);
    }
  }

  /// `line` writes one of `things`; it is asked only for those that are listed.
  template <class Things, class Line>
  void add_lines(std::string_view title, const Things& things, const Line& line) {
    if (things.empty()) return;
    heading(std::string{title}, things.size());
    std::size_t listed = 0;
    for (const auto& each : things) {
      if (listed++ == listed_at_most) break;
      marked_ += line(each);
      if (marked_.back() != '\n') marked_ += '\n';
    }
    if (things.size() > listed_at_most) left_out_ += things.size() - listed_at_most;
  }

  std::string numeral() const {
    const std::string_view digits = writing_.catalogue.text("mail.digest.numerals");
    const std::size_t bytes = static_cast<unsigned char>(digits.front()) < 0x80 ? 1 : 3;
    return std::string{digits.substr(std::min(headings_ * bytes, digits.size() - bytes), bytes)};
  }

  std::string finish() {
    if (left_out_ > 0) {
      Facts facts = common_facts(writing_);
      facts.values["more"] = static_cast<std::int64_t>(left_out_);
      marked_ += writing_.catalogue.render("mail.digest.more", facts) + '\n';
    }
    return std::move(marked_);
  }

 private:
  void heading(const std::string& title, std::size_t count) {
    Facts facts;
    facts.values["numeral"] = numeral();
    facts.values["title"] = title;
    facts.values["count"] = static_cast<std::int64_t>(count);
    marked_ += writing_.catalogue.render("mail.digest.heading", facts) + '\n';
    ++headings_;
  }

  const Writing& writing_;
  bool with_unit_;
  std::string marked_;
  std::size_t headings_ = 0;
  std::size_t listed_ = 0;
  std::size_t left_out_ = 0;
};

using ByName = std::map<AlertName, std::vector<const Alert*>, ByUrgency>;

void add_by_name(ListWriter& list, const ByName& groups, const Catalogue& catalogue) {
  for (const auto& [name, alerts] : groups)
    list.add(std::string{catalogue.word("alert.title", sitewatch::name(name))}, alerts);
}

std::string counted(const std::string& key, std::size_t count, const Catalogue& catalogue) {
  Facts facts;
  facts.values["count"] = static_cast<std::int64_t>(count);
  return catalogue.render(key, facts);
}

/// "无法访问1，超期未更新4": one part for each kind.
struct Part {
  std::string text;
  std::size_t count = 0;
};

std::vector<Part> parts_of(const ByName& groups, const std::string& section, const Catalogue& catalogue) {
  std::vector<Part> parts;
  for (const auto& [name, alerts] : groups)
    parts.push_back(
        {counted(section + '.' + std::string{sitewatch::name(name)}, alerts.size(), catalogue), alerts.size()});
  return parts;
}

/// The subject with as many parts as fit into it; the others as one number.
std::string subject_of_parts(const char* key, std::vector<Part> parts, Facts facts, const Catalogue& catalogue) {
  for (std::size_t left_out = 0;; parts.pop_back()) {
    std::string text;
    for (const Part& part : parts)
      text += (text.empty() ? "" : std::string{catalogue.text("mail.digest.separator")}) + part.text;
    if (left_out > 0)
      text += std::string{catalogue.text("mail.digest.separator")} + counted("mail.brief.rest", left_out, catalogue);
    facts.values["parts"] = text;
    const std::string subject = catalogue.render(key, facts);
    if (fits_subject(subject) || parts.size() < 2) return clipped_subject(subject);
    left_out += parts.back().count;
  }
}

/// Only of a site that answers again is it said that it has recovered.
bool are_recovered_sites(const std::vector<const Alert*>& ended) {
  return std::all_of(ended.begin(), ended.end(), [](const Alert* alert) {
    return alert->identity.alert == AlertName::SiteDown && alert->ending == Ending::recovered;
  });
}

std::string digest_subject(const ByName& problems, const std::vector<const Alert*>& ended, const Writing& writing) {
  const Catalogue& catalogue = writing.catalogue;
  std::vector<Part> parts = parts_of(problems, "mail.digest.part", catalogue);
  const bool sites = are_recovered_sites(ended);
  if (!ended.empty()) {
    const char* const key = sites ? "mail.digest.part.SiteDown_ended" : "mail.digest.part.ended";
    parts.push_back({counted(key, ended.size(), catalogue), ended.size()});
  }
  Facts facts;
  facts.values["now"] = writing.now;
  const char* const over = sites ? "mail.digest.subject_ended" : "mail.digest.subject_over";
  const char* const key = problems.empty() ? over : "mail.digest.subject";
  return subject_of_parts(key, std::move(parts), std::move(facts), catalogue);
}

MailText digest(const PlannedMail& mail, const Writing& writing) {
  ByName problems;
  std::vector<const Alert*> ended;
  for (const Line& line : mail.lines) {
    if (is_ending(line.reason))
      ended.push_back(&line.entry->alert);
    else
      problems[line.entry->alert.identity.alert].push_back(&line.entry->alert);
  }
  const bool unit = mail.receiver.starts_with("sponsor:");
  const Catalogue& catalogue = writing.catalogue;
  Facts facts = common_facts(writing);
  facts.values["unit"] = unit;
  facts.values["count"] = static_cast<std::int64_t>(mail.lines.size());
  facts.values["sponsor"] = unit_name(mail.lines.front().entry->alert, writing.settings);
  std::string marked = greeting(mail.receiver, facts, catalogue);
  marked += catalogue.render(problems.empty() ? "mail.digest.lead_ended" : "mail.digest.lead", facts) + '\n';
  ListWriter list{writing, !unit};
  add_by_name(list, problems, catalogue);
  list.add(std::string{catalogue.text("mail.digest.ended")}, ended);
  facts.values["numeral"] = list.numeral();
  marked += list.finish();
  if (unit && !problems.empty()) marked += catalogue.render("mail.digest.todo", facts);
  if (mail.apart) {
    facts.values["link"] = std::string{};
    if (!problems.empty()) marked += catalogue.render("mail.digest.apart", facts);
  }
  return finished(digest_subject(problems, ended, writing), std::move(marked), facts, catalogue);
}

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

/// What a brief speaks of, gathered in one walk over the alerts, which may be thousands.
struct BriefContent {
  ByName all;  ///< Open ones: what is new and what is not.
  ByName fresh;
  ByName open;
  std::vector<const Alert*> ended;
  std::vector<const Alert*> trial;                         ///< Once for each unit that would have been told.
  std::map<std::string_view, const Alert*> unreachable{};  ///< By unit: one of what it cannot be told.
};

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

BriefContent content_of(const BriefView& view, const Settings& settings) {
  BriefContent content;
  for (const Alert& alert : view.table.past())
    if (ended_since(alert, view.since)) content.ended.push_back(&alert);
  for (const auto& [key, entry] : view.table.entries()) {
    const Alert& alert = entry.alert;
    if (ended_since(alert, view.since)) content.ended.push_back(&alert);
    for (const auto& [receiver, row] : entry.log)
      if (receiver.starts_with("trial:") && row.last_at > view.since) content.trial.push_back(&alert);
    if (is_unreachable(alert, settings)) content.unreachable.try_emplace(alert.sponsor, &alert);
    if (!is_listed(alert) || !is_in_brief(alert)) continue;
    content.all[alert.identity.alert].push_back(&alert);
    (alert.starts > view.since ? content.fresh : content.open)[alert.identity.alert].push_back(&alert);
  }
  return content;
}

std::vector<const Alert*> flat(const ByName& groups) {
  std::vector<const Alert*> all;
  for (const auto& [name, alerts] : groups) all.insert(all.end(), alerts.begin(), alerts.end());
  return all;
}

}  // namespace

std::string title_of(const Alert& alert, const Catalogue& catalogue) {
  return std::string{catalogue.word("alert.title", title_name(alert))};
}

MailText mail_text(const PlannedMail& mail, const Writing& writing) {
  return mail.lines.size() == 1 ? single(mail, writing) : digest(mail, writing);
}

MailText brief_text(const BriefView& view, const Writing& writing) {
  const Catalogue& catalogue = writing.catalogue;
  const BriefContent content = content_of(view, writing.settings);
  Facts facts = common_facts(writing);
  facts.values["others"] = true;
  const std::size_t open_count = flat(content.all).size();
  if (open_count > 0) facts.values["open"] = static_cast<std::int64_t>(open_count);
  const std::vector<const Alert*> fresh = flat(content.fresh);
  facts.values["fresh"] = static_cast<std::int64_t>(fresh.size());
  std::string marked = greeting("office", facts, catalogue) + catalogue.render("mail.brief.lead", facts) + '\n';
  ListWriter list{writing, true};
  list.add(std::string{catalogue.text("mail.brief.fresh")}, fresh);
  list.add(std::string{catalogue.text("mail.brief.open")}, flat(content.open));
  list.add(std::string{catalogue.text("mail.brief.ended")}, content.ended);
  list.add_lines(catalogue.text("mail.brief.due_soon"), view.due_soon,
                 [&](const DueSoon& due) { return due_line(due, catalogue); });
  list.add_lines(catalogue.text("mail.brief.trial"), content.trial,
                 [&](const Alert* alert) { return list_row(*alert, writing, true); });
  list.add_lines(catalogue.text("mail.brief.no_address"), content.unreachable,
                 [&](const auto& unit) { return unreachable_line(*unit.second, writing); });
  marked += list.finish();
  if (view.parked > 0) marked += counted("mail.brief.parked", view.parked, catalogue) + '\n';
  marked += std::string{catalogue.text("mail.brief.nothing")} + '\n';
  const char* const key = open_count > 0 ? "mail.brief.subject" : "mail.brief.subject_well";
  std::string subject = subject_of_parts(key, parts_of(content.all, "mail.brief.part", catalogue), facts, catalogue);
  return finished(std::move(subject), std::move(marked), facts, catalogue);
}

MailText baseline_text(const AlertTable& table, const Writing& writing) {
  const Catalogue& catalogue = writing.catalogue;
  ByName open;
  for (const auto& [key, entry] : table.entries())
    if (is_listed(entry.alert)) open[entry.alert.identity.alert].push_back(&entry.alert);
  Facts facts = common_facts(writing);
  const std::size_t count = flat(open).size();
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
