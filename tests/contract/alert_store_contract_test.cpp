// What every AlertStore does, the fake as SQLite.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "support/store_world.h"

namespace sitewatch {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const WallTime start = FakeClock::default_start;

Alert down(const std::string& site, WallTime starts = start) {
  Alert alert;
  alert.identity = {.alert = AlertName::SiteDown, .site = site};
  alert.starts = starts;
  return alert;
}

NotificationEntry told(const Alert& alert, const std::string& receiver) {
  return {fingerprint(alert.identity), alert.starts, receiver, start, start + minutes{1}, 2, Severity::critical, true,
          "<1@sitewatch.example>"};
}

OutboxRow mail(const std::string& id) {
  OutboxRow row;
  row.message_id = id;
  row.receiver = "sponsor:S1";
  row.subject = "【紧急】";
  row.from = "watch@office.example";
  row.to = {"a@unit.example", "b@unit.example"};
  row.message = std::string(5000, 'x') + "\r\n";
  row.urgent = true;
  row.created = start;
  row.next_attempt = start + minutes{2};
  return row;
}

class AlertStoreContract : public testing::TestWithParam<std::string> {
 protected:
  AlertHistory load() { return world->wait(world->alerts().load()).value(); }
  std::vector<std::int64_t> commit(AlertChange change) {
    return world->wait(world->alerts().commit(std::move(change))).value();
  }
  std::int64_t post(OutboxRow row) {
    AlertChange change;
    change.outbox.push_back(std::move(row));
    return commit(std::move(change)).at(0);
  }
  std::unique_ptr<StoreWorld> world = make_store_world(GetParam());
};

INSTANTIATE_TEST_SUITE_P(Stores, AlertStoreContract, testing::Values("memory", "sqlite"),
                         [](const auto& each) { return each.param; });

TEST_P(AlertStoreContract, KeepsEveryMemberOfAnAlert) {
  Alert alert;
  alert.identity = {AlertName::ReportOverdue, "a.example", "news", "S1", "2026-03", "m1", "h.example"};
  alert.severity = Severity::critical;
  alert.sponsor = "区教育局";
  alert.portal = true;
  alert.baseline = true;
  alert.starts = start;
  alert.ends = start + hours{1};
  alert.ending = Ending::receipt;
  commit({.alerts = {alert}});
  world->restart();
  ASSERT_THAT(load().alerts, SizeIs(1));
  const Alert kept = load().alerts[0];
  EXPECT_EQ(kept.identity, alert.identity);
  EXPECT_EQ(kept.severity, alert.severity);
  EXPECT_EQ(kept.sponsor, alert.sponsor);
  EXPECT_TRUE(kept.portal);
  EXPECT_TRUE(kept.baseline);
  EXPECT_EQ(kept.starts, alert.starts);
  EXPECT_EQ(kept.ends, alert.ends);
  EXPECT_EQ(kept.ending, alert.ending);
}

TEST_P(AlertStoreContract, KeepsFactsWithTheirTypes) {
  Alert alert = down("a.example");
  alert.facts.values = {{"text", std::string("换行\n\"引号\" \xff\x01")},
                        {"empty", std::string{}},
                        {"most", std::numeric_limits<std::int64_t>::max()},
                        {"least", std::numeric_limits<std::int64_t>::min()},
                        {"sum", 0.1 + 0.2},
                        {"tiny", std::numeric_limits<double>::denorm_min()},
                        {"whole", 3.0},
                        {"endless", std::numeric_limits<double>::infinity()},
                        {"since", start},
                        {"zero", std::int64_t{0}},
                        {"yes", true},
                        {"no", false}};
  alert.facts.lists["visits"] = {{{"at", start}, {"reason", std::string("http_5xx")}}, {}, {{"n", std::int64_t{1}}}};
  alert.facts.lists["none"] = {};
  commit({.alerts = {alert}});
  world->restart();
  const Facts kept = load().alerts.at(0).facts;
  EXPECT_EQ(kept.values, alert.facts.values);
  EXPECT_EQ(kept.lists, alert.facts.lists);
}

TEST_P(AlertStoreContract, ReplacesAnAlertByFingerprintAndStart) {
  Alert first = down("a.example");
  commit({.alerts = {first, down("b.example")}});
  first.severity = Severity::critical;
  commit({.alerts = {first, down("a.example", start + hours{5})}});
  const AlertHistory history = load();
  ASSERT_THAT(history.alerts, SizeIs(3));
  int critical = 0;
  for (const Alert& alert : history.alerts) critical += alert.severity == Severity::critical;
  EXPECT_EQ(critical, 1);
}

TEST_P(AlertStoreContract, ForgetsAlertsThatEndedLongAgoWithTheirLog) {
  Alert old = down("a.example", start - hours{24 * 40});
  old.ending = Ending::recovered;
  old.ends = start - hours{24 * 31};
  Alert recent = old;
  recent.starts = start - hours{24 * 35};
  recent.ends = start - hours{24 * 29};
  Alert long_firing = down("b.example", start - hours{24 * 300});
  commit(
      {.alerts = {old, recent, long_firing}, .log = {told(old, "ops"), told(recent, "ops"), told(long_firing, "ops")}});
  world->restart();
  const AlertHistory history = load();
  EXPECT_THAT(history.alerts, SizeIs(2));
  EXPECT_THAT(history.log, SizeIs(2));
  for (const NotificationEntry& entry : history.log) EXPECT_NE(entry.alert_starts, old.starts);
}

TEST_P(AlertStoreContract, KeepsTheNotificationLog) {
  const Alert alert = down("a.example");
  NotificationEntry entry = told(alert, "office");
  commit({.alerts = {alert}, .log = {entry, told(alert, "ops")}});
  entry.times = 3;
  entry.last_at = start + hours{1};
  commit({.log = {entry}});
  world->restart();
  const std::vector<NotificationEntry> log = load().log;
  ASSERT_THAT(log, SizeIs(2));
  EXPECT_EQ(log[0].alert, fingerprint(alert.identity));
  EXPECT_EQ(log[0].alert_starts, start);
  EXPECT_EQ(log[0].receiver, "office");
  EXPECT_EQ(log[0].first_at, start);
  EXPECT_EQ(log[0].last_at, start + hours{1});
  EXPECT_EQ(log[0].times, 3);
  EXPECT_EQ(log[0].severity, Severity::critical);
  EXPECT_TRUE(log[0].ended_told);
  EXPECT_EQ(log[0].thread, "<1@sitewatch.example>");
  EXPECT_EQ(log[1].times, 2);
}

TEST_P(AlertStoreContract, KeepsAMailAndItsMessageApart) {
  const auto ids = commit({.outbox = {mail("<1@a>"), mail("<2@a>")}});
  ASSERT_THAT(ids, SizeIs(2));
  EXPECT_LT(ids[0], ids[1]);
  world->restart();
  const std::vector<OutboxRow> rows = load().outbox;
  ASSERT_THAT(rows, SizeIs(2));
  const OutboxRow want = mail("<1@a>");
  EXPECT_EQ(rows[0].id, ids[0]);
  EXPECT_EQ(rows[0].message_id, want.message_id);
  EXPECT_EQ(rows[0].receiver, want.receiver);
  EXPECT_EQ(rows[0].subject, want.subject);
  EXPECT_EQ(rows[0].from, want.from);
  EXPECT_EQ(rows[0].to, want.to);
  EXPECT_TRUE(rows[0].urgent);
  EXPECT_EQ(rows[0].created, want.created);
  EXPECT_EQ(rows[0].state, OutboxState::pending);
  EXPECT_EQ(rows[0].next_attempt, want.next_attempt);
  EXPECT_THAT(rows[0].message, IsEmpty());
  EXPECT_EQ(world->wait(world->alerts().message(ids[1])).value(), want.message);
  EXPECT_FALSE(world->wait(world->alerts().message(999)));
}

TEST_P(AlertStoreContract, ASentMailLosesItsMessageAndKeepsItsSubject) {
  OutboxRow row = mail("<1@a>");
  row.id = post(row);
  const std::int64_t parked = post(mail("<2@a>"));
  row.state = OutboxState::sent;
  row.attempts = 2;
  row.last_reply = "250 ok";
  ASSERT_TRUE(world->wait(world->alerts().update(row)));
  OutboxRow other = mail("<2@a>");
  other.id = parked;
  other.state = OutboxState::parked;
  other.last_reply = "550 no";
  other.next_attempt = start + hours{3};
  ASSERT_TRUE(world->wait(world->alerts().update(other)));
  world->restart();

  ASSERT_THAT(load().outbox, SizeIs(1));
  EXPECT_EQ(load().outbox[0].state, OutboxState::parked);
  EXPECT_EQ(load().outbox[0].next_attempt, start + hours{3});
  EXPECT_EQ(world->wait(world->alerts().message(row.id)).value(), "");
  EXPECT_FALSE(world->wait(world->alerts().message(parked)).value().empty());
  const std::vector<OutboxRow> latest = world->wait(world->alerts().notifications(10)).value();
  ASSERT_THAT(latest, SizeIs(2));
  EXPECT_EQ(latest[0].id, parked);
  EXPECT_EQ(latest[0].last_reply, "550 no");
  EXPECT_EQ(latest[1].subject, "【紧急】");
  EXPECT_EQ(latest[1].state, OutboxState::sent);
  EXPECT_EQ(latest[1].attempts, 2);
  EXPECT_THAT(world->wait(world->alerts().notifications(1)).value(), SizeIs(1));
}

TEST_P(AlertStoreContract, RefusesToUpdateAMailThatIsNotThere) {
  OutboxRow row = mail("<1@a>");
  row.id = 77;
  EXPECT_FALSE(world->wait(world->alerts().update(row)));
}

TEST_P(AlertStoreContract, KeepsSilencesAndMaintenances) {
  Silence silence{0, "SiteDown", "a.example", "S1", {start, start + hours{1}}, "演练", "ops"};
  silence.id = world->wait(world->alerts().put(silence)).value();
  EXPECT_NE(silence.id, 0);
  silence.span.to = start + minutes{5};
  EXPECT_EQ(world->wait(world->alerts().put(silence)).value(), silence.id);
  const Maintenance maintenance{0, "b.example", {start, start + hours{2}}, "机房", "office"};
  const std::int64_t id = world->wait(world->alerts().put(maintenance)).value();
  world->restart();
  const AlertHistory history = load();
  ASSERT_THAT(history.silences, SizeIs(1));
  EXPECT_EQ(history.silences[0].id, silence.id);
  EXPECT_EQ(history.silences[0].alert, "SiteDown");
  EXPECT_EQ(history.silences[0].site, "a.example");
  EXPECT_EQ(history.silences[0].sponsor, "S1");
  EXPECT_EQ(history.silences[0].span, silence.span);
  EXPECT_EQ(history.silences[0].reason, "演练");
  EXPECT_EQ(history.silences[0].by, "ops");
  ASSERT_THAT(history.maintenances, SizeIs(1));
  EXPECT_EQ(history.maintenances[0].id, id);
  EXPECT_EQ(history.maintenances[0].site, "b.example");
  EXPECT_EQ(history.maintenances[0].span, maintenance.span);
}

TEST_P(AlertStoreContract, TellsTheSiteRegisterOfTheBaselineMail) {
  commit({.baseline_sent = start + hours{1}});
  world->restart();
  EXPECT_EQ(world->wait(world->sites().load()).value().baseline_sent, start + hours{1});
}

TEST_P(AlertStoreContract, CommitsAllOrNothing) {
  const Alert alert = down("a.example");
  const AlertChange change{
      .alerts = {alert}, .log = {told(alert, "ops")}, .outbox = {mail("<1@a>")}, .baseline_sent = start};
  world->fill_disk();
  const auto refused = world->wait(world->alerts().commit(change));
  ASSERT_FALSE(refused);
  EXPECT_TRUE(refused.error().retry);
  EXPECT_FALSE(world->wait(world->alerts().put(Silence{})));
  world->empty_disk();
  AlertHistory history = load();
  EXPECT_THAT(history.alerts, IsEmpty());
  EXPECT_THAT(history.log, IsEmpty());
  EXPECT_THAT(history.outbox, IsEmpty());
  EXPECT_FALSE(world->wait(world->sites().load()).value().baseline_sent);
  EXPECT_THAT(commit(change), SizeIs(1));
  history = load();
  EXPECT_THAT(history.alerts, SizeIs(1));
  EXPECT_THAT(history.log, SizeIs(1));
  EXPECT_THAT(history.outbox, SizeIs(1));
}

TEST_P(AlertStoreContract, NeverGivesAnIdTwice) {
  OutboxRow row = mail("<1@a>");
  row.id = post(row);
  world->restart();
  EXPECT_GT(post(mail("<2@a>")), row.id);
}

}  // namespace
}  // namespace sitewatch
