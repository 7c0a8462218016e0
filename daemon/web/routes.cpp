#include "web/routes.h"

#include <array>

#include "web/handlers.h"

namespace sitewatch::web {
namespace {

/// `own`: also a sponsor, who sees what is its own. `office`: always with a token, whatever the address. `link`: the
/// secret is in the path. `office_page`: a person of the office, in a browser. What the last two are sent is a form,
/// all others take JSON.
enum class Access : std::uint8_t { open, read, own, file, office, link, office_page };

struct Route {
  Method method;
  std::string_view before;
  std::string_view after;  ///< What follows the argument.
  bool argument;
  Access access;
  Task<Response> (*handler)(Call& call);
  bool slashes = false;  ///< The argument may hold some: a name that people gave.
};

constexpr std::array<Route, 33> routes{{
    {Method::get, "/", "", false, Access::read, get_status_page},
    {Method::get, "/sites/", "", true, Access::read, get_site_page},
    {Method::get, "/export/sites.", "", true, Access::read, get_site_export},
    {Method::get, "/reports", "", false, Access::read, get_reports_page},
    {Method::get, "/report/", "", true, Access::link, get_report_form},
    {Method::post, "/report/", "", true, Access::link, post_report_form},
    {Method::get, "/office/reports", "", false, Access::office_page, get_office_reports},
    {Method::get, "/office/reports/", "", true, Access::office_page, get_office_unit, true},
    {Method::post, "/office/reports/", "", true, Access::office_page, post_office_unit, true},
    {Method::get, "/office/summary", "", false, Access::office_page, get_office_summary},
    {Method::get, "/metrics", "", false, Access::read, get_metrics},
    {Method::get, "/healthz", "", false, Access::open, get_healthz},
    {Method::get, "/readyz", "", false, Access::read, get_readyz},
    {Method::post, "/-/reload", "", false, Access::office, post_reload},
    {Method::get, "/api/v1/sites", "", false, Access::own, get_sites},
    {Method::get, "/api/v1/sites/", "", true, Access::own, get_site},
    {Method::get, "/api/v1/alerts", "", false, Access::read, get_alerts},
    {Method::post, "/api/v1/alerts/", "/correct", true, Access::office, post_correction},
    {Method::get, "/api/v1/reports", "", false, Access::own, get_reports},
    {Method::post, "/api/v1/reports", "", false, Access::file, post_report},
    {Method::post, "/api/v1/reports/decisions", "", false, Access::office, post_decision},
    {Method::get, "/api/v1/reports/receipts/", "", true, Access::own, get_receipt},
    {Method::get, "/api/v1/summary", "", false, Access::office, get_summary},
    {Method::get, "/api/v1/silences", "", false, Access::read, get_silences},
    {Method::post, "/api/v1/silences", "", false, Access::office, post_silence},
    {Method::post, "/api/v1/silences/", "/expire", true, Access::office, expire_silence},
    {Method::remove, "/api/v1/silences/", "", true, Access::office, expire_silence},
    {Method::get, "/api/v1/maintenances", "", false, Access::read, get_maintenances},
    {Method::post, "/api/v1/maintenances", "", false, Access::office, post_maintenance},
    {Method::post, "/api/v1/maintenances/", "/end", true, Access::office, end_maintenance},
    {Method::post, "/api/v1/maintenances/", "/expire", true, Access::office, end_maintenance},
    {Method::remove, "/api/v1/maintenances/", "", true, Access::office, end_maintenance},
    {Method::get, "/api/v1/notifications", "", false, Access::read, get_notifications},
}};

std::optional<std::string> argument_of(const Route& route, std::string_view path) {
  if (!route.argument) return path == route.before ? std::optional<std::string>{""} : std::nullopt;
  if (!path.starts_with(route.before) || !path.ends_with(route.after)) return std::nullopt;
  if (path.size() <= route.before.size() + route.after.size()) return std::nullopt;
  const auto argument = path.substr(route.before.size(), path.size() - route.before.size() - route.after.size());
  if (!route.slashes && argument.find('/') != std::string_view::npos) return std::nullopt;
  return std::string{argument};
}

std::string_view method_name(Method method) {
  return method == Method::get ? "GET, HEAD" : method == Method::post ? "POST" : "DELETE";
}

/// 0: the caller may.
int refusal(Access access, const Caller& caller) {
  using Kind = Caller::Kind;
  switch (access) {
    case Access::open:
    case Access::link:
      return 0;
    case Access::read:
      return caller.may_read() ? 0 : caller.kind == Kind::nobody ? 401 : 403;
    case Access::own:
      return caller.kind == Kind::nobody ? 401 : 0;
    case Access::file:
      return caller.kind == Kind::office || caller.kind == Kind::sponsor ? 0 : 401;
    case Access::office:
      return caller.kind == Kind::office ? 0 : caller.kind == Kind::sponsor ? 403 : 401;
    case Access::office_page:
      return caller.is_office() ? 0 : 403;
  }
  return 403;
}

Response refused(int status) {
  Response response = Response::text(status, status == 401 ? "credentials needed\n" : "not allowed\n");
  if (status == 401) response.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"sitewatch\"");
  return response;
}

}  // namespace

namespace {

/// The form behind a link tells no referrer, hence no Origin either; to know the link is proof enough.
bool is_sent_by_ours(const Call& call, bool by_form, bool by_link) {
  return !is_foreign(call.request, call.served->settings, by_link) &&
         is_of_type(call.request, by_form ? "application/x-www-form-urlencoded" : "application/json");
}

}  // namespace

bool is_open(const Request& request) {
  return request.path == "/healthz" || request.path.starts_with("/report/");
}

bool explains_login(const Request& request, const Settings& settings) {
  return settings.users.empty() && request.path.starts_with("/office/");
}

Task<Response> answer(Call& call) {
  const Request& request = call.request;
  const Method wanted = request.method == Method::head ? Method::get : request.method;
  std::string allowed;
  const Route* found = nullptr;
  for (const Route& route : routes) {
    const auto argument = argument_of(route, request.path);
    if (!argument) continue;
    if (route.method == wanted) {
      found = &route;
      call.argument = *argument;
      break;
    }
    allowed += (allowed.empty() ? "" : ", ") + std::string{method_name(route.method)};
  }
  if (!found && !allowed.empty()) {
    Response response = Response::text(405, "no such method here\n");
    response.headers.emplace_back("Allow", allowed);
    co_return response;
  }
  if (!found) {
    // Who may not look is not told what is there.
    if (call.caller.kind == Caller::Kind::nobody) co_return refused(401);
    co_return Response::text(404, "no such page\n");
  }
  const bool by_form = found->access == Access::link || found->access == Access::office_page;
  if (found->method != Method::get && !is_sent_by_ours(call, by_form, found->access == Access::link))
    co_return Response::text(403, by_form ? "only this server's own form is taken here\n"
                                          : "only JSON of this server's own users is taken here\n");
  if (const int status = refusal(found->access, call.caller))
    co_return found->access == Access::office_page ? login_wanted(call) : refused(status);
  Response response = co_await found->handler(call);
  co_return response;
}

}  // namespace sitewatch::web
