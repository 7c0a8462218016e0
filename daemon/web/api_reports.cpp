#include "web/handlers.h"
#include "web/json.h"
#include "web/json_list.h"
#include "web/json_rows.h"

#include <boost/json/array.hpp>

namespace sitewatch::web {
namespace {

namespace json = boost::json;

constexpr std::size_t most_sites = 1000;

SiteProgress read_progress(const json::object& object, const std::string& prefix, Faults& faults) {
  ObjectReader reader{object, prefix, faults};
  SiteProgress progress;
  progress.site = reader.needed_text("site", 300);
  if (const auto percent = reader.integer("migration_percent")) {
    if (*percent < 0 || *percent > 100)
      reader.fault("migration_percent", "a whole number from 0 to 100 is expected");
    else
      progress.migration_percent = static_cast<int>(*percent);
  }
  progress.closure = reader.text("closure", 200);
  progress.obstacles = reader.text("obstacles", 2000);
  progress.expected_on = reader.text("expected_on", 10);
  reader.finish();
  return progress;
}

void read_sites(ObjectReader& reader, FilingRequest& filing, Faults& faults) {
  const json::array* list = reader.list("sites");
  if (!list) return;
  if (list->size() > most_sites) return reader.fault("sites", "at most " + std::to_string(most_sites) + " sites");
  for (std::size_t index = 0; index < list->size(); ++index) {
    const std::string place = "sites[" + std::to_string(index) + ']';
    if (const json::object* object = (*list)[index].if_object())
      filing.sites.push_back(read_progress(*object, place + '.', faults));
    else
      reader.fault(place, "an object is expected");
  }
}

FilingRequest read_filing(const json::object& object, Faults& faults) {
  ObjectReader reader{object, "", faults};
  FilingRequest filing;
  filing.sponsor = reader.text("sponsor", 300);
  filing.period = reader.text("period", 7);
  read_sites(reader, filing, faults);
  filing.nil_reason = reader.text("nil_reason", 2000);
  filing.note = reader.text("note", 4000);
  filing.received_at = reader.time("received_at");
  filing.channel = reader.text("channel", 20);
  filing.entered_by = reader.text("entered_by", 100);
  filing.reason = reader.text("reason", 2000);
  filing.idempotency_key = reader.text("idempotency_key", 200);
  filing.if_revision = reader.integer("if_revision");
  reader.finish();
  return filing;
}

/// What only the office may say of somebody's filing.
Faults beyond_a_sponsor(const FilingRequest& filing, const Call& call) {
  Faults faults;
  if (filing.sponsor != call.caller.sponsor) faults.push_back({"sponsor", "this token belongs to another sponsor"});
  if (filing.received_at) faults.push_back({"received_at", "only the office may set it"});
  for (std::size_t index = 0; index < filing.sites.size(); ++index) {
    const auto view = call.ports.status.find(filing.sites[index].site);
    if (view && view->site->sponsor != call.caller.sponsor)
      faults.push_back({"sites[" + std::to_string(index) + "].site", "belongs to another sponsor"});
  }
  return faults;
}

/// Several people may share the office's token: what one of them enters for a sponsor names them, or is refused.
void say_who_files(FilingRequest& filing, const Caller& caller) {
  filing.by_office = caller.kind == Caller::Kind::office;
  const bool on_behalf = filing.received_at || is_office_channel(filing.channel);
  if (filing.entered_by.empty() && !on_behalf) filing.entered_by = caller.name;
  if (filing.channel.empty()) filing.channel = "api";
}

tl::expected<FilingRequest, Response> filing_asked_for(const Call& call) {
  Faults faults;
  const auto body = json_body(call.request, faults);
  FilingRequest filing;
  if (body) filing = read_filing(*body, faults);
  if (!faults.empty()) return tl::unexpected<Response>(json_problem(400, "cannot read the report", faults));
  if (call.caller.kind != Caller::Kind::office) {
    if (filing.sponsor.empty()) filing.sponsor = call.caller.sponsor;
    const Faults beyond = beyond_a_sponsor(filing, call);
    if (!beyond.empty()) return tl::unexpected<Response>(json_problem(403, "not allowed", beyond));
    filing.entered_by.clear();
    filing.channel.clear();
  }
  say_who_files(filing, call.caller);
  return filing;
}

Response answer_to(const tl::expected<Receipt, FilingRefusal>& outcome, const Catalogue& words) {
  if (outcome)
    return json_answer(outcome->repeated ? 200 : 201, json::object{{"receipt", outcome->number},
                                                                   {"filed_at", time_or_null(outcome->filed_at)},
                                                                   {"state", name(outcome->state)}});
  if (!outcome.error().unavailable.empty()) return json_problem(507, outcome.error().unavailable);
  const bool conflict = !outcome.error().conflict.empty();
  return json_problem(conflict ? 409 : 400, "the report cannot be taken", faults_of(outcome.error(), words));
}

DecisionRequest read_decision(const json::object& object, Faults& faults) {
  ObjectReader reader{object, "", faults};
  DecisionRequest request;
  request.sponsor = reader.needed_text("sponsor", 300);
  request.period = reader.needed_text("period", 7);
  const auto kind = decision_named(reader.text("kind", 20));
  if (kind)
    request.kind = *kind;
  else
    reader.fault("kind", "one of extend, waive, return, reinstate is expected");
  request.until = reader.text("until", 10);
  request.reason = reader.text("reason", 2000);
  request.by = reader.text("by", 200);
  reader.finish();
  return request;
}

}  // namespace

Task<Response> get_reports(Call& call) {
  Period period = call.ports.reports.period_in_force();
  if (const std::string* wanted = call.request.parameter("period")) {
    const auto parsed = Period::parse(*wanted);
    if (!parsed)
      co_return json_problem(400, "cannot read the request", {{"period", "a month like 2026-03 is expected"}});
    period = *parsed;
  }
  std::vector<ReportRow> rows = co_await reports_in_turns(call.ports.reports, call.ports.clock, period);
  if (call.caller.kind == Caller::Kind::sponsor)
    std::erase_if(rows, [&call](const ReportRow& row) { return row.sponsor != call.caller.sponsor; });
  auto next_row = [rows = std::move(rows), at = std::size_t{0}]() mutable -> std::optional<json::object> {
    if (at == rows.size()) return std::nullopt;
    return to_json(rows[at++]);
  };
  co_return json_list("reports", std::move(next_row), json::object{{"period", period.text()}});
}

Task<Response> post_report(Call& call) {
  tl::expected<FilingRequest, Response> filing = filing_asked_for(call);
  if (!filing) co_return std::move(filing.error());
  auto outcome = co_await call.ports.reports.file(std::move(*filing));
  co_return answer_to(outcome, call.served->catalogue);
}

Task<Response> post_decision(Call& call) {
  Faults faults;
  const auto body = json_body(call.request, faults);
  DecisionRequest request;
  if (body) request = read_decision(*body, faults);
  if (!faults.empty()) co_return json_problem(400, "cannot read the decision", faults);
  auto outcome = co_await call.ports.reports.decide(std::move(request));
  if (outcome)
    co_return json_answer(201, json::object{{"state", name(outcome->state)},
                                            {"closes", time_or_null(outcome->deadline.closes)},
                                            {"grace_end", time_or_null(outcome->deadline.grace_end)}});
  if (!outcome.error().unavailable.empty()) co_return json_problem(507, outcome.error().unavailable);
  co_return json_problem(400, "the decision cannot be taken", faults_of(outcome.error(), call.served->catalogue));
}

Task<Response> get_receipt(Call& call) {
  const Filing* filing = call.ports.reports.find_receipt(call.argument);
  const bool own = filing && (call.caller.kind != Caller::Kind::sponsor || filing->sponsor == call.caller.sponsor);
  if (!own) co_return json_problem(404, "no such receipt");
  co_return json_answer(200, to_json(*filing));
}

}  // namespace sitewatch::web
