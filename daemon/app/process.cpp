#include "app/process.h"

#include <malloc.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <iostream>
#include <optional>

#include "adapters/asio_clock.h"
#include "adapters/cares_resolver.h"
#include "adapters/curl_http_client.h"
#include "adapters/curl_mailer.h"
#include "adapters/pool_page_reader.h"
#include "adapters/pool_sheet_writer.h"
#include "adapters/signed_form_links.h"
#include "adapters/sqlite_alert_store.h"
#include "adapters/sqlite_campaign_store.h"
#include "adapters/sqlite_database.h"
#include "adapters/sqlite_observation_store.h"
#include "adapters/sqlite_site_store.h"
#include "adapters/sqlite_visit_store.h"
#include "adapters/system_entropy.h"
#include "adapters/systemd_service_manager.h"
#include "app/app.h"
#include "app/local_token.h"
#include "app/task_group.h"
#include "app/worker.h"
#include "text/decode.h"

namespace sitewatch {
namespace {

constexpr const char* main_task = "live";

/// What the state directory keeps from others; `links` refers to `entropy`.
struct Secrets {
  std::unique_ptr<SystemEntropy> entropy;
  std::unique_ptr<SignedFormLinks> links;
  std::string local_token;
};
std::string reason(const std::exception_ptr& thrown) {
  try {
    std::rethrow_exception(thrown);
  } catch (const std::exception& problem) {
    return problem.what();
  } catch (...) {
    return "of an unknown kind";
  }
}

/// The real world around one App, and the signals that steer it.
class Process {
 public:
  Process(std::string path, std::shared_ptr<const Config> config, std::unique_ptr<SqliteDatabase> database,
          Secrets secrets, const LogSink& log);
  Result<void> run();

 private:
  Adapters adapters();
  Task<ConfigOutcome> load();
  Task<Result<NetworkAdapters>> make_network(std::shared_ptr<const Config> config);
  Task<Result<void>> work(std::function<void()> task);
  Task<bool> check_store();
  Task<void> live();
  void await_signal();
  void stop(int signal);
  /// Nobody is left who could end the daemon in order; what was acknowledged is on disk.
  [[noreturn]] void end_at_once() const;
  void announce() const;

