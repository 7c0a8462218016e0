#include "alert/mail_facts.h"

#include <algorithm>

#include "alert/content_facts.h"
#include "alert/fact_access.h"
#include "alert/layout.h"
#include "domain/alert_title.h"
#include "domain/day_text.h"
#include "domain/filing.h"
#include "text/clip.h"
#include "text/escape.h"
#include "text/lateness.h"

namespace sitewatch::alert {
namespace {

constexpr std::size_t value_bytes = 400;
constexpr std::size_t title_characters = 40;
constexpr std::size_t rows_at_most = 50;
constexpr std::size_t times_shown = 6;
constexpr std::size_t names_shown = 5;
constexpr std::size_t subject_width = 60;  // In Latin letters; a Chinese character counts as two.
constexpr std::size_t latin_subject_width = 90;

Fact cleaned(const std::string& name, const Fact& fact, const Catalogue& catalogue) {
  const auto* const text = std::get_if<std::string>(&fact);
  if (!text) return fact;
  if (name == "newest" || name == "date" || name == "expected_on")
    if (const auto day = day_in(*text)) return catalogue.date(*day);
  if (name == "title") return clip_characters(one_line(*text), title_characters);
  return clip(one_line(*text), value_bytes);
}

FactRow cleaned(const FactRow& row, const Catalogue& catalogue) {
  FactRow clean;
  for (const auto& [name, fact] : row) clean[name] = cleaned(name, fact, catalogue);
  return clean;
}

std::string deadline_words(WallTime closes, const Catalogue& catalogue) {
  const auto ended = day_ended_at(closes, catalogue.zone());
  if (!ended) return catalogue.short_time(closes);
  return catalogue.render("page.end_of_day", Facts{{{"day", catalogue.short_date(*ended)}}, {}});
}

template <class Value>
std::vector<Value> column(const std::vector<FactRow>& rows, const char* name, std::size_t most) {
  std::vector<Value> values;
  for (const FactRow& row : rows) {
    const auto found = row.find(name);
    if (found == row.end() || !std::holds_alternative<Value>(found->second)) continue;
    if (values.size() == most) break;
    values.push_back(std::get<Value>(found->second));
  }
  return values;
}

std::string joined_times(const std::vector<FactRow>& rows, const Catalogue& catalogue) {
  std::vector<std::string> words;
  for (const WallTime at : column<WallTime>(rows, "at", times_shown)) words.push_back(catalogue.clock(at));
  return joined(words, catalogue);
}

std::string joined_days(const std::vector<FactRow>& rows, const Catalogue& catalogue) {
  std::vector<std::string> words;
  for (const WallTime at : column<WallTime>(rows, "at", rows_at_most)) {
    std::string day = catalogue.short_date(catalogue.zone().day(at));
    if (words.empty() || words.back() != day) words.push_back(std::move(day));
  }
  return joined(words, catalogue);
}

/// "A、B", or the first of many and how many there are.
std::string joined_names(const std::vector<FactRow>& rows, const Catalogue& catalogue) {
  std::string names = joined(column<std::string>(rows, "name", names_shown), catalogue);
  if (rows.size() <= names_shown) return names;
  Facts facts;
  facts.values["names"] = std::move(names);
  facts.values["count"] = static_cast<std::int64_t>(rows.size());
  return catalogue.render("mail.duty.names_more", facts);
}

/// `deadline` becomes words; what else they need of the instant is read first.
void add_deadline(Facts& facts, const Writing& writing) {
  const Catalogue& catalogue = writing.catalogue;
  const auto found = facts.values.find("deadline");
  if (found == facts.values.end() || !std::holds_alternative<WallTime>(found->second)) return;
  const WallTime closes = std::get<WallTime>(found->second);
  const Day last_day = catalogue.zone().day(closes - Duration{1});
  found->second = deadline_words(closes, catalogue);
  facts.values["past"] = writing.now >= closes;
  facts.values["today"] = last_day == catalogue.zone().day(writing.now);
  facts.values["last_day"] = catalogue.short_date(last_day);
  const bool midnight = catalogue.zone().day(closes) != last_day;
  const bool exclusive = is_true_in(facts.values, "exclusive") && !is_true_in(facts.values, "extended");
  if (exclusive) facts.values["day_counts"] = catalogue.render("mail.duty.exclusive", facts);
  if (!exclusive && midnight) facts.values["day_counts"] = catalogue.render("mail.duty.inclusive", facts);
}

void add_duty(Facts& facts, const std::string& of_period, const Writing& writing) {
  const Catalogue& catalogue = writing.catalogue;
  if (const auto period = Period::parse(of_period))
    facts.values["period"] = catalogue.month(period->year, period->month);
  add_deadline(facts, writing);
  const auto listed = facts.values.find("listed_from");
  if (listed != facts.values.end() && std::holds_alternative<WallTime>(listed->second))
    listed->second = deadline_words(std::get<WallTime>(listed->second), catalogue);
  facts.values["has_sites"] = !rows_in(facts, "sites").empty();
  facts.values["reminders"] = joined_days(rows_in(facts, "reminded"), catalogue);
  facts.values["left_out_names"] = joined_names(rows_in(facts, "left_out"), catalogue);
  facts.values["nil_forbidden"] = facts.values.contains("nil_allowed") && !is_true_in(facts.values, "nil_allowed");
  if (word_in(facts.values, "cutoff") == "24:00") facts.values.erase("cutoff");  // "Today" says it.
}

void add_filing(Facts& facts, const Catalogue& catalogue) {
  const std::int64_t late_days = number_in(facts.values, "late_days").value_or(0);
  const bool late = is_true_in(facts.values, "late") || late_days > 0 ||
                    word_in(facts.values, "state") == name(ReportState::filed_late);
  facts.values["late"] = late;
  if (late) facts.values["lateness"] = lateness(static_cast<int>(late_days), catalogue);
  facts.values["revised"] = number_in(facts.values, "revision").value_or(0) > 1;
  const std::string channel = word_in(facts.values, "channel");
  if (catalogue.has("channel." + channel))
    facts.values["channel_word"] = std::string{catalogue.word("channel", channel)};
  const std::size_t filed = rows_in(facts, "filed_sites").size();
  facts.values["has_filed_sites"] = filed > 0;
  facts.values["filed_count"] =
      static_cast<std::int64_t>(filed) + number_in(facts.values, "more_filed_sites").value_or(0);
}

/// Facts as somebody gave them, each a single line; of long lists the beginning, and how much more there is.
void add_given(Facts& facts, const Facts& given, const Catalogue& catalogue) {
  for (const auto& [name, fact] : given.values) facts.values[name] = cleaned(name, fact, catalogue);
  for (const auto& [name, rows] : given.lists) {
    if (name == "units") continue;
    std::vector<FactRow>& kept = facts.lists[name];
    for (std::size_t i = 0; i < rows.size() && i < rows_at_most; ++i) kept.push_back(cleaned(rows[i], catalogue));
    if (rows.size() > kept.size()) facts.values["more_" + name] = static_cast<std::int64_t>(rows.size() - kept.size());
  }
}

void add_times(Facts& facts, const Alert& alert, const NotificationEntry* told, const Writing& writing) {
  facts.values["since"] = alert.starts;
  const auto known_end = facts.values.find("until");
  if (known_end == facts.values.end() || !std::holds_alternative<WallTime>(known_end->second))
    facts.values["until"] = alert.ends.value_or(writing.now);
  const WallTime until = std::get<WallTime>(facts.values["until"]);
  const auto lasted = std::chrono::duration_cast<std::chrono::seconds>(until - alert.starts).count();
  facts.values["duration_seconds"] = static_cast<std::int64_t>(std::max<std::int64_t>(lasted, 0));
  const Zone& zone = writing.settings.zone;
  facts.values["same_day"] = zone.day(alert.starts) == zone.day(until);
  if (told) facts.values["problem_sent"] = told->first_at;
}

std::size_t width(std::string_view text) {
  std::size_t columns = 0;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xc0) != 0x80) columns += byte < 0x80 ? 1 : 2;
  }
  return columns;
}

