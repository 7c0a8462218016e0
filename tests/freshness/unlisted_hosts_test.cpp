#include "freshness/unlisted_hosts.h"

#include <gmock/gmock.h>

#include "freshness/watch_world.h"

namespace sitewatch::freshness {
namespace {

using namespace date::literals;
using std::chrono::hours;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::IsNull;
using testing::NotNull;
using testing::SizeIs;

PageReading leading_to(std::vector<std::string> hosts) {
  PageReading reading = dated(2026_y / 3 / 1);
  HomeLinks links;
  links.hosts = std::move(hosts);
  reading.links = std::make_shared<const HomeLinks>(std::move(links));
  return reading;
}

Site of_district(const char* id, const char* url) {
  Site made = site(id);
  made.home_urls = {*Url::parse(url)};
  return made;
}

std::vector<Site> two_sites() {
  return {of_district("edu", "http://edu.qinghe.example/"), of_district("portal", "http://www.qinghe.example/")};
}

WatchSettings settings_of(const std::vector<Site>& sites, std::vector<std::string> excluded = {}) {
  WatchSettings settings = test_settings();
  settings.district = std::make_shared<const DistrictHosts>(sites, excluded);
  return settings;
}

/// Sites whose home pages link to a host that nobody listed.
struct District {
  explicit District(const std::vector<Observation>& known = {}) {
    world.replace(two_sites(), settings_of(two_sites()));
    world.watch.start(known);
    world.clock.settle();
  }
  void show(const std::string& host, std::vector<std::string> links, std::chrono::nanoseconds span) {
    ScriptedPage& page = world.server.pages["http://" + host + "/"];
    page.reading = leading_to(std::move(links));
    page.body = "page " + std::to_string(++world.shown);
    world.clock.advance(span);
  }
  const AlertCondition* found() const { return world.firing(AlertName::UnlistedSiteFound); }
  WatchWorld world{std::vector<Site>{}};
};

TEST(UnlistedHosts, AreToldOfOnceTwoLooksSixHoursApartSawThem) {
  District district;
  district.show("edu.qinghe.example", {"lyj.qinghe.example", "www.gov.example"}, hours{6});
  EXPECT_THAT(district.found(), IsNull());
  district.show("edu.qinghe.example", {"lyj.qinghe.example"}, hours{2});
  ASSERT_THAT(district.found(), NotNull());
  EXPECT_EQ(district.found()->identity.host, "lyj.qinghe.example");
  EXPECT_EQ(district.found()->identity.site, "");
  EXPECT_EQ(district.found()->sponsor, "");
  EXPECT_EQ(district.found()->severity, Severity::info);
  EXPECT_EQ(std::get<std::string>(district.found()->facts.lists.at("linked_by").at(0).at("site")), "edu");
  EXPECT_THAT(district.world.alerts.firing, SizeIs(1)) << "what is not of the district is nobody's business";
}

TEST(UnlistedHosts, AreSeenAgainWhereTheServerSaysThatNothingChanged) {
  District district;
  district.show("edu.qinghe.example", {"lyj.qinghe.example"}, hours{8});
  EXPECT_THAT(district.found(), NotNull());
}

TEST(UnlistedHosts, AreOneAlertForAllSitesThatLinkThere) {
  District district;
  district.show("edu.qinghe.example", {"lyj.qinghe.example"}, hours{0});
  district.show("www.qinghe.example", {"lyj.qinghe.example"}, hours{8});
  ASSERT_THAT(district.found(), NotNull());
  EXPECT_THAT(district.world.alerts.firing, SizeIs(1));
  EXPECT_THAT(district.found()->facts.lists.at("linked_by"), SizeIs(2));
  EXPECT_TRUE(std::get<bool>(district.found()->facts.values.at("many")));
}

TEST(UnlistedHosts, EndAsListedOrExcluded) {
  District district;
  district.show("edu.qinghe.example", {"lyj.qinghe.example", "mail.qinghe.example"}, hours{8});
  ASSERT_THAT(district.world.alerts.firing, SizeIs(2));
  std::vector<Site> more = two_sites();
  more.push_back(of_district("lyj", "http://www.lyj.qinghe.example/"));
  district.world.replace(more, settings_of(more, {"mail.qinghe.example"}));
  EXPECT_THAT(district.found(), IsNull());
  ASSERT_THAT(district.world.alerts.ended, SizeIs(2));
  for (const auto& ended : district.world.alerts.ended) {
    EXPECT_EQ(ended.ending, Ending::recovered);
    EXPECT_EQ(std::get<bool>(ended.facts.values.at("excluded")), ended.identity.host == "mail.qinghe.example");
  }
  district.world.clock.advance(hours{8});
  EXPECT_THAT(district.found(), IsNull());
}

TEST(UnlistedHosts, EndWithoutAWordOnceNoPageLedThereForAWeek) {
  District district;
  district.show("edu.qinghe.example", {"lyj.qinghe.example"}, hours{8});
  district.show("edu.qinghe.example", {}, hours{24 * 7 - 2});
  EXPECT_THAT(district.found(), NotNull()) << "a banner comes and goes";
  district.world.clock.advance(hours{4});
  EXPECT_THAT(district.found(), IsNull());
  ASSERT_THAT(district.world.alerts.ended, SizeIs(1));
  EXPECT_EQ(district.world.alerts.ended[0].ending, Ending::lapsed);
}

TEST(UnlistedHosts, StayWhileThePageCannotBeRead) {
  District district;
  district.show("edu.qinghe.example", {"lyj.qinghe.example"}, hours{8});
  district.world.server.pages["http://edu.qinghe.example/"].verdict = Verdict::bad;
  district.world.clock.advance(hours{24 * 9});
  EXPECT_THAT(district.found(), NotNull()) << "nobody saw that the link is gone";
}

TEST(UnlistedHosts, EndAsUnmonitoredWithTheSiteThatLinkedThere) {
  District district;
  district.show("edu.qinghe.example", {"lyj.qinghe.example"}, hours{8});
  const std::vector<Site> rest{two_sites().at(1)};
  district.world.replace(rest, settings_of(rest));
  ASSERT_THAT(district.world.alerts.ended,
              testing::Contains(testing::Field(&RecordingAlertSink::Ended::ending, Ending::unmonitored)));
  EXPECT_THAT(district.found(), IsNull());
}

TEST(UnlistedHosts, GoOnAfterARestart) {
  District before;
  before.show("edu.qinghe.example", {"lyj.qinghe.example"}, hours{4});
  EXPECT_THAT(before.found(), IsNull());
  std::vector<Observation> known;
  for (const auto& [key, row] : before.world.store.tables.observations) known.push_back(row);
  ASSERT_THAT(known.at(0).hosts, SizeIs(1));
  known.at(0).hosts.at(0).first_seen -= hours{6};
  District after{known};
  ASSERT_THAT(after.found(), NotNull());
  EXPECT_EQ(after.found()->identity.host, "lyj.qinghe.example");
}

TEST(UnlistedHosts, AreBoundedByPage) {
  District district;
  std::vector<std::string> many;
  for (int i = 0; i < 100; ++i) many.push_back("h" + std::to_string(i) + ".qinghe.example");
  district.show("edu.qinghe.example", many, hours{8});
  EXPECT_THAT(district.world.alerts.firing, SizeIs(most_linked_hosts));
}

TEST(UnlistedHosts, AreBoundedOverall) {
  RecordingAlertSink alerts;
  UnlistedHosts hosts{alerts};
  const std::vector<Site> sites = two_sites();
  const WallTime now = FakeClock::default_start;
  for (std::size_t i = 0; i < 2 * most_unlisted_hosts; i += most_linked_hosts) {
    const auto pages = std::make_shared<SitePages>();
    pages->site = &sites.front();
    for (std::size_t host = 0; host < most_linked_hosts; ++host)
      pages->hosts.push_back({"h" + std::to_string(i + host) + ".qinghe.example", now - hours{9}, now, true});
    hosts.take(pages, now);
  }
  EXPECT_THAT(alerts.firing, SizeIs(most_unlisted_hosts));
  hosts.review(DistrictHosts{}, now);
  EXPECT_THAT(alerts.firing, IsEmpty());
}

}  // namespace
}  // namespace sitewatch::freshness
