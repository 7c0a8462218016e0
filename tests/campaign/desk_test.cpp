#include "campaign/desk.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <map>
#include <sstream>

#include "support/fake_clock.h"
#include "support/memory_store.h"
#include "support/recording_alert_sink.h"
#include "support/test_spawner.h"

namespace sitewatch::campaign {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

WallTime shanghai(const std::string& text) {
  std::istringstream in{text};
  LocalTime local;
  in >> date::parse("%F %R", local);
  return Zone::named("Asia/Shanghai")->wall(local);
}

Site site(const char* id, const char* sponsor, Disposition disposition) {
  Site made;
  made.id = id;
  made.name = std::string{"网站"} + id;
  made.sponsor = sponsor;
  made.disposition = disposition;
  return made;
}

Sponsor sponsor(const char* id, bool without_site = false) {
  Sponsor made;
  made.id = id;
  made.name = std::string{"区"} + id + "局";
  made.without_site = without_site;
  return made;
}

std::shared_ptr<const std::vector<Site>> shared(std::vector<Site> sites) {
  return std::make_shared<const std::vector<Site>>(std::move(sites));
}

DutySettings settings() {
  DutySettings made;
  made.sponsors = {sponsor("edu"), sponsor("health"), sponsor("office"), sponsor("none", true)};
  made.sites =
      shared({site("edu.example", "edu", Disposition::migrate), site("edu2.example", "edu", Disposition::close),
              site("health.example", "health", Disposition::host), site("www.example", "office", Disposition::keep)});
  made.basis = "the plan, three (three)";
  made.zone = *Zone::named("Asia/Shanghai");
  made.calendar_expected = false;
  made.effective_from = shanghai("2026-03-01 00:00");
  return made;
}

struct World {
  explicit World(const char* now = "2026-03-18 09:00", DutySettings desk_settings = settings())
      : clock{loop, shanghai(now)}, desk{{clock, store.campaigns, alerts, tasks}, std::move(desk_settings)} {}
  /// The desk's tasks end before the desk does.
  ~World() {
    tasks.cancel();
    EXPECT_TRUE(tasks.run_until_empty());
  }

  tl::expected<Receipt, FilingRefusal> file(FilingRequest request) {
    std::optional<tl::expected<Receipt, FilingRefusal>> answer;
    tasks.spawn("file", answer_to(std::move(request), answer));
    clock.settle();
    EXPECT_TRUE(answer);
    return *answer;
  }
  Task<void> answer_to(FilingRequest request, std::optional<tl::expected<Receipt, FilingRefusal>>& answer) {
    tl::expected<Receipt, FilingRefusal> given = co_await desk.file(std::move(request));
    answer.emplace(std::move(given));
  }
  std::vector<std::string> firing() const {
    std::vector<std::string> names;
    for (const auto& [identity, condition] : alerts.firing)
      if (identity.alert == AlertName::ReportOverdue) names.push_back(identity.sponsor + " " + identity.period);
    return names;
  }

  /// How the overdue alerts that are over came to their ends.
  std::vector<std::string> endings() const {
    std::vector<std::string> names;
    for (const auto& each : alerts.ended)
      if (each.identity.alert == AlertName::ReportOverdue)
        names.push_back(each.identity.sponsor + " " + std::string{name(each.ending)});
    return names;
  }

