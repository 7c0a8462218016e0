#include "web/report_entry.h"

#include <date/date.h>

#include <algorithm>
#include <charconv>
#include <cstdio>

#include "domain/day_text.h"
#include "text/decode.h"
#include "web/json.h"
#include "web/page_parts.h"

namespace sitewatch::web {
namespace {

constexpr std::size_t short_text = 200;
constexpr std::size_t long_text = 2000;
constexpr std::size_t note_text = 4000;
constexpr std::size_t fields_a_site = 6;
constexpr std::size_t other_fields = 20;
constexpr std::size_t sites_removed = 100;  // At once, while a form is open.

/// Between the usual step and what is added to it.
std::string_view mark(const Catalogue& words) {
  return words.text("page.form.step_mark");
}

std::string_view step_word(std::string_view step, const Catalogue& words) {
  return words.word("page.form.step", step);
}

std::string closure_of(const SiteEntry& entry, const Catalogue& words) {
  if (entry.step.empty()) return entry.closure;
  const std::string step{step_word(entry.step, words)};
  return entry.closure.empty() ? step : step + std::string{mark(words)} + entry.closure;
}

void split_closure(std::string_view closure, SiteEntry& entry, const Catalogue& words) {
  for (const std::string_view step : closure_steps) {
    const std::string_view word = step_word(step, words);
    if (!closure.starts_with(word)) continue;
    const std::string_view rest = closure.substr(word.size());
    if (!rest.empty() && !rest.starts_with(mark(words))) continue;
    entry.step = step;
    entry.closure = rest.empty() ? "" : rest.substr(mark(words).size());
    return;
  }
  entry.closure = closure;
}

/// By its id, or by a former one: the form may have been opened before a reload renamed the site.
const Site* site_named(const SiteId& id, const DutyDetail& detail) {
  const Site* formerly = nullptr;
  for (const DutySite& each : detail.sites) {
    if (each.site->id == id) return each.site;
    const std::vector<SiteId>& was = each.site->was;
    if (std::find(was.begin(), was.end(), id) != was.end()) formerly = each.site;
  }
  return formerly;
}

/// What was typed about a site, in one line.
std::string said_in(const SiteEntry& entry, const Catalogue& words) {
  const bool known = std::find(closure_steps.begin(), closure_steps.end(), entry.step) != closure_steps.end();
  std::string said;
  for (const std::string& each :
       {entry.percent, known ? closure_of(entry, words) : entry.closure, entry.obstacles, entry.expected_on})
    if (!each.empty()) said += (said.empty() ? "" : " · ") + each;
  return said;
}

std::string numbered(std::string_view name, std::size_t index) {
  return std::string{name} + '-' + std::to_string(index);
}

SiteProgress progress_of(const SiteEntry& entry, std::size_t index, const Catalogue& words, FieldFaults& faults) {
  const auto wrong = [&](std::string_view field, std::string_view key) {
    faults.push_back({numbered(field, index), esc(words.text("page.form." + std::string{key}))});
  };
  SiteProgress progress;
  progress.site = entry.site;
  std::string digits = half_width(entry.percent);
  if (digits.ends_with('%')) digits.pop_back();
  while (digits.ends_with(' ')) digits.pop_back();
  if (!digits.empty()) {
    int percent = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), percent);
    if (error != std::errc{} || end != digits.data() + digits.size() || percent < 0 || percent > 100)
      wrong("percent", "fault_percent");
    else
      progress.migration_percent = percent;
  }
  if (!entry.step.empty() && std::find(closure_steps.begin(), closure_steps.end(), entry.step) == closure_steps.end())
    wrong("step", "fault_choice");
  else
    progress.closure = closure_of(entry, words);
  check_words(faults, numbered("closure", index), progress.closure, short_text, words);
  check_words(faults, numbered("obstacles", index), entry.obstacles, long_text, words);
  progress.obstacles = entry.obstacles;
  if (const auto day = day_text(entry.expected_on))
    progress.expected_on = *day;
  else if (!entry.expected_on.empty())
    wrong("expected", "fault_day");
  return progress;
}

