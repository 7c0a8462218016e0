#include "alert/outbox_sender.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <map>

#include "support/fake_clock.h"
#include "support/memory_store.h"
#include "support/recording_mailer.h"
#include "support/test_spawner.h"

namespace sitewatch::alert {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class OutboxTest : public testing::Test {
 protected:
  ~OutboxTest() override { spawner_.reset(); }

  void start(int rate = 1000) {
    spawner_ = std::make_unique<TestSpawner>(loop);
    sender = std::make_unique<OutboxSender>(OutboxSender::Ports{clock, store.alerts, mailer, *spawner_},
                                            [this](std::string_view receiver, std::string_view result) {
                                              ++counts[std::string{receiver} + "/" + std::string{result}];
                                            });
    std::vector<OutboxRow> rows;
    for (const auto& [id, row] : store.tables.outbox)
      if (row.state != OutboxState::sent) rows.push_back(row);
    sender->start(rows, rate);
    clock.settle();
  }

  void kill() {
    spawner_.reset();
    sender.reset();
  }

  OutboxRow row(const std::string& id, const std::string& to = "unit@edu.example", bool urgent = false) {
    OutboxRow made;
    made.message_id = "<" + id + "@office.example>";
    made.receiver = "sponsor:edu";
    made.subject = id;
    made.from = "sitewatch@office.example";
    made.to = {to};
    made.message = "Subject: " + id + "\r\nMessage-ID: " + made.message_id + "\r\n\r\nbody\r\n";
    made.urgent = urgent;
    made.created = clock.wall_now();
    made.next_attempt = made.created;
    return made;
  }

  /// As the engine does it: stored first, then handed over.
  void put(std::vector<OutboxRow> rows) {
    for (OutboxRow& each : rows) {
      each.id = ++last_id_;
      store.tables.outbox[each.id] = each;
    }
    if (sender) sender->add_stored(std::move(rows));
    clock.settle();
  }

  boost::asio::io_context loop;
  FakeClock clock{loop};
  MemoryStore store{clock};
  RecordingMailer mailer;
  std::map<std::string, int> counts;
  std::unique_ptr<OutboxSender> sender;

