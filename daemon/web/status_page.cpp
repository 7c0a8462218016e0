#include "web/status_page.h"

#include <algorithm>
#include <array>

namespace sitewatch::web {
namespace {

constexpr std::size_t rows_a_slice = 100;
constexpr std::size_t todo_rows = 100;
constexpr int refresh_seconds = 60;
constexpr std::array<std::string_view, 8> show_names{"all",     "down", "stale",   "certificate",
                                                     "unknown", "todo", "reports", "missing"};

std::int64_t whole(std::size_t number) {
  return static_cast<std::int64_t>(number);
}

bool is_certificate(AlertName alert) {
  return alert == AlertName::CertificateExpiring || alert == AlertName::CertificateInvalid;
}

/// Reminders before the deadline and notices after it are mails about the same duty.
std::vector<NotificationEntry> told_of_duty(AlertIdentity duty, const AlertDesk& desk) {
  std::vector<NotificationEntry> all = desk.told(fingerprint(duty));
  if (duty.alert != AlertName::ReportOverdue) return all;
  duty.alert = AlertName::ReportDueSoon;
  for (NotificationEntry& reminded : desk.told(fingerprint(duty))) {
    const auto known = std::find_if(all.begin(), all.end(),
                                    [&](const NotificationEntry& each) { return each.receiver == reminded.receiver; });
    if (known == all.end()) {
      all.push_back(std::move(reminded));
    } else if (reminded.times > 0) {
      known->first_at = reminded.first_at;
      known->times += reminded.times;
    }
  }
  return all;
}

/// One row a class of receivers: the units of one duty are told apart in the list behind it.
void merge_told(std::vector<NotificationEntry>& all, const NotificationEntry& more) {
  const std::string_view kind = std::string_view{more.receiver}.substr(0, more.receiver.find(':'));
  const auto known =
      std::find_if(all.begin(), all.end(), [&](const NotificationEntry& each) { return each.receiver == kind; });
  if (known == all.end()) {
    all.push_back(more);
    all.back().receiver = kind;
    return;
  }
  known->first_at = std::min(known->first_at, more.first_at);
  known->last_at = std::max(known->last_at, more.last_at);
  known->times = std::max(known->times, more.times);
}

}  // namespace

bool is_filed(const ReportRow& row) {
  return row.filed_at.has_value();
}
bool is_due(const ReportRow& row) {
  return row.state != ReportState::waived;
}
Show show_named(std::string_view name) {
  const auto found = std::find(show_names.begin(), show_names.end(), name);
  return found == show_names.end() ? Show::all : static_cast<Show>(found - show_names.begin());
}

std::string_view name(Show show) {
  return show_names[static_cast<std::size_t>(show)];
}

std::string show_link(Show show, std::size_t from) {
  std::string link = "/?show=" + std::string{name(show)};
  if (from > 0) link += "&amp;from=" + std::to_string(from);
  return link + "#list";
}

StatusPage::StatusPage(const Ports& ports, std::shared_ptr<const Served> served, Query query)
    : ports_(ports),
      served_(std::move(served)),
      words_(served_->catalogue),
      query_(query),
      now_(ports.clock.wall_now()) {}

Task<bool> StatusPage::next(std::string& out) {
  switch (part_) {
    case Part::reports:
      co_await collect_reports();
      break;
    case Part::alerts:
      collect_alerts();
      break;
    case Part::told:
      collect_told();
      break;
    case Part::count:
      count_sites();
      break;
    case Part::head:
      write_head(out);
      break;
    case Part::todo:
      write_todo(out);
      break;
    case Part::list:
      if (query_.show == Show::reports || query_.show == Show::missing)
        write_reports(out);
      else if (query_.show == Show::todo)
        part_ = Part::foot;
      else
        write_sites(out);
      break;
    case Part::foot:
      out += "</main>\n" + page_foot(words_);
      co_return false;
  }
  co_return true;
}

Task<void> StatusPage::collect_reports() {
  const Period period = ports_.reports.period_in_force();
  reports_ = co_await reports_in_turns(ports_.reports, ports_.clock, period);
  duty_ = count_of(reports_);
  part_ = Part::alerts;
}

void StatusPage::collect_alerts() {
  ports_.alerts.each_alert([this](const Alert& alert) {
    if (!alert.firing()) return;
    if (is_certificate(alert.identity.alert)) certificate_alert_.insert(alert.identity.site);
    const Fingerprint key = fingerprint(alert.identity);
    if (alert.identity.alert != AlertName::ReportOverdue && alert.identity.alert != AlertName::ReportDueSoon) {
      alerts_.emplace_back(alert.starts, key);
      return;
    }
    Unfiled& unfiled = unfiled_[alert.identity.alert];
    if (alert.starts < unfiled.oldest) {
      unfiled.oldest = alert.starts;
      unfiled.period = Period::parse(alert.identity.period).value_or(ports_.reports.period_in_force());
    }
    unfiled.units.insert(alert.identity.sponsor);
    duties_.push_back(alert.identity);
  });
  std::sort(alerts_.begin(), alerts_.end());
  part_ = Part::told;
}

void StatusPage::collect_told() {
  for (std::size_t count = 0; count < rows_a_slice; ++count, ++row_) {
    if (row_ >= duties_.size()) {
      row_ = 0;
      part_ = Part::count;
      return;
    }
    const AlertIdentity& duty = duties_[row_];
    for (const NotificationEntry& each : told_of_duty(duty, ports_.alerts)) merge_told(unfiled_[duty.alert].told, each);
  }
}

void StatusPage::count_sites() {
  for (std::size_t count = 0; count < rows_a_slice; ++count, ++row_) {
    if (row_ >= ports_.status.site_count()) {
      row_ = 0;
      part_ = Part::head;
      return;
    }
    const SiteView view = ports_.status.site(row_);
    const SiteLight light = light_of(view);
    ++counts_.total;
    counts_.judged += view.judged_now ? 1 : 0;
    counts_.down += light == SiteLight::down ? 1 : 0;
    counts_.unknown += light == SiteLight::unknown ? 1 : 0;
    counts_.stale += is_stale(view) ? 1 : 0;
    counts_.certificate += certificate_alert_.contains(view.site->id) ? 1 : 0;
  }
}

bool StatusPage::shows(const SiteView& view) const {
  switch (query_.show) {
    case Show::down:
      return light_of(view) == SiteLight::down;
    case Show::unknown:
      return light_of(view) == SiteLight::unknown;
    case Show::stale:
      return is_stale(view);
    case Show::certificate:
      return certificate_alert_.contains(view.site->id);
    default:
      return true;
  }
}

std::size_t StatusPage::chosen() const {
  switch (query_.show) {
    case Show::down:
      return counts_.down;
    case Show::unknown:
      return counts_.unknown;
    case Show::stale:
      return counts_.stale;
    case Show::certificate:
      return counts_.certificate;
    default:
      return counts_.total;
  }
}

void StatusPage::write_head(std::string& out) {
  const DaemonView daemon = ports_.status.daemon();
  const Settings& settings = served_->settings;
  out += page_head(words_, words_("title"), query_.from == 0 ? refresh_seconds : 0);
  out += "<header><h1>" + words_("title") + "</h1>";
  if (!settings.office.empty()) out += "<p>" + esc(settings.office) + "</p>";
  const std::int64_t interval = std::chrono::duration_cast<std::chrono::seconds>(settings.interval).count();
  out += "<p>" +
         words_("as_of", {{"now", words_.catalogue().short_time(now_)},
                          {"interval_seconds", interval},
                          {"judged", whole(counts_.judged)},
                          {"total", whole(counts_.total)}}) +
         "</p>";
  write_own_state(out, daemon);
  out += "</header>\n<main>\n";
  write_tiles(out);
  part_ = Part::todo;
}

void StatusPage::write_own_state(std::string& out, const DaemonView& daemon) const {
  const auto light = [&](std::string_view css, const std::string& text) {
    out += "<span class=\"light " + std::string{css} + "\">" + text + "</span>";
  };
  out += "<p class=\"own\">";
  light(daemon.own_network_up ? "" : "bad", words_(daemon.own_network_up ? "network_ok" : "network_bad"));
  if (daemon.mail_blocked || !daemon.mail_alive)
    light("bad", words_("mail_bad"));
  else if (daemon.outbox_pending > 0)
    light("wait", words_("mail_pending", {{"count", whole(daemon.outbox_pending)}}));
  else
    light("", words_("mail_ok"));
  if (!daemon.store_writable) light("bad", words_("store_bad"));
  out += "</p>";
  if (!daemon.store_notice.empty())
    out += "<p class=\"own\"><span class=\"light bad\">" + words_("store_notice", {{"notice", daemon.store_notice}}) +
           "</span></p>";
}

void StatusPage::write_tiles(std::string& out) const {
  out += "<div class=\"tiles\">";
  write_duty_tile(out);
  const auto tile = [&](Show show, std::string_view css, std::size_t count) {
    out += "<a class=\"tile " + std::string{count == 0 ? "zero" : css} + "\" href=\"" + show_link(show) + "\"><span>" +
           words_(name(show)) + "</span><b>" + std::to_string(count) + "</b></a>";
  };
  tile(Show::down, "red", counts_.down);
  tile(Show::stale, "amber", counts_.stale);
  tile(Show::certificate, "amber", counts_.certificate);
  tile(Show::unknown, "grey", counts_.unknown);
  out += "</div>\n";
}

void StatusPage::write_duty_tile(std::string& out) const {
  if (reports_.empty()) {
    out += "<div class=\"tile wide\"><span>" + words_("report_none") + "</span></div>";
    return;
  }
  const Period period = reports_.front().period;
  out += "<div class=\"tile wide\"><span>" +
         words_("report_heading",
                {{"month", words_.month(period)}, {"deadline", words_.deadline(reports_.front().deadline.closes)}}) +
         "</span><div class=\"duty\">";
  const auto number = [&](Show show, std::string_view word, int count, std::string_view css) {
    const std::string link = query_.office
                                 ? "/office/reports?show=" + std::string{show == Show::missing ? "missing" : "all"}
                                 : show_link(show);
    out += "<a class=\"" + std::string{css} + "\" href=\"" + link + "\"><i>" + words_(word) + "</i><b>" +
           std::to_string(count) + "</b></a>";
  };
  number(Show::reports, "due", duty_.due, "");
  number(Show::reports, "filed", duty_.filed, "");
  number(Show::missing, "missing", duty_.missing(), duty_.missing() > 0 ? "open" : "");
  out += "</div></div>";
}

void StatusPage::write_todo(std::string& out) {
  const std::size_t total = alerts_.size() + unfiled_.size();
  if (row_ == 0) {
    out += "<div class=\"bar\"><h2>" + words_("todo", {{"count", whole(total)}}) + "</h2>";
    write_exports(out);
    out += "</div>\n<div class=\"sheet\">";
    if (total > 0)
      out += table_head(
          {words_("since"), words_("unit"), words_("subject"), words_("finding"), words_("done"), words_("next_step")});
    else
      out += "<p class=\"empty\">" + words_("todo_none") + "</p>";
    for (const AlertName alert : {AlertName::ReportOverdue, AlertName::ReportDueSoon})
      if (const auto found = unfiled_.find(alert); found != unfiled_.end()) write_unfiled(out, alert, found->second);
  }
  const std::size_t shown = query_.show == Show::todo ? alerts_.size() : std::min(alerts_.size(), todo_rows);
  const std::size_t end = std::min(row_ + rows_a_slice, shown);
  for (; row_ < end; ++row_)
    if (const Alert* const alert = ports_.alerts.find_alert(alerts_[row_].second)) write_alert(out, *alert);
  if (row_ < shown) return;
  if (total > 0) out += "</tbody></table>";
  if (shown < alerts_.size())
    out += "<p class=\"empty\"><a href=\"" + show_link(Show::todo) + "\">" +
           words_("more", {{"count", whole(alerts_.size() - shown)}}) + "</a></p>";
  out += "</div>\n";
  write_coming(out);
  row_ = 0;
  part_ = Part::list;
}

void StatusPage::write_exports(std::string& out) const {
  out += "<p class=\"exports\"><a href=\"/export/sites.html\">" + words_("print") +
         "</a><a href=\"/export/sites.xlsx\">" + words_("export") + "</a><a href=\"/export/sites.csv\">CSV</a></p>";
}

void StatusPage::write_alert(std::string& out, const Alert& alert) const {
  const auto view = alert.identity.site.empty() ? std::nullopt : ports_.status.find(alert.identity.site);
  const std::string subject = view ? "<a href=\"" + site_link(view->site->id) + "\">" + esc(view->site->name) +
                                         "</a><small>" + words_.title(alert) + "</small>"
                                   : words_.title(alert);
  const std::string unit = view && view->sponsor ? esc(view->sponsor->name) : std::string{};
  std::string finding = words_.finding(alert, view ? &*view : nullptr);
  if (alert.baseline) finding += "<small>" + words_("baseline") + "</small>";
  out +=
      "<tr>" + cell(words_("since"), esc(words_.catalogue().short_time(alert.starts)), "when") +
      cell(words_("unit"), unit) + cell(words_("subject"), "<span>" + subject + "</span>") +
      cell(words_("finding"), "<span>" + finding + "</span>") +
      cell(words_("done"), "<span>" + words_.done(ports_.alerts.told(fingerprint(alert.identity)), now_) + "</span>") +
      cell(words_("next_step"), words_.next_step(alert)) + "</tr>\n";
}

/// All that did not report are one row: a person works through them from the list behind it.
void StatusPage::write_unfiled(std::string& out, AlertName alert, const Unfiled& reports) const {
  Alert together;
  together.identity.alert = alert;
  together.facts.values["deadline"] = words_.deadline(ports_.reports.reading(reports.period).dates.deadline.closes);
  out += "<tr>" + cell(words_("since"), esc(words_.catalogue().short_time(reports.oldest)), "when") +
         cell(words_("unit"), words_("units_count", {{"count", whole(reports.units.size())}})) +
         cell(words_("subject"), words_("report_item", {{"month", words_.month(reports.period)}})) +
         cell(words_("finding"), words_.finding(together, nullptr)) +
         cell(words_("done"), "<span>" + words_.done(reports.told, now_) + "</span>") +
         cell(words_("next_step"), "<a href=\"" + show_link(Show::missing) + "\">" + words_("chase") + "</a>") +
         "</tr>\n";
}

void StatusPage::write_coming(std::string& out) const {
  if (reports_.empty()) return;
  const Deadline& deadline = reports_.front().deadline;
  if (deadline.grace_end <= now_) return;
  out += "<p class=\"coming\">" + words_("milestones") + "　";
  if (now_ < deadline.closes) out += words_("milestone", {{"day", words_.deadline_day(deadline.closes)}});
  if (now_ < deadline.closes && deadline.grace_end != deadline.closes) out += " · ";
  if (deadline.grace_end != deadline.closes)
    out +=
        words_("listing", {{"day", words_.catalogue().short_date(words_.catalogue().zone().day(deadline.grace_end))}});
  out += "</p>\n";
}

}  // namespace sitewatch::web
