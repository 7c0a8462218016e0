#pragma once

#include <functional>
#include <memory>

#include "config/config.h"
#include "domain/result.h"
#include "ports/alert_store.h"
#include "ports/campaign_store.h"
#include "ports/clock.h"
#include "ports/entropy.h"
#include "ports/http_client.h"
#include "ports/mailer.h"
#include "ports/observation_store.h"
#include "ports/page_reader.h"
#include "ports/resolver.h"
#include "ports/service_manager.h"
#include "ports/site_store.h"
#include "ports/visit_store.h"

namespace sitewatch {

/// What depends on settings and is built anew at a reload.
struct NetworkAdapters {
  std::shared_ptr<Resolver> resolver;
  std::shared_ptr<HttpClient> http;
  std::shared_ptr<Mailer> mailer;  ///< Null without a relay.
};

/// The world, as the daemon sees it: the real one from main, a fake one from a scenario test. All outlive the App.
struct Adapters {
  Clock& clock;
  Entropy& entropy;
  ServiceManager& service;
  PageReader& pages;
  SiteStore& sites;
  VisitStore& visits;
  ObservationStore& observations;
  AlertStore& alerts;
  CampaignStore& filings;
  std::function<Result<NetworkAdapters>(const Config&)> make_network;
  /// Whether a small write succeeds now.
  std::function<Task<bool>()> store_writable;
};

}  // namespace sitewatch