 private:
  std::unique_ptr<TestSpawner> spawner_;
  std::int64_t last_id_ = 0;
};

TEST_F(OutboxTest, MarksARowSentOnlyAfterItWasAccepted) {
  start();
  put({row("one")});
  EXPECT_THAT(mailer.subjects(), ElementsAre("one"));
  EXPECT_EQ(store.tables.outbox.at(1).state, OutboxState::sent);
  EXPECT_EQ(sender->counts().pending, 0u);
  EXPECT_EQ(counts["sponsor/sent"], 1);
}

TEST_F(OutboxTest, SendsUrgentMailFirstThenTheOldest) {
  put({row("old")});
  clock.advance(1s);
  put({row("new"), row("urgent", "ops@office.example", true)});
  start();
  EXPECT_THAT(mailer.subjects(), ElementsAre("urgent", "old", "new"));
}

TEST_F(OutboxTest, DeliversAGreylistedMailOnce) {
  start();
  mailer.always = outcome(MailVerdict::temporary, 450, "450 come back");
  put({row("grey")});
  clock.advance(5min);
  EXPECT_THAT(mailer.accepted, IsEmpty());
  EXPECT_GE(mailer.attempts.size(), 2u);
  mailer.always = outcome(MailVerdict::accepted, 250);
  clock.advance(10min);
  EXPECT_THAT(mailer.subjects(), ElementsAre("grey"));
}

TEST_F(OutboxTest, TriesForDaysWithEverLongerRests) {
  start();
  mailer.always = outcome(MailVerdict::temporary, 451, "451 later");
  put({row("patient")});
  clock.advance(72h);
  EXPECT_GT(mailer.attempts.size(), 70u) << "about once an hour at last";
  EXPECT_LT(mailer.attempts.size(), 110u);
  EXPECT_EQ(sender->counts().pending, 1u);
  mailer.always = outcome(MailVerdict::accepted, 250);
  clock.advance(61min);
  EXPECT_THAT(mailer.subjects(), ElementsAre("patient"));
  for (const Mail& mail : mailer.attempts)
    EXPECT_EQ(mail.message, mailer.attempts.front().message) << "same Message-ID";
}

TEST(MailBackoff, DoublesToAnHourLessAHashedPart) {
  for (int attempt = 1; attempt < 40; ++attempt) {
    const Duration rest = mail_backoff("<a@office.example>", attempt);
    const Duration whole = attempt > 6 ? Duration{1h} : Duration{1min} * (1 << (attempt - 1));
    EXPECT_LE(rest, std::min<Duration>(whole, 1h));
    EXPECT_GE(rest, std::min<Duration>(whole, 1h) * 3 / 4);
    EXPECT_EQ(rest, mail_backoff("<a@office.example>", attempt)) << "a restart changes nothing";
  }
  EXPECT_NE(mail_backoff("<a@office.example>", 3), mail_backoff("<b@office.example>", 3));
}

TEST_F(OutboxTest, ParksWhatIsRefusedForGoodAndDeliversTheOthers) {
  mailer.refused = {"gone@edu.example"};
  start();
  put({row("a"), row("b", "gone@edu.example"), row("c")});
  EXPECT_THAT(mailer.subjects(), ElementsAre("a", "c"));
  EXPECT_EQ(sender->counts().parked, 1u);
  EXPECT_EQ(store.tables.outbox.at(2).state, OutboxState::parked);
  EXPECT_EQ(store.tables.outbox.at(2).last_reply, "550 no such user");
  EXPECT_EQ(counts["sponsor/parked"], 1);
  clock.advance(24h);
  EXPECT_THAT(mailer.attempts, SizeIs(3)) << "not tried again by itself";
  mailer.refused.clear();
  sender->reconfigure(1000);
  clock.settle();
  EXPECT_THAT(mailer.subjects(), ElementsAre("a", "c", "b")) << "but after a reload";
  EXPECT_EQ(sender->counts().parked, 0u);
}

TEST_F(OutboxTest, SendsAgainWhatMayHaveArrived) {
  start();
  mailer.next = {outcome(MailVerdict::uncertain, 0, "gone after the dot")};
  put({row("doubt")});
  clock.advance(2min);
  EXPECT_THAT(mailer.subjects(), ElementsAre("doubt"));
  EXPECT_EQ(counts["sponsor/uncertain"], 1);
  EXPECT_EQ(mailer.attempts.front().message, mailer.attempts.back().message);
}

TEST_F(OutboxTest, AsksADeadRelayForAllMailsTogether) {
  start();
  mailer.always = outcome(MailVerdict::temporary, 0, "connection refused");
  std::vector<OutboxRow> rows;
  for (int i = 0; i < 100; ++i) rows.push_back(row("m" + std::to_string(i)));
  put(std::move(rows));
  clock.advance(1h);
  EXPECT_LT(mailer.attempts.size(), 25u);
  mailer.always = outcome(MailVerdict::accepted, 250);
  clock.advance(6min);
  EXPECT_THAT(mailer.accepted, SizeIs(100));
  EXPECT_EQ(mailer.subjects().at(1), "m0") << "once one got through, oldest first again";
}

TEST_F(OutboxTest, DoesNotHammerARelayThatRefusesThePassword) {
  start();
  mailer.always = outcome(MailVerdict::temporary, 535, "535 authentication failed");
  put({row("a"), row("b"), row("c")});
  clock.advance(59min - 15min);
  EXPECT_THAT(mailer.attempts, SizeIs(1));
  mailer.always = outcome(MailVerdict::accepted, 250);
  sender->reconfigure(1000);
  clock.settle();
  EXPECT_THAT(mailer.accepted, SizeIs(3)) << "a reload may have brought the right one";
}

TEST_F(OutboxTest, KeepsToItsRateWhenTenThousandHaveQueuedUp) {
  std::vector<OutboxRow> rows;
  for (int i = 0; i < 10'000; ++i) rows.push_back(row("m" + std::to_string(i)));
  put(std::move(rows));
  start(20);
  clock.advance(10min);
  EXPECT_LE(mailer.accepted.size(), 220u);
  EXPECT_GE(mailer.accepted.size(), 200u);
  EXPECT_EQ(mailer.subjects().front(), "m0");
  EXPECT_EQ(sender->counts().pending, 10'000u - mailer.accepted.size());
}

TEST_F(OutboxTest, GoesOnAfterARestartWhereItWas) {
  start();
  mailer.always = outcome(MailVerdict::temporary, 451, "451 later");
  put({row("kept")});
  clock.advance(10min);
  kill();
  mailer.always = outcome(MailVerdict::accepted, 250);
  start();
  clock.advance(20min);
  EXPECT_THAT(mailer.subjects(), ElementsAre("kept"));
  EXPECT_EQ(store.tables.outbox.at(1).state, OutboxState::sent);
}

TEST_F(OutboxTest, RemembersWhatWasSentWhileTheDiskIsFull) {
  start();
  store.fail_from_now_on();
  put({row("once")});
  EXPECT_THAT(mailer.subjects(), ElementsAre("once"));
  clock.advance(10min);
  EXPECT_THAT(mailer.attempts, SizeIs(1));
  store.work_again();
  clock.advance(1min);
  EXPECT_EQ(store.tables.outbox.at(1).state, OutboxState::sent);
}

TEST_F(OutboxTest, SendsFromMemoryWhatCannotBeStoredAndKnowsItWhenItCan) {
  start();
  sender->add_unsaved({row("unsaved")});
  clock.settle();
  EXPECT_THAT(mailer.subjects(), ElementsAre("unsaved"));
  const std::vector<OutboxRow> rows = sender->unsaved();
  ASSERT_THAT(rows, SizeIs(1));
  EXPECT_EQ(rows.front().state, OutboxState::sent);
  sender->saved(rows, {77});
  EXPECT_THAT(sender->unsaved(), IsEmpty());
  EXPECT_EQ(sender->counts().pending, 0u);
}

TEST_F(OutboxTest, IsNotStoppedByAClockThatIsSetBack) {
  start();
  mailer.next = {outcome(MailVerdict::temporary, 451, "451 later")};
  put({row("late")});
  clock.step_wall(-48h);
  clock.advance(3h);
  EXPECT_THAT(mailer.subjects(), ElementsAre("late"));
}

}  // namespace
}  // namespace sitewatch::alert
