// The longest turns of the control loop, in CPU time: thousands of alerts at once, the monthly report of thousands of
// units, a reload of ten thousand sites (what a worker does beside it is left out).
#include <malloc.h>
#include <spdlog/spdlog.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <numeric>
#include <vector>

#include "adapters/asio_clock.h"
#include "adapters/pool_page_reader.h"
#include "adapters/sqlite_alert_store.h"
#include "adapters/sqlite_campaign_store.h"
#include "adapters/sqlite_database.h"
#include "alert/engine.h"
#include "app/settings_of.h"
#include "app/site_board.h"
#include "app/task_group.h"
#include "bench/scale_files.h"
#include "campaign/desk.h"
#include "config/load.h"
#include "freshness/column_watch.h"
#include "probe/prober.h"
#include "support/memory_store.h"
#include "support/recording_mailer.h"
#include "support/scripted_http_client.h"
#include "support/scripted_resolver.h"

namespace {

using namespace sitewatch;
using Steady = std::chrono::steady_clock;

double milliseconds_since(Steady::time_point from) {
  return std::chrono::duration<double, std::milli>(Steady::now() - from).count();
}

/// CPU time of the loop's thread: a turn is not longer because another process had the core meanwhile.
double busy_milliseconds() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return double(time.tv_sec) * 1e3 + double(time.tv_nsec) / 1e6;
}

std::shared_ptr<const Config> load(const std::string& folder, int sites, int sponsors) {
  bench::WatchFiles files;
  files.folder = folder;
  files.sites = sites;
  files.sponsors = sponsors;
  files.http_port = 80;
  files.dns_server = "127.0.0.1:53";
  files.mail_port = 25;
  files.to_migrate = true;
  auto loaded = load_config(bench::write_watch_files(files));
  if (!loaded) throw std::runtime_error(loaded.error().front().text());
  return std::make_shared<const Config>(std::move(*loaded));
}

AlertCondition site_down(const Site& site, WallTime now) {
  AlertCondition down;
  down.identity.alert = AlertName::SiteDown;
  down.identity.site = site.id;
  down.severity = Severity::warning;
  down.sponsor = site.sponsor;
  down.starts = now;
  down.facts.values["site"] = site.name;
  down.facts.values["url"] = site.home_urls.front().text();
  down.facts.values["reason"] = std::string{"connection_refused"};
  return down;
}

/// Runs the loop for some seconds and prints its longest turns, CPU time of handlers one by one, and their sum.
void print_turns(boost::asio::io_context& loop, const char* title, double seconds) {
  std::vector<double> turns;
  const Steady::time_point began = Steady::now();
  while (milliseconds_since(began) < seconds * 1000) {
    const double from = busy_milliseconds();
    if (loop.poll_one() > 0) {
      turns.push_back(busy_milliseconds() - from);
    } else {
      loop.run_one_for(std::chrono::milliseconds{1});
    }
  }
  const double sum = std::accumulate(turns.begin(), turns.end(), 0.0);
  std::sort(turns.rbegin(), turns.rend());
  turns.resize(std::min<std::size_t>(turns.size(), 8));
  std::printf("%-44s longest turns:", title);
  for (const double each : turns) std::printf(" %.1f", each);
  std::printf(" ms; all turns %.0f ms\n", sum);
}

