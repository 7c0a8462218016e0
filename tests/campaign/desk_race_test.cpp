// What happens while a row is on its way to the store, and what is told of it later.
#include "campaign/duty_world.h"
#include "support/log_lines.h"
#include "support/matchers.h"
#include "support/smtp_sink.h"
#include "support/test_spawner.h"

namespace sitewatch {
namespace {

using std::chrono::seconds;

const std::string unit = "s001@unit.example";

class DeskRace : public testing::Test {
 protected:
  DeskRace() : world({.start = "2026-03-10 10:00"}) {}

  /// As a reload does that gives a site of the first unit another id.
  void rename(const std::string& was, const std::string& now) {
    auto sites = std::make_shared<std::vector<Site>>(*world.duty.sites);
    for (Site& each : *sites)
      if (each.id == was) {
        each.id = now;
        each.was = {was};
      }
    world.duty.sites = std::move(sites);
    world.desk->adopt({{was, now}});
    world.desk->reconfigure(world.duty);
  }
  DecisionRequest decision(DecisionKind kind, const std::string& until = {}) const {
    return {kind, "s001", "2026-03", until, "来函说明", "区政府办"};
  }
  ReportRow row() const { return world.desk->reports({2026, 3}).front(); }

  DutyWorld world;
};

TEST_F(DeskRace, AFilingThatWaitsForTheStoreFollowsItsSiteToANewId) {
  world.campaigns.takes = seconds{5};
  DutyWorld::Filed answer;
  world.begin_to_file(world.report(1, "2026-03", {"a", "b"}), answer);
  rename("s001-a", "s001-new");
  world.clock.advance(seconds{6});
  ASSERT_TRUE(answer && *answer);
  EXPECT_EQ((*answer)->state, ReportState::filed);
  EXPECT_THAT(row().left_out, IsEmpty());
}

TEST_F(DeskRace, AKeyStandsForOneContent) {
  FilingRequest request = world.report(1, "2026-03", {"a", "b"});
  request.idempotency_key = "once";
  const auto first = world.file(request);
  ASSERT_TRUE(first);
  const auto again = world.file(request);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->number, first->number);
  EXPECT_TRUE(again->repeated);
  const auto refuses = [&](const FilingRequest& other) {
    const auto answer = world.file(other);
    return !answer && answer.error().conflict == first->number && answer.error().faults.size() == 1;
  };
  FilingRequest other = request;
  other.note = "changed";
  EXPECT_TRUE(refuses(other));
  other = request;
  other.sites[1].migration_percent = 41;
  EXPECT_TRUE(refuses(other));
  other = request;
  other.sites.pop_back();
  EXPECT_TRUE(refuses(other));
  other = request;
  other.by_office = true;
  other.entered_by = "office";
  other.reason = "told by telephone";
  other.received_at = world.at("2026-03-09 10:00");
  EXPECT_TRUE(refuses(other));
  EXPECT_THAT(world.store.tables.filings, SizeIs(1));
  world.restart();
  EXPECT_TRUE(refuses(other));
  EXPECT_EQ(world.file(request)->number, first->number);
}

TEST_F(DeskRace, AKeyThatIsOnItsWayToTheStoreStandsForItsContentToo) {
  world.campaigns.takes = seconds{5};
  FilingRequest request = world.report(1, "2026-03", {"a", "b"});
  request.idempotency_key = "once";
  FilingRequest changed = request;
  changed.note = "changed";
  DutyWorld::Filed first, same, other;
  world.begin_to_file(request, first);
  world.begin_to_file(request, same);
  world.begin_to_file(changed, other);
  world.clock.advance(seconds{6});
  ASSERT_TRUE(first && *first && same && *same && other);
  EXPECT_EQ((*same)->number, (*first)->number);
  ASSERT_FALSE(*other);
  EXPECT_EQ(other->error().conflict, (*first)->number);
  EXPECT_THAT(world.store.tables.filings, SizeIs(1));
}

TEST_F(DeskRace, ACorrectionDoesNotTakeThePlaceOfWhatItsSenderHasNotSeen) {
  const auto with = [&](std::int64_t revision) {
    FilingRequest request = world.report(1, "2026-03", {"a", "b"});
    request.if_revision = revision;
    return request;
  };
  const auto reason = [](const tl::expected<Receipt, FilingRefusal>& answer) {
    return answer ? std::string{} : std::string{name(answer.error().faults.at(0).reason)};
  };
  EXPECT_EQ(reason(world.file(with(1))), "no_such_revision");
  const auto first = world.file(with(0));
  ASSERT_TRUE(first);
  const auto unseen = world.file(with(0));
  EXPECT_EQ(reason(unseen), "newer_revision");
  EXPECT_EQ(unseen.error().conflict, first->number);
  EXPECT_EQ(reason(world.file(with(2))), "no_such_revision");
  world.campaigns.takes = seconds{5};
  DutyWorld::Filed second, meanwhile, unasked;
  world.begin_to_file(with(1), second);
  world.begin_to_file(with(1), meanwhile);
  world.begin_to_file(world.report(1, "2026-03", {"a"}), unasked);
  ASSERT_TRUE(meanwhile) << "another one is on its way to the disk";
  EXPECT_EQ(reason(*meanwhile), "newer_revision");
  world.clock.advance(seconds{6});
  EXPECT_TRUE(second && *second);
  EXPECT_TRUE(unasked && *unasked) << "who does not ask is a revision more";
  EXPECT_THAT(world.store.tables.filings, SizeIs(3));
}

TEST_F(DeskRace, ACorrectionSentTwiceAtOnceIsNotStoppedByItself) {
  ASSERT_TRUE(world.file(world.report(1, "2026-03", {"a", "b"})));
  world.campaigns.takes = seconds{5};
  FilingRequest correction = world.report(1, "2026-03", {"a"});
  correction.idempotency_key = "once";
  correction.if_revision = 1;
  DutyWorld::Filed first, again;
  world.begin_to_file(correction, first);
  world.begin_to_file(correction, again);
  world.clock.advance(seconds{6});
  ASSERT_TRUE(first && *first && again && *again);
  EXPECT_EQ((*again)->number, (*first)->number);
  const auto later = world.file(correction);
  EXPECT_TRUE(later && later->repeated) << "though its own revision is the newest now";
  EXPECT_THAT(world.store.tables.filings, SizeIs(2));
}

TEST_F(DeskRace, AReportDidNotReachTheOfficeBeforeItsTime) {
  FilingRequest by_phone = world.report(1, "2026-03", {"a", "b"});
  by_phone.channel = "phone";
  by_phone.by_office = true;
  by_phone.entered_by = "office";
  by_phone.reason = "told by telephone";
  by_phone.received_at = world.at("2025-12-31 23:59");
  const auto refused = world.file(by_phone);
  ASSERT_FALSE(refused);
  ASSERT_THAT(refused.error().faults, SizeIs(1));
  EXPECT_EQ(refused.error().faults[0].field, "received_at");
  by_phone.received_at = world.at("2026-01-01 00:00");
  EXPECT_TRUE(world.file(by_phone));
}

TEST_F(DeskRace, WhatIsTooOldToBeFiledIsAskedForNoLonger) {
  world.duty.effective_from = world.at("2025-02-01 00:00");
  world.desk->reconfigure(world.duty);
  world.go_to("2026-03-10 10:05");
  const auto fires = [&](const std::string& period) {
    int firing = 0;
    world.alerts->each_alert([&](const Alert& each) {
      if (each.firing() && each.identity.alert == AlertName::ReportOverdue && each.identity.period == period) ++firing;
      if (!each.firing() && each.identity.period == period) {
        EXPECT_EQ(each.ending, Ending::lapsed);
      }
    });
    return firing;
  };
  EXPECT_EQ(fires("2025-02"), 0) << "13 months ago";
  ASSERT_EQ(fires("2025-03"), 3);
  const std::size_t mails = world.mailer.subjects_to(unit).size();
  world.go_to("2026-03-31 23:59");
  EXPECT_EQ(fires("2025-03"), 3);
  world.go_to("2026-04-01 00:05");
  EXPECT_EQ(fires("2025-03"), 0);
  EXPECT_EQ(fires("2025-04"), 3);
  world.go_to("2026-04-01 10:00");
  const std::vector<std::string> subjects = world.mailer.subjects_to(unit);
  for (std::size_t i = mails; i < subjects.size(); ++i) EXPECT_THAT(subjects[i], Not(HasSubstr("2025年3月")));
}

TEST_F(DeskRace, OneDecisionAtATimeIsTakenAboutOneReport) {
  world.campaigns.takes = seconds{5};
  DutyWorld::Taken first, second, other_month;
  world.begin_to_decide(decision(DecisionKind::waive), first);
  world.begin_to_decide(decision(DecisionKind::extend, "2026-03-31"), second);
  DecisionRequest april = decision(DecisionKind::waive);
  april.period = "2026-04";
  world.begin_to_decide(april, other_month);
  ASSERT_TRUE(second) << "refused at once";
  ASSERT_FALSE(*second);
  EXPECT_EQ(second->error().faults.at(0).field, "kind");
  world.clock.advance(seconds{6});
  EXPECT_TRUE(first && *first);
  EXPECT_TRUE(other_month && *other_month);
  EXPECT_THAT(world.store.tables.decisions, SizeIs(2));
  world.campaigns.takes = seconds{0};
  EXPECT_TRUE(world.decide(decision(DecisionKind::reinstate))) << "and then the next one";
}

TEST_F(DeskRace, TwoLastDaysWithTheSameWorkingDaysGetAListEach) {
  const std::string office = "office@district.example";
  const auto lists = [&](const std::string& part) {
    int count = 0;
    for (const std::string& each : world.mailer.subjects_to(office)) count += each.find(part) != std::string::npos;
    return count;
  };
  world.go_to("2026-03-11 10:00");
  ASSERT_TRUE(world.decide(decision(DecisionKind::extend, "2026-03-22"))) << "a Sunday: the list is made on the 20th";
  world.go_to("2026-03-20 09:59");
  ASSERT_EQ(lists("截止】"), 0);
  world.go_to("2026-03-20 10:05");
  EXPECT_EQ(lists("截止】"), 2);
  world.go_to("2026-03-23 08:35");
  EXPECT_EQ(lists("已过截止"), 2);
}

TEST_F(DeskRace, ASiteThatGivesItsFormerIdAwayTakesNoneOfItsFilings) {
  rename("s001-a", "s001-new");
  rename("s001-b", "s001-a");
  ASSERT_TRUE(world.file(world.report(1, "2026-03", {"a"})));
  EXPECT_THAT(row().left_out, ElementsAre("区s001局a网站")) << "the one that was reported is b, now called s001-a";
}

TEST_F(DeskRace, StopBeforeTheFirstTurnIsNotForgotten) {
  FakeClock clock{world.loop, world.at("2026-03-25 10:00")};
  campaign::DutyBook book{world.duty};
  campaign::DutyWatch watch{{clock, world.campaigns, *world.alerts}, book};
  watch.stop();
  TestSpawner tasks{world.loop};
  tasks.spawn("watch", watch.run());
  clock.settle();
  EXPECT_EQ(tasks.running(), 0U);
  EXPECT_FALSE(watch.watches());
}

TEST_F(DeskRace, AReturnThatIsToldAgainNamesWhatWasGivenBack) {
  const auto first = world.file(world.report(1, "2026-03", {"a", "b"}));
  world.go_to("2026-03-10 10:05");
  world.store.fail_from_now_on(1);
  ASSERT_TRUE(world.decide(decision(DecisionKind::give_back))) << "the last row that fits";
  world.restart();
  world.store.fail_from_now_on(1);
  const auto corrected = world.file(world.report(1, "2026-03", {"a", "b"}));
  ASSERT_TRUE(first && corrected);
  world.restart();
  world.store.work_again();
  world.go_to("2026-03-10 10:15");
  std::vector<std::string> returned;
  for (const Mail& each : world.mailer.accepted)
    if (each.to.front() == unit && mail_header(each.message, "Subject").find("退回补正") != std::string::npos)
      returned.push_back(mail_part(each.message, "text/plain"));
  ASSERT_THAT(returned, Not(IsEmpty()));
  for (const std::string& each : returned) {
    EXPECT_THAT(each, HasSubstr(first->number));
    EXPECT_THAT(each, Not(HasSubstr(corrected->number)));
  }
}

TEST_F(DeskRace, ListsThatFellDueWhileOurNetworkWasLostAreMadeWhenItIsBack) {
  const std::string office = "office@district.example";
  world.go_to("2026-03-20 09:55");
  const std::size_t before = world.mailer.subjects_to(office).size();
  world.alerts->suspend(true);
  world.go_to("2026-03-20 12:00");
  ASSERT_TRUE(world.file(world.report(2, "2026-03", {"a", "b"})));
  world.go_to("2026-03-20 14:00");
  EXPECT_THAT(world.mailer.subjects_to(office), SizeIs(before));
  world.alerts->suspend(false);
  world.go_to("2026-03-20 14:05");
  ASSERT_THAT(world.mailer.subjects_to(office), SizeIs(before + 1));
  EXPECT_THAT(world.mailer.subjects_to(office).back(), HasSubstr("应报3，已报1，未报2"));
  EXPECT_THAT(mail_part(world.mailer.accepted.back().message, "text/plain"), HasSubstr("14:0"));
}

TEST_F(DeskRace, AListThatLostItsDayWhileOurNetworkWasLostIsNotMade) {
  const std::string office = "office@district.example";
  world.go_to("2026-03-20 09:55");
  world.alerts->suspend(true);
  world.go_to("2026-03-22 12:00");
  world.alerts->suspend(false);
  world.go_to("2026-03-23 08:29");
  EXPECT_THAT(world.mailer.subjects_to(office), Not(Contains(HasSubstr("今日截止"))));
  world.go_to("2026-03-23 08:35");
  EXPECT_THAT(world.mailer.subjects_to(office), Contains(HasSubstr("尚未收到3")));
}

TEST_F(DeskRace, WhatIsFiledDecidedAndSentToTheOfficeIsLoggedWithoutPersons) {
  const LogLines log;
  FilingRequest request = world.report(1, "2026-03", {"a"});
  request.idempotency_key = "once";
  const auto filed = world.file(request);
  ASSERT_TRUE(filed && world.file(request));
  ASSERT_TRUE(world.decide({DecisionKind::extend, "s002", "2026-03", "2026-03-26", "来函说明", "张××"}));
  world.go_to("2026-03-20 12:00");
  const std::string text = log.text();
  EXPECT_THAT(text, HasSubstr("report filed sponsor=s001 period=2026-03 receipt=" + filed->number +
                              " revision=1 channel=web sites=1 received_at=2026-03-10T02:00:00Z\n"));
  EXPECT_THAT(text, HasSubstr("report decision=extend sponsor=s002 period=2026-03 no=1 until=2026-03-26\n"));
  EXPECT_THAT(text, HasSubstr("report list=chasing period=2026-03 due=2 filed=1 missing=1\n"));
  EXPECT_THAT(text, Not(HasSubstr("张")));
  EXPECT_EQ(text.find("report filed"), text.rfind("report filed")) << "once, whatever is sent again";
}

}  // namespace
}  // namespace sitewatch