  boost::asio::io_context loop;
  FakeClock clock;
  MemoryStore store{clock};
  RecordingAlertSink alerts;
  TestSpawner tasks{loop};
  Desk desk;
};

FilingRequest request(const char* sponsor_id, std::vector<SiteId> sites) {
  FilingRequest made;
  made.sponsor = sponsor_id;
  made.period = "2026-03";
  made.channel = "tool";
  for (SiteId& id : sites) made.sites.push_back({std::move(id), 40, "applied", {}, "2026-05-31"});
  return made;
}

std::vector<std::string> fields(const tl::expected<Receipt, FilingRefusal>& answer) {
  std::vector<std::string> names;
  if (answer) return names;
  for (const auto& fault : answer.error().faults) names.push_back(fault.field);
  return names;
}

TEST(ReportDesk, GivesAReceiptOnceTheFilingIsStored) {
  World world;
  const auto receipt = world.file(request("edu", {"edu.example", "edu2.example"}));
  ASSERT_TRUE(receipt);
  EXPECT_EQ(receipt->number.substr(0, 12), "202603-0001-");
  EXPECT_EQ(receipt->state, ReportState::filed);
  EXPECT_EQ(receipt->filed_at, shanghai("2026-03-18 09:00"));
  ASSERT_THAT(world.store.tables.filings, SizeIs(1));
  EXPECT_EQ(world.store.tables.filings[0].receipt, receipt->number);
}

TEST(ReportDesk, GivesNoReceiptWhileTheStoreIsFull) {
  World world;
  world.store.fail_from_now_on(failure("no space left on device", true).value());
  const auto refused = world.file(request("edu", {"edu.example"}));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().unavailable, "no space left on device");
  EXPECT_EQ(world.desk.reports({2026, 3})[0].state, ReportState::due_soon);
  world.store.work_again();
  EXPECT_TRUE(world.file(request("edu", {"edu.example"})));
}

TEST(ReportDesk, AnswersARepeatedKeyWithTheSameReceipt) {
  World world;
  FilingRequest keyed = request("edu", {"edu.example", "edu2.example"});
  keyed.idempotency_key = "k1";
  const auto first = world.file(keyed);
  const auto second = world.file(keyed);
  ASSERT_TRUE(first && second);
  EXPECT_EQ(second->number, first->number);
  EXPECT_FALSE(first->repeated);
  EXPECT_TRUE(second->repeated);
  EXPECT_THAT(world.store.tables.filings, SizeIs(1));
}

TEST(ReportDesk, KeepsEveryFurtherFilingAsARevision) {
  World world;
  EXPECT_EQ(world.file(request("edu", {"edu.example"}))->state, ReportState::partial);
  EXPECT_EQ(world.file(request("edu", {"edu2.example"}))->state, ReportState::filed);
  ASSERT_THAT(world.store.tables.filings, SizeIs(2));
  EXPECT_EQ(world.store.tables.filings[1].revision, 2);
}

TEST(ReportDesk, NumbersGoOnAfterARestart) {
  World first;
  first.file(request("edu", {"edu.example"}));
  World second;
  second.desk.start({first.store.tables.filings, {}, {}});
  EXPECT_EQ(second.file(request("health", {"health.example"}))->number.substr(0, 12), "202603-0002-");
}

TEST(ReportDesk, RefusesByField) {
  World world;
  FilingRequest wrong = request("edu", {"edu.example", "health.example", "edu.example"});
  wrong.sites.resize(2);
  wrong.sites[0].migration_percent = 101;
  wrong.sites[0].expected_on = "2026-02-30";
  wrong.sites[1].closure = std::string(201, 'x');
  wrong.note = "\xff";
  wrong.period = "2026-13";
  EXPECT_THAT(fields(world.file(wrong)), ElementsAre("period", "sites[0].migration_percent", "sites[0].expected_on",
                                                     "sites[1].site", "sites[1].closure", "note"));
  EXPECT_THAT(fields(world.file(request("nobody", {}))), ElementsAre("sponsor"));
  EXPECT_THAT(fields(world.file(request("edu", {}))), ElementsAre("sites"));
  EXPECT_THAT(fields(world.file(request("edu", {"edu.example", "edu.example"}))), ElementsAre("sites[1].site"));
  FilingRequest ancient = request("edu", {"edu.example"});
  ancient.period = "2020-01";
  EXPECT_THAT(fields(world.file(ancient)), ElementsAre("period"));
  FilingRequest control = request("edu", {"edu.example"});
  control.note = std::string("a\0b", 3);
  control.idempotency_key = std::string(129, 'k');
  EXPECT_THAT(fields(world.file(control)), ElementsAre("note", "idempotency_key"));
  EXPECT_THAT(world.store.tables.filings, IsEmpty());
}

