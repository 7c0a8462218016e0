#include "bench/scale_history.h"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <exception>
#include <stdexcept>

#include "adapters/sqlite_database.h"
#include "adapters/sqlite_observation_store.h"
#include "adapters/sqlite_site_store.h"
#include "adapters/sqlite_visit_store.h"

namespace sitewatch::bench {
namespace {

using namespace std::chrono_literals;

constexpr Duration interval = 5min;
constexpr int visits_kept = 7 * 24 * 12;
constexpr int one_failed_in = 100;
constexpr int sites_a_batch = 500;

void must(const Result<void>& result) {
  if (!result) throw std::runtime_error(result.error().message);
}

/// Adds one site's week, up to `now`.
void add_week(VisitBatch& batch, int number, WallTime now) {
  const TargetId target = target_id("site" + std::to_string(number), 0);
  TargetState state;
  state.target = target;
  std::vector<DayCount> days;
  for (int visit = visits_kept; visit > 0; --visit) {
    const WallTime at = now - visit * interval;
    const bool failed = (visit + number) % one_failed_in == 0;
    state.window.record(at, failed ? VisitOutcome::failed : VisitOutcome::ok);
    const Day day{date::floor<date::days>(at)};
    if (days.empty() || days.back().day != day) days.push_back({target, day, 0, 0, 0});
    (failed ? days.back().failed : days.back().ok) += 1;
    if (failed)
      batch.failures.push_back({target, at, VisitKind::scheduled, FailureReason::connect_timeout, Phase::connect,
                                "127.0.0.1", "vantage", 15.0, 0, false});
  }
  std::move(days.begin(), days.end(), std::back_inserter(batch.days));
  state.health.state = HealthState::up;
  state.health.good_in_row = 1;
  state.health.since = now - 7 * 24h;
  state.last_judged = now - interval;
  state.last_seconds = 0.2;
  state.last_status = 200;
  batch.transitions.push_back({target, state.health.since, HealthState::unknown, HealthState::up, FailureReason::none});
  batch.states.push_back(std::move(state));
}

Observation home_page(int number, WallTime now) {
  Observation page;
  page.site = "site" + std::to_string(number);
  page.read_at = now - 30min;
  page.body_hash = static_cast<std::uint64_t>(number);
  page.reading.state = PageState::dated;
  page.reading.charset = "utf-8";
  page.reading.title = "区直单位门户网站";
  page.reading.items = 120;
  page.reading.dated_items = 100;
  for (int i = 0; i < 3; ++i) {
    const Day day{date::floor<date::days>(now) - date::days{i + number % 9}};
    page.reading.newest_items.push_back(
        {day, "关于公布某项政务服务事项办理结果的通知之" + std::to_string(i), "/art/" + std::to_string(i) + ".html"});
  }
  page.reading.newest = page.reading.newest_items.front().date;
  page.reading.evidence = Evidence{page.reading.newest_items.front().title, page.reading.newest_items.front().link};
  return page;
}

Task<void> write_all(SqliteDatabase& database, int sites) {
  const WallTime now = std::chrono::floor<Duration>(std::chrono::system_clock::now());
  SqliteSiteStore site_store{database};
  SqliteVisitStore visit_store{database};
  SqliteObservationStore page_store{database};
  SiteRegister known;
  known.first_start = known.baseline_sent = now - 7 * 24h;
  for (int i = 0; i < sites; ++i) known.sites.push_back({"site" + std::to_string(i), now - 7 * 24h, std::nullopt});
  Result<void> written = co_await site_store.write(std::move(known));
  must(written);
  for (int from = 0; from < sites; from += sites_a_batch) {
    VisitBatch batch;
    VisitBatch latest;
    std::vector<Observation> pages;
    for (int i = from; i < std::min(sites, from + sites_a_batch); ++i) {
      add_week(batch, i, now);
      latest.visits.push_back(
          {batch.states.back().target, now - 1min, VisitKind::scheduled, Verdict::good, FailureReason::none});
      pages.push_back(home_page(i, now));
    }
    written = co_await visit_store.write(std::move(batch));
    must(written);
    written = co_await visit_store.write(std::move(latest));
    must(written);
    written = co_await page_store.write(std::move(pages));
    must(written);
  }
}

}  // namespace

void write_history(const std::string& state_dir, int sites) {
  auto database = SqliteDatabase::open(state_dir);
  if (!database) throw std::runtime_error(database.error().message);
  boost::asio::io_context loop;
  std::exception_ptr failed;
  boost::asio::co_spawn(loop, write_all(**database, sites),
                        [&](std::exception_ptr error) { failed = std::move(error); });
  loop.run();
  if (failed) std::rethrow_exception(failed);
}

}  // namespace sitewatch::bench
