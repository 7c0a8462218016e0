#include "web/duty_parts.h"

#include <algorithm>

#include "domain/duty_calendar.h"
#include "text/lateness.h"

namespace sitewatch::web {
namespace {

std::string percent_words(const SiteProgress& progress) {
  return progress.migration_percent ? std::to_string(*progress.migration_percent) + '%' : std::string{};
}

std::string site_name(const SiteId& id, const DutyDetail& detail) {
  for (const DutySite& each : detail.sites)
    if (each.site->id == id) return each.site->name;
  return id;
}

/// Lines as the person ended them.
std::string lines_of(std::string_view text) {
  std::string out;
  for (std::size_t from = 0; from <= text.size();) {
    const std::size_t to = std::min(text.find('\n', from), text.size());
    if (!out.empty()) out += "<br>";
    out += esc(text.substr(from, to - from));
    from = to + 1;
  }
  return out;
}

/// "That day included" holds only where the whole day counts.
std::string reading_words(const PageWords& words, const ReportRow& row) {
  if (row.deadline.closes != words.catalogue().zone().at(row.last_day, std::chrono::hours{24})) return {};
  return ' ' + words("form.reading", {{"day", words.catalogue().short_date(row.last_day)}});
}

}  // namespace

std::string_view state_css(ReportState state) {
  switch (state) {
    case ReportState::filed:
      return "up";
    case ReportState::filed_late:
    case ReportState::partial:
    case ReportState::returned:
    case ReportState::in_grace:
      return "warn";
    case ReportState::overdue:
      return "down";
    default:
      return "unknown";
  }
}

std::string state_words(const PageWords& words, const ReportRow& row) {
  const Zone& zone = words.catalogue().zone();
  const auto with = [&](std::string_view key, const FactRow& values) {
    return words("form.state." + std::string{key}, values);
  };
  switch (row.state) {
    case ReportState::partial:
      return with("partial", {{"count", static_cast<std::int64_t>(row.left_out.size())}});
    case ReportState::filed_late: {
      const int days = row.filed_at ? days_late(row.last_day, *row.filed_at, zone) : 0;
      return with("filed_late", {{"lateness", lateness(days, words.catalogue())}});
    }
    case ReportState::in_grace: {
      const Day day = zone.day(row.deadline.grace_end - std::chrono::milliseconds{1});
      return with("in_grace", {{"day", words.catalogue().short_date(day)}});
    }
    case ReportState::extended:
      return with("extended", {{"day", words.catalogue().short_date(row.last_day)}});
    default:
      return esc(words.catalogue().word("state", name(row.state)));
  }
}

std::string state_badge(const PageWords& words, const ReportRow& row) {
  return badge(state_css(row.state), state_words(words, row));
}

std::string channel_words(const PageWords& words, std::string_view channel) {
  const Catalogue& catalogue = words.catalogue();
  return esc(catalogue.has("channel." + std::string{channel}) ? catalogue.word("channel", channel) : channel);
}

std::string received_words(const PageWords& words, const ReportRow& row) {
  if (!row.filed_at) return {};
  std::string text = "<span>" + esc(words.catalogue().short_time(*row.filed_at));
  if (row.entered_at)
    text += "<small>" + words("office.on_behalf") + "（" + channel_words(words, row.channel) + "）<br>" +
            words("office.entered") + ' ' + esc(words.catalogue().short_time(*row.entered_at)) + ' ' +
            esc(row.entered_by) + (row.entry_reason.empty() ? "" : "<br>" + esc(row.entry_reason)) + "</small>";
  return text + "</span>";
}

void write_duty(std::string& out, const PageWords& words, const DutyDetail& detail) {
  const ReportRow& row = detail.row;
  const auto line = [&](std::string_view key, const std::string& html) {
    if (!html.empty()) out += "<dt>" + words(key) + "</dt><dd>" + html + "</dd>\n";
  };
  out += "<div class=\"sheet\"><dl>\n";
  line("form.sponsor", esc(row.sponsor_name));
  line("form.period", esc(words.catalogue().month(row.period.year, row.period.month)));
  line("form.deadline", words.deadline(row.deadline.closes) + reading_words(words, row));
  line("form.basis", lines_of(detail.basis));
  line("form.now", state_badge(words, row));
  if (row.decision && row.decision->kind == DecisionKind::waive) line("form.waived_why", esc(row.decision->reason));
  if (row.filed_at) {
    line("form.received", esc(words.catalogue().time(*row.filed_at)));
    line("receipt",
         esc(row.receipt) +
             (row.revision > 1 ? " " + words("form.revision", {{"count", std::int64_t{row.revision}}}) : ""));
  }
  out += "</dl></div>\n";
}

void write_filing(std::string& out, const PageWords& words, const Filing& filing, const DutyDetail& detail) {
  if (!filing.nil_reason.empty())
    out += "<p class=\"said\"><b>" + words("form.nil") + "</b>：" + lines_of(filing.nil_reason) + "</p>\n";
  if (!filing.sites.empty()) {
    out += "<div class=\"sheet\">" + table_head({words("site"), words("form.percent"), words("form.step_label"),
                                                 words("form.expected"), words("form.obstacles")});
    for (const SiteProgress& each : filing.sites)
      out +=
          "<tr>" + cell(words("site"), esc(site_name(each.site, detail)), "name") +
          cell(words("form.percent"), percent_words(each), "number") +
          cell(words("form.step_label"), esc(each.closure)) +
          cell(words("form.expected"), esc(each.expected_on), "number") +
          cell(words("form.obstacles"), each.obstacles.empty() ? "" : "<span>" + lines_of(each.obstacles) + "</span>") +
          "</tr>\n";
    out += "</tbody></table></div>\n";
  }
  if (!filing.note.empty())
    out += "<p class=\"said\"><b>" + words("form.remarks") + "</b>：" + lines_of(filing.note) + "</p>\n";
}

std::optional<Period> period_of_query(const Call& call) {
  const std::string* wanted = call.request.parameter("period");
  return wanted ? Period::parse(*wanted) : call.ports.reports.period_in_force();
}

std::string office_link(Period period, const SponsorId& sponsor) {
  return "/office/reports" + (sponsor.empty() ? std::string{} : '/' + percent_escaped(sponsor)) +
         "?period=" + period.text();
}

std::string office_contact(const Call& call) {
  const Settings& settings = call.served->settings;
  const Catalogue& catalogue = call.served->catalogue;
  std::string name = settings.office.empty() ? std::string{catalogue.text("page.form.the_office")} : settings.office;
  if (settings.office_phone.empty()) return name;
  return catalogue.render("page.form.office_phone", Facts{{{"office", name}, {"phone", settings.office_phone}}, {}});
}

Response page_of_words(const Call& call, int status, std::string_view title_key, std::string_view words_key) {
  const PageWords words{call.served->catalogue};
  const std::string title = words(title_key);
  std::string page = page_head(words, title, 0) + "<header><h1>" + title + "</h1></header>\n<main class=\"form\">\n";
  page += "<p class=\"lead\">" + words(words_key, {{"office", office_contact(call)}}) + "</p>\n</main>\n";
  return Response::html(status, page + page_foot(words));
}

}  // namespace sitewatch::web
