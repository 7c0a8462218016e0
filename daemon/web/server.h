#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include "domain/result.h"
#include "metrics/registry.h"
#include "ports/alert_desk.h"
#include "ports/clock.h"
#include "ports/entropy.h"
#include "ports/form_links.h"
#include "ports/reloader.h"
#include "ports/report_desk.h"
#include "ports/sheet_writer.h"
#include "ports/status_view.h"
#include "ports/task_spawner.h"
#include "web/settings.h"

namespace boost::asio {
class io_context;
}

namespace sitewatch::web {

/// What the server looks at and hands things to; all of it outlives the server's tasks.
struct Ports {
  boost::asio::io_context& loop;
  Clock& clock;
  TaskSpawner& tasks;
  StatusView& status;
  AlertDesk& alerts;
  ReportDesk& reports;
  SheetWriter& sheets;
  FormLinks& links;
  Entropy& entropy;  ///< For what keeps foreign pages from sending our forms.
  Reloader& reloader;
  metrics::Registry& metrics;
  std::function<void(std::string_view)> warn;  ///< For the log: a certificate that cannot be read, no descriptors left.
};

/// Something built for new settings that serves nobody yet.
class Prepared;
struct DropPrepared {
  void operator()(Prepared* prepared) const;
};
using PreparedServer = std::unique_ptr<Prepared, DropPrepared>;

/// The HTTP/1.1 server: metrics, health, API and status page. Control loop only; bcrypt runs on a thread of its own.
/// Destroy it only after its tasks have ended.
class Server {
 public:
  explicit Server(Ports ports);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Binds, reads certificates and users. Touches nothing that runs, so a busy port or an unreadable key ends a reload
  /// here. The socket that listens already is kept when address and port are the same.
  Result<PreparedServer> prepare(Settings settings);
  /// Serves by the new settings from now on; requests under way end by the old ones. Answers the port that is bound.
  std::uint16_t adopt(PreparedServer prepared);

  /// Closes the listener, lets answers under way end within `limits.drain`, cuts the rest. The tasks have ended, or are
  /// about to, when it returns.
  Task<void> stop();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sitewatch::web
