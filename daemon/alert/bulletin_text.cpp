#include <algorithm>

#include "alert/mail_facts.h"
#include "text/clip.h"
#include "text/escape.h"

namespace sitewatch::alert {
namespace {

constexpr std::size_t units_at_most = 300;
constexpr std::size_t cell_characters = 24;
/// Both parts together; base64 makes four bytes of three, and the mail is to stay below 200 kB.
constexpr std::size_t parts_at_most = 140'000;

std::string_view decision_section(const std::string& kind) {
  if (kind == name(DecisionKind::extend)) return "mail.report_extended";
  if (kind == name(DecisionKind::waive)) return "mail.report_waived";
  return "mail.report_reinstated";
}

std::string section_of(const Bulletin& bulletin) {
  switch (bulletin.kind) {
    case BulletinKind::receipt:
      return "mail.receipt";
    case BulletinKind::returned:
      return "mail.report_returned";
    case BulletinKind::decided: {
      const auto kind = bulletin.facts.values.find("kind");
      const auto* const word = kind == bulletin.facts.values.end() ? nullptr : std::get_if<std::string>(&kind->second);
      return std::string{decision_section(word ? *word : std::string{})};
    }
    case BulletinKind::roster:
      return "mail.roster";
    case BulletinKind::chasing:
      return "mail.chasing";
    case BulletinKind::late:
      break;
  }
  return "mail.late";
}

std::string text_in(const FactRow& row, const char* name) {
  const auto found = row.find(name);
  const auto* const text = found == row.end() ? nullptr : std::get_if<std::string>(&found->second);
  return text ? *text : std::string{};
}

/// One cell of a table: a bar would begin another.
Fact cell(const FactRow& row, const char* name, const Catalogue& catalogue) {
  std::string text = clip_characters(one_line(text_in(row, name)), cell_characters);
  for (std::size_t bar = text.find('|'); bar != std::string::npos; bar = text.find('|', bar)) text.replace(bar, 1, "/");
  if (text.empty()) text = std::string{catalogue.text("mail.units.none")};
  return text;
}

std::string unit_row(const FactRow& unit, std::size_t number, bool counted, const Catalogue& catalogue) {
  Facts facts;
  facts.values["n"] = static_cast<std::int64_t>(number);
  facts.values["counted"] = counted;
  for (const char* const name : {"unit", "contact", "phone"}) facts.values[name] = cell(unit, name, catalogue);
  for (const char* const name : {"sites", "reminders"}) {
    const auto found = unit.find(name);
    facts.values[name] = found == unit.end() ? Fact{std::int64_t{0}} : found->second;
  }
  const std::string last = text_in(unit, "last_month");
  const bool known = catalogue.has("mail.last_month." + last);
  facts.values["last"] = std::string{catalogue.word("mail.last_month", known ? last : "none")};
  return catalogue.render("mail.units.row", facts) + '\n';
}

/// A long list counts units that it does not name.
std::size_t units_counted(const Bulletin& bulletin) {
  const auto found = bulletin.facts.values.find("missing");
  const auto* const count = found == bulletin.facts.values.end() ? nullptr : std::get_if<std::int64_t>(&found->second);
  return count ? static_cast<std::size_t>(std::max<std::int64_t>(*count, 0)) : 0;
}

/// The units of a list, as many as `most`; `more` says how many are left out.
void add_table(Facts& facts, const Bulletin& bulletin, std::size_t most, const Catalogue& catalogue) {
  const auto found = bulletin.facts.lists.find("units");
  if (found == bulletin.facts.lists.end() || found->second.empty()) return;
  Facts head;
  const bool counted = bulletin.kind != BulletinKind::roster;  // Before the first reminder there is nothing to count.
  head.values["counted"] = counted;
  std::string table = catalogue.render("mail.units.head", head) + '\n';
  const std::size_t shown = std::min(most, found->second.size());
  for (std::size_t i = 0; i < shown; ++i) table += unit_row(found->second[i], i + 1, counted, catalogue);
  facts.values["units_table"] = std::move(table);
  const std::size_t all = std::max(found->second.size(), units_counted(bulletin));
  if (all > shown) facts.values["more"] = static_cast<std::int64_t>(all - shown);
}

std::string list_link(const Bulletin& bulletin, const Settings& settings) {
  std::string base = settings.public_url;
  while (base.ends_with('/')) base.pop_back();
  return base.empty() ? base : base + "/office/reports?period=" + bulletin.period.text();
}

}  // namespace

MailText bulletin_text(const Bulletin& bulletin, const Writing& writing) {
  const Catalogue& catalogue = writing.catalogue;
  const std::string section = section_of(bulletin);
  const bool unit = !bulletin.sponsor.empty();
  Facts facts = facts_of(bulletin, writing);
  if (unit)
    add_form_link(facts, bulletin.sponsor, bulletin.period.text(), writing);
  else
    facts.values["list_link"] = list_link(bulletin, writing.settings);
  const std::string greeted = greeting(unit ? "sponsor:" + bulletin.sponsor : "office", facts, catalogue);
  const std::string title = subject(section + ".subject", facts, catalogue);
  for (std::size_t most = units_at_most;; most /= 2) {
    add_table(facts, bulletin, most, catalogue);
    std::string marked = greeted;
    marked += catalogue.render(section + ".body", facts);
    MailText mail = finished(title, std::move(marked), facts, catalogue);
    if (mail.text.size() + mail.html.size() < parts_at_most || most == 0) return mail;
  }
}

}  // namespace sitewatch::alert