TEST(ReportDesk, LetsOnlyTheOfficeEnterWhatArrivedAnotherWay) {
  World world;
  FilingRequest by_phone = request("edu", {"edu.example", "edu2.example"});
  by_phone.channel = "phone";
  by_phone.received_at = shanghai("2026-03-17 10:00");
  EXPECT_THAT(fields(world.file(by_phone)), ElementsAre("channel", "received_at", "entered_by", "reason"));
  by_phone.by_office = true;
  EXPECT_THAT(fields(world.file(by_phone)), ElementsAre("entered_by", "reason"));
  by_phone.entered_by = "office";
  by_phone.reason = "told by telephone";
  const auto receipt = world.file(by_phone);
  ASSERT_TRUE(receipt);
  EXPECT_EQ(receipt->filed_at, *by_phone.received_at);
  const ReportRow row = world.desk.reports({2026, 3}).front();
  EXPECT_EQ(row.entered_by, "office");
  EXPECT_EQ(row.entry_reason, "told by telephone");
  EXPECT_EQ(world.store.tables.filings.back().reason, "told by telephone");
  by_phone.received_at = shanghai("2026-03-18 09:01");
  EXPECT_THAT(fields(world.file(by_phone)), ElementsAre("received_at"));
}

TEST(ReportDesk, AsksForNoReasonWhereASponsorFilesForItself) {
  World world;
  FilingRequest own = request("edu", {"edu.example", "edu2.example"});
  own.reason = "because";
  EXPECT_THAT(fields(world.file(own)), ElementsAre("reason"));
  own.reason.clear();
  EXPECT_TRUE(world.file(own));
}

TEST(ReportDesk, MarksWhatTheOfficeEnteredWhateverTheChannel) {
  World world;
  FilingRequest of_today = request("edu", {"edu.example", "edu2.example"});
  of_today.by_office = true;
  ASSERT_TRUE(world.file(of_today));
  EXPECT_FALSE(world.desk.reports({2026, 3}).front().entered_at);
  FilingRequest set_back = request("health", {"health.example"});
  set_back.received_at = shanghai("2026-03-17 10:00");
  set_back.entered_by = "office";
  set_back.reason = "the line was down";
  set_back.by_office = true;
  ASSERT_TRUE(world.file(set_back));
  EXPECT_EQ(world.desk.reports({2026, 3}).back().entered_at, shanghai("2026-03-18 09:00"));
  EXPECT_EQ(std::get<bool>(world.alerts.bulletins.back().facts.values.at("on_behalf")), true);
}

TEST(ReportDesk, ListsWhoOwesInInventoryOrder) {
  World world;
  const auto rows = world.desk.reports({2026, 3});
  ASSERT_THAT(rows, SizeIs(2));
  EXPECT_EQ(rows[0].sponsor, "edu");
  EXPECT_EQ(rows[0].sites, 2);
  EXPECT_EQ(rows[1].sponsor, "health");
  DutySettings all = settings();
  all.owed_by_all = true;
  world.desk.reconfigure(all);
  EXPECT_THAT(world.desk.reports({2026, 3}), SizeIs(3));
}

Filing filed_on(const char* sponsor_id, std::vector<SiteId> sites, const char* received) {
  Filing made;
  made.sponsor = sponsor_id;
  made.receipt = std::string{"202603-"} + sponsor_id;
  made.period = {2026, 3};
  for (SiteId& id : sites) made.sites.push_back({std::move(id), 40, {}, {}, {}});
  made.received_at = made.entered_at = shanghai(received);
  made.channel = "web";
  return made;
}

/// How the list of who is missing on 20 April calls the month before, by unit.
std::map<std::string, std::string> march_in_the_april_list(CampaignHistory march) {
  World world{"2026-04-20 09:59"};
  world.desk.start(std::move(march));
  world.clock.advance(minutes{2});
  std::map<std::string, std::string> found;
  for (const Bulletin& each : world.alerts.bulletins) {
    if (each.kind != BulletinKind::chasing) continue;
    for (const FactRow& row : each.facts.lists.at("units"))
      found[std::get<std::string>(row.at("sponsor"))] = std::get<std::string>(row.at("last_month"));
  }
  return found;
}

