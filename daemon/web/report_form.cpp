// The form that a sponsor gets by mail, and the receipt behind it. The link is all the proof there is.
#include "web/duty_parts.h"
#include "web/form_parts.h"
#include "web/handlers.h"

namespace sitewatch::web {
namespace {

constexpr std::size_t key_bytes = 16;

/// Random, in hexadecimal.
std::string new_key(const Call& call) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  for (const char byte : call.ports.entropy.bytes(key_bytes)) {
    text += digits[static_cast<unsigned char>(byte) >> 4];
    text += digits[static_cast<unsigned char>(byte) & 15];
  }
  return text;
}

struct Opened {
  FormGrant grant;
  DutyDetail detail;
};

/// What the link leads to, or the page that says why it leads nowhere.
tl::expected<Opened, Response> open_link(const Call& call) {
  const auto grant = call.ports.links.read(call.argument);
  if (!grant) return tl::unexpected(page_of_words(call, 404, "form.title", "form.no_link"));
  if (grant->expires <= call.ports.clock.wall_now())
    return tl::unexpected(page_of_words(call, 410, "form.title", "form.expired"));
  auto detail = call.ports.reports.duty(grant->period, grant->sponsor);
  if (!detail) return tl::unexpected(page_of_words(call, 404, "form.title", "form.no_duty"));
  return Opened{*grant, std::move(*detail)};
}

std::string begin(const Call& call, const PageWords& words, const DutyDetail& detail, std::string_view title_key) {
  const Period period = detail.row.period;
  const std::string title = words(title_key, {{"period", call.served->catalogue.month(period.year, period.month)}});
  return page_head(words, title, 0) + "<header><h1>" + title + "</h1><p>" + esc(detail.row.sponsor_name) +
         "</p></header>\n<main class=\"form\">\n";
}

std::string finish(const Call& call, const PageWords& words) {
  return "<p class=\"note\">" + words("form.help", {{"office", office_contact(call)}}) + "</p>\n</main>\n" +
         page_foot(words);
}

void write_notices(std::string& out, const Call& call, const PageWords& words, const DutyDetail& detail) {
  const auto notice = [&](std::string_view css, const std::string& text) {
    out += "<p class=\"notice " + std::string{css} + "\">" + text + "</p>\n";
  };
  const DutyRecord* const record = detail.record;
  if (record && record->returned()) {
    const auto& decisions = record->decisions;
    for (auto each = decisions.rbegin(); each != decisions.rend(); ++each) {
      if (each->kind != DecisionKind::give_back) continue;
      notice("bad", words("form.returned", {{"reason", each->reason}}));
      break;
    }
  } else if (record && !record->filings.empty()) {
    notice("", words("form.filed_before", {{"receipt", detail.row.receipt}}));
  }
  if (detail.row.state == ReportState::waived) notice("", words("form.waived"));
  const bool late = call.ports.clock.wall_now() >= detail.row.deadline.closes;
  if (late && !detail.row.filed_at && detail.row.state != ReportState::waived) notice("warn", words("form.late"));
}

Response form_page(const Call& call, const DutyDetail& detail, const ReportEntry& entry, const FieldFaults& faults,
                   int status) {
  const PageWords words{call.served->catalogue};
  std::string page = begin(call, words, detail, "form.title_of");
  write_faults(page, words, faults);
  write_notices(page, call, words, detail);
  write_duty(page, words, detail);
  page += "<form method=\"post\" action=\"/report/" + percent_escaped(call.argument) +
          "\" accept-charset=\"utf-8\" id=\"form\" novalidate>\n";
  page += "<h2>" + words("form.fill") + "</h2>\n<p class=\"note\">" + words("form.fill_how") + "</p>\n";
  FieldWriter writer{page, words, faults};
  writer.hidden("key", entry.key);
  write_report_fields(page, words, detail, entry, faults, call.ports.status);
  writer.submit("submit");
  page += "</form>\n" + finish(call, words);
  Response response = Response::html(status, std::move(page));
  response.form = true;
  return response;
}

Response receipt_page(const Call& call, const Opened& opened, const Filing& filing) {
  const PageWords words{call.served->catalogue};
  const Catalogue& catalogue = call.served->catalogue;
  std::string page = begin(call, words, opened.detail, "form.receipt_title");
  page += "<div class=\"receipt\"><p>" + words("form.received_well") + "</p><p class=\"number\">" +
          esc(filing.receipt) + "</p><p>" + words("receipt") + "</p></div>\n<div class=\"sheet\"><dl>\n";
  const auto line = [&](std::string_view key, const std::string& html) {
    page += "<dt>" + words(key) + "</dt><dd>" + html + "</dd>\n";
  };
  line("form.sponsor", esc(opened.detail.row.sponsor_name));
  line("form.period", esc(catalogue.month(filing.period.year, filing.period.month)));
  line("form.received", esc(catalogue.time(filing.received_at)));
  line("form.now", state_badge(words, opened.detail.row));
  line("form.which", words("form.revision", {{"count", std::int64_t{filing.revision}}}));
  page += "</dl></div>\n<h2>" + words("form.what") + "</h2>\n";
  write_filing(page, words, filing, opened.detail);
  page += "<p class=\"note\">" + words("form.mend") + " <a href=\"/report/" + percent_escaped(call.argument) + "\">" +
          words("form.again") + "</a></p>\n" + finish(call, words);
  return Response::html(200, std::move(page));
}

/// The form as it was filled in, with why it was not taken.
Response refusal_page(const Call& call, ReportEntry entry, const FilingRequest& request, const FilingRefusal& refusal) {
  auto opened = open_link(call);
  if (!opened) return std::move(opened.error());
  const PageWords words{call.served->catalogue};
  if (!refusal.unavailable.empty())
    return form_page(call, opened->detail, entry, {{"form", words("form.unavailable")}}, 507);
  if (!refusal.conflict.empty()) {
    entry.key = new_key(call);
    return form_page(call, opened->detail, entry, {{"form", words("form.key_used", {{"receipt", refusal.conflict}})}},
                     409);
  }
  return form_page(call, opened->detail, entry, faults_of(refusal, request, entry, call.served->catalogue), 400);
}

}  // namespace

