// The lower half of the status page: the list of sites, or of reports, that a number above leads to.
#include <algorithm>
#include <charconv>

#include "web/duty_parts.h"
#include "web/handlers.h"
#include "web/status_page.h"

namespace sitewatch::web {
namespace {

constexpr std::size_t rows_a_slice = 100;
constexpr std::size_t rows_a_page = 300;

std::int64_t whole(std::size_t number) {
  return static_cast<std::int64_t>(number);
}

std::string window_cell(const WindowCount& window) {
  if (window.valid() == 0) return {};
  return Catalogue::number(window.ratio() * 100) + "%<small>" + std::to_string(window.failed) + "/" +
         std::to_string(window.valid()) + "</small>";
}

std::string report_badge(const ReportRow& row, const Catalogue& words) {
  const bool late = row.state == ReportState::overdue || row.state == ReportState::in_grace;
  const std::string_view css = late ? "warn" : is_filed(row) ? "up" : "unknown";
  return badge(css, esc(words.word("state", name(row.state))));
}

std::size_t number_or_zero(const std::string* text) {
  std::size_t number = 0;
  if (text) std::from_chars(text->data(), text->data() + text->size(), number);
  return number;
}

}  // namespace

void StatusPage::write_filters(std::string& out) const {
  out += "<ul class=\"filters\">";
  const auto filter = [&](Show show, const std::string& word, std::size_t count) {
    out += "<li><a href=\"" + show_link(show) + "\"" + (show == query_.show ? " aria-current=\"true\"" : "") + ">" +
           word + " " + std::to_string(count) + "</a></li>";
  };
  filter(Show::all, words_("show_all"), counts_.total);
  for (const auto& [show, count] :
       {std::pair{Show::down, counts_.down}, std::pair{Show::stale, counts_.stale},
        std::pair{Show::certificate, counts_.certificate}, std::pair{Show::unknown, counts_.unknown}})
    filter(show, words_(name(show)), count);
  out += "</ul>\n";
}

void StatusPage::write_list_head(std::string& out) const {
  out += "<h2 id=\"list\">" + words_("sites", {{"count", whole(chosen())}}) + "</h2>\n";
  write_filters(out);
  out += "<div class=\"sheet\">";
  if (chosen() == 0)
    out += "<p class=\"empty\">" + words_("sites_none") + "</p>";
  else
    out += table_head(
        {words_("site"), words_("unit"), words_("state"), words_("ratio"), words_("newest"), words_("visited")});
}

void StatusPage::write_sites(std::string& out) {
  if (!list_begun_) write_list_head(out);
  list_begun_ = true;
  std::size_t looked_at = 0;
  for (; looked_at < rows_a_slice && written_ < rows_a_page && row_ < ports_.status.site_count(); ++looked_at, ++row_) {
    const SiteView view = ports_.status.site(row_);
    if (!shows(view)) continue;
    if (skipped_ < query_.from) {
      ++skipped_;
      continue;
    }
    write_site(out, view);
    ++written_;
  }
  if (looked_at == rows_a_slice) return;
  if (chosen() > 0) out += "</tbody></table>";
  out += "</div>\n";
  write_pages(out);
  part_ = Part::foot;
}

void StatusPage::write_site(std::string& out, const SiteView& view) const {
  const Catalogue& words = words_.catalogue();
  const TargetView* target = view.targets.empty() ? nullptr : &view.targets.front();
  const ProbeResult* last = target ? target->last : nullptr;
  std::string state;
  switch (light_of(view)) {
    case SiteLight::up:
      state = badge("up", words_("up"));
      break;
    case SiteLight::down:
      state = badge("down", words_("down"));
      break;
    case SiteLight::unknown:
      state = badge("unknown", words_("unknown"));
      break;
  }
  if (view.in_maintenance) state += " " + badge("warn", words_("maintenance"));
  if (view.reason != FailureReason::none)
    state += "<small>" + esc(words.reason(view.reason, last ? last->http_status : 0)) + "</small>";

  std::string newest;
  if (view.home) {
    const bool dated = view.home->reading && view.home->reading->newest;
    newest = dated ? esc(words.short_date(*view.home->reading->newest)) : words_("newest_none");
    const std::string_view said = state_word(*view.home);
    if (said != "fresh" && said != "unknown") newest += " " + badge("warn", esc(words.word("state", said)));
  }
  std::string visited = last ? esc(words.short_time(last->started_at)) : std::string{};
  if (last && last->verdict == Verdict::good)
    visited += "<small>" + words_("seconds", {{"value", Catalogue::number(last->seconds)}}) + "</small>";

  out += "<tr>" +
         cell(words_("site"),
              "<span><a href=\"" + site_link(view.site->id) + "\">" + esc(view.site->name) + "</a><small>" +
                  esc(target ? target->url : "") + "</small></span>",
              "name") +
         cell(words_("unit"), view.sponsor ? esc(view.sponsor->name) : "") +
         cell(words_("state"), "<span>" + state + "</span>") +
         cell(words_("ratio"), window_cell(view.window), "number") + cell(words_("newest"), newest) +
         cell(words_("visited"), visited, "when") + "</tr>\n";
}

void StatusPage::write_pages(std::string& out) const {
  const std::size_t end = query_.from + written_;
  if (query_.from == 0 && end >= chosen()) return;
  out += "<p class=\"pages\">";
  if (query_.from > 0)
    out += "<a href=\"" + show_link(query_.show, query_.from - std::min(query_.from, rows_a_page)) + "\">" +
           words_("previous") + "</a>";
  if (end < chosen()) out += "<a href=\"" + show_link(query_.show, end) + "\">" + words_("following") + "</a>";
  out += "</p>\n";
}

void StatusPage::write_reports(std::string& out) {
  const Catalogue& words = words_.catalogue();
  if (!list_begun_) {
    const Period period = ports_.reports.period_in_force();
    out += "<h2 id=\"list\">" + words_("reports", {{"month", words_.month(period)}, {"due", std::int64_t{duty_.due}}}) +
           "</h2>\n<ul class=\"filters\"><li><a href=\"" + show_link(Show::all) + "\">" + words_("back") +
           "</a></li><li><a href=\"/reports\">" + words_("office.twelve") + "</a></li></ul>\n<div class=\"sheet\">" +
           table_head({words_("unit"), words_("report_state"), words_("filed_at"), words_("receipt")});
  }
  list_begun_ = true;
  const std::size_t end = std::min(row_ + rows_a_slice, reports_.size());
  for (; row_ < end; ++row_) {
    const ReportRow& row = reports_[row_];
    if (query_.show == Show::missing && (!is_due(row) || is_filed(row))) continue;
    out += "<tr>" + cell(words_("unit"), esc(row.sponsor_name)) +
           cell(words_("report_state"), report_badge(row, words)) +
           cell(words_("filed_at"), received_words(words_, row), "when") + cell(words_("receipt"), esc(row.receipt)) +
           "</tr>\n";
  }
  if (row_ < reports_.size()) return;
  out += "</tbody></table></div>\n";
  part_ = Part::foot;
}

Task<Response> get_status_page(Call& call) {
  StatusPage::Query query;
  if (const std::string* show = call.request.parameter("show")) query.show = show_named(*show);
  query.from = number_or_zero(call.request.parameter("from"));
  query.office = call.caller.is_office();
  Response response;
  response.type = "text/html; charset=utf-8";
  response.page = true;
  response.source = std::make_unique<StatusPage>(call.ports, call.served, query);
  co_return response;
}

}  // namespace sitewatch::web
