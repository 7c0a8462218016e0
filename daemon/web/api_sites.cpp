#include "web/handlers.h"
#include "web/json.h"
#include "web/json_list.h"
#include "web/json_rows.h"
#include "web/proposed_columns.h"
#include "web/site_claims.h"

namespace sitewatch::web {
namespace {

namespace json = boost::json;

constexpr std::chrono::hours usual_span{24 * 30};

bool may_see(const Caller& caller, const Site& site) {
  return caller.kind != Caller::Kind::sponsor || caller.sponsor == site.sponsor;
}

/// A time, or a day in the office's zone: its start, or its end for an upper bound.
std::optional<WallTime> bound(const std::string& text, const Zone& zone, bool upper) {
  if (const auto time = parse_rfc3339(text)) return time;
  const auto midnight = parse_rfc3339(text + "T00:00:00Z");
  if (!midnight) return std::nullopt;
  return zone.at(Zone::utc().day(*midnight), std::chrono::hours{upper ? 24 : 0});
}

json::value differences_json(const std::optional<std::vector<ClaimDifference>>& claims, const Catalogue& words) {
  if (!claims) return nullptr;
  json::array rows;
  for (const ClaimDifference& each : *claims) rows.push_back(to_json(each, words));
  return rows;
}

json::value proposed_json(const std::optional<std::vector<FoundColumn>>& columns) {
  if (!columns) return nullptr;
  json::array rows;
  for (const FoundColumn& each : *columns) rows.push_back(to_json(each));
  return rows;
}

}  // namespace

Task<Response> get_sites(Call& call) {
  auto next_row = [&status = call.ports.status, served = call.served, caller = call.caller,
                   index = std::size_t{0}]() mutable -> std::optional<json::object> {
    if (index >= status.site_count()) return std::nullopt;
    const SiteView view = status.site(index++);
    if (!may_see(caller, *view.site)) return json::object{};
    return to_json(view, served->catalogue);
  };
  co_return json_list("sites", std::move(next_row));
}

Task<Response> get_site(Call& call) {
  if (!call.ports.status.find(call.argument)) co_return json_problem(404, "no such site");
  const auto seen = co_await call.ports.status.observations(call.argument);
  const auto view = call.ports.status.find(call.argument);
  if (!view || !may_see(call.caller, *view->site)) co_return json_problem(404, "no such site");
  json::object site = to_json(*view, call.served->catalogue);
  site["differences"] = differences_json(claims_of(seen, *view->site), call.served->catalogue);
  site["proposed_columns"] = proposed_json(proposed_columns(seen, *view->site));
  const std::string* wanted = call.request.parameter("outages");
  if (!wanted || *wanted == "0") co_return json_answer(200, site);

  const Zone& zone = call.served->settings.zone;
  TimeSpan span{.from = {}, .to = call.ports.clock.wall_now() + std::chrono::milliseconds{1}};
  span.from = span.to - usual_span;
  Faults faults;
  for (const auto& [name, into, upper] : {std::tuple{"from", &span.from, false}, std::tuple{"to", &span.to, true}}) {
    const std::string* text = call.request.parameter(name);
    if (!text) continue;
    if (const auto time = bound(*text, zone, upper))
      *into = *time;
    else
      faults.push_back({name, "a day like 2026-03-20 or a time like 2026-03-20T10:05:00+08:00 is expected"});
  }
  if (faults.empty() && span.to < span.from) faults.push_back({"to", "lies before from"});
  if (!faults.empty()) co_return json_problem(400, "cannot read the request", faults);

  auto visits = co_await call.ports.status.outages(call.argument, span);
  if (!visits) co_return json_problem(503, visits.error().message);
  // A std::function must be copyable.
  auto rows = std::make_shared<const std::vector<FailedVisit>>(std::move(*visits));
  auto next_row = [rows, served = call.served, index = std::size_t{0}]() mutable -> std::optional<json::object> {
    if (index >= rows->size()) return std::nullopt;
    return to_json((*rows)[index++], served->catalogue);
  };
  co_return json_list("outages", std::move(next_row), site);
}

}  // namespace sitewatch::web
