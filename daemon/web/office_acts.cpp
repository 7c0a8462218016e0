// What the office does for a unit: files on its behalf, extends, waives, gives back.
#include <algorithm>

#include "web/duty_parts.h"
#include "web/json.h"
#include "web/office_unit.h"

namespace sitewatch::web {
namespace {

constexpr std::size_t reason_text = 2000;
constexpr std::size_t by_text = 200;

Response refused(const Call& call, Period period, UnitEntry entry, const FilingRefusal& refusal, FieldFaults faults) {
  const PageWords words{call.served->catalogue};
  entry.faults = std::move(faults);
  int status = 400;
  if (!refusal.unavailable.empty()) {
    entry.faults = {{"form", words("form.unavailable")}};
    status = 507;
  } else if (!refusal.conflict.empty()) {
    entry.faults = {{"form", words("form.key_used", {{"receipt", refusal.conflict}})}};
    entry.report.key = new_report_key(call);
    status = 409;
  }
  return unit_page_again(call, period, std::move(entry), status);
}

Response done(const Call& call, Period period) {
  return Response::see_other(office_link(period, call.argument) + "&done=1");
}

}  // namespace

Task<Response> file_for_unit(Call& call, Period period, const DutyDetail& detail, const FormFields& fields) {
  const Catalogue& words = call.served->catalogue;
  UnitEntry entry;
  entry.action = "file";
  entry.report = entry_in(fields, detail);
  if (const auto changed = follow_sites(entry.report, detail, words)) {
    entry.faults = {*changed};
    co_return unit_page_again(call, period, std::move(entry), 409);
  }
  FilingRequest request = request_of(entry.report, detail, words, entry.faults);
  request.received_at = local_time_in(entry.report.received_at, call.served->settings.zone);
  if (!request.received_at) entry.faults.push_back({"received_at", esc(words.text("page.form.fault_time"))});
  if (std::find(office_channels.begin(), office_channels.end(), entry.report.channel) == office_channels.end())
    entry.faults.push_back({"channel", esc(words.text("page.form.fault_choice"))});
  check_words(entry.faults, "by", entry.report.by, by_text, words);
  if (entry.report.by.empty()) entry.faults.push_back({"by", esc(words.text("page.form.fault_by"))});
  check_words(entry.faults, "reason", entry.report.reason, reason_text, words);
  if (entry.report.reason.empty()) entry.faults.push_back({"reason", esc(words.text("refusal.no_entry_reason"))});
  if (!entry.faults.empty()) co_return unit_page_again(call, period, std::move(entry), 400);
  request.channel = entry.report.channel;
  request.entered_by = entry.report.by;
  request.reason = entry.report.reason;
  request.by_office = true;
  auto outcome = co_await call.ports.reports.file(request);
  if (outcome) co_return done(call, period);
  FieldFaults faults = faults_of(outcome.error(), request, entry.report, words);
  co_return refused(call, period, std::move(entry), outcome.error(), std::move(faults));
}

Task<Response> decide_for_unit(Call& call, Period period, DecisionKind kind, const FormFields& fields) {
  const Catalogue& words = call.served->catalogue;
  const std::string action{name(kind)};
  UnitEntry entry;
  entry.action = action;
  entry.until = fields.value(action + "_until");
  entry.reason = fields.value(action + "_reason");
  entry.by = fields.value(action + "_by");
  const auto wrong = [&](std::string_view field, std::string_view key) {
    entry.faults.push_back({action + std::string{field}, esc(words.text("page.form." + std::string{key}))});
  };
  const auto until = day_text(entry.until);
  if (kind == DecisionKind::extend && !until) wrong("_until", "fault_day");
  if (entry.reason.empty()) wrong("_reason", "fault_reason");
  if (entry.by.empty()) wrong("_by", "fault_by");
  check_words(entry.faults, action + "_reason", entry.reason, reason_text, words);
  check_words(entry.faults, action + "_by", entry.by, by_text, words);
  if (!entry.faults.empty()) co_return unit_page_again(call, period, std::move(entry), 400);
  DecisionRequest request{.kind = kind,
                          .sponsor = call.argument,
                          .period = period.text(),
                          .until = kind == DecisionKind::extend ? *until : "",
                          .reason = entry.reason,
                          .by = entry.by};
  auto outcome = co_await call.ports.reports.decide(std::move(request));
  if (outcome) co_return done(call, period);
  FieldFaults faults;
  for (const FilingRefusal::Fault& each : outcome.error().faults) {
    const bool ours = each.field == "until" || each.field == "reason" || each.field == "by";
    faults.push_back({ours ? action + '_' + each.field : "form", words_of(each, words, Escape::html)});
  }
  co_return refused(call, period, std::move(entry), outcome.error(), std::move(faults));
}

}  // namespace sitewatch::web
