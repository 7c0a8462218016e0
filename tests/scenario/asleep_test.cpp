// A site falls asleep over two weeks, is warned, alerted and mailed with evidence, and recovers.
#include <gmock/gmock.h>

#include "scenario/world.h"
#include "support/smtp_sink.h"

namespace sitewatch {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Day day(unsigned month, unsigned number) {
  return date::year{2026} / static_cast<int>(month) / static_cast<int>(number);
}

/// Two sites; the second has a column of news at an address of its own. From Monday 2026-03-02 08:00.
class Asleep : public testing::Test {
 protected:
  Asleep() : world(config()) {
    world.net->site(host_of(1)).body = page_of(day(3, 1));
    world.net->site(host_of(2)).body = page_of(day(2, 27));
    world.net->site("news.example").body = page_of(day(2, 27));
    world.start();
    world.advance(30min);
    world.relay->forget();
  }
  static Config config() {
    Config made = district(2);
    for (Site& each : made.sites) {
      each.disposition = Disposition::keep;
      each.probe.interval = 20min;
    }
    made.sites[1].columns = {{"news", "工作动态", *Url::parse("http://news.example/"), ColumnType::news, {}}};
    return made;
  }
  std::vector<std::string> mails() const { return world.relay->subjects_to(unit_mail(2)); }
  std::string last_mail() const {
    const auto& all = world.relay->mails();
    const auto found = std::find_if(all.rbegin(), all.rend(), [](const auto& mail) { return mail.to == unit_mail(2); });
    return found == all.rend() ? std::string{} : mail_part(found->message, "text/plain");
  }
  std::string_view column_state() const { return world.app->status().find(host_of(2))->columns.at(0).state; }
  /// The portal goes on publishing.
  void advance_to(const std::string& local, Day newest) {
    world.net->site(host_of(1)).body = page_of(newest);
    world.advance_to(local);
  }
  World world;
};

TEST_F(Asleep, IsWarnedThenToldOnceAndIsWellAgainWithItsFirstNews) {
  advance_to("2026-03-08 20:00", day(3, 8));
  EXPECT_THAT(mails(), IsEmpty());
  // Day 10 is Monday the 9th: about to go stale.
  advance_to("2026-03-09 12:00", day(3, 9));
  ASSERT_EQ(mails().size(), 1u);
  // Fourteen full days have passed on Saturday the 14th; units are mailed on working days.
  advance_to("2026-03-15 20:00", day(3, 15));
  EXPECT_EQ(world.app->status().find(host_of(2))->home->state, "stale");
  EXPECT_EQ(column_state(), "stale");
  EXPECT_EQ(mails().size(), 1u);
  advance_to("2026-03-16 12:00", day(3, 16));
  EXPECT_THAT(mails(), Contains(HasSubstr("首页未及时更新")));
  EXPECT_THAT(last_mail(),
              AllOf(HasSubstr("第2局网站"), HasSubstr("2月27日"), HasSubstr("17天"), HasSubstr("栏目超期未更新")));
  const std::size_t told = mails().size();
  advance_to("2026-03-18 20:00", day(3, 18));
  EXPECT_EQ(mails().size(), told) << "told once";
  EXPECT_TRUE(world.app->status().find(host_of(2))->findings.at(0).matches);

  world.net->site(host_of(2)).body = page_of(day(3, 18));
  world.net->site("news.example").body = page_of(day(3, 18));
  advance_to("2026-03-19 12:00", day(3, 19));
  EXPECT_THAT(mails(), Contains(HasSubstr("已结束")));
  EXPECT_THAT(last_mail(), HasSubstr("已更新"));
  EXPECT_EQ(world.app->status().find(host_of(2))->home->state, "fresh");
  EXPECT_EQ(column_state(), "fresh");
  EXPECT_THAT(world.relay->subjects_to(unit_mail(1)), IsEmpty());
}

TEST_F(Asleep, IsAccusedOfNothingWhileWeCannotRead) {
  world.advance(7h);
  world.net->site(host_of(2)).status = 403;
  world.net->site("news.example").status = 403;
  advance_to("2026-03-26 12:00", day(3, 26));
  EXPECT_EQ(world.app->status().find(host_of(2))->home->state, "fresh");
  EXPECT_EQ(column_state(), "fresh");
  for (const std::string& subject : mails()) EXPECT_EQ(subject.find("未更新"), std::string::npos) << subject;
}

}  // namespace
}  // namespace sitewatch
