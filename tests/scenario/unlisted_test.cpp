// A home page links to a site that nobody listed: the office reads of it in the brief, until somebody lists it.
#include <gmock/gmock.h>

#include "scenario/world.h"
#include "support/smtp_sink.h"

namespace sitewatch {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr const char* office = "office@district.example";

Config two_sites() {
  Config made = district(2);
  for (Site& each : made.sites) each.probe.interval = 20min;
  return made;
}

Config with_forestry() {
  Config made = two_sites();
  Site site = made.sites[1];
  site.id = "lyj";
  site.name = "林业局网站";
  site.home_urls = {*Url::parse("http://lyj.site1.example/")};
  made.sites.push_back(std::move(site));
  return made;
}

class Unlisted : public testing::Test {
 protected:
  Unlisted() : world(two_sites()) {
    const Day day{date::year{2026} / 3 / 1};
    world.net->site(host_of(1)).body = page_of(day) + "<a href=http://lyj.site1.example/>林业局</a>";
    world.net->site(host_of(2)).body = page_of(day);
    world.net->site("lyj.site1.example").body = page_of(day);
    world.start();
    world.advance_to("2026-03-03 08:31");
  }
  std::string brief() const {
    const auto& all = world.relay->mails();
    const auto found = std::find_if(all.rbegin(), all.rend(), [](const auto& mail) { return mail.to == office; });
    return found == all.rend() ? std::string{} : mail_part(found->message, "text/plain");
  }
  std::vector<Alert> firing() const {
    std::vector<Alert> found;
    world.app->alerts().each_alert([&](const Alert& alert) {
      if (alert.firing() && alert.identity.alert == AlertName::UnlistedSiteFound) found.push_back(alert);
    });
    return found;
  }
  World world;
};

TEST_F(Unlisted, IsToldToTheOfficeInTheBriefAndEndsWhenItIsListed) {
  ASSERT_THAT(firing(), SizeIs(1));
  EXPECT_THAT(brief(), AllOf(HasSubstr("上次晨报以来新增"), HasSubstr("lyj.site1.example"),
                             HasSubstr("的首页链接到该域名，清单中没有")));
  for (int unit = 1; unit <= 2; ++unit)
    for (const auto& mail : world.relay->mails())
      EXPECT_FALSE(mail.to == unit_mail(unit) &&
                   mail_part(mail.message, "text/plain").find("lyj") != std::string::npos);

  world.stop();
  world.start();
  EXPECT_THAT(firing(), SizeIs(1)) << "a restart forgets nothing";

  EXPECT_THAT(world.reload(with_forestry()), IsEmpty());
  EXPECT_THAT(firing(), IsEmpty());
  world.advance_to("2026-03-04 08:31");
  EXPECT_THAT(brief(),
              AllOf(HasSubstr("lyj.site1.example"), HasSubstr("已登记"), Not(HasSubstr("lyj.site1.example | 恢复"))));
}

TEST_F(Unlisted, EndsAsExcludedOnceAPersonSaysSo) {
  Config excluding = two_sites();
  excluding.excluded_hosts = {"lyj.site1.example"};
  EXPECT_THAT(world.reload(excluding), IsEmpty());
  EXPECT_THAT(firing(), IsEmpty());
  world.advance_to("2026-03-04 08:31");
  EXPECT_THAT(brief(), AllOf(HasSubstr("已排除"), Not(HasSubstr("已登记"))));
}

}  // namespace
}  // namespace sitewatch