/// English subjects begin with "[sitewatch]", also when the site's name is Chinese.
std::size_t widest_subject(std::string_view text) {
  return text.starts_with('[') ? latin_subject_width : subject_width;
}

}  // namespace

std::string unit_name(const Alert& alert, const Settings& settings) {
  const auto found = settings.sponsors.find(alert.sponsor);
  return found == settings.sponsors.end() ? alert.sponsor : found->second.name;
}

Facts common_facts(const Writing& writing) {
  const Settings& settings = writing.settings;
  Facts facts;
  facts.values["now"] = writing.now;
  facts.values["office"] = settings.office_name;
  facts.values["office_phone"] = settings.office_phone;
  facts.values["office_mail"] = settings.office_mail;
  facts.values["link"] = settings.public_url;
  return facts;
}

Facts facts_of(const Alert& alert, const NotificationEntry* told, const Writing& writing) {
  const Settings& settings = writing.settings;
  Facts facts = common_facts(writing);
  facts.values["vantage"] = settings.vantage;
  facts.values["egress_ip"] = settings.egress_address;
  if (settings.home_interval != std::chrono::hours{1})
    facts.values["home_every_seconds"] = std::int64_t{settings.home_interval / std::chrono::seconds{1}};
  add_given(facts, alert.facts, writing.catalogue);
  const auto site = settings.sites.find(alert.identity.site);
  if (site != settings.sites.end()) {
    facts.values["site"] = clip(one_line(site->second.name), value_bytes);
    facts.values["url"] = clip(one_line(site->second.url), value_bytes);
  } else if (!facts.values.contains("site")) {
    facts.values["site"] = alert.identity.site.empty() ? unit_name(alert, settings) : alert.identity.site;
    if (alert.identity.site.empty() && alert.sponsor.empty()) facts.values["site"] = title_of(alert, writing.catalogue);
  }
  facts.values["sponsor"] = clip(one_line(unit_name(alert, settings)), value_bytes);
  facts.values["alert_id"] = text(fingerprint(alert.identity));
  facts.values["title"] = title_of(alert, writing.catalogue);
  facts.values["has_window"] = facts.values.contains("visits") && facts.values.contains("failed");
  if (facts.values.contains("fault")) facts.values["certificate_fault"] = facts.values["fault"];
  if (facts.lists.contains("failure_times")) {
    facts.values["failure_times"] = joined_times(facts.lists["failure_times"], writing.catalogue);
    facts.lists.erase("failure_times");
  }
  add_times(facts, alert, told, writing);
  add_content(facts, alert.identity.alert, writing.catalogue);
  add_duty(facts, alert.identity.period, writing);
  return facts;
}