TEST(OfficeList, SaysHowTheMonthBeforeWent) {
  const std::vector<OwedSite> owed{
      {{2026, 3}, "edu", "edu.example"}, {{2026, 3}, "edu", "edu2.example"}, {{2026, 3}, "health", "health.example"}};
  DutyDecision back;
  back.no = 1;
  back.kind = DecisionKind::give_back;
  back.sponsor = "edu";
  back.period = {2026, 3};
  back.revision = 1;
  DutyDecision waiver = back;
  waiver.kind = DecisionKind::waive;
  const Filing whole = filed_on("edu", {"edu.example", "edu2.example"}, "2026-03-20 23:59");
  using testing::Pair;
  using testing::UnorderedElementsAre;
  EXPECT_THAT(march_in_the_april_list({{}, {}, owed}),
              UnorderedElementsAre(Pair("edu", "missing"), Pair("health", "missing")));
  EXPECT_THAT(march_in_the_april_list({{whole, filed_on("health", {"health.example"}, "2026-03-21 00:00")}, {}, owed}),
              UnorderedElementsAre(Pair("edu", "filed"), Pair("health", "filed_late")));
  EXPECT_THAT(march_in_the_april_list({{whole}, {back}, owed}),
              UnorderedElementsAre(Pair("edu", "filed"), Pair("health", "missing")))
      << "what was given back was in time";
  EXPECT_THAT(march_in_the_april_list({{filed_on("edu", {"edu.example"}, "2026-03-25 10:00")}, {}, owed}),
              UnorderedElementsAre(Pair("edu", "filed_late"), Pair("health", "missing")))
      << "a part of it came, and late";
  EXPECT_THAT(march_in_the_april_list({{}, {waiver}, owed}),
              UnorderedElementsAre(Pair("edu", "waived"), Pair("health", "missing")));
}

TEST(OfficeList, SaysNothingOfAMonthBeforeTheDaemon) {
  World world{"2026-03-20 09:59"};
  Filing late = filed_on("health", {"health.example"}, "2026-02-27 10:00");
  DutyDecision extension;
  extension.no = 1;
  extension.sponsor = "edu";
  extension.until = date::year{2026} / 2 / 26;
  late.period = extension.period = {2026, 2};
  world.desk.start({{late}, {extension}, {}});
  world.clock.advance(minutes{2});
  int rows = 0;
  for (const Bulletin& each : world.alerts.bulletins)
    for (const FactRow& row : each.facts.lists.at("units")) {
      EXPECT_EQ(std::get<std::string>(row.at("last_month")), "none");
      ++rows;
    }
  EXPECT_EQ(rows, 2);
}

TEST(ReportDesk, NamesNobodyForAMonthBeforeTheDaemonUnlessSomethingIsKnown) {
  World world{"2026-03-18 09:00"};
  EXPECT_THAT(world.desk.reports({2026, 1}), IsEmpty());
  EXPECT_THAT(world.desk.reports({2026, 2}), IsEmpty()) << "its deadline was before the daemon's first day";
  EXPECT_THAT(world.desk.reports({2026, 3}), SizeIs(2));
  FilingRequest late = request("edu", {"edu.example"});
  late.period = "2026-02";
  ASSERT_TRUE(world.file(late));
  const auto known = world.desk.reports({2026, 2});
  ASSERT_THAT(known, SizeIs(1)) << "who filed is known, and nobody else";
  EXPECT_EQ(known[0].sponsor, "edu");
}

