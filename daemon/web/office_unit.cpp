// One sponsor's duty on the office's desk: history, filing on its behalf, decisions.
#include "web/office_unit.h"
#include "web/duty_parts.h"
#include "web/form_parts.h"
#include "web/handlers.h"

namespace sitewatch::web {
namespace {

class UnitPage {
 public:
  UnitPage(const Call& call, const DutyDetail& detail, const UnitEntry& entry)
      : call_(call), detail_(detail), entry_(entry), words_(call.served->catalogue) {}

  std::string page() {
    const ReportRow& row = detail_.row;
    const std::string title = esc(row.sponsor_name);
    out_ += page_head(words_, title, 0) + "<header><h1>" + title + "</h1><p>" +
            words_("form.title_of", {{"period", words_.catalogue().month(row.period.year, row.period.month)}}) +
            "</p></header>\n<main class=\"form\">\n<p class=\"pages\"><a href=\"" + office_link(row.period) + "\">" +
            words_("office.back") + "</a></p>\n";
    if (call_.request.parameter("done")) out_ += "<p class=\"notice good\">" + words_("office.done") + "</p>\n";
    write_faults(out_, words_, entry_.faults);
    write_duty(out_, words_, detail_);
    contact();
    history();
    forms();
    out_ += "</main>\n" + page_foot(words_);
    return std::move(out_);
  }

 private:
  void contact() {
    const ReportRow& row = detail_.row;
    if (row.contact.empty() && row.phone.empty()) return;
    out_ += "<p class=\"note\">" + words_("office.contact") + "：" + esc(row.contact) + "　" + words_("office.phone") +
            "：" + esc(row.phone) + "</p>\n";
  }

  void history() {
    out_ += "<h2>" + words_("office.history") + "</h2>\n";
    const DutyRecord* const record = detail_.record;
    if (!record || (record->filings.empty() && record->decisions.empty())) {
      out_ += "<p class=\"note\">" + words_("office.no_history") + "</p>\n";
      return;
    }
    for (const Filing& each : record->filings) filing(each);
    for (const DutyDecision& each : record->decisions) decision(each);
  }

  void filing(const Filing& filing) {
    const Catalogue& catalogue = words_.catalogue();
    out_ += "<h3>" + words_("form.revision", {{"count", std::int64_t{filing.revision}}}) + "　" + esc(filing.receipt) +
            "</h3>\n<p class=\"note\">" + words_("form.received") + ' ' + esc(catalogue.time(filing.received_at)) +
            "　" + words_("office.entered") + ' ' + esc(catalogue.time(filing.entered_at)) + "　" +
            channel_words(words_, filing.channel) + "　" + (filing.channel == "web" ? "" : esc(filing.entered_by)) +
            (filing.reason.empty() ? "" : "<br>" + words_("office.entry_reason") + "：" + esc(filing.reason)) +
            "</p>\n";
    write_filing(out_, words_, filing, detail_);
  }

  void decision(const DutyDecision& decision) {
    out_ += "<p class=\"said\"><b>" + words_("office.kind." + std::string{name(decision.kind)}) +
            (decision.until ? " " + esc(words_.catalogue().short_date(*decision.until)) : "") + "</b>：" +
            esc(decision.reason) + "<small>" + esc(decision.by) + "　" + esc(words_.catalogue().time(decision.at)) +
            "</small></p>\n";
  }

  void forms() {
    const DutyRecord* const record = detail_.record;
    out_ += "<div class=\"acts\"><h2>" + words_("office.acts") + "</h2>\n";
    on_behalf();
    decide(DecisionKind::extend);
    if (!record || record->filings.empty()) decide(DecisionKind::waive);
    if (record && !record->filings.empty() && !record->returned()) decide(DecisionKind::give_back);
    if (record && record->decision_in_force()) decide(DecisionKind::reinstate);
    out_ += "</div>\n";
  }

  void begin(std::string_view action, const std::string& heading) {
    const bool mine = entry_.action == action;
    out_ += std::string{"<details"} + (mine ? " open" : "") + "><summary>" + heading +
            "</summary>\n<form method=\"post\" action=\"" + office_link(detail_.row.period, detail_.row.sponsor) +
            "\" accept-charset=\"utf-8\" novalidate" +
            (mine || (entry_.action.empty() && action == "file") ? " id=\"form\"" : "") + ">\n";
    FieldWriter writer{out_, words_, none_};
    writer.hidden("action", action);
    writer.hidden("guard", call_.guard.token(call_.caller.name));
  }

  const FieldFaults& faults_of_action(std::string_view action) const {
    return entry_.action == action ? entry_.faults : none_;
  }

