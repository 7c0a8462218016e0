#include "web/summary_sheet.h"

#include <algorithm>
#include <array>

#include "web/page_parts.h"
#include "web/site_cells.h"

namespace sitewatch::web {
namespace {

/// 清河区 of 清河区人民政府办公室; the whole name where it does not end so.
std::string district_of(std::string_view office) {
  constexpr std::array<std::string_view, 4> endings{"人民政府办公室", "政府办公室", "人民政府", "政府办"};
  for (const std::string_view ending : endings)
    if (office.size() > ending.size() && office.ends_with(ending))
      return std::string{office.substr(0, office.size() - ending.size())};
  return std::string{office};
}

std::string_view roll_key(HolidayRoll roll) {
  constexpr std::array<std::string_view, 4> keys{"none", "next_workday", "prev_workday", "nth_workday_after"};
  return keys[static_cast<std::size_t>(roll)];
}

/// From the unit to the columns of its site.
constexpr std::size_t unit_cells = 10;
/// Behind the cells that every list of sites has.
constexpr std::size_t stage_cell = 5;

std::int64_t count_in(const std::vector<ReportRow>& rows, ReportState state) {
  return std::count_if(rows.begin(), rows.end(), [&](const ReportRow& row) { return row.state == state; });
}

}  // namespace

SummarySheet::SummarySheet(const Call& call, Period period, std::vector<ReportRow> rows)
    : catalogue_(call.served->catalogue),
      desk_(call.ports.reports),
      period_(period),
      now_(call.ports.clock.wall_now()),
      words_(catalogue_, now_) {
  head(call.served->settings, period, desk_.reading(period), rows);
  for (const Sponsor& sponsor : desk_.sponsors()) unit(sponsor.id, sponsor.name);
  for (ReportRow& row : rows) {
    Unit& owing = unit(row.sponsor, row.sponsor_name);
    owing.duty = std::move(row);
  }
}

SummarySheet::Unit& SummarySheet::unit(const SponsorId& id, const std::string& name) {
  const auto [found, is_new] = index_.emplace(id, units_.size());
  if (is_new) {
    units_.emplace_back().name = name;
    units_.back().id = id;
  }
  return units_[found->second];
}

void SummarySheet::add(const SiteView& view) {
  Unit& owner = unit(view.site->sponsor, view.sponsor ? view.sponsor->name : view.site->sponsor);
  std::vector<SheetCell>& row = owner.sites.emplace_back(site_cells(view, catalogue_));
  row.emplace_back();  // The stage, once all of the unit's sites are known.
  owner.site_ids.push_back(view.site->id);
  row.push_back(failed_share(view.window));
  row.push_back(newest_day(view));
  row.push_back(columns_that_are("stale", view));
  row.push_back(columns_that_are("blank", view));
  owner.remarks.push_back(words_.site(view));
}

void SummarySheet::fill_stages(Unit& unit) const {
  if (unit.site_ids.empty()) return;
  const std::optional<DutyDetail> detail = desk_.duty(period_, unit.id);
  if (!detail) return;
  std::map<SiteId, const SiteProgress*> said;
  for (const DutySite& each : detail->sites) said[each.site->id] = &each.last;
  for (std::size_t i = 0; i < unit.site_ids.size(); ++i)
    if (const auto found = said.find(unit.site_ids[i]); found != said.end())
      unit.sites[i][stage_cell] = words_.stage(*found->second);
}

void SummarySheet::finish(std::size_t index) {
  Unit& unit = units_[index];
  fill_stages(unit);
  DutyWords duty = unit.duty ? words_.duty(*unit.duty) : words_.nothing();
  if (unit.duty && unit.sites.empty()) {
    std::vector<SheetCell>& row = unit.sites.emplace_back(unit_cells);
    row.front() = unit.name;
    unit.remarks.push_back({words_.said("remark.no_site", {})});
  }
  for (std::size_t i = 0; i < unit.sites.size(); ++i) {
    std::vector<SheetCell>& row = sheet_.rows.emplace_back(std::move(unit.sites[i]));
    row.insert(row.begin(), static_cast<std::int64_t>(sheet_.rows.size()));
    row.emplace_back(duty.report);
    std::vector<std::string>& remarks = unit.remarks[i];
    if (i == 0) remarks.insert(remarks.begin(), duty.remarks.begin(), duty.remarks.end());
    row.push_back(remarks.empty() ? SheetCell{} : SheetCell{words_.joined(remarks, "joint")});
  }
}

void SummarySheet::head(const Settings& settings, Period period, const DutyReading& reading,
                        const std::vector<ReportRow>& rows) {
  const std::string month = catalogue_.month(period.year, period.month);
  const auto key = [&](std::string_view section) {
    const std::string found = std::string{section} + settings.rule_set;
    return catalogue_.has(found) ? std::string{catalogue_.text(found)} : std::string{};
  };
  constexpr Duration week = std::chrono::hours{24 * 7};
  sheet_.name = word("tab");
  sheet_.title = words_.said("title", {{"district", district_of(settings.office)}, {"period", month}});
  sheet_.above = {
      words_.said("span", {{"from", now_ - week},
                           {"now", now_},
                           {"interval_seconds", std::int64_t{settings.interval / std::chrono::seconds{1}}}}),
      words_.said("rules", {{"rule_set", key("mail.rule_set.")}, {"rule_text", key("mail.rule_text.")}}),
      words_.said("vantage", {{"vantage", settings.vantage}}),
      words_.said("made", {{"now", now_}, {"office", settings.office}})};
  if (reading.covered) sheet_.above.push_back(deadline(month, reading));
  sheet_.above.push_back(reading.covered || !rows.empty() ? counts(month, rows)
                                                          : words_.said("no_duty", {{"period", month}}));
  sheet_.columns = site_columns(catalogue_);
  sheet_.columns.push_back({word("stage"), 14});
  sheet_.columns.push_back({std::string{catalogue_.word("export", "ratio")}, 9});
  sheet_.columns.push_back({std::string{catalogue_.word("export", "newest")}, 12});
  sheet_.columns.push_back({word("columns_stale"), 9});
  sheet_.columns.push_back({word("columns_blank"), 9});
  sheet_.columns.push_back({word("report"), 20});
  sheet_.columns.push_back({std::string{catalogue_.word("export", "remark")}, 40});
  for (const char* line : {"how", "how_units", "how_sites", "how_stage", "how_ratio", "how_newest", "how_columns",
                           "how_report", "how_remark", "caution"})
    sheet_.below.push_back(word(line));
  sheet_.below.emplace_back(catalogue_.word("export", "sign"));
}

std::string SummarySheet::deadline(const std::string& month, const DutyReading& reading) const {
  const PageWords words{catalogue_};
  const DutyRule& rule = reading.rule;
  Facts roll;
  roll.values = {{"days", std::int64_t{rule.workdays_after}}};
  return words_.said("deadline",
                     {{"period", month},
                      {"deadline", words.deadline(reading.dates.deadline.closes)},
                      {"listed_from", words.deadline(reading.dates.deadline.grace_end)},
                      {"day", std::int64_t{rule.day}},
                      {"exclusive", !rule.inclusive},
                      {"inclusive", rule.inclusive && rule.cutoff == std::chrono::hours{24}},
                      {"basis", reading.basis},
                      {"roll", catalogue_.render("agenda.roll." + std::string{roll_key(rule.roll)}, roll)}});
}

std::string SummarySheet::counts(const std::string& month, const std::vector<ReportRow>& rows) const {
  const DutyCount count = count_of(rows);
  FactRow facts{{"period", month},
                {"due", std::int64_t{count.due}},
                {"filed", std::int64_t{count.filed}},
                {"missing", std::int64_t{count.missing()}}};
  if (const std::int64_t extended = count_in(rows, ReportState::extended)) facts["extended"] = extended;
  if (const std::int64_t waived = count_in(rows, ReportState::waived)) facts["waived"] = waived;
  return words_.said("counts", facts);
}

}  // namespace sitewatch::web
