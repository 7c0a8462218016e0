#include "web/page_parts.h"

#include <date/date.h>

#include <algorithm>

#include "domain/alert_title.h"
#include "domain/day_text.h"
#include "text/decode.h"
#include "web/page_style.h"

namespace sitewatch::web {

std::string esc(std::string_view text) {
  return html_escaped(one_line(text));
}

std::string PageWords::operator()(std::string_view key, const FactRow& values) const {
  Facts facts;
  facts.values = values;
  return catalogue_.render("page." + std::string{key}, facts, Escape::html);
}

std::string PageWords::deadline_day(WallTime closes) const {
  return esc(catalogue_.short_date(catalogue_.zone().day(closes - std::chrono::milliseconds{1})));
}

std::string PageWords::deadline(WallTime closes) const {
  const auto ended = day_ended_at(closes, catalogue_.zone());
  if (!ended) return esc(catalogue_.short_time(closes));
  return (*this)("end_of_day", {{"day", catalogue_.short_date(*ended)}});
}

std::string PageWords::month(Period period) const {
  if (catalogue_.language() == Language::zh_cn) return std::to_string(period.month);
  return catalogue_.month(period.year, period.month);
}

std::string PageWords::finding(const Alert& alert, const SiteView* view) const {
  Facts facts = alert.facts;
  FactRow& values = facts.values;
  if (const auto ratio = values.find("ratio"); ratio != values.end())
    if (const double* percent = std::get_if<double>(&ratio->second)) values["percent"] = Catalogue::number(*percent);
  if (const auto expires = values.find("expires"); expires != values.end())
    if (const WallTime* time = std::get_if<WallTime>(&expires->second))
      values["expires_date"] = catalogue_.short_date(catalogue_.zone().day(*time));
  if (values.contains("fault")) values["certificate_fault"] = values["fault"];
  if (view && view->home && view->home->reading && view->home->reading->newest)
    values["newest_day"] = catalogue_.short_date(*view->home->reading->newest);
  return catalogue_.render("page.finding." + std::string{name(alert.identity.alert)}, facts, Escape::html);
}

std::string PageWords::next_step(const Alert& alert) const {
  return esc(catalogue_.word("page.next", name(alert.identity.alert)));
}

std::string PageWords::done(const std::vector<NotificationEntry>& told, WallTime now) const {
  WallTime first = WallTime::max(), last = WallTime::min();
  int times = 0;
  std::string who;
  for (const NotificationEntry& each : told) {
    if (each.times == 0) continue;
    first = std::min(first, each.first_at);
    last = std::max(last, each.last_at);
    times = std::max(times, each.times);
    const std::string key = "page.told." + each.receiver.substr(0, each.receiver.find(':'));
    if (!who.empty()) who += (*this)("told_and");
    who += catalogue_.has(key) ? esc(catalogue_.text(key)) : esc(each.receiver);
  }
  if (times == 0) return "<span class=\"none\">" + (*this)("done_none") + "</span>";
  const auto when = [&](WallTime at) {
    const Day day = catalogue_.zone().day(at);
    return day == catalogue_.zone().day(now) ? catalogue_.clock(at) : catalogue_.short_date(day);
  };
  const FactRow values{{"first", when(first)}, {"last", when(last)}, {"times", std::int64_t{times}}};
  return (*this)(times == 1 ? "done_once" : "done_often", values) + "<small>" + who + "</small>";
}

std::string PageWords::title(const Alert& alert) const {
  return esc(catalogue_.word("alert.title", title_name(alert)));
}

SiteLight light_of(const SiteView& view) {
  if (view.state == HealthState::down) return SiteLight::down;
  return view.state == HealthState::unknown || !view.judged_now ? SiteLight::unknown : SiteLight::up;
}

bool is_stale(const SiteView& view) {
  return view.home && view.home->state == "stale";
}

std::string_view state_word(const ColumnView& page) {
  if (page.judgement.freshness == Freshness::soon) return "soon";
  if (page.judgement.freshness == Freshness::long_stale) return "long_stale";
  return page.state;
}

std::string badge(std::string_view css, std::string_view words) {
  return "<span class=\"badge " + std::string{css} + "\">" + std::string{words} + "</span>";
}

std::string table_head(std::initializer_list<std::string> names) {
  std::string out = "<table><thead><tr>";
  for (const std::string& each : names) out += "<th scope=\"col\">" + each + "</th>";
  return out + "</tr></thead><tbody>\n";
}

std::string cell(std::string_view label, std::string_view content, std::string_view css) {
  if (content.empty()) return "<td></td>";
  std::string out = css.empty() ? "<td" : "<td class=\"" + std::string{css} + '"';
  out += " data-label=\"" + std::string{label} + "\">";
  return out + std::string{content} + "</td>";
}

std::string page_head(const PageWords& words, std::string_view title, int refresh) {
  std::string page = "<!DOCTYPE html>\n<html lang=\"" + std::string{name(words.catalogue().language())} +
                     "\">\n<head>\n<meta charset=\"utf-8\">\n"
                     "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                     "<meta name=\"color-scheme\" content=\"light dark\">\n";
  if (refresh > 0) page += "<meta http-equiv=\"refresh\" content=\"" + std::to_string(refresh) + "\">\n";
  page += "<title>" + std::string{title} + "</title>\n<style>";
  page += page_style();
  return page + "</style>\n</head>\n<body>\n";
}

std::string page_foot(const PageWords& words) {
  return "<footer>" + words("foot") + "</footer>\n</body>\n</html>\n";
}

std::string percent_escaped(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string link;
  for (const char byte : text) {
    const bool plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
                       byte == '-' || byte == '.' || byte == '_';
    if (plain) {
      link += byte;
    } else {
      const auto number = static_cast<unsigned char>(byte);
      link += '%';
      link += digits[number >> 4];
      link += digits[number & 15];
    }
  }
  return link;
}

std::string site_link(const SiteId& site) {
  return "/sites/" + percent_escaped(site);
}

}  // namespace sitewatch::web
