#include "alert/plan.h"

#include <gtest/gtest.h>

#include <boost/asio/post.hpp>

#include "alert/alert_world.h"
#include "support/smtp_sink.h"

namespace sitewatch::alert {
namespace {

constexpr int many = 1500;

std::string site_number(int number) {
  return "site-" + std::to_string(number);
}

struct Plans : ::testing::Test {
  WallTime now = march(2, 10);
  Settings settings = test_settings({});
  std::vector<Silence> silences;
  std::vector<Maintenance> maintenances;
  AlertTable table{std::chrono::hours{1}};
  FlushView view{settings, silences, maintenances, moment_at(now, settings.workdays, settings.zone)};

  void down(int number) {
    AlertCondition condition;
    condition.identity = about(AlertName::SiteDown, site_number(number));
    condition.severity = Severity::warning;
    condition.starts = now - std::chrono::minutes{5};
    table.raise(std::move(condition), false, now);
  }
  void up(int number) { table.clear(about(AlertName::SiteDown, site_number(number)), Ending::recovered, now, {}); }

  std::vector<PlannedMail> plan(std::size_t most) {
    Planning planning{table, view};
    while (planning.step(most)) {
    }
    return planning.mails();
  }
  static std::size_t lines(const std::vector<PlannedMail>& mails, const std::string& receiver) {
    for (const PlannedMail& mail : mails)
      if (mail.receiver == receiver) return mail.lines.size();
    return 0;
  }
};

TEST_F(Plans, SayTheSameInSmallStepsAndInOneGo) {
  for (int number = 0; number < 40; ++number) down(number);
  const std::vector<PlannedMail> whole = plan(1000);
  ASSERT_GT(whole.size(), 0u);
  EXPECT_EQ(lines(whole, "office"), 40u) << "many sites at once are the office's business";
  for (const std::size_t most : {1u, 7u, 40u}) {
    const std::vector<PlannedMail> stepwise = plan(most);
    ASSERT_EQ(stepwise.size(), whole.size());
    for (std::size_t i = 0; i < whole.size(); ++i) {
      EXPECT_EQ(stepwise[i].receiver, whole[i].receiver);
      EXPECT_EQ(stepwise[i].lines.size(), whole[i].lines.size());
    }
  }
}

TEST_F(Plans, GoOnWhileAlertsBeginAndEndBetweenTheirSteps) {
  for (int number = 0; number < 40; ++number) down(number);
  Planning planning{table, view};
  int step = 0;
  for (; planning.step(3); ++step) {
    up(step % 40);
    down(100 + step);
  }
  for (const PlannedMail& mail : planning.mails())
    for (const Line& line : mail.lines) EXPECT_EQ(line.entry, table.find(fingerprint(line.entry->alert.identity)));
  EXPECT_GT(step, 13);
}

TEST(ThousandsOfAlerts, AreToldInOneMailAReceiver) {
  AlertWorld world;
  for (int number = 0; number < many; ++number) world.site_down(site_number(number));
  world.advance(std::chrono::minutes{2});
  EXPECT_EQ(world.to_ops().size(), 1u);
  EXPECT_EQ(world.store.tables.alerts.size(), std::size_t{many} + 1) << "with the mark of the last brief";
  for (int number = 0; number < many; ++number) world.site_up(site_number(number));
  world.advance(std::chrono::minutes{20});
  EXPECT_EQ(world.to_ops().size(), 2u) << "one more, of their end";
}

TEST(ThousandsOfAlerts, AreNotLostWhereTheStoreFailsBetweenTwoOfTheirWrites) {
  AlertWorld world;
  for (int number = 0; number < 4 * many; ++number) world.site_down(site_number(number));
  world.store.fail_from_now_on(2);
  world.advance(std::chrono::minutes{5});
  EXPECT_EQ(world.to_ops().size(), 1u) << "from memory";
  world.store.work_again();
  world.advance(std::chrono::minutes{5});
  EXPECT_EQ(world.store.tables.alerts.size(), std::size_t{4 * many} + 1);
  EXPECT_EQ(world.to_ops().size(), 1u);
}

/// A reload, with a site that gets another id, in each of the turns that a flush takes.
TEST(ThousandsOfAlerts, AreEachToldOnceWhenAReloadComesWhileTheyArePlanned) {
  for (int turn = 0; turn < 32; ++turn) {
    AlertWorld world;
    for (int number = 0; number < many; ++number) world.site_down(site_number(number));
    world.advance(std::chrono::seconds{29});
    int left = turn;
    std::function<void()> tick = [&] {
      if (left-- > 0) return boost::asio::post(world.loop, tick);
      world.engine->reconfigure(test_settings({}));
      world.engine->adopt({{site_number(7), "renamed"}});
    };
    boost::asio::post(world.loop, tick);
    world.clock.advance(std::chrono::minutes{10});
    std::size_t told = 0;
    for (const auto& [key, row] : world.store.tables.log)
      if (row.receiver == "ops" && row.alert != fingerprint(about(AlertName::SiteDown, site_number(7)))) ++told;
    EXPECT_EQ(told, std::size_t{many}) << "turn " << turn;
  }
}

/// A reload in each of the turns that the morning's flush takes.
TEST(Brief, IsSentOnceWhenAReloadComesWhileItIsWritten) {
  for (int turn = 0; turn < 12; ++turn) {
    AlertWorld world;
    world.advance_to(3, 8, 29);
    ASSERT_EQ(world.to_office().size(), 0u);
    int left = turn;
    std::function<void()> tick = [&] {
      if (left-- > 0) return boost::asio::post(world.loop, tick);
      world.engine->reconfigure(test_settings({}));
    };
    world.clock.advance(std::chrono::seconds{59});
    boost::asio::post(world.loop, tick);
    world.clock.advance(std::chrono::minutes{10});
    EXPECT_EQ(world.to_office().size(), 1u) << "turn " << turn;
  }
}

TEST(Brief, ListsAHundredOfThousandsThatWouldHaveBeenToldInTheTrialRun) {
  AlertWorld world{{.mail_units = false}};
  for (int number = 0; number < 300; ++number) world.site_down(site_number(number));
  world.advance_to(3, 8, 31);
  const std::string text = mail_part(world.last_mail().message, "text/plain");
  std::size_t rows = 0;
  for (std::size_t at = text.find("site-"); at != std::string::npos; at = text.find("site-", at + 1)) ++rows;
  EXPECT_NE(text.find("（300）"), std::string::npos) << text;
  EXPECT_GE(rows, 100u);
  EXPECT_LE(rows, 210u) << "a hundred a list";
}

}  // namespace
}  // namespace sitewatch::alert
