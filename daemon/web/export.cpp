#include <map>

#include "web/handlers.h"
#include "web/page_parts.h"
#include "web/sheet_answer.h"
#include "web/site_cells.h"

namespace sitewatch::web {
namespace {

/// The list of sites, a row each in inventory order.
class SiteSheet {
 public:
  /// `reports`: those of `period`, of everybody.
  SiteSheet(const Call& call, Period period, std::vector<ReportRow> reports)
      : catalogue_(call.served->catalogue), period_(period) {
    for (ReportRow& row : reports) {
      SponsorId sponsor = row.sponsor;
      reports_.emplace(std::move(sponsor), std::move(row));
    }
  }

  void begin(const Settings& settings, std::size_t count, WallTime now) {
    sheet_.name = word("tab");
    const std::int64_t interval = std::chrono::duration_cast<std::chrono::seconds>(settings.interval).count();
    Facts facts;
    facts.values = {{"now", now}, {"count", static_cast<std::int64_t>(count)}, {"interval_seconds", interval}};
    if (!settings.vantage.empty()) facts.values["vantage"] = settings.vantage;
    if (!settings.office.empty()) facts.values["office"] = settings.office;
    sheet_.title = catalogue_.render("export.title", facts);
    sheet_.above = {catalogue_.render("export.made", facts), word("rules")};
    sheet_.below = {word("how"), word("caution"), word("sign")};
    const std::string report = PageWords{catalogue_}.month(period_);
    Facts month;
    month.values = {{"month", report}};
    sheet_.columns = site_columns(catalogue_);
    const std::vector<SheetColumn> more{
        {word("state"), 10},  {word("since"), 17},   {word("reason"), 22},
        {word("visits"), 9},  {word("failed"), 7},   {word("ratio"), 9},
        {word("newest"), 12}, {word("content"), 11}, {catalogue_.render("export.report", month), 13},
        {word("remark"), 14}};
    sheet_.columns.insert(sheet_.columns.end(), more.begin(), more.end());
  }

  void add(const SiteView& view) {
    std::vector<SheetCell>& row = sheet_.rows.emplace_back(site_cells(view, catalogue_));
    row.insert(row.begin(), static_cast<std::int64_t>(sheet_.rows.size()));
    add_state(row, view);
    add_window(row, view.window);
    add_content(row, view);
    const auto report = reports_.find(view.site->sponsor);
    row.push_back(report == reports_.end() ? SheetCell{} : SheetCell{report_text(report->second)});
    row.push_back(view.in_maintenance ? SheetCell{std::string{catalogue_.word("page", "maintenance")}} : SheetCell{});
  }

  Sheet take() { return std::move(sheet_); }

 private:
  std::string word(std::string_view key) const { return std::string{catalogue_.word("export", key)}; }

  void add_state(std::vector<SheetCell>& row, const SiteView& view) const {
    const SiteLight light = light_of(view);
    const char* const state = light == SiteLight::up ? "up" : light == SiteLight::down ? "down" : "unknown";
    row.emplace_back(std::string{catalogue_.word("page", state)});
    const bool known = view.since != WallTime{} && view.state != HealthState::unknown;
    row.push_back(known ? SheetCell{catalogue_.zone().local(view.since)} : SheetCell{});
    std::string reason = present_reason(view, catalogue_);
    row.push_back(reason.empty() ? SheetCell{} : SheetCell{std::move(reason)});
  }

  void add_window(std::vector<SheetCell>& row, const WindowCount& window) const {
    row.emplace_back(static_cast<std::int64_t>(window.valid()));
    row.emplace_back(static_cast<std::int64_t>(window.failed));
    row.push_back(failed_share(window));
  }

  void add_content(std::vector<SheetCell>& row, const SiteView& view) const {
    row.push_back(newest_day(view));
    row.push_back(view.home ? SheetCell{std::string{catalogue_.word("state", view.home->state)}} : SheetCell{});
  }

  std::string report_text(const ReportRow& report) const {
    std::string text{catalogue_.word("state", name(report.state))};
    if (report.state == ReportState::filed_late && report.filed_at)
      text += " " + catalogue_.short_time(*report.filed_at);
    return text;
  }

  const Catalogue& catalogue_;
  Period period_;
  std::map<SponsorId, ReportRow> reports_;
  Sheet sheet_;
};

}  // namespace

Task<Response> get_site_export(Call& call) {
  const auto format = sheet_format_named(call.argument);
  if (!format || *format == SheetFormat::text) co_return Response::text(404, "no such page\n");
  const WallTime now = call.ports.clock.wall_now();
  const Catalogue& catalogue = call.served->catalogue;
  const Period period = call.ports.reports.period_in_force();
  std::vector<ReportRow> reports = co_await reports_in_turns(call.ports.reports, call.ports.clock, period);
  SiteSheet sheet{call, period, std::move(reports)};
  sheet.begin(call.served->settings, call.ports.status.site_count(), now);
  // A view lives until the loop's next turn; a reload in between may make the list shorter.
  for (std::size_t index = 0; index < call.ports.status.site_count(); ++index) {
    sheet.add(call.ports.status.site(index));
    if (index % rows_a_slice == rows_a_slice - 1) co_await next_turn(call.ports);
  }
  if (*format == SheetFormat::html) {
    std::string back = "<a href=\"/\">" + PageWords{catalogue}("back") + "</a>";
    co_return printed(sheet.take(), call.served, std::move(back));
  }
  SheetFile file{"sites", std::string{catalogue.word("export", "file")}, catalogue.zone().day(now)};
  Response response = co_await written(call, sheet.take(), *format, std::move(file));
  co_return response;
}

}  // namespace sitewatch::web