Facts facts_of(const Bulletin& bulletin, const Writing& writing) {
  Facts facts = common_facts(writing);
  add_given(facts, bulletin.facts, writing.catalogue);
  // What a person typed is no key of ours, even if it reads like one.
  if (facts.values.contains("reason")) {
    facts.values["decision_reason"] = facts.values["reason"];
    facts.values.erase("reason");
  }
  const auto sponsor = writing.settings.sponsors.find(bulletin.sponsor);
  if (sponsor != writing.settings.sponsors.end())
    facts.values["sponsor"] = clip(one_line(sponsor->second.name), value_bytes);
  add_duty(facts, bulletin.period.text(), writing);
  if (bulletin.kind == BulletinKind::receipt) add_filing(facts, writing.catalogue);
  return facts;
}

void add_form_link(Facts& facts, const SponsorId& sponsor, const std::string& period, const Writing& writing) {
  const auto parsed = Period::parse(period);
  if (!writing.form_link || !parsed) return;
  facts.values["form_link"] = writing.form_link(sponsor, *parsed);
}

std::string greeting(const std::string& receiver, const Facts& facts, const Catalogue& catalogue) {
  std::string_view key = "mail.greeting.other";
  if (receiver.starts_with("sponsor:")) key = "mail.greeting.unit";
  if (receiver == "office") key = "mail.greeting.office";
  if (receiver == "ops") key = "mail.greeting.ops";
  return catalogue.render(key, facts) + '\n';
}

bool fits_subject(std::string_view text) {
  return width(text) <= widest_subject(text);
}

std::string clipped_subject(std::string text) {
  text = one_line(text);
  const std::size_t most = widest_subject(text);
  for (std::size_t characters = most; width(text) > most && characters > 4; --characters)
    text = clip_characters(text, characters);
  return text;
}

std::string subject(std::string_view key, Facts facts, const Catalogue& catalogue) {
  const std::size_t most = catalogue.language() == Language::en ? latin_subject_width : subject_width;
  std::string text = one_line(catalogue.render(key, facts));
  const auto site = facts.values.find("site");
  if (width(text) <= most || site == facts.values.end()) return clipped_subject(std::move(text));
  const std::string whole = std::get<std::string>(site->second);
  for (std::size_t characters = whole.size(); width(text) > most && characters > 2; --characters) {
    std::string shorter = clip_characters(whole, characters);
    if (shorter == std::get<std::string>(site->second)) continue;
    site->second = std::move(shorter);
    text = one_line(catalogue.render(key, facts));
  }
  return clipped_subject(std::move(text));
}

MailText finished(std::string subject, std::string marked, const Facts& facts, const Catalogue& catalogue) {
  marked += '\n' + catalogue.render("mail.foot.lines", facts);
  LaidOut laid_out = lay_out(marked, catalogue.language());
  return {std::move(subject), std::move(laid_out.text), std::move(laid_out.html)};
}

std::string list_row(const Alert& alert, const Writing& writing, bool with_unit) {
  Facts facts = facts_of(alert, nullptr, writing);
  const Catalogue& catalogue = writing.catalogue;
  facts.values["ended_word"] = alert.ending == Ending::recovered
                                   ? std::string{catalogue.word("alert.ended", ended_name(alert))}
                                   : std::string{catalogue.word("ending", name(alert.ending))};
  const std::string_view row = alert.firing() ? name(alert.identity.alert) : std::string_view{"ended"};
  Facts line;
  line.values["label"] = clip_characters(std::get<std::string>(facts.values["site"]), title_characters);
  line.values["what"] = catalogue.render(std::string{"mail.digest.row."}.append(row), facts);
  if (with_unit && !alert.identity.site.empty())
    line.values["unit_name"] = clip_characters(unit_name(alert, writing.settings), title_characters);
  return catalogue.render("mail.digest.row.line", line) + '\n';
}

}  // namespace sitewatch::alert
