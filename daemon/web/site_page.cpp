#include <algorithm>

#include "domain/probe_names.h"
#include "web/handlers.h"
#include "web/page_parts.h"
#include "web/proposed_columns.h"
#include "web/site_claims.h"
#include "web/site_columns.h"

namespace sitewatch::web {
namespace {

constexpr std::size_t most_outages = 200;
constexpr std::chrono::hours outage_span{24 * 30};
constexpr int refresh_seconds = 60;

void fact(std::string& out, const std::string& label, const std::string& content) {
  if (!content.empty()) out += "<dt>" + label + "</dt><dd>" + content + "</dd>\n";
}

/// An address of the inventory; only these two schemes were let in.
std::string outward_link(const std::string& url) {
  return "<a href=\"" + esc(url) + "\" rel=\"noreferrer noopener\">" + esc(url) + "</a>";
}

std::string window_text(const WindowCount& window, const PageWords& words) {
  if (window.valid() + window.unknown == 0) return {};
  std::string text = words("window_value", {{"valid", std::int64_t{window.valid()}},
                                            {"failed", std::int64_t{window.failed}},
                                            {"unknown", std::int64_t{window.unknown}},
                                            {"ratio", Catalogue::number(window.ratio() * 100)}});
  if (!window.enough_visits) text += "<br>" + words("window_few");
  return text;
}

std::string items_text(const PageReading& reading, const PageWords& words) {
  std::string items;
  for (const Item& item : reading.newest_items)
    items += "<li>" + (item.date ? esc(words.catalogue().short_date(*item.date)) + "　" : std::string{}) +
             esc(item.title) + "</li>";
  return items.empty() ? items : "<ul>" + items + "</ul>";
}

/// Nobody is to follow a link to a site that may have been taken over.
bool is_suspect(const SiteView& view, const AlertDesk& desk) {
  AlertIdentity identity;
  identity.alert = AlertName::SiteHijackSuspected;
  identity.site = view.site->id;
  const Alert* const alert = desk.find_alert(fingerprint(identity));
  return alert && alert->firing();
}

void write_basics(std::string& out, const SiteView& view, bool suspect, const PageWords& words) {
  const Site& site = *view.site;
  out += "<h2>" + words("facts") + "</h2>\n<div class=\"sheet\"><dl>\n";
  fact(out, words("sponsor"), view.sponsor ? esc(view.sponsor->name) : "");
  std::string addresses;
  for (const Url& url : site.home_urls)
    addresses += (addresses.empty() ? "" : "<br>") + (suspect ? esc(url.text()) : outward_link(url.text()));
  fact(out, words("address"), addresses);
  fact(out, words("id_code"), esc(site.id_code));
  fact(out, words("icp"), esc(site.icp));
  fact(out, words("disposition"), esc(words.catalogue().word("disposition", name(site.disposition))));
  out += "</dl></div>\n";
}

std::string state_text(const SiteView& view, const PageWords& words) {
  const SiteLight light = light_of(view);
  const char* css = light == SiteLight::up ? "up" : light == SiteLight::down ? "down" : "unknown";
  std::string text = badge(css, words(css));
  if (view.in_maintenance) text += " " + badge("warn", words("maintenance"));
  if (view.since == WallTime{} || view.state == HealthState::unknown) return text;
  FactRow values{{"since", view.since}};
  // Only where a visit without a verdict hides the confirmed state.
  if (light == SiteLight::unknown) values["state"] = std::string{words.catalogue().word("state", name(view.state))};
  return text + " " + words("state_since", values);
}

std::string visit_text(const ProbeResult& last, const PageWords& words) {
  const Catalogue& catalogue = words.catalogue();
  std::string text =
      esc(catalogue.short_time(last.started_at)) + "　" + esc(catalogue.word("verdict", name(last.verdict)));
  if (last.reason != FailureReason::none) text += "：" + esc(catalogue.reason(last.reason, last.http_status));
  if (last.http_status > 0)
    text += "　" + words("seconds", {{"value", Catalogue::number(last.seconds)}}) + "　HTTP " +
            std::to_string(last.http_status);
  if (!last.detail.empty()) text += "<br><small>" + esc(last.detail) + "</small>";
  return text;
}

void write_current(std::string& out, const SiteView& view, const PageWords& words) {
  out += "<h2>" + words("current") + "</h2>\n<div class=\"sheet\"><dl>\n";
  fact(out, words("state"), state_text(view, words));
  for (const TargetView& target : view.targets) {
    if (!target.last) continue;
    const std::string prefix = view.targets.size() > 1 ? esc(target.url) + "<br>" : std::string{};
    fact(out, words("verdict_now"), prefix + visit_text(*target.last, words));
    if (target.last->certificate)
      fact(out, words("certificate_until"), esc(words.catalogue().time(target.last->certificate->not_after)));
  }
  fact(out, words("window"), window_text(view.window, words));
  if (view.home && view.home->reading) {
    const PageReading& reading = *view.home->reading;
    const std::string day = reading.newest ? esc(words.catalogue().date(*reading.newest)) : words("newest_none");
    fact(out, words("newest"), day + "　" + esc(words.catalogue().word("state", state_word(*view.home))));
    fact(out, words("evidence"), items_text(reading, words));
  }
  out += "</dl></div>\n<p class=\"note\">" + words("window_rule") + "</p>\n";
}

void write_alerts(std::string& out, const SiteView& view, const AlertDesk& desk, const PageWords& words) {
  out += "<h2>" + words("alerts") + "</h2>\n<div class=\"sheet\">";
  bool any = false;
  desk.each_alert([&](const Alert& alert) {
    if (!alert.firing() || alert.identity.site != view.site->id) return;
    if (!any) out += table_head({words("since"), words("subject"), words("finding"), words("next_step")});
    any = true;
    out += "<tr>" + cell(words("since"), esc(words.catalogue().short_time(alert.starts)), "when") +
           cell(words("subject"), words.title(alert)) + cell(words("finding"), words.finding(alert, &view)) +
           cell(words("next_step"), words.next_step(alert)) + "</tr>\n";
  });
  out += any ? "</tbody></table></div>\n" : "<p class=\"empty\">" + words("alerts_none") + "</p></div>\n";
}

void write_outages(std::string& out, const Result<std::vector<FailedVisit>>& visits, const PageWords& words) {
  out += "<h2>" + words("outages") + "</h2>\n<div class=\"sheet\">";
  if (!visits || visits->empty()) {
    out += "<p class=\"empty\">" + words(visits ? "outages_none" : "unreadable") + "</p></div>\n";
    return;
  }
  const bool cut = visits->size() > most_outages;
  out += table_head({words("at"), words("reason"), words("phase"), words("duration"), words("target")});
  const Catalogue& catalogue = words.catalogue();
  const auto oldest_shown = visits->rbegin() + static_cast<std::ptrdiff_t>(std::min(visits->size(), most_outages));
  for (auto each = visits->rbegin(); each != oldest_shown; ++each) {
    const FailedVisit& visit = *each;
    std::string reason = esc(catalogue.reason(visit.reason, visit.http_status));
    if (visit.left_out) reason += " " + badge("unknown", words("left_out"));
    out += "<tr>" + cell(words("at"), esc(catalogue.short_time(visit.at)), "when") + cell(words("reason"), reason) +
           cell(words("phase"), esc(catalogue.word("phase", name(visit.phase)))) +
           cell(words("duration"), words("seconds", {{"value", Catalogue::number(visit.seconds)}}), "number") +
           cell(words("target"), esc(visit.address)) + "</tr>\n";
  }
  out += "</tbody></table></div>\n";
  if (cut) out += "<p class=\"note\">" + words("outages_more", {{"count", std::int64_t{most_outages}}}) + "</p>\n";
}

}  // namespace

Task<Response> get_site_page(Call& call) {
  const WallTime now = call.ports.clock.wall_now();
  if (!call.ports.status.find(call.argument)) co_return Response::text(404, "no such page\n");
  const TimeSpan span{now - outage_span, now + std::chrono::milliseconds{1}};
  const auto visits = co_await call.ports.status.outages(call.argument, span);
  const auto seen = co_await call.ports.status.observations(call.argument);
  // Looked up again: a view lives until the loop's next turn, and a reload may have come in between.
  const auto view = call.ports.status.find(call.argument);
  if (!view) co_return Response::text(404, "no such page\n");

  const PageWords words{call.served->catalogue};
  const std::string title = esc(view->site->name);
  Response response;
  response.type = "text/html; charset=utf-8";
  response.page = true;
  std::string& out = response.body;
  out = page_head(words, title, refresh_seconds);
  out += "<header><h1>" + title + "</h1><p>" + esc(words.catalogue().short_time(now)) +
         "</p><p class=\"own back\"><a href=\"/\">" + words("back") + "</a></p></header>\n<main>\n";
  write_basics(out, *view, is_suspect(*view, call.ports.alerts), words);
  write_current(out, *view, words);
  write_alerts(out, *view, call.ports.alerts, words);
  write_claims(out, claims_of(seen, *view->site).value_or(std::vector<ClaimDifference>{}), words);
  write_columns(out, *view, seen.value_or(std::vector<Observation>{}), is_suspect(*view, call.ports.alerts), words);
  write_proposed(out, proposed_columns(seen, *view->site).value_or(std::vector<FoundColumn>{}), view->site->id,
                 is_suspect(*view, call.ports.alerts), words);
  write_outages(out, visits, words);
  out += "</main>\n" + page_foot(words);
  co_return response;
}

}  // namespace sitewatch::web
