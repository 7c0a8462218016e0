// What every SiteStore does, the fake as SQLite.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "support/store_world.h"

namespace sitewatch {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const WallTime start = FakeClock::default_start;
const TimeSpan whole_month{start - hours{24}, start + hours{24 * 30}};

class SiteStoreContract : public testing::TestWithParam<std::string> {
 protected:
  SiteRegister known() { return world->wait(world->sites().load()).value(); }
  std::vector<SiteId> ids() {
    std::vector<SiteId> found;
    for (const KnownSite& site : known().sites) found.push_back(site.id);
    std::sort(found.begin(), found.end());
    return found;
  }
  void write(SiteRegister changes) {
    const auto written = world->wait(world->sites().write(std::move(changes)));
    ASSERT_TRUE(written) << written.error().message;
  }
  void adopt(const SiteId& was, const SiteId& now) {
    const auto adopted = world->wait(world->sites().adopt(was, now));
    ASSERT_TRUE(adopted) << adopted.error().message;
  }
  void write_visits(VisitBatch batch) {
    const auto written = world->wait(world->visits().write(std::move(batch)));
    ASSERT_TRUE(written) << written.error().message;
  }
  std::unique_ptr<StoreWorld> world = make_store_world(GetParam());
};

INSTANTIATE_TEST_SUITE_P(Stores, SiteStoreContract, testing::Values("memory", "sqlite"),
                         [](const auto& each) { return each.param; });

TEST_P(SiteStoreContract, IsEmptyAtFirst) {
  EXPECT_FALSE(known().first_start);
  EXPECT_FALSE(known().baseline_sent);
  EXPECT_THAT(known().sites, IsEmpty());
}

TEST_P(SiteStoreContract, KeepsSitesAndInstantsOverARestart) {
  write({start, std::nullopt, {{"b.example", start, std::nullopt}, {"a.example", start + hours{1}, start + hours{2}}}});
  world->restart();
  EXPECT_EQ(known().first_start, start);
  EXPECT_FALSE(known().baseline_sent);
  ASSERT_THAT(ids(), ElementsAre("a.example", "b.example"));
  for (const KnownSite& site : known().sites) {
    EXPECT_EQ(site.first_seen, site.id == "a.example" ? start + hours{1} : start);
    EXPECT_EQ(site.removed_at.has_value(), site.id == "a.example");
  }
}

TEST_P(SiteStoreContract, ChangesOnlyWhatAWriteNames) {
  write({start, std::nullopt, {{"a.example", start, std::nullopt}, {"b.example", start, std::nullopt}}});
  write({std::nullopt, start + hours{5}, {{"b.example", start, start + hours{4}}}});
  EXPECT_EQ(known().first_start, start);
  EXPECT_EQ(known().baseline_sent, start + hours{5});
  ASSERT_THAT(known().sites, SizeIs(2));
  for (const KnownSite& site : known().sites) EXPECT_EQ(site.removed_at.has_value(), site.id == "b.example");
}

TEST_P(SiteStoreContract, RefusesOnAFullDiskAndHalfWritesNothing) {
  write({start, std::nullopt, {{"a.example", start, std::nullopt}}});
  world->fill_disk();
  const auto refused = world->wait(world->sites().write({std::nullopt, start, {{"b.example", start, std::nullopt}}}));
  ASSERT_FALSE(refused);
  EXPECT_TRUE(refused.error().retry);
  EXPECT_FALSE(known().baseline_sent);
  EXPECT_THAT(ids(), ElementsAre("a.example"));
  world->empty_disk();
  write({std::nullopt, start, {{"b.example", start, std::nullopt}}});
  world->restart();
  EXPECT_THAT(ids(), ElementsAre("a.example", "b.example"));
}

TEST_P(SiteStoreContract, GivesHistoryOfVisitsToTheNewId) {
  write({start, std::nullopt, {{"old.example", start, std::nullopt}}});
  TargetState state;
  state.target = "old.example#1";
  state.health.state = HealthState::down;
  state.last_judged = start;
  write_visits({.failures = {{.target = "old.example#1", .at = start}, {.target = "old.example#2", .at = start}},
                .states = {state}});
  write_visits({.visits = {{.target = "old.example#1", .at = start + minutes{5}}}});
  adopt("old.example", "new.example");
  world->restart();

  EXPECT_THAT(ids(), ElementsAre("new.example"));
  const VisitHistory history = world->wait(world->visits().load()).value();
  ASSERT_THAT(history.states, SizeIs(1));
  EXPECT_EQ(history.states[0].target, "new.example#1");
  EXPECT_EQ(history.states[0].health.state, HealthState::down);
  ASSERT_THAT(history.visits_since, SizeIs(1));
  EXPECT_EQ(history.visits_since[0].target, "new.example#1");
  EXPECT_THAT(world->wait(world->visits().failures("old.example", whole_month)).value(), IsEmpty());
  EXPECT_THAT(world->wait(world->visits().failures("new.example", whole_month)).value(), SizeIs(2));
}

TEST_P(SiteStoreContract, JoinsTwoHistoriesWhenTheNewIdHasOne) {
  write({start, std::nullopt, {{"old.example", start, std::nullopt}, {"new.example", start + hours{9}, std::nullopt}}});
  TargetState older;
  older.target = "old.example#1";
  older.last_judged = start;
  older.last_status = 500;
  TargetState newer = older;
  newer.target = "new.example#1";
  newer.last_judged = start + hours{9};
  newer.last_status = 200;
  write_visits({.failures = {{.target = "old.example#1", .at = start}, {.target = "new.example#1", .at = start}},
                .days = {{"old.example#1", Day{date::year{2026}, date::month{3}, date::day{2}}, 1, 2, 3},
                         {"new.example#1", Day{date::year{2026}, date::month{3}, date::day{2}}, 10, 20, 30}},
                .states = {older, newer}});
  adopt("old.example", "new.example");

  ASSERT_THAT(known().sites, SizeIs(1));
  EXPECT_EQ(known().sites[0].first_seen, start);
  const VisitHistory history = world->wait(world->visits().load()).value();
  ASSERT_THAT(history.states, SizeIs(1));
  EXPECT_EQ(history.states[0].target, "new.example#1");
  EXPECT_EQ(history.states[0].last_status, 200);
  EXPECT_THAT(world->wait(world->visits().failures("new.example", whole_month)).value(), SizeIs(2));
}

TEST_P(SiteStoreContract, GivesAlertsSilencesReadingsAndFilingsToTheNewId) {
  Alert alert;
  alert.identity = {.alert = AlertName::SiteDown, .site = "old.example"};
  alert.starts = start;
  const Fingerprint old_print = fingerprint(alert.identity);
  AlertChange change;
  change.alerts = {alert};
  change.log = {{.alert = old_print, .alert_starts = start, .receiver = "ops", .times = 1}};
  ASSERT_TRUE(world->wait(world->alerts().commit(std::move(change))));
  ASSERT_TRUE(world->wait(world->alerts().put(Silence{.site = "old.example"})));
  ASSERT_TRUE(world->wait(world->alerts().put(Maintenance{.site = "old.example"})));
  std::vector<Observation> observations(1);
  observations[0].site = "old.example";
  observations[0].hosts = {{"lyj.qinghe.example", start, start + hours{7}, true}};
  observations[0].proposed = {{"通知公告", *Url::parse("http://old.example/tz/"), ColumnType::notices}};
  observations[0].identity = PageIdentity{};
  observations[0].identity->codes.id_code = "4503040012";
  ASSERT_TRUE(world->wait(world->observations().write(std::move(observations))));
  Filing filing;
  filing.receipt = "R-1";
  filing.sponsor = "S1";
  filing.period = {2026, 3};
  filing.sites = {{.site = "other.example"}, {.site = "old.example"}};
  ASSERT_TRUE(world->wait(world->campaigns().append(std::move(filing))));
  const Period march{2026, 3};
  ASSERT_TRUE(world->wait(world->campaigns().note_owed({{march, "edu", "old.example"}})));
  adopt("old.example", "new.example");
  world->restart();

  const AlertHistory alerts = world->wait(world->alerts().load()).value();
  ASSERT_THAT(alerts.alerts, SizeIs(1));
  EXPECT_EQ(alerts.alerts[0].identity.site, "new.example");
  ASSERT_THAT(alerts.log, SizeIs(1));
  EXPECT_EQ(alerts.log[0].alert, fingerprint(alerts.alerts[0].identity));
  EXPECT_NE(alerts.log[0].alert, old_print);
  EXPECT_EQ(alerts.silences.at(0).site, "new.example");
  EXPECT_EQ(alerts.maintenances.at(0).site, "new.example");
  const Observation seen = world->wait(world->observations().load()).value().at(0);
  EXPECT_EQ(seen.site, "new.example");
  EXPECT_THAT(seen.hosts, ElementsAre(LinkedHost{"lyj.qinghe.example", start, start + hours{7}, true}));
  EXPECT_THAT(seen.proposed, SizeIs(1));
  ASSERT_TRUE(seen.identity);
  EXPECT_EQ(seen.identity->codes.id_code, "4503040012");
  const Filing kept = world->wait(world->campaigns().load({0, 1})).value().filings.at(0);
  EXPECT_EQ(kept.sites.at(0).site, "other.example");
  EXPECT_EQ(kept.sites.at(1).site, "new.example");
  EXPECT_THAT(world->wait(world->campaigns().load({0, 1})).value().owed,
              ElementsAre(OwedSite{march, "edu", "new.example"}));
}

TEST_P(SiteStoreContract, AdoptsAnUnknownIdWithoutHarm) {
  write({start, std::nullopt, {{"a.example", start, std::nullopt}}});
  adopt("never.example", "a.example");
  adopt("a.example", "a.example");
  EXPECT_THAT(ids(), ElementsAre("a.example"));
}

}  // namespace
}  // namespace sitewatch