Task<Response> get_report_form(Call& call) {
  auto opened = open_link(call);
  if (!opened) co_return std::move(opened.error());
  if (const std::string* number = call.request.parameter("receipt")) {
    const Filing* filing = call.ports.reports.find_receipt(*number);
    if (!filing || filing->sponsor != opened->grant.sponsor || filing->period != opened->grant.period)
      co_return page_of_words(call, 404, "form.title", "form.no_receipt");
    co_return receipt_page(call, *opened, *filing);
  }
  ReportEntry entry = entry_before(opened->detail, call.served->catalogue);
  entry.key = new_key(call);
  co_return form_page(call, opened->detail, entry, {}, 200);
}

Task<Response> post_report_form(Call& call) {
  auto opened = open_link(call);
  if (!opened) co_return std::move(opened.error());
  const auto fields = FormFields::of(call.request, most_fields(opened->detail));
  if (!fields) co_return page_of_words(call, 400, "form.title", "form.unreadable");
  ReportEntry entry = entry_in(*fields, opened->detail);
  if (entry.key.size() != 2 * key_bytes || entry.key.find_first_not_of("0123456789abcdef") != std::string::npos)
    co_return page_of_words(call, 400, "form.title", "form.unreadable");
  if (const auto changed = follow_sites(entry, opened->detail, call.served->catalogue))
    co_return form_page(call, opened->detail, entry, {*changed}, 409);
  FieldFaults faults;
  FilingRequest request = request_of(entry, opened->detail, call.served->catalogue, faults);
  if (!faults.empty()) co_return form_page(call, opened->detail, entry, faults, 400);
  request.channel = "web";
  request.entered_by = "form";
  auto outcome = co_await call.ports.reports.file(request);
  if (!outcome) co_return refusal_page(call, std::move(entry), request, outcome.error());
  co_return Response::see_other("/report/" + percent_escaped(call.argument) +
                                "?receipt=" + percent_escaped(outcome->number));
}

}  // namespace sitewatch::web