void measure_alerts(const std::string& folder, int alerts) {
  std::filesystem::create_directories(folder + "/alerts");
  const std::shared_ptr<const Config> config = load(folder + "/alerts", alerts, alerts / 5);
  boost::asio::io_context loop{1};
  AsioClock clock{loop.get_executor()};
  auto database = SqliteDatabase::open(folder + "/alerts/store");
  if (!database) throw std::runtime_error(database.error().message);
  SqliteAlertStore store{**database, clock};
  RecordingMailer mailer;
  TaskGroup tasks{loop.get_executor(),
                  [](const std::string& name, const std::exception_ptr&) { throw std::runtime_error(name); }};
  alert::Settings settings = alert_settings(*config, {});
  settings.group_wait = std::chrono::seconds{1};
  {
    alert::Engine engine{{clock, store, mailer, tasks}, settings, {}};
    engine.start({}, true);
    print_turns(loop, "alerts: none", 1.5);
    const WallTime now = clock.wall_now();
    for (const Site& each : config->sites) engine.raise(site_down(each, now));
    print_turns(loop, "alerts: all begin", 4);
    engine.reconfigure(settings);
    print_turns(loop, "alerts: all known", 4);
    for (const Site& each : config->sites)
      engine.clear(site_down(each, now).identity, Ending::recovered, clock.wall_now(), {});
    print_turns(loop, "alerts: all end", 4);
    tasks.cancel();
    while (!tasks.empty()) loop.run_one();
  }
  std::printf("alerts: %zu mails accepted\n", mailer.accepted.size());
}

/// The system's clocks with another date on the wall.
class ShiftedClock : public Clock {
 public:
  explicit ShiftedClock(boost::asio::io_context& loop) : clock_{loop.get_executor()} {}
  void set_wall(WallTime now) { shift_ = now - clock_.wall_now(); }

  WallTime wall_now() const override { return clock_.wall_now() + shift_; }
  SteadyTime steady_now() const override { return clock_.steady_now(); }
  std::chrono::nanoseconds boot_now() const override { return clock_.boot_now(); }
  Task<void> sleep_until(SteadyTime due) override { return clock_.sleep_until(due); }
  std::unique_ptr<Alarm> make_alarm() override { return clock_.make_alarm(); }

 private:
  AsioClock clock_;
  Duration shift_{0};
};

/// Every unit owes a report and nobody files: the days on which the office gets a list.
void measure_duties(const std::string& folder, int sponsors) {
  std::filesystem::create_directories(folder + "/duties");
  const std::shared_ptr<const Config> config = load(folder + "/duties", 5 * sponsors, sponsors);
  const Zone& zone = config->time_zone;
  const auto at = [&](unsigned day, int hour) {
    return zone.at(date::year{2026} / 3 / static_cast<int>(day), std::chrono::hours{hour});
  };
  boost::asio::io_context loop{1};
  ShiftedClock clock{loop};
  clock.set_wall(at(2, 9));
  auto database = SqliteDatabase::open(folder + "/duties/store");
  if (!database) throw std::runtime_error(database.error().message);
  SqliteAlertStore store{**database, clock};
  SqliteCampaignStore filings{**database};
  RecordingMailer mailer;
  TaskGroup tasks{loop.get_executor(),
                  [](const std::string& name, const std::exception_ptr&) { throw std::runtime_error(name); }};
  {
    alert::Settings settings = alert_settings(*config, at(1, 0));
    settings.group_wait = std::chrono::seconds{1};
    alert::Engine engine{{clock, store, mailer, tasks}, std::move(settings), {}};
    engine.start({}, true);
    campaign::Desk desk{{clock, filings, engine, tasks}, duty_settings(config, at(1, 0))};
    desk.start({});
    print_turns(loop, "duties: noted", 4);
    for (const auto& [title, when] : {std::pair{"duties: who owes", at(12, 10)},
                                      {"duties: who is missing", at(20, 10)},
                                      {"duties: midnight", at(21, 0)},
                                      {"duties: who is late", at(23, 9)}}) {
      clock.set_wall(when);
      desk.reconfigure(duty_settings(config, at(1, 0)));
      print_turns(loop, title, 6);
    }
    std::size_t rows = 0;
    double sum = 0;
    double longest = 0;
    for (std::size_t next = 0; next < desk.sponsors().size(); next += sponsors_a_turn) {
      const double from = busy_milliseconds();
      rows += desk.reports(*Period::parse("2026-03"), next, sponsors_a_turn).size();
      const double turn = busy_milliseconds() - from;
      sum += turn;
      longest = std::max(longest, turn);
    }
    std::printf("%-44s %zu rows, longest turn: %.1f ms; all turns %.0f ms\n", "duties: for a page or a scrape", rows,
                longest, sum);
    tasks.cancel();
    while (!tasks.empty()) loop.run_one();
  }
  std::printf("duties: %zu mails accepted\n", mailer.accepted.size());
}