  LoadedConversions conversions_;
  std::string path_;
  std::shared_ptr<const Config> config_;
  const LogSink& log_;
  boost::asio::io_context loop_{1};
  boost::asio::thread_pool workers_{1};
  boost::asio::signal_set signals_{loop_, SIGTERM, SIGINT, SIGHUP};
  AsioClock clock_{loop_.get_executor()};
  SystemdServiceManager service_;
  PoolPageReader pages_;
  PoolSheetWriter sheets_;
  Secrets secrets_;
  std::unique_ptr<SqliteDatabase> database_;
  SqliteSiteStore sites_;
  SqliteVisitStore visits_;
  SqliteObservationStore observations_;
  SqliteAlertStore alerts_;
  SqliteCampaignStore filings_;
  std::optional<std::string> failure_;
  TaskGroup tasks_;
  std::unique_ptr<Alarm> end_;
  bool stopping_ = false;
  App app_;
};

Process::Process(std::string path, std::shared_ptr<const Config> config, std::unique_ptr<SqliteDatabase> database,
                 Secrets secrets, const LogSink& log)
    : path_(std::move(path)),
      config_(std::move(config)),
      log_(log),
      secrets_(std::move(secrets)),
      database_(std::move(database)),
      sites_(*database_),
      visits_(*database_),
      observations_(*database_),
      alerts_(*database_, clock_),
      filings_(*database_),
      tasks_(loop_.get_executor(),
             [this](const std::string& name, const std::exception_ptr& thrown) {
               failure_ = "task " + name + " ended by an exception: " + reason(thrown);
               if (name == main_task) end_at_once();
               stop(0);
             }),
      end_(clock_.make_alarm()),
      app_(loop_, adapters(),
           {.serve = true,
            .version = SITEWATCH_VERSION,
            .on_failure =
                [this](const std::string& what) {
                  failure_ = what;
                  stop(0);
                }},
           config_) {}

Adapters Process::adapters() {
  return Adapters{
      .clock = clock_,
      .service = service_,
      .pages = pages_,
      .sheets = sheets_,
      .links = *secrets_.links,
      .entropy = *secrets_.entropy,
      .sites = sites_,
      .visits = visits_,
      .observations = observations_,
      .alerts = alerts_,
      .filings = filings_,
      .load = [this] { return load(); },
      .make_network = [this](std::shared_ptr<const Config> config) { return make_network(std::move(config)); },
      .on_worker = [this](std::function<void()> task) { return work(std::move(task)); },
      .store_status =
          [this] {
            const StoreHealth health = database_->health();
            return StoreStatus{health == StoreHealth::writable,
                               health == StoreHealth::failed || health == StoreHealth::corrupt,
                               database_->opening().needs_operator};
          },
      .check_store = [this] { return check_store(); },
      .log_lines_dropped = [this] { return log_.dropped(); },
      .local_token = secrets_.local_token,
  };
}

Task<ConfigOutcome> Process::load() {
  std::function<ConfigOutcome()> work = [path = path_]() -> ConfigOutcome {
    try {
      auto loaded = load_config(path);
      if (!loaded) return tl::unexpected(std::move(loaded.error()));
      return std::make_shared<const Config>(std::move(*loaded));
    } catch (const std::bad_alloc&) {
      return tl::unexpected(
          std::vector<Mistake>{{path, 1, 1, "", "less, or more memory: there is not enough to read it"}});
    }
  };
  ConfigOutcome outcome = co_await on_worker(workers_, std::move(work));
  co_return outcome;
}

Task<Result<void>> Process::work(std::function<void()> task) {
  std::function<Result<void>()> guarded = [task = std::move(task)]() -> Result<void> {
    try {
      task();
      return {};
    } catch (const std::bad_alloc&) {
      return failure("there is not enough memory to prepare it");
    }
  };
  Result<void> outcome = co_await on_worker(workers_, std::move(guarded));
  co_return outcome;
}

Task<bool> Process::check_store() {
  const Result<void> written = co_await database_->check_writable();
  co_return written.has_value();
}

Task<Result<NetworkAdapters>> Process::make_network(std::shared_ptr<const Config> config) {
  NetworkAdapters made;
  std::vector<std::string> servers;
  for (const Endpoint& each : config->dns_servers) servers.push_back(each.text());
  Result<std::unique_ptr<CaresResolver>> resolver = CaresResolver::open(loop_.get_executor(), std::move(servers));
  if (!resolver) co_return tl::unexpected(resolver.error());
  made.resolver = std::move(*resolver);

  using Client = Result<std::unique_ptr<CurlHttpClient>>;
  std::function<Client()> open_client = [config, executor = loop_.get_executor()]() -> Client {
    return CurlHttpClient::open(executor, {.threads = 1, .trust_file = config->probe.trust_file});
  };
  Client client = co_await on_worker(workers_, std::move(open_client));
  if (!client) co_return tl::unexpected(client.error());
  made.http = std::move(*client);

  CurlMailer::Settings mail;
  for (const RelayConfig& each : config->mail.relays) {
    const auto tls = each.tls == MailTls::tls    ? CurlMailer::Tls::tls
                     : each.tls == MailTls::none ? CurlMailer::Tls::none
                                                 : CurlMailer::Tls::starttls;
    mail.relays.push_back({each.endpoint.host, each.endpoint.port, tls, each.user, each.password});
  }
  mail.trust_file = config->mail.trust_file;
  mail.timeout = config->mail.timeout;
  Result<std::unique_ptr<CurlMailer>> mailer = CurlMailer::open(std::move(mail));
  if (!mailer) co_return tl::unexpected(mailer.error());
  made.mailer = std::move(*mailer);
  co_return made;
}

void Process::announce() const {
  const std::string scheme = config_->web.cert_file.empty() ? "http://" : "https://";
  Endpoint bound = config_->listen;
  bound.port = app_.port();
  spdlog::info("ready listen={}{} sites={} state_dir={}", scheme, bound.text(), config_->sites.size(),
               config_->state_dir);
}

Task<void> Process::live() {
  const Result<void> started = co_await app_.start();
  if (started) {
    announce();
    // What reading configuration and history took goes back: on a large district it is more than what stays.
    malloc_trim(0);
    await_signal();
    co_await end_->wait_until(SteadyTime::max());
  } else {
    failure_ = started.error().message;
  }
  stopping_ = true;
  co_await app_.stop();
  signals_.cancel();
}

void Process::await_signal() {
  signals_.async_wait([this](const boost::system::error_code& error, int signal) {
    if (error) return;
    if (signal == SIGHUP) {
      tasks_.spawn("sighup", [](App& app) -> Task<void> { (void)co_await app.reload(); }(app_));
    } else {
      stop(signal);
    }
    await_signal();
  });
}

void Process::stop(int signal) {
  if (stopping_ && signal != 0) {
    spdlog::warn("stop again: ends at once");
    std::_Exit(1);
  }
  if (signal != 0) spdlog::info("stop signal={}", signal == SIGINT ? "SIGINT" : "SIGTERM");
  stopping_ = true;
  end_->wake();
}

void Process::end_at_once() const {
  spdlog::critical("{}", *failure_);
  std::_Exit(1);
}

Result<void> Process::run() {
  const StoreOpening& opening = database_->opening();
  if (opening.migrated_from) spdlog::info("store migrated_from={} backup={}", *opening.migrated_from, opening.backup);
  if (!opening.needs_operator.empty()) spdlog::error("store needs_operator: {}", opening.needs_operator);
  try {
    tasks_.spawn(main_task, live());
    loop_.run();
  } catch (const std::exception& problem) {
    failure_ = std::string{"the control loop ended by an exception: "} + problem.what();
    end_at_once();
  }
  if (!tasks_.empty() || !app_.idle()) {
    // A wake-up was lost, as happens without memory: whoever waits for it cannot be taken down in order.
    if (!failure_) failure_ = "cannot go on: the control loop ran out of work before its tasks ended";
    end_at_once();
  }
  if (failure_) return failure(*failure_);
  return {};
}

}  // namespace

Result<void> run_daemon(const std::string& path, std::shared_ptr<const Config> config, const LogSink& log) {
  auto database = SqliteDatabase::open(config->state_dir);
  if (!database) return tl::unexpected(database.error());
  auto token = local_token(config->state_dir);
  if (!token) return tl::unexpected(token.error());
  auto entropy = std::make_unique<SystemEntropy>();
  auto links = SignedFormLinks::open(config->state_dir + "/form.key", *entropy);
  if (!links) return tl::unexpected(links.error());
  Secrets secrets{std::move(entropy), std::move(*links), std::move(*token)};
  std::optional<Process> process;
  try {
    process.emplace(path, std::move(config), std::move(*database), std::move(secrets), log);
  } catch (const std::exception& problem) {
    return failure(std::string{"cannot start the daemon's threads: "} + problem.what());
  }
  return process->run();
}

}  // namespace sitewatch
