// What every CampaignStore does, the fake as SQLite.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/store_world.h"

namespace sitewatch {
namespace {

using std::chrono::hours;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const WallTime start = FakeClock::default_start;

Filing filing(const std::string& receipt, const std::string& key = {}) {
  Filing made;
  made.receipt = receipt;
  made.sponsor = "区教育局";
  made.period = {2026, 3};
  made.sites = {{"a.example", 40, "已提交", "", "2026-06-30"}, {"b.example", std::nullopt, "", "无\n\"人\"", ""}};
  made.note = "备注";
  made.received_at = start;
  made.entered_at = start + hours{1};
  made.channel = "tool";
  made.entered_by = "office";
  made.reason = "told by telephone";
  made.idempotency_key = key;
  return made;
}

class CampaignStoreContract : public testing::TestWithParam<std::string> {
 protected:
  CampaignHistory history(Period since = {2024, 1}) { return world->wait(world->campaigns().load(since)).value(); }
  std::vector<Filing> load() { return history().filings; }
  Filing append(Filing made) { return world->wait(world->campaigns().append(std::move(made))).value(); }
  std::unique_ptr<StoreWorld> world = make_store_world(GetParam());
};

INSTANTIATE_TEST_SUITE_P(Stores, CampaignStoreContract, testing::Values("memory", "sqlite"),
                         [](const auto& each) { return each.param; });

TEST_P(CampaignStoreContract, KeepsEveryMemberOverARestart) {
  EXPECT_THAT(load(), IsEmpty());
  Filing nil = filing("R-2", "k");
  nil.period = {2026, 4};
  nil.sites.clear();
  nil.nil_reason = "无网站";
  append(filing("R-1"));
  append(nil);
  world->restart();
  const std::vector<Filing> all = load();
  ASSERT_THAT(all, SizeIs(2));
  EXPECT_EQ(all[0].receipt, "R-1");
  EXPECT_EQ(all[0].sponsor, "区教育局");
  EXPECT_EQ(all[0].period, (Period{2026, 3}));
  ASSERT_THAT(all[0].sites, SizeIs(2));
  EXPECT_EQ(all[0].sites[0].site, "a.example");
  EXPECT_EQ(all[0].sites[0].migration_percent, 40);
  EXPECT_EQ(all[0].sites[0].closure, "已提交");
  EXPECT_EQ(all[0].sites[0].expected_on, "2026-06-30");
  EXPECT_FALSE(all[0].sites[1].migration_percent);
  EXPECT_EQ(all[0].sites[1].obstacles, "无\n\"人\"");
  EXPECT_EQ(all[0].note, "备注");
  EXPECT_EQ(all[0].received_at, start);
  EXPECT_EQ(all[0].entered_at, start + hours{1});
  EXPECT_EQ(all[0].channel, "tool");
  EXPECT_EQ(all[0].entered_by, "office");
  EXPECT_EQ(all[0].reason, "told by telephone");
  EXPECT_EQ(all[1].nil_reason, "无网站");
  EXPECT_EQ(all[1].idempotency_key, "k");
  EXPECT_THAT(all[1].sites, IsEmpty());
}

TEST_P(CampaignStoreContract, NumbersTheRevisionsOfOneReport) {
  Filing other_month = filing("R-3");
  other_month.period = {2026, 4};
  Filing other_sponsor = filing("R-4");
  other_sponsor.sponsor = "区水务局";
  EXPECT_EQ(append(filing("R-1")).revision, 1);
  EXPECT_EQ(append(filing("R-2")).revision, 2);
  EXPECT_EQ(append(other_month).revision, 1);
  EXPECT_EQ(append(other_sponsor).revision, 1);
  world->restart();
  EXPECT_EQ(append(filing("R-5")).revision, 3);
}

TEST_P(CampaignStoreContract, AnswersTheStoredFilingForAKnownKey) {
  append(filing("R-1", "key"));
  Filing again = filing("R-2", "key");
  again.note = "changed";
  const Filing answer = append(again);
  EXPECT_EQ(answer.receipt, "R-1");
  EXPECT_EQ(answer.note, "备注");
  EXPECT_EQ(answer.sites.size(), 2u);
  EXPECT_THAT(load(), SizeIs(1));

  Filing other_month = filing("R-3", "key");
  other_month.period = {2026, 4};
  EXPECT_EQ(append(other_month).receipt, "R-3");
  EXPECT_EQ(append(filing("R-4")).revision, 2) << "no key is no key in common";
  EXPECT_EQ(append(filing("R-5")).revision, 3);
}

Task<void> keep(Task<Result<Filing>> task, std::optional<Result<Filing>>& answer) {
  Result<Filing> given = co_await std::move(task);
  answer.emplace(std::move(given));
}

TEST_P(CampaignStoreContract, AnswersTheFirstOfTwoWithOneKeyThatComeTogether) {
  Filing other = filing("R-2", "key");
  other.note = "changed";
  std::optional<Result<Filing>> first, second;
  world->runner.tasks().spawn("first", keep(world->campaigns().append(filing("R-1", "key")), first));
  world->runner.tasks().spawn("second", keep(world->campaigns().append(other), second));
  ASSERT_TRUE(world->runner.tasks().run_until_empty());
  ASSERT_TRUE(first && *first && second && *second);
  EXPECT_EQ((*first)->receipt, "R-1");
  EXPECT_EQ((*second)->receipt, "R-1");
  EXPECT_EQ((*second)->note, "备注") << "what is stored, not what was asked";
  EXPECT_THAT(load(), SizeIs(1));
}

TEST_P(CampaignStoreContract, RefusesAReceiptThatIsTaken) {
  append(filing("R-1"));
  const auto refused = world->wait(world->campaigns().append(filing("R-1")));
  ASSERT_FALSE(refused);
  EXPECT_FALSE(refused.error().retry);
  EXPECT_THAT(refused.error().message, HasSubstr("receipt"));
  EXPECT_THAT(load(), SizeIs(1));
}

TEST_P(CampaignStoreContract, AcknowledgesNothingOnAFullDisk) {
  world->fill_disk();
  const auto refused = world->wait(world->campaigns().append(filing("R-1", "key")));
  ASSERT_FALSE(refused);
  EXPECT_TRUE(refused.error().retry);
  EXPECT_THAT(load(), IsEmpty());
  world->empty_disk();
  EXPECT_EQ(append(filing("R-1", "key")).revision, 1);
  world->restart();
  EXPECT_THAT(load(), SizeIs(1));
}

DutyDecision decision(DecisionKind kind) {
  DutyDecision made;
  made.kind = kind;
  made.sponsor = "区教育局";
  made.period = {2026, 3};
  made.reason = "防汛";
  made.by = "区政府办";
  made.at = start;
  return made;
}

TEST_P(CampaignStoreContract, KeepsDecisionsInOrderWithNumbersOfTheirOwn) {
  DutyDecision extension = decision(DecisionKind::extend);
  extension.until = date::year{2026} / 3 / 27;
  DutyDecision back = decision(DecisionKind::give_back);
  back.revision = 2;
  const auto first = world->wait(world->campaigns().append(extension));
  const auto second = world->wait(world->campaigns().append(back));
  ASSERT_TRUE(first && second);
  EXPECT_GT(second->no, first->no);
  world->restart();
  const std::vector<DutyDecision> kept = history().decisions;
  ASSERT_THAT(kept, SizeIs(2));
  EXPECT_EQ(kept[0].kind, DecisionKind::extend);
  EXPECT_EQ(kept[0].until, extension.until);
  EXPECT_EQ(kept[0].sponsor, "区教育局");
  EXPECT_EQ(kept[0].reason, "防汛");
  EXPECT_EQ(kept[0].by, "区政府办");
  EXPECT_EQ(kept[0].at, start);
  EXPECT_EQ(kept[0].no, first->no);
  EXPECT_FALSE(kept[1].until);
  EXPECT_EQ(kept[1].revision, 2);
}

TEST_P(CampaignStoreContract, NotesOnceWhoOwedWhat) {
  const OwedSite owed{{2026, 3}, "区教育局", "a.example"};
  const OwedSite other{{2026, 4}, "区教育局", "a.example"};
  ASSERT_TRUE(world->wait(world->campaigns().note_owed({owed})));
  ASSERT_TRUE(world->wait(world->campaigns().note_owed({owed, other})));
  world->restart();
  EXPECT_THAT(history().owed, testing::UnorderedElementsAre(owed, other));
}

TEST_P(CampaignStoreContract, LoadsFromTheAskedPeriodOn) {
  append(filing("R-1"));
  Filing later = filing("R-2");
  later.period = {2026, 4};
  append(later);
  world->wait(world->campaigns().append(decision(DecisionKind::waive))).value();
  ASSERT_TRUE(world->wait(world->campaigns().note_owed({{{2026, 3}, "区教育局", "a.example"}})));
  const CampaignHistory recent = history({2026, 4});
  ASSERT_THAT(recent.filings, SizeIs(1));
  EXPECT_EQ(recent.filings[0].receipt, "R-2");
  EXPECT_THAT(recent.decisions, IsEmpty());
  EXPECT_THAT(recent.owed, IsEmpty());
}

TEST_P(CampaignStoreContract, DecidesNothingOnAFullDisk) {
  world->fill_disk();
  EXPECT_FALSE(world->wait(world->campaigns().append(decision(DecisionKind::waive))));
  EXPECT_FALSE(world->wait(world->campaigns().note_owed({{{2026, 3}, "区教育局", "a.example"}})));
  world->empty_disk();
  EXPECT_THAT(history().decisions, IsEmpty());
  EXPECT_THAT(history().owed, IsEmpty());
}

}  // namespace
}  // namespace sitewatch