  void on_behalf() {
    begin("file", words_("office.on_behalf"));
    const FieldFaults& faults = faults_of_action("file");
    FieldWriter writer{out_, words_, faults};
    writer.hidden("key", entry_.report.key);
    writer.line(
        {.id = "received_at", .label = "received_at", .hint = "time_hint", .more = "maxlength=\"20\"", .css = "third"},
        entry_.report.received_at);
    std::vector<std::pair<std::string, std::string>> options;
    for (const std::string_view each : office_channels) options.emplace_back(each, channel_words(words_, each));
    writer.choice({.id = "channel", .label = "channel_label", .hint = {}, .more = {}, .css = "third"}, options,
                  entry_.report.channel);
    writer.line({.id = "by", .label = "entered_by", .hint = "by_hint", .more = "maxlength=\"60\"", .css = "third"},
                entry_.report.by);
    writer.area({.id = "reason", .label = "entry_reason", .hint = "entry_hint", .more = "maxlength=\"660\"", .css = {}},
                entry_.report.reason, 2);
    write_report_fields(out_, words_, detail_, entry_.report, faults, call_.ports.status);
    writer.submit("enter");
    out_ += "</form></details>\n";
  }

  void decide(DecisionKind kind) {
    const std::string action{name(kind)};
    begin(action, words_("office.kind." + action));
    const bool mine = entry_.action == action;
    FieldWriter writer{out_, words_, faults_of_action(action)};
    if (kind == DecisionKind::extend)
      writer.line({.id = action + "_until",
                   .label = "until",
                   .hint = "day_hint",
                   .more = "type=\"date\" placeholder=\"2026-01-31\"",
                   .css = {}},
                  mine ? entry_.until : "");
    writer.area({.id = action + "_reason", .label = "reason", .hint = {}, .more = "maxlength=\"660\"", .css = {}},
                mine ? entry_.reason : "", 2);
    writer.line(
        {.id = action + "_by", .label = "approved_by", .hint = "by_hint", .more = "maxlength=\"60\"", .css = {}},
        mine ? entry_.by : "");
    writer.submit("decide");
    out_ += "</form></details>\n";
  }

  const Call& call_;
  const DutyDetail& detail_;
  const UnitEntry& entry_;
  const FieldFaults none_;
  PageWords words_;
  std::string out_;
};

Response unit_page(const Call& call, const DutyDetail& detail, const UnitEntry& entry, int status) {
  UnitPage page{call, detail, entry};
  Response response = Response::html(status, page.page());
  response.form = true;
  // So that a browser tells where our own form comes from; nothing leaves this server.
  response.headers.emplace_back("Referrer-Policy", "same-origin");
  return response;
}

ReportEntry fresh_entry(const Call& call, const DutyDetail& detail) {
  ReportEntry entry = entry_before(detail, call.served->catalogue);
  entry.key = new_report_key(call);
  entry.received_at = local_time_text(call.ports.clock.wall_now(), call.served->settings.zone);
  return entry;
}

}  // namespace

std::string new_report_key(const Call& call) {
  return call.guard.token(call.ports.entropy.bytes(16));
}

Response unit_page_again(const Call& call, Period period, UnitEntry entry, int status) {
  const auto detail = call.ports.reports.duty(period, call.argument);
  if (!detail) return page_of_words(call, 404, "office.name", "office.no_unit");
  if (entry.action != "file") entry.report = fresh_entry(call, *detail);
  return unit_page(call, *detail, entry, status);
}

Task<Response> get_office_unit(Call& call) {
  const auto period = period_of_query(call);
  if (!period) co_return page_of_words(call, 400, "office.name", "office.no_period");
  const auto detail = call.ports.reports.duty(*period, call.argument);
  if (!detail) co_return page_of_words(call, 404, "office.name", "office.no_unit");
  UnitEntry entry;
  entry.report = fresh_entry(call, *detail);
  co_return unit_page(call, *detail, entry, 200);
}

Task<Response> post_office_unit(Call& call) {
  const auto period = period_of_query(call);
  if (!period) co_return page_of_words(call, 400, "office.name", "office.no_period");
  const auto detail = call.ports.reports.duty(*period, call.argument);
  if (!detail) co_return page_of_words(call, 404, "office.name", "office.no_unit");
  const auto fields = FormFields::of(call.request, most_fields(*detail));
  if (!fields) co_return page_of_words(call, 400, "office.name", "form.unreadable");
  if (!call.guard.accepts(fields->value("guard"), call.caller.name))
    co_return page_of_words(call, 403, "office.name", "office.no_guard");
  const std::string action = fields->value("action");
  const auto kind = decision_named(action);
  if (!kind && action != "file") co_return page_of_words(call, 400, "office.name", "form.unreadable");
  if (kind) {
    Response response = co_await decide_for_unit(call, *period, *kind, *fields);
    co_return response;
  }
  Response response = co_await file_for_unit(call, *period, *detail, *fields);
  co_return response;
}

}  // namespace sitewatch::web