TEST(ReportDesk, CountsNoDaysAsLateWhereTheDutyWasWaived) {
  const auto late_days = [](std::vector<DutyDecision> decisions) {
    World world{"2026-03-25 09:00"};
    world.desk.start({{}, std::move(decisions), {}});
    EXPECT_TRUE(world.file(request("edu", {"edu.example", "edu2.example"})));
    return std::get<std::int64_t>(world.alerts.bulletins.back().facts.values.at("late_days"));
  };
  DutyDecision waiver;
  waiver.no = 1;
  waiver.kind = DecisionKind::waive;
  waiver.sponsor = "edu";
  waiver.period = {2026, 3};
  EXPECT_EQ(late_days({}), 5);
  EXPECT_EQ(late_days({waiver}), 0);
}

TEST(ReportDesk, CallsAFilingAfterAnEarlyClosingTimeLateOnThatDay) {
  World world{"2026-03-20 18:00"};
  DutySettings early = settings();
  early.rule.cutoff = minutes{17 * 60 + 30};
  world.desk.reconfigure(early);
  ASSERT_TRUE(world.file(request("edu", {"edu.example", "edu2.example"})));
  const FactRow& receipt = world.alerts.bulletins.back().facts.values;
  EXPECT_TRUE(std::get<bool>(receipt.at("late")));
  EXPECT_EQ(std::get<std::int64_t>(receipt.at("late_days")), 0);
}

TEST(DutyWatch, RaisesOneAlertDatedAtTheDeadlineAndEndsItWithTheReceipt) {
  World world{"2026-03-20 23:00"};
  world.desk.start({});
  world.clock.advance(minutes{59});
  EXPECT_THAT(world.firing(), IsEmpty());
  world.clock.advance(minutes{2});
  EXPECT_THAT(world.firing(), ElementsAre("edu 2026-03", "health 2026-03"));
  const AlertCondition& condition = world.alerts.firing.at(report_identity(AlertName::ReportOverdue, {2026, 3}, "edu"));
  EXPECT_EQ(condition.starts, shanghai("2026-03-21 00:00"));
  EXPECT_EQ(condition.sponsor, "edu");
  EXPECT_EQ(std::get<std::int64_t>(condition.facts.values.at("count")), 2);
  EXPECT_THAT(condition.facts.lists.at("sites"), SizeIs(2));
  EXPECT_EQ(world.desk.reports({2026, 3})[0].state, ReportState::in_grace);

  world.clock.advance(hours{72});
  EXPECT_THAT(world.firing(), ElementsAre("edu 2026-03", "health 2026-03"));
  EXPECT_EQ(world.desk.reports({2026, 3})[0].state, ReportState::overdue);
  const auto receipt = world.file(request("edu", {"edu.example", "edu2.example"}));
  EXPECT_EQ(receipt->state, ReportState::filed_late);
  EXPECT_THAT(world.firing(), ElementsAre("health 2026-03"));
  EXPECT_THAT(world.endings(), ElementsAre("edu receipt"));
  EXPECT_EQ(std::get<std::string>(world.alerts.ended.back().facts.values.at("receipt")), receipt->number);
}

TEST(DutyWatch, CatchesUpOnceAfterTheDaemonWasDownOverTheDeadline) {
  Filing filed;
  filed.receipt = "202603-0001-XX";
  filed.sponsor = "health";
  filed.period = {2026, 3};
  filed.nil_reason = "nothing new";
  DutySettings from_february = settings();
  from_february.effective_from = shanghai("2026-02-01 00:00");
  World world{"2026-03-24 08:00", from_february};
  AlertCondition left_over;
  left_over.identity = {AlertName::ReportOverdue, {}, {}, "health", "2026-03", {}};
  world.alerts.raise(left_over);
  world.desk.start({{filed}, {}, {}});
  world.clock.advance(hours{48});
  EXPECT_THAT(world.firing(), ElementsAre("edu 2026-02", "edu 2026-03", "health 2026-02"));
  EXPECT_THAT(world.endings(), ElementsAre("health receipt"));
}

