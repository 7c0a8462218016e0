#include "web/handlers.h"
#include "web/scrape.h"

namespace sitewatch::web {

Task<Response> get_metrics(Call& call) {
  Response response;
  response.type = "text/plain; version=0.0.4; charset=utf-8";
  response.source = std::make_unique<Scrape>(call.ports, call.served->settings.zone);
  co_return response;
}

Task<Response> get_healthz(Call&) {
  co_return Response::text(200, "ok\n");
}

Task<Response> get_readyz(Call& call) {
  const DaemonView daemon = call.ports.status.daemon();
  std::string faults;
  if (!daemon.store_writable) faults += "store: not writable\n";
  if (!daemon.mail_alive) faults += "mail: the worker does not turn\n";
  if (daemon.mail_blocked) faults += "mail: no relay takes our mails\n";
  if (daemon.scheduler_lagging) faults += "schedule: visits start late\n";
  // A store that was begun anew works: whoever asks is told, but nothing is taken out of service for it.
  const std::string notice = daemon.store_notice.empty() ? "" : "store: was damaged, somebody has to look\n";
  if (faults.empty()) co_return Response::text(200, "ready\n" + notice);
  faults += notice;
  co_return Response::text(503, faults);
}

Task<Response> post_reload(Call& call) {
  const std::vector<std::string> mistakes = co_await call.ports.reloader.reload();
  if (mistakes.empty()) co_return Response::text(200, "reloaded\n");
  std::string text;
  for (const std::string& mistake : mistakes) text += mistake + '\n';
  co_return Response::text(400, text);
}

}  // namespace sitewatch::web
