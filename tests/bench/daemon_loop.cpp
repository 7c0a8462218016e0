#include "bench/daemon_loop.h"

#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdio>
#include <stdexcept>

#include "adapters/asio_clock.h"
#include "adapters/cares_resolver.h"
#include "adapters/curl_http_client.h"
#include "adapters/curl_mailer.h"
#include "adapters/sqlite_alert_store.h"
#include "adapters/sqlite_database.h"
#include "adapters/sqlite_visit_store.h"
#include "alert/engine.h"
#include "app/result_router.h"
#include "app/settings_of.h"
#include "app/site_board.h"
#include "app/task_group.h"
#include "app/visit_writer.h"
#include "metrics/registry.h"
#include "probe/prober.h"

namespace sitewatch::bench {
namespace {

template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().message);
  return std::move(*result);
}

std::shared_ptr<const Config> config_of(const LoopPlan& plan, const std::string& body_pattern) {
  Config config;
  config.probe.user_agent = "sitewatch-bench";
  for (int i = 0; i < plan.hosts; ++i) {
    char url[512];
    std::snprintf(url, sizeof url, plan.url_pattern.c_str(), i);
    Site site;
    site.id = "site" + std::to_string(i);
    site.name = site.id;
    site.home_urls.push_back(must(Url::parse(url)));
    site.allow_networks.push_back(*Network::parse("127.0.0.0/8"));
    if (!body_pattern.empty()) site.checks.body = must(Pattern::compile(body_pattern));
    config.sites.push_back(std::move(site));
  }
  return std::make_shared<const Config>(std::move(config));
}

class DaemonLoop {
 public:
  DaemonLoop(const LoopPlan& plan, const std::string& state_dir, const std::string& body_pattern)
      : plan_(plan),
        config_(config_of(plan, body_pattern)),
        database_(must(SqliteDatabase::open(state_dir))),
        resolver_(must(CaresResolver::open(loop_.get_executor(), {plan.dns_server}))),
        http_(must(CurlHttpClient::open(loop_.get_executor(), {.threads = 1, .trust_file = plan.trust_file}))) {
    board_.replace(config_);
  }

  LoopCount run() {
    alerts_.start({}, true);
    tasks_.spawn("writer", writer_.run());
    const auto began = std::chrono::steady_clock::now();
    workers_ = plan_.in_flight;
    for (std::size_t i = 0; i < plan_.in_flight; ++i) tasks_.spawn("worker", work());
    loop_.run();
    count_.wall_seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
    return count_;
  }

 private:
  Task<void> work() {
    while (started_ < plan_.warm_up + plan_.visits) {
      if (started_ == plan_.warm_up) count_.warm_cpu = own_cpu_seconds();
      const Site& site = config_->sites[started_++ % config_->sites.size()];
      Visit visit = co_await prober_.visit(site, site.home_urls.front(), VisitKind::scheduled);
      visit.result.target = target_id(site.id, 0);
      (visit.result.verdict == Verdict::good ? count_.good : count_.failed) += 1;
      count_.bytes += visit.result.body_bytes;
      (void)router_.accept(visit.result);
    }
    if (--workers_ > 0) co_return;
    co_await writer_.write_all();
    tasks_.cancel();
    resolver_.reset();
    http_.reset();
    loop_.stop();
  }

  const LoopPlan& plan_;
  std::shared_ptr<const Config> config_;
  boost::asio::io_context loop_{1};
  AsioClock clock_{loop_.get_executor()};
  std::unique_ptr<SqliteDatabase> database_;
  SqliteVisitStore visits_{*database_};
  SqliteAlertStore alert_store_{*database_, clock_};
  std::unique_ptr<CaresResolver> resolver_;
  std::unique_ptr<CurlHttpClient> http_;
  CurlMailer mailer_{{}};
  TaskGroup tasks_{loop_.get_executor(),
                   [](const std::string& name, const std::exception_ptr&) { throw std::runtime_error(name); }};
  metrics::Registry metrics_{"bench"};
  SiteBoard board_;
  VisitWriter writer_{{clock_, visits_}, board_};
  alert::Engine alerts_{{clock_, alert_store_, mailer_, tasks_}, alert_settings(*config_, {}), {}};
  ResultRouter router_{{clock_, alerts_, alerts_, writer_}, board_, [this](const ProbeResult& result) {
                         metrics_.probe(result.verdict, result.reason);
                       }};
  Prober prober_{{clock_, *resolver_, *http_, tasks_, router_}, probe_settings(*config_), {}};
  std::size_t started_ = 0;
  std::size_t workers_ = 0;
  LoopCount count_;
};

}  // namespace

LoopCount run_daemon_loop(const LoopPlan& plan, const std::string& state_dir, const std::string& body_pattern) {
  // Ends with the process: coroutines that loop_.stop() left suspended are not taken apart.
  auto* const loop = new DaemonLoop{plan, state_dir, body_pattern};
  return loop->run();
}

}  // namespace sitewatch::bench
