#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "config/config.h"
#include "config/load.h"
#include "domain/result.h"
#include "ports/alert_store.h"
#include "ports/campaign_store.h"
#include "ports/clock.h"
#include "ports/entropy.h"
#include "ports/form_links.h"
#include "ports/http_client.h"
#include "ports/mailer.h"
#include "ports/observation_store.h"
#include "ports/page_reader.h"
#include "ports/resolver.h"
#include "ports/service_manager.h"
#include "ports/sheet_writer.h"
#include "ports/site_store.h"
#include "ports/visit_store.h"

namespace sitewatch {

/// What depends on settings and is built anew at a reload.
struct NetworkAdapters {
  std::shared_ptr<Resolver> resolver;
  std::shared_ptr<HttpClient> http;
  std::shared_ptr<Mailer> mailer;
};

using ConfigOutcome = tl::expected<std::shared_ptr<const Config>, std::vector<Mistake>>;

/// How the store fares, as its adapter says.
struct StoreStatus {
  bool writable = true;
  bool beyond_help = false;    ///< Only a restart can tell what is on the disk: stop.
  std::string needs_operator;  ///< Shown until somebody has looked; empty when all is well.
};

/// The world, as the daemon sees it: the real one from main, a fake one from a scenario test. All outlive the App.
struct Adapters {
  Clock& clock;
  ServiceManager& service;
  PageReader& pages;
  SheetWriter& sheets;
  FormLinks& links;
  Entropy& entropy;
  SiteStore& sites;
  VisitStore& visits;
  ObservationStore& observations;
  AlertStore& alerts;
  CampaignStore& filings;
  /// Reads the configuration again, on a worker.
  std::function<Task<ConfigOutcome>()> load;
  /// Builds what depends on settings, on a worker where that takes long.
  std::function<Task<Result<NetworkAdapters>>(std::shared_ptr<const Config>)> make_network;
  /// Runs work that touches nothing of the loop's on a worker. Fails where memory is short; then it may be half done.
  std::function<Task<Result<void>>(std::function<void()>)> on_worker;
  std::function<StoreStatus()> store_status;
  /// Writes a little, to find out whether the disk takes it again.
  std::function<Task<bool>()> check_store;
  /// Log lines that nobody could be given since the start.
  std::function<std::uint64_t()> log_lines_dropped;
  std::string local_token;  ///< Of the token file in the state directory; empty: none.
};

}  // namespace sitewatch
