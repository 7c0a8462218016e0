#include "web/routes.h"

#include <array>

#include "web/handlers.h"

namespace sitewatch::web {
namespace {

/// `own`: also a sponsor, who sees what is its own. `office`: always with a token, whatever the address.
enum class Access : std::uint8_t { open, read, own, file, office };

struct Route {
  Method method;
  std::string_view before;
  std::string_view after;  ///< What follows the argument.
  bool argument;
  Access access;
  Task<Response> (*handler)(Call& call);
};

constexpr std::array<Route, 23> routes{{
    {Method::get, "/", "", false, Access::read, get_status_page},
    {Method::get, "/sites/", "", true, Access::read, get_site_page},
    {Method::get, "/export/sites.", "", true, Access::read, get_site_export},
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
  if (argument.find('/') != std::string_view::npos) return std::nullopt;
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
      return 0;
    case Access::read:
      return caller.may_read() ? 0 : caller.kind == Kind::nobody ? 401 : 403;
    case Access::own:
      return caller.kind == Kind::nobody ? 401 : 0;
    case Access::file:
      return caller.kind == Kind::office || caller.kind == Kind::sponsor ? 0 : 401;
    case Access::office:
      return caller.kind == Kind::office ? 0 : caller.kind == Kind::sponsor ? 403 : 401;
  }
  return 403;
}

Response refused(int status) {
  Response response = Response::text(status, status == 401 ? "credentials needed\n" : "not allowed\n");
  if (status == 401) response.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"sitewatch\"");
  return response;
}

}  // namespace

bool is_open(const Request& request) {
  return request.path == "/healthz";
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
  if (found->method != Method::get && is_cross_site(request))
    co_return Response::text(403, "only JSON of this server's own users is taken here\n");
  if (const int status = refusal(found->access, call.caller)) co_return refused(status);
  Response response = co_await found->handler(call);
  co_return response;
}

}  // namespace sitewatch::web
