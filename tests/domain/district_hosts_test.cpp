#include "domain/district_hosts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sitewatch {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Site site_at(const char* url) {
  Site site;
  site.home_urls = {*Url::parse(url)};
  return site;
}

TEST(DistrictHosts, TellsWhatIsListedExcludedAndMissing) {
  Site portal = site_at("http://www.qinghe.gov.cn/");
  Column column;
  column.url = *Url::parse("http://mp.platform.example/qinghe/");
  portal.columns = {column};
  const DistrictHosts hosts{{portal, site_at("http://jy.qinghe.gov.cn/")}, {"mail.qinghe.gov.cn"}};
  EXPECT_EQ(hosts.standing("qinghe.gov.cn"), HostStanding::listed);
  EXPECT_EQ(hosts.standing("www.jy.qinghe.gov.cn"), HostStanding::listed);
  EXPECT_EQ(hosts.standing("mp.platform.example"), HostStanding::listed);
  EXPECT_EQ(hosts.standing("www.mail.qinghe.gov.cn"), HostStanding::excluded);
  EXPECT_EQ(hosts.standing("a.mail.qinghe.gov.cn"), HostStanding::excluded) << "what is below it, too";
  EXPECT_EQ(hosts.standing("lyj.qinghe.gov.cn"), HostStanding::unlisted);
  EXPECT_EQ(hosts.standing("video.platform.example"), HostStanding::elsewhere) << "a column's neighbours are not ours";
  EXPECT_EQ(hosts.standing("www.gov.cn"), HostStanding::elsewhere);
}

TEST(DistrictHosts, ListsEachUnlistedHostOnceUpToABound) {
  const DistrictHosts hosts{{site_at("http://www.qinghe.gov.cn/")}, {}};
  const std::vector<std::string> linked{"www.gov.cn", "www.a.qinghe.gov.cn", "a.qinghe.gov.cn", "b.qinghe.gov.cn"};
  EXPECT_THAT(hosts.unlisted(linked, 9), ElementsAre("www.a.qinghe.gov.cn", "b.qinghe.gov.cn"));
  EXPECT_THAT(hosts.unlisted(linked, 1), ElementsAre("www.a.qinghe.gov.cn"));
  EXPECT_THAT(DistrictHosts{}.unlisted(linked, 9), IsEmpty());
}

TEST(DistrictHosts, KnowsWhatADistrictRegistered) {
  EXPECT_EQ(registered_domain("www.jy.qinghe.gov.cn"), "qinghe.gov.cn");
  EXPECT_EQ(registered_domain("qinghe.gov.cn"), "qinghe.gov.cn");
  EXPECT_EQ(registered_domain("www.qinghe.gx.cn"), "qinghe.gx.cn");
  EXPECT_EQ(registered_domain("a.b.example"), "b.example");
  EXPECT_EQ(registered_domain("www.qinghe.cn"), "qinghe.cn");
  EXPECT_EQ(registered_domain("192.0.2.7"), "192.0.2.7");
  EXPECT_EQ(registered_domain("localhost"), "localhost");
}

}  // namespace
}  // namespace sitewatch