TEST(DutyWatch, SaysNothingOfDeadlinesBeforeItWasToStart) {
  DutySettings late_start = settings();
  late_start.effective_from = shanghai("2026-03-21 00:01");
  World world{"2026-03-25 08:00", late_start};
  world.desk.start({});
  world.clock.advance(hours{1});
  EXPECT_THAT(world.firing(), IsEmpty());
  world.clock.advance(hours{24} * 27);
  EXPECT_THAT(world.firing(), ElementsAre("edu 2026-04", "health 2026-04"));
}

TEST(DutyWatch, FollowsTheWallClockWhenItIsSetForthAndBack) {
  World world{"2026-03-20 12:00"};
  world.desk.start({});
  world.clock.settle();
  world.clock.step_wall(hours{13});
  world.clock.advance(std::chrono::seconds{30});
  EXPECT_THAT(world.firing(), ElementsAre("edu 2026-03", "health 2026-03"));
  world.clock.step_wall(-hours{13});
  world.clock.advance(minutes{1});
  EXPECT_THAT(world.firing(), IsEmpty()) << "nobody is late at noon of the last day";
  EXPECT_THAT(world.endings(), ElementsAre("edu lapsed", "health lapsed"));
  world.clock.advance(hours{13});
  EXPECT_THAT(world.firing(), ElementsAre("edu 2026-03", "health 2026-03"));
}

TEST(DutyWatch, EndsTheAlertOfASponsorThatIsGoneWithoutClaimingAReceipt) {
  World world{"2026-03-21 08:00"};
  world.desk.start({});
  world.clock.advance(minutes{1});
  DutySettings fewer = settings();
  fewer.sponsors.erase(fewer.sponsors.begin());
  world.desk.reconfigure(fewer);
  world.clock.advance(minutes{1});
  EXPECT_THAT(world.firing(), ElementsAre("health 2026-03"));
  EXPECT_THAT(world.endings(), ElementsAre("edu unmonitored"));
}

TEST(DutyWatch, OwesForTheMonthInWhichASiteWasUnfinishedAndNotForTheNext) {
  World world{"2026-03-10 08:00"};
  world.desk.start({});
  world.clock.advance(minutes{1});
  DutySettings decided = settings();
  std::vector<Site> sites = *decided.sites;
  sites[2].disposition = Disposition::keep;
  decided.sites = shared(std::move(sites));
  world.desk.reconfigure(decided);
  world.clock.advance(minutes{1});
  EXPECT_THAT(world.desk.reports({2026, 3}), SizeIs(2));
  EXPECT_THAT(world.desk.reports({2026, 4}), SizeIs(1));
  World restarted{"2026-03-25 08:00", decided};
  CampaignHistory noted;
  noted.owed.assign(world.store.tables.owed.begin(), world.store.tables.owed.end());
  restarted.desk.start(noted);
  restarted.clock.advance(minutes{1});
  EXPECT_THAT(restarted.firing(), ElementsAre("edu 2026-03", "health 2026-03"));
}

TEST(DutyWatch, WalksTenThousandSponsorsInTurns) {
  DutySettings many = settings();
  many.sponsors.clear();
  std::vector<Site> sites;
  for (int i = 0; i < 10'000; ++i) {
    const std::string id = "s" + std::to_string(i);
    many.sponsors.push_back(sponsor(id.c_str()));
    sites.push_back(site((id + ".example").c_str(), id.c_str(), Disposition::migrate));
  }
  many.sites = shared(std::move(sites));
  World world{"2026-03-20 23:59", many};
  world.desk.start({});
  world.clock.advance(minutes{2});
  EXPECT_EQ(world.firing().size(), 10'000U);
  world.clock.advance(hours{57});  // The late list of Monday.
  ASSERT_THAT(world.alerts.bulletins, SizeIs(2)) << "who is missing on the last day, who is late";
  for (const Bulletin& each : world.alerts.bulletins) {
    EXPECT_EQ(std::get<std::int64_t>(each.facts.values.at("missing")), 10'000);
    EXPECT_THAT(each.facts.lists.at("units"), SizeIs(300)) << "counted, not all named";
  }
}

}  // namespace
}  // namespace sitewatch::campaign
