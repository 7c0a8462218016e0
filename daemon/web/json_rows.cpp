#include "web/json_rows.h"

#include <array>
#include <boost/json/array.hpp>
#include <cstdio>

#include "domain/alert_title.h"
#include "domain/probe_names.h"
#include "text/claim_text.h"
#include "text/decode.h"
#include "web/json.h"

namespace sitewatch::web {
namespace {

namespace json = boost::json;

/// Bytes that may come from a site: JSON is UTF-8 whatever they are.
json::value safe(std::string_view text) {
  return json::value(repaired_utf8(text));
}

json::value day(const std::optional<Day>& day) {
  if (!day) return nullptr;
  char text[16];
  std::snprintf(text, sizeof text, "%04d-%02u-%02u", int{day->year()}, unsigned{day->month()}, unsigned{day->day()});
  return json::value(text);
}

json::object visit(const ProbeResult& result, const std::string& url, const Catalogue& words) {
  json::object row{{"at", time_or_null(result.started_at)},
                   {"kind", name(result.kind)},
                   {"verdict", name(result.verdict)},
                   {"reason", name(result.reason)},
                   {"reason_text", safe(words.reason(result.reason, result.http_status))},
                   {"detail", safe(result.detail)},
                   {"seconds", result.seconds},
                   {"http_status", result.http_status},
                   {"final_url", safe(result.redirects > 0 ? result.final_url : url)}};
  row["address"] = result.address ? json::value(result.address->text()) : json::value(nullptr);
  row["certificate_expires"] = result.certificate ? time_or_null(result.certificate->not_after) : json::value(nullptr);
  return row;
}

json::object target(const TargetView& view, const Catalogue& words) {
  json::object row{{"id", *view.id}, {"url", view.url}};
  row["state"] = view.health ? json::value(name(view.health->state)) : json::value(nullptr);
  row["last"] = view.last ? json::value(visit(*view.last, view.url, words)) : json::value(nullptr);
  return row;
}

json::object column(const ColumnView& view) {
  json::object row{{"column", view.column},
                   {"state", view.state},
                   {"newest", view.record ? day(view.record->newest) : json::value(nullptr)},
                   {"days", view.judgement.days},
                   {"updates", {{"14", view.updates[0]}, {"30", view.updates[1]}, {"180", view.updates[2]}}},
                   {"read_at", time_or_null(view.read_at)}};
  if (view.definition) {
    row["name"] = view.definition->name;
    row["type"] = name(view.definition->type);
    row["url"] = view.definition->url.text();
  }
  return row;
}

json::value fact(const Fact& fact) {
  struct Writer {
    json::value operator()(const std::string& text) const { return safe(text); }
    json::value operator()(std::int64_t number) const { return number; }
    json::value operator()(double number) const { return number; }
    json::value operator()(WallTime time) const { return time_or_null(time); }
    json::value operator()(bool flag) const { return flag; }
  };
  return std::visit(Writer{}, fact);
}

json::array fact_rows(const std::vector<FactRow>& rows) {
  json::array array;
  for (const FactRow& row : rows) {
    json::object object;
    for (const auto& [key, value] : row) object[key] = fact(value);
    array.push_back(std::move(object));
  }
  return array;
}

std::string_view state_name(OutboxState state) {
  constexpr std::array<std::string_view, 3> names{"pending", "sent", "parked"};
  return names[static_cast<std::size_t>(state)];
}

}  // namespace

json::object to_json(const SiteView& view, const Catalogue& words) {
  const Site& site = *view.site;
  const WindowCount& window = view.window;
  json::array targets;
  for (const TargetView& each : view.targets) targets.push_back(target(each, words));
  const ProbeResult* last = view.targets.empty() ? nullptr : view.targets.front().last;
  return {{"id", site.id},
          {"name", site.name},
          {"sponsor", site.sponsor},
          {"sponsor_name", view.sponsor ? view.sponsor->name : std::string{}},
          {"id_code", site.id_code},
          {"icp", site.icp},
          {"disposition", name(site.disposition)},
          {"state", name(view.state)},
          {"reason", name(view.reason)},
          {"reason_text", safe(words.reason(view.reason, last ? last->http_status : 0))},
          {"judged_now", view.judged_now},
          {"since", time_or_null(view.since)},
          {"last_judged", time_or_null(view.last_judged)},
          {"in_maintenance", view.in_maintenance},
          {"window", json::object{{"ok", window.ok},
                                  {"failed", window.failed},
                                  {"unknown", window.unknown},
                                  {"ratio", window.valid() > 0 ? json::value(window.ratio()) : json::value(nullptr)},
                                  {"enough_visits", window.enough_visits}}},
          {"home", view.home ? json::value(column(*view.home)) : json::value(nullptr)},
          {"targets", std::move(targets)}};
}

json::object to_json(const FoundColumn& column) {
  return {{"name", safe(column.name)}, {"url", safe(column.url.text())}, {"type", name(column.type)}};
}

json::object to_json(const ClaimDifference& difference, const Catalogue& words) {
  return {{"claim", name(difference.claim)},
          {"shown", safe(difference.shown)},
          {"listed", difference.listed},
          {"text", safe(claim_text(difference, words))}};
}

json::object to_json(const FailedVisit& row, const Catalogue& words) {
  return {{"target", row.target},
          {"at", time_or_null(row.at)},
          {"kind", name(row.kind)},
          {"reason", name(row.reason)},
          {"reason_text", safe(words.reason(row.reason, row.http_status))},
          {"phase", name(row.phase)},
          {"address", row.address},
          {"vantage", row.vantage},
          {"seconds", row.seconds},
          {"http_status", row.http_status},
          {"left_out", row.left_out}};
}

json::object to_json(const Alert& alert, const Catalogue& words) {
  json::object facts;
  for (const auto& [key, value] : alert.facts.values) facts[key] = fact(value);
  for (const auto& [key, rows] : alert.facts.lists) facts[key] = fact_rows(rows);
  const AlertIdentity& identity = alert.identity;
  return {{"fingerprint", text(fingerprint(identity))},
          {"alert", name(identity.alert)},
          {"title", words.word("alert.title", title_name(alert))},
          {"site", identity.site},
          {"column", identity.column},
          {"sponsor", identity.sponsor.empty() ? alert.sponsor : identity.sponsor},
          {"period", identity.period},
          {"host", identity.host},
          {"severity", name(alert.severity)},
          {"firing", alert.firing()},
          {"starts", time_or_null(alert.starts)},
          {"ends", time_or_null(alert.ends)},
          {"ending", name(alert.ending)},
          {"baseline", alert.baseline},
          {"facts", std::move(facts)}};
}

json::object to_json(const Silence& silence) {
  return {{"id", silence.id},
          {"alert", silence.alert},
          {"site", silence.site},
          {"sponsor", silence.sponsor},
          {"from", time_or_null(silence.span.from)},
          {"to", time_or_null(silence.span.to)},
          {"reason", silence.reason},
          {"by", silence.by}};
}

json::object to_json(const Maintenance& maintenance) {
  return {{"id", maintenance.id},
          {"site", maintenance.site},
          {"from", time_or_null(maintenance.span.from)},
          {"to", time_or_null(maintenance.span.to)},
          {"reason", maintenance.reason},
          {"by", maintenance.by}};
}

json::object to_json(const OutboxRow& row) {
  return {{"id", row.id},
          {"message_id", row.message_id},
          {"receiver", row.receiver},
          {"subject", safe(row.subject)},
          {"created", time_or_null(row.created)},
          {"state", state_name(row.state)},
          {"attempts", row.attempts},
          {"next_attempt", row.state == OutboxState::pending ? time_or_null(row.next_attempt) : json::value(nullptr)},
          {"last_reply", safe(row.last_reply)}};
}

json::object to_json(const ReportRow& row) {
  json::array left_out;
  for (const std::string& each : row.left_out) left_out.emplace_back(each);
  json::value decision;
  if (row.decision)
    decision = json::object{{"kind", name(row.decision->kind)},
                            {"until", day(row.decision->until)},
                            {"reason", row.decision->reason},
                            {"by", row.decision->by}};
  return {{"sponsor", row.sponsor},
          {"sponsor_name", row.sponsor_name},
          {"period", row.period.text()},
          {"state", name(row.state)},
          {"last_day", row.last_day.ok() ? day(row.last_day) : json::value{}},
          {"closes", time_or_null(row.deadline.closes)},
          {"grace_end", time_or_null(row.deadline.grace_end)},
          {"filed_at", time_or_null(row.filed_at)},
          {"entered_at", time_or_null(row.entered_at)},
          {"channel", row.channel},
          {"entered_by", row.entered_by},
          {"entry_reason", row.entry_reason},
          {"receipt", row.receipt},
          {"revision", row.revision},
          {"sites", row.sites},
          {"left_out", std::move(left_out)},
          {"decision", std::move(decision)}};
}

json::object to_json(const Filing& filing) {
  json::array sites;
  for (const SiteProgress& each : filing.sites)
    sites.push_back(json::object{
        {"site", each.site},
        {"migration_percent", each.migration_percent ? json::value{*each.migration_percent} : json::value{}},
        {"closure", each.closure},
        {"obstacles", each.obstacles},
        {"expected_on", each.expected_on}});
  return {{"receipt", filing.receipt},
          {"sponsor", filing.sponsor},
          {"period", filing.period.text()},
          {"revision", filing.revision},
          {"sites", std::move(sites)},
          {"nil_reason", filing.nil_reason},
          {"note", filing.note},
          {"received_at", time_or_null(filing.received_at)},
          {"entered_at", time_or_null(filing.entered_at)},
          {"channel", filing.channel},
          {"entered_by", filing.entered_by},
          {"reason", filing.reason}};
}

}  // namespace sitewatch::web