/// "sites[2].migration_percent" → 2 and "migration_percent".
std::optional<std::pair<std::size_t, std::string>> site_field(std::string_view field) {
  constexpr std::string_view before = "sites[";
  const std::size_t end = field.find("].");
  if (!field.starts_with(before) || end == std::string_view::npos) return std::nullopt;
  std::size_t index = 0;
  const std::string_view number = field.substr(before.size(), end - before.size());
  if (std::from_chars(number.data(), number.data() + number.size(), index).ec != std::errc{}) return std::nullopt;
  return std::pair{index, std::string{field.substr(end + 2)}};
}

/// The element that stands for a field of the request.
std::string element_of(std::string_view field, const FilingRequest& request, const ReportEntry& entry) {
  if (field == "nil_reason") return "nil_reason";
  if (field == "note" || field == "received_at" || field == "channel" || field == "reason") return std::string{field};
  if (field == "entered_by") return "by";
  const auto place = site_field(field);
  if (!place || place->first >= request.sites.size()) return "form";
  const auto of_site = [&](const SiteEntry& each) { return each.site == request.sites[place->first].site; };
  const auto found = std::find_if(entry.sites.begin(), entry.sites.end(), of_site);
  if (found == entry.sites.end()) return "form";
  const auto index = static_cast<std::size_t>(found - entry.sites.begin());
  if (place->second == "migration_percent") return numbered("percent", index);
  if (place->second == "expected_on") return numbered("expected", index);
  return place->second == "obstacles" ? numbered("obstacles", index) : numbered("closure", index);
}

}  // namespace

ReportEntry entry_before(const DutyDetail& detail, const Catalogue& words) {
  ReportEntry entry;
  for (const DutySite& each : detail.sites) {
    SiteEntry& site = entry.sites.emplace_back();
    site.site = each.site->id;
    if (each.last.migration_percent) site.percent = std::to_string(*each.last.migration_percent);
    split_closure(each.last.closure, site, words);
    site.obstacles = each.last.obstacles;
    site.expected_on = each.last.expected_on;
  }
  const bool filed = detail.record && !detail.record->filings.empty();
  if (!filed) return entry;
  const Filing& newest = detail.record->filings.back();
  entry.nil = !newest.nil_reason.empty();
  entry.nil_reason = newest.nil_reason;
  entry.note = newest.note;
  return entry;
}

std::size_t most_fields(const DutyDetail& detail) {
  return other_fields + fields_a_site * (detail.sites.size() + sites_removed);
}

ReportEntry entry_in(const FormFields& fields, const DutyDetail& detail) {
  ReportEntry entry;
  for (std::size_t index = 0; fields.has(numbered("site", index)); ++index) {
    const SiteId id = fields.value(numbered("site", index));
    const Site* const named = site_named(id, detail);
    SiteEntry& site = named ? entry.sites.emplace_back() : entry.gone.emplace_back();
    site.site = named ? named->id : id;
    site.percent = fields.value(numbered("percent", index));
    site.step = fields.value(numbered("step", index));
    site.closure = fields.value(numbered("closure", index));
    site.obstacles = fields.value(numbered("obstacles", index));
    site.expected_on = fields.value(numbered("expected", index));
  }
  std::erase_if(entry.gone, [](const SiteEntry& each) { return each.empty(); });
  entry.nil = fields.has("nil");
  entry.nil_reason = fields.value("nil_reason");
  entry.note = fields.value("note");
  entry.key = fields.value("key");
  entry.received_at = fields.value("received_at");
  entry.channel = fields.value("channel");
  entry.by = fields.value("by");
  entry.reason = fields.value("reason");
  return entry;
}

