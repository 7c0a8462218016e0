#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <map>

#include "text/sheet_text.h"
#include "web/handlers.h"
#include "web/page_parts.h"

namespace sitewatch::web {
namespace {

constexpr std::size_t rows_a_slice = 200;

/// The list of sites, a row each in inventory order.
class SiteSheet {
 public:
  explicit SiteSheet(const Call& call)
      : catalogue_(call.served->catalogue), period_(call.ports.reports.period_in_force()) {
    for (const ReportRow& row : call.ports.reports.reports(period_)) reports_.emplace(row.sponsor, row);
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
    const auto page = [&](std::string_view key) { return std::string{catalogue_.word("page", key)}; };
    sheet_.columns = {{word("number"), 6},   {page("sponsor"), 20}, {word("site"), 22},
                      {page("address"), 28}, {page("id_code"), 13}, {page("disposition"), 12},
                      {word("state"), 10},   {word("since"), 17},   {word("reason"), 22},
                      {word("visits"), 9},   {word("failed"), 7},   {word("ratio"), 9},
                      {word("newest"), 12},  {word("content"), 11}, {catalogue_.render("export.report", month), 13},
                      {word("remark"), 14}};
  }

  void add(const SiteView& view) {
    const Site& site = *view.site;
    std::vector<SheetCell>& row = sheet_.rows.emplace_back();
    row = {static_cast<std::int64_t>(sheet_.rows.size()),
           view.sponsor ? view.sponsor->name : std::string{},
           site.name,
           site.home_urls.empty() ? std::string{} : site.home_urls.front().text(),
           site.id_code,
           std::string{catalogue_.word("disposition", name(site.disposition))}};
    add_state(row, view);
    add_window(row, view.window);
    add_content(row, view);
    const auto report = reports_.find(site.sponsor);
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
    const ProbeResult* const last = view.targets.empty() ? nullptr : view.targets.front().last;
    row.push_back(view.reason == FailureReason::none
                      ? SheetCell{}
                      : SheetCell{catalogue_.reason(view.reason, last ? last->http_status : 0)});
  }

  void add_window(std::vector<SheetCell>& row, const WindowCount& window) const {
    row.emplace_back(static_cast<std::int64_t>(window.valid()));
    row.emplace_back(static_cast<std::int64_t>(window.failed));
    row.push_back(window.valid() > 0 ? SheetCell{Share{window.ratio()}} : SheetCell{});
  }

  void add_content(std::vector<SheetCell>& row, const SiteView& view) const {
    const bool dated = view.home && view.home->reading && view.home->reading->newest;
    row.push_back(dated ? SheetCell{*view.home->reading->newest} : SheetCell{});
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

/// The same list as a page to print.
class PrintedSheet : public BodySource {
 public:
  PrintedSheet(Sheet sheet, std::shared_ptr<const Served> served)
      : sheet_(std::move(sheet)), served_(std::move(served)) {}

  Task<bool> next(std::string& out) override {
    const PageWords words{served_->catalogue};
    if (row_ == 0)
      out += page_head(words, esc(sheet_.title), 0) + "<main class=\"printed\">\n<p class=\"back\"><a href=\"/\">" +
             words("back") + "</a>　" + words("print_how") + "</p>\n" + html_before_rows(sheet_);
    const std::size_t end = std::min(row_ + rows_a_slice, sheet_.rows.size());
    for (; row_ < end; ++row_) out += html_row(sheet_, sheet_.rows[row_]);
    if (row_ < sheet_.rows.size()) co_return true;
    out += html_after_rows(sheet_) + "</main>\n</body>\n</html>\n";
    co_return false;
  }

 private:
  Sheet sheet_;
  std::shared_ptr<const Served> served_;  // See Call.
  std::size_t row_ = 0;
};

Response printed(Sheet sheet, std::shared_ptr<const Served> served) {
  Response response;
  response.type = media_type(SheetFormat::html);
  response.page = true;
  response.source = std::make_unique<PrintedSheet>(std::move(sheet), std::move(served));
  return response;
}

/// Both names: browsers take the second, and the first where they cannot.
std::string attachment(const std::string& file, SheetFormat format, Day day) {
  const std::string ending = "-" + shown(day) + "." + std::string{name(format)};
  return "attachment; filename=\"sites" + ending + "\"; filename*=UTF-8''" + percent_escaped(file + ending);
}

}  // namespace

Task<Response> get_site_export(Call& call) {
  const auto format = sheet_format_named(call.argument);
  if (!format || *format == SheetFormat::text) co_return Response::text(404, "no such page\n");
  const WallTime now = call.ports.clock.wall_now();
  const Catalogue& catalogue = call.served->catalogue;
  SiteSheet sheet{call};
  sheet.begin(call.served->settings, call.ports.status.site_count(), now);
  // A view lives until the loop's next turn; a reload in between may make the list shorter.
  for (std::size_t index = 0; index < call.ports.status.site_count(); ++index) {
    sheet.add(call.ports.status.site(index));
    if (index % rows_a_slice == rows_a_slice - 1)
      co_await boost::asio::post(call.ports.loop.get_executor(), boost::asio::use_awaitable);
  }
  if (*format == SheetFormat::html) co_return printed(sheet.take(), call.served);
  Result<std::string> bytes = co_await call.ports.sheets.write(sheet.take(), *format);
  if (!bytes) co_return Response::text(503, bytes.error().message + "\n");
  Response response;
  response.type = media_type(*format);
  response.headers.emplace_back("Content-Disposition", attachment(std::string{catalogue.word("export", "file")},
                                                                  *format, catalogue.zone().day(now)));
  response.body = std::move(*bytes);
  co_return response;
}

}  // namespace sitewatch::web
