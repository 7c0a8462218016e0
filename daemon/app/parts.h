#pragma once

#include <boost/asio/io_context.hpp>
#include <map>
#include <memory>

#include "alert/engine.h"
#include "app/adapters.h"
#include "app/app.h"
#include "app/board_view.h"
#include "app/own_network_alert.h"
#include "app/reload_queue.h"
#include "app/result_router.h"
#include "app/site_board.h"
#include "app/switchable.h"
#include "app/task_group.h"
#include "app/visit_writer.h"
#include "campaign/desk.h"
#include "freshness/column_watch.h"
#include "metrics/registry.h"
#include "probe/prober.h"
#include "web/server.h"

namespace sitewatch {

/// Every part of a running daemon, in the order in which they depend on each other.
struct App::Parts {
  Parts(App& owner, boost::asio::io_context& the_loop, Adapters the_adapters, Options the_options,
        std::shared_ptr<const Config> the_config);

  boost::asio::io_context& loop;
  Adapters adapters;
  Options options;
  TaskGroup tasks;

  SwitchableResolver resolver;
  SwitchableHttpClient http;
  SwitchableMailer mailer;

  std::shared_ptr<const Config> config;  // Shared with visits under way, which end on the site they began with.
  SiteRegister known;
  WallTime started{};
  SteadyTime started_steady{};
  SteadyTime loop_turned{};
  bool last_reload_ok = true;
  std::optional<WallTime> last_reload;

  SiteBoard board;
  metrics::Registry metrics;
  VisitWriter writer;
  alert::Engine alerts;
  OwnNetworkAlert own_network;
  ResultRouter router;
  Prober prober;
  freshness::ColumnWatch column_watch;
  BoardView view;
  campaign::Desk desk;
  ReloadQueue reloads;
  std::unique_ptr<web::Server> web;  ///< Null without a server.
  std::uint16_t port = 0;

  // Starting.
  Task<Result<void>> start();
  Task<Result<void>> restore_sites();
  Task<Result<void>> restore_visits();
  Task<Result<void>> restore_flows();
  void start_loops();

  // A new configuration.
  Task<std::vector<std::string>> reload_once();
  Task<Result<void>> take_over(std::shared_ptr<const Config> next);
  struct Prepared;
  Task<void> use(std::shared_ptr<const Config> next, NetworkAdapters network, Prepared& prepared);
  Task<void> next_turn();
  Task<Result<void>> note_sites(const std::vector<SiteId>& gone);
  std::map<SiteId, SiteId> new_ids(const Config& of) const;
  Task<Result<void>> adopt_former_ids();
  /// Ends as unmonitored what fires about sites that are gone or on their way out, and about sponsors that are gone; as
  /// lapsed, what fires about months that are too old to be filed.
  void end_orphaned_alerts();
  bool is_still_watched(const AlertIdentity& about) const;
  void note_reload(bool successful);

  // The daemon's own small loops.
  Task<void> watch_store();
  Task<void> await_baseline();
  Task<void> tell_status();

  Task<void> leave_out(SiteId site, TimeSpan span);
  DaemonView daemon_view() const;
  WallTime effective_from(const Config& of) const;
  SiteList site_list() const { return SiteList{config, &config->sites}; }
};

}  // namespace sitewatch
