#include "web/handlers.h"
#include "web/json.h"
#include "web/json_list.h"
#include "web/json_rows.h"

#include <algorithm>
#include <charconv>
#include <tuple>

namespace sitewatch::web {
namespace {

namespace json = boost::json;

constexpr int usual_notifications = 100;
constexpr int most_notifications = 1000;

std::optional<std::int64_t> number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

bool wants(const Call& call, std::string_view parameter) {
  const std::string* value = call.request.parameter(parameter);
  return value && *value != "0" && *value != "false";
}

/// A list that is at hand already, row by row.
template <class Row, class... More>
Response list_of(std::string_view name, std::vector<Row> rows, More... more) {
  auto shared_rows = std::make_shared<const std::vector<Row>>(std::move(rows));  // A std::function must be copyable.
  return json_list(name, [shared_rows, index = std::size_t{0}, more...]() mutable -> std::optional<json::object> {
    if (index >= shared_rows->size()) return std::nullopt;
    return to_json((*shared_rows)[index++], more...);
  });
}

Response stored(const Result<std::int64_t>& id) {
  if (id) return json_answer(201, json::object{{"id", *id}});
  return json_problem(id.error().retry ? 507 : 400, id.error().message);
}

Response ended(std::int64_t id, const Result<void>& done) {
  if (done) return json_answer(200, json::object{{"id", id}});
  return json_problem(done.error().retry ? 507 : 404, done.error().message);
}

/// Who says so and why, and from when to when; `from` is now where it is left out.
struct Cause {
  TimeSpan span;
  std::string reason;
  std::string by;
};

Cause read_cause(ObjectReader& reader, const Call& call) {
  Cause cause;
  cause.span.from = reader.time("from").value_or(call.ports.clock.wall_now());
  const auto to = reader.time("to");
  if (!to) reader.fault("to", "is needed");
  cause.span.to = to.value_or(cause.span.from);
  if (to && cause.span.to <= cause.span.from) reader.fault("to", "must lie after from");
  cause.reason = reader.needed_text("reason", 500);
  cause.by = reader.text("by", 100);
  if (cause.by.empty()) cause.by = call.caller.name;
  return cause;
}

void check_site(ObjectReader& reader, const Call& call, const std::string& site) {
  if (!site.empty() && !call.ports.status.find(site)) reader.fault("site", "is not in the inventory");
}

}  // namespace

Task<Response> get_alerts(Call& call) {
  // Firing ones first, then by start.
  std::vector<std::tuple<bool, WallTime, Fingerprint>> chosen;
  call.ports.alerts.each_alert([&chosen, only_firing = wants(call, "firing")](const Alert& alert) {
    if (alert.firing() || !only_firing) chosen.emplace_back(!alert.firing(), alert.starts, fingerprint(alert.identity));
  });
  std::sort(chosen.begin(), chosen.end());
  auto rows = std::make_shared<const decltype(chosen)>(std::move(chosen));  // A std::function must be copyable.
  co_return json_list("alerts",
                      [rows, &desk = call.ports.alerts, served = call.served,
                       index = std::size_t{0}]() mutable -> std::optional<json::object> {
                        if (index >= rows->size()) return std::nullopt;
                        // Gone since the answer began: a row to leave out.
                        const Alert* const alert = desk.find_alert(std::get<Fingerprint>((*rows)[index++]));
                        return alert ? to_json(*alert, served->catalogue) : json::object{};
                      });
}

Task<Response> post_correction(Call& call) {
  const auto alert = fingerprint_from(call.argument);
  if (!alert) co_return json_problem(404, "no such alert");
  Faults faults;
  const auto body = json_body(call.request, faults);
  std::string reason, by;
  if (body) {
    ObjectReader reader{*body, "", faults};
    reason = reader.needed_text("reason", 500);
    by = reader.text("by", 100);
    reader.finish();
  }
  if (!faults.empty()) co_return json_problem(400, "cannot read the request", faults);
  if (by.empty()) by = call.caller.name;
  auto done = co_await call.ports.alerts.correct(*alert, reason, by);
  if (!done) co_return json_problem(done.error().retry ? 507 : 404, done.error().message);
  co_return json_answer(200, json::object{{"fingerprint", text(*alert)}});
}

Task<Response> get_silences(Call& call) {
  co_return list_of("silences", call.ports.alerts.silences());
}

Task<Response> post_silence(Call& call) {
  Faults faults;
  const auto body = json_body(call.request, faults);
  Silence silence;
  if (body) {
    ObjectReader reader{*body, "", faults};
    silence.alert = reader.text("alert", 100);
    silence.site = reader.text("site", 300);
    silence.sponsor = reader.text("sponsor", 300);
    if (!silence.alert.empty() && !alert_named(silence.alert)) reader.fault("alert", "there is no such alert");
    check_site(reader, call, silence.site);
    const bool narrowed = !silence.alert.empty() || !silence.site.empty() || !silence.sponsor.empty();
    // A name left out by mistake must not hold back every mail.
    if (reader.flag("all") == narrowed)
      reader.fault("all", narrowed ? "false is expected beside a site, a sponsor or an alert"
                                   : "true is expected where no site, sponsor or alert is named");
    Cause cause = read_cause(reader, call);
    silence.span = cause.span;
    silence.reason = std::move(cause.reason);
    silence.by = std::move(cause.by);
    reader.finish();
  }
  if (!faults.empty()) co_return json_problem(400, "cannot read the request", faults);
  auto id = co_await call.ports.alerts.add_silence(std::move(silence));
  co_return stored(id);
}

Task<Response> expire_silence(Call& call) {
  const auto id = number(call.argument);
  if (!id) co_return json_problem(404, "no such silence");
  auto done = co_await call.ports.alerts.expire_silence(*id);
  co_return ended(*id, done);
}

Task<Response> get_maintenances(Call& call) {
  co_return list_of("maintenances", call.ports.alerts.maintenances());
}

Task<Response> post_maintenance(Call& call) {
  Faults faults;
  const auto body = json_body(call.request, faults);
  Maintenance maintenance;
  if (body) {
    ObjectReader reader{*body, "", faults};
    maintenance.site = reader.needed_text("site", 300);
    check_site(reader, call, maintenance.site);
    Cause cause = read_cause(reader, call);
    maintenance.span = cause.span;
    maintenance.reason = std::move(cause.reason);
    maintenance.by = std::move(cause.by);
    reader.finish();
  }
  if (!faults.empty()) co_return json_problem(400, "cannot read the request", faults);
  auto id = co_await call.ports.alerts.add_maintenance(std::move(maintenance));
  co_return stored(id);
}

Task<Response> end_maintenance(Call& call) {
  const auto id = number(call.argument);
  if (!id) co_return json_problem(404, "no such maintenance");
  auto done = co_await call.ports.alerts.end_maintenance(*id);
  co_return ended(*id, done);
}

Task<Response> get_notifications(Call& call) {
  std::int64_t most = usual_notifications;
  if (const std::string* wanted = call.request.parameter("most")) {
    const auto count = number(*wanted);
    if (!count || *count < 1 || *count > most_notifications)
      co_return json_problem(400, "cannot read the request",
                             {{"most", "a number from 1 to " + std::to_string(most_notifications)}});
    most = *count;
  }
  auto rows = co_await call.ports.alerts.notifications(static_cast<int>(most));
  if (!rows) co_return json_problem(503, rows.error().message);
  co_return list_of("notifications", std::move(*rows));
}

}  // namespace sitewatch::web