template <class Act>
void print_step(const char* title, Act act) {
  const double from = busy_milliseconds();
  act();
  std::printf("reload: %-36s %.1f ms\n", title, busy_milliseconds() - from);
}

class Nobody : public ProbeSink {
 public:
  std::optional<Duration> accept(const ProbeResult&) override { return std::nullopt; }
};

void measure_reload(const std::string& folder, int sites) {
  for (const char* each : {"/before", "/after"}) std::filesystem::create_directories(folder + each);
  const std::shared_ptr<const Config> before = load(folder + "/before", sites, sites / 5);
  const std::shared_ptr<const Config> after = load(folder + "/after", sites + 1, sites / 5);
  boost::asio::io_context loop{1};
  AsioClock clock{loop.get_executor()};
  MemoryStore store{clock};
  RecordingMailer mailer;
  ScriptedResolver resolver{clock};
  ScriptedHttpClient http{clock};
  PoolPageReader pages;
  Nobody sink;
  TaskGroup tasks{loop.get_executor(),
                  [](const std::string& name, const std::exception_ptr&) { throw std::runtime_error(name); }};
  {
    SiteBoard board;
    board.replace(before);
    alert::Engine engine{{clock, store.alerts, mailer, tasks}, alert_settings(*before, {}), {}};
    engine.start({}, true);
    Prober prober{{clock, resolver, http, tasks, sink}, probe_settings(*before), {}};
    prober.start({before, &before->sites});
    freshness::ColumnWatch watch{
        {clock, prober, pages, store.observations, engine, tasks}, {before, &before->sites}, watch_settings(*before)};
    watch.start({});
    campaign::Desk desk{{clock, store.campaigns, engine, tasks}, duty_settings(before, {})};
    desk.start({});
    SiteBoard::Blank blank = SiteBoard::blank(after);
    alert::Settings settings = alert_settings(*after, {});
    campaign::DutySettings duties = duty_settings(after, {});
    print_step("board", [&] { board.replace(blank); });
    print_step("alerts", [&] { settings = engine.reconfigure(std::move(settings)); });
    print_step("prober", [&] { prober.replace({after, &after->sites}, probe_settings(*after)); });
    tasks.spawn("column watch", watch.replace({after, &after->sites}, watch_settings(*after)));
    print_turns(loop, "reload: column watch", 1);
    print_step("desk", [&] { duties = desk.reconfigure(std::move(duties)); });
    desk.stop();
    watch.stop();
    prober.stop();
    tasks.cancel();
    while (!tasks.empty()) loop.run_one();
  }
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App command{"The longest turns of the control loop"};
  int alerts = 5000;
  int sponsors = 10'000;
  int sites = 10'000;
  command.add_option("--alerts", alerts, "Alerts that begin and end at once");
  command.add_option("--sponsors", sponsors, "Units that owe a report");
  command.add_option("--sites", sites, "Sites of a reload");
  CLI11_PARSE(command, argc, argv);
  spdlog::set_level(spdlog::level::err);
  mallopt(M_MMAP_THRESHOLD, 1 << 20);  // As the daemon's HTTP client sets them.
  mallopt(M_TRIM_THRESHOLD, 16 << 20);
  mallopt(M_MXFAST, 0);

  char folder[] = "/tmp/sitewatch-bench-XXXXXX";
  if (!mkdtemp(folder)) return 1;
  measure_alerts(folder, alerts);
  measure_duties(folder, sponsors);
  measure_reload(folder, sites);
  std::filesystem::remove_all(folder);
  return 0;
}
