#include "alert/mail_text.h"

#include <algorithm>
#include <map>

#include "alert/lists.h"
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

}  // namespace

std::string title_of(const Alert& alert, const Catalogue& catalogue) {
  return std::string{catalogue.word("alert.title", title_name(alert))};
}

MailText mail_text(const PlannedMail& mail, const Writing& writing) {
  return mail.lines.size() == 1 ? single(mail, writing) : digest(mail, writing);
}

}  // namespace sitewatch::alert