std::optional<FieldFault> follow_sites(ReportEntry& entry, const DutyDetail& detail, const Catalogue& words) {
  if (entry.gone.empty()) return std::nullopt;
  for (SiteEntry& each : entry_before(detail, words).sites) {
    const auto is_it = [&](const SiteEntry& other) { return other.site == each.site; };
    if (std::none_of(entry.sites.begin(), entry.sites.end(), is_it)) entry.sites.push_back(std::move(each));
  }
  Facts facts;
  for (const SiteEntry& each : entry.gone)
    facts.lists["gone"].push_back({{"site", repaired_utf8(each.site)}, {"said", repaired_utf8(said_in(each, words))}});
  return FieldFault{"form", words.render("page.form.sites_changed", facts, Escape::html)};
}

FilingRequest request_of(const ReportEntry& entry, const DutyDetail& detail, const Catalogue& words,
                         FieldFaults& faults) {
  const auto wrong = [&](std::string id, std::string_view key) {
    faults.push_back({std::move(id), esc(words.text("page.form." + std::string{key}))});
  };
  FilingRequest request;
  request.sponsor = detail.row.sponsor;
  request.period = detail.row.period.text();
  request.idempotency_key = entry.key;
  for (std::size_t index = 0; index < entry.sites.size(); ++index)
    if (!entry.sites[index].empty()) request.sites.push_back(progress_of(entry.sites[index], index, words, faults));
  if (entry.nil && entry.nil_reason.empty()) wrong("nil_reason", "fault_nil_reason");
  if (!entry.nil && !entry.nil_reason.empty()) wrong("nil", "fault_nil");
  if (!entry.nil && request.sites.empty() && entry.nil_reason.empty())
    wrong(entry.sites.empty() ? "nil" : "percent-0", "fault_empty");
  check_words(faults, "nil_reason", entry.nil_reason, long_text, words);
  check_words(faults, "note", entry.note, note_text, words);
  if (entry.nil) request.nil_reason = entry.nil_reason;
  request.note = entry.note;
  return request;
}

std::optional<WallTime> local_time_in(std::string_view text, const Zone& zone) {
  std::string plain = half_width(text);
  std::replace(plain.begin(), plain.end(), 'T', ' ');
  const std::size_t blank = plain.find(' ');
  if (blank == std::string::npos) return std::nullopt;
  const auto day = day_text(plain.substr(0, blank));
  unsigned hour = 0, minute = 0;
  int used = 0;
  const std::string clock = plain.substr(blank + 1);
  if (!day || clock.size() > 5 || clock.find_first_not_of("0123456789:") != std::string::npos) return std::nullopt;
  if (std::sscanf(clock.c_str(), "%2u:%2u%n", &hour, &minute, &used) != 2) return std::nullopt;
  if (static_cast<std::size_t>(used) != clock.size() || hour > 23 || minute > 59) return std::nullopt;
  const auto calendar = day_in(*day);
  if (!calendar) return std::nullopt;
  return zone.wall(LocalTime{date::local_days{*calendar}} + std::chrono::hours{hour} + std::chrono::minutes{minute});
}

std::string local_time_text(WallTime time, const Zone& zone) {
  return date::format("%Y-%m-%d %H:%M", date::floor<std::chrono::minutes>(zone.local(time)));
}

FieldFaults faults_of(const FilingRefusal& refusal, const FilingRequest& request, const ReportEntry& entry,
                      const Catalogue& words) {
  FieldFaults faults;
  for (const FilingRefusal::Fault& each : refusal.faults)
    faults.push_back({element_of(each.field, request, entry), words_of(each, words, Escape::html)});
  return faults;
}

void check_words(FieldFaults& faults, const std::string& id, std::string_view text, std::size_t most_bytes,
                 const Catalogue& words) {
  switch (fault_of(text, most_bytes)) {
    case TextFault::none:
      return;
    case TextFault::unreadable:
      faults.push_back({id, esc(words.text("page.form.fault_text"))});
      return;
    case TextFault::too_long: {
      Facts facts;
      facts.values["most"] = static_cast<std::int64_t>(most_bytes / 3);
      faults.push_back({id, words.render("page.form.fault_long", facts, Escape::html)});
    }
  }
}

}  // namespace sitewatch::web
