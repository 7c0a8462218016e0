// The monthly summary that a person checks before it is used: as a page to print, and as bytes for the tool.
#include "domain/duty_calendar.h"
#include "web/duty_parts.h"
#include "web/handlers.h"
#include "web/json.h"
#include "web/page_parts.h"
#include "web/sheet_answer.h"
#include "web/summary_sheet.h"

namespace sitewatch::web {
namespace {

/// Beyond it nothing is known: what was filed is kept for a year.
constexpr int months_either_way = 12;

bool is_kept(Period period, Period current) {
  return plus_months(current, -months_either_way) <= period && period <= plus_months(current, months_either_way);
}

struct Wanted {
  Period period;
  SheetFormat format = SheetFormat::html;
  Faults faults;
};

Wanted wanted(const Call& call, SheetFormat usual) {
  Wanted found{call.ports.reports.period_in_force(), usual, {}};
  const SummaryWords words{call.served->catalogue, call.ports.clock.wall_now()};
  if (const std::string* text = call.request.parameter("period")) {
    const auto parsed = Period::parse(*text);
    const Period current = found.period;
    if (parsed && is_kept(*parsed, current))
      found.period = *parsed;
    else
      found.faults.push_back(
          {"period", words.said("no_period", {{"first", plus_months(current, -months_either_way).text()},
                                              {"last", plus_months(current, months_either_way).text()}})});
  }
  if (const std::string* text = call.request.parameter("format")) {
    if (const auto format = sheet_format_named(*text))
      found.format = *format;
    else
      found.faults.push_back({"format", words.said("no_format", {})});
  }
  return found;
}

Task<Sheet> summary_of(const Call& call, Period period) {
  std::vector<ReportRow> rows = co_await reports_in_turns(call.ports.reports, call.ports.clock, period);
  SummarySheet summary{call, period, std::move(rows)};
  // A view lives until the loop's next turn; a reload in between may make the list shorter.
  for (std::size_t index = 0; index < call.ports.status.site_count(); ++index) {
    summary.add(call.ports.status.site(index));
    if (index % rows_a_slice == rows_a_slice - 1) co_await next_turn(call.ports);
  }
  for (std::size_t index = 0; index < summary.units(); ++index) {
    summary.finish(index);
    if (index % rows_a_slice == rows_a_slice - 1) co_await next_turn(call.ports);
  }
  co_return summary.take();
}

Task<Response> bytes_of(const Call& call, Wanted what) {
  Sheet sheet = co_await summary_of(call, what.period);
  const Catalogue& catalogue = call.served->catalogue;
  SheetFile file{"summary-" + what.period.text(), std::string{catalogue.word("summary", "file")} + what.period.text(),
                 catalogue.zone().day(call.ports.clock.wall_now())};
  Response response = co_await written(call, std::move(sheet), what.format, std::move(file));
  co_return response;
}

/// What the page offers beside the sheet: the neighbouring months and files to save.
std::string links(const Call& call, Period period) {
  const PageWords words{call.served->catalogue};
  const auto word = [&](std::string_view key) { return esc(call.served->catalogue.word("summary", key)); };
  const auto link = [](Period other, std::string_view format, const std::string& name) {
    std::string more = format.empty() ? std::string{} : "&amp;format=" + std::string{format};
    return "　<a href=\"/office/summary?period=" + other.text() + more + "\">" + name + "</a>";
  };
  std::string out = "<a href=\"/\">" + words("back") + "</a>　<a href=\"" + office_link(period) + "\">" +
                    words("office.back") + "</a>";
  for (const int step : {-1, 1})
    if (is_kept(plus_months(period, step), call.ports.reports.period_in_force()))
      out += link(plus_months(period, step), "", word(step < 0 ? "previous" : "following"));
  return out + link(period, "xlsx", word("save") + " xlsx") + link(period, "csv", word("save") + " csv");
}

}  // namespace

Task<Response> get_summary(Call& call) {
  Wanted what = wanted(call, SheetFormat::text);
  if (!what.faults.empty()) co_return json_problem(400, "cannot read the request", what.faults);
  Response response = co_await bytes_of(call, std::move(what));
  co_return response;
}

Task<Response> get_office_summary(Call& call) {
  Wanted what = wanted(call, SheetFormat::html);
  if (!what.faults.empty()) co_return Response::text(400, what.faults.front().what + "\n");
  if (what.format != SheetFormat::html) {
    Response response = co_await bytes_of(call, std::move(what));
    co_return response;
  }
  Sheet sheet = co_await summary_of(call, what.period);
  co_return printed(std::move(sheet), call.served, links(call, what.period));
}

}  // namespace sitewatch::web
