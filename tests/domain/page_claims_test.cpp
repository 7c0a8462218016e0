#include "domain/page_claims.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sitewatch {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

Site education() {
  Site site;
  site.name = "清河区教育局";
  site.id_code = "4503040012";
  site.icp = "桂ICP备05000000号";
  site.home_urls = {*Url::parse("http://www.jy.qinghe.example/")};
  return site;
}

PageIdentity own() {
  PageIdentity page;
  page.codes = {"4503040012", "桂ICP备05000000号-1", "45030402000012"};
  page.tags.site_name = "清河区教育局网站";
  page.tags.site_domain = "http://JY.qinghe.example/";
  page.tags.site_id_code = "4503040012";
  return page;
}

TEST(PageClaims, AgreeInWhateverWayTheyAreWritten) {
  EXPECT_THAT(differences(own(), education()), IsEmpty());
}

TEST(PageClaims, OfACopiedTemplateAreNamedOneByOne) {
  PageIdentity page = own();
  page.codes = {"4503040099", "桂ICP备05000001号-1", "45030402000099"};
  page.tags.site_name = "某市人民政府";
  page.tags.site_domain = "www.other.example";
  page.tags.site_id_code = "4503040099";
  const Site site = education();
  EXPECT_THAT(differences(page, site),
              ElementsAre(ClaimDifference{PageClaim::id_code, "4503040099", "4503040012"},
                          ClaimDifference{PageClaim::icp, "桂ICP备05000001号-1", site.icp},
                          ClaimDifference{PageClaim::tag_id_code, "4503040099", "4503040012"},
                          ClaimDifference{PageClaim::tag_domain, "www.other.example", "www.jy.qinghe.example"},
                          ClaimDifference{PageClaim::tag_name, "某市人民政府", "清河区教育局"}));
}

TEST(PageClaims, ThatEitherSideLeavesOutAreNoDifference) {
  EXPECT_THAT(differences(PageIdentity{}, education()), IsEmpty());
  EXPECT_THAT(differences(own(), Site{}), IsEmpty());
  PageIdentity empty = own();
  empty.tags.site_name = empty.tags.site_id_code = "null";
  empty.tags.site_domain = "  ";
  EXPECT_THAT(differences(empty, education()), IsEmpty()) << "a template that nobody filled in";
}

TEST(PageClaims, OfIcpNumbersCompareTheSitesPartWhereBothHaveIt) {
  PageIdentity page;
  page.codes.icp = "桂ICP备05000000号-1";
  Site site;
  for (const char* same :
       {"桂ICP备05000000号-1", "桂ICP备05000000号", "桂ICP备05000000", "ICP备05000000-1", "办理中"}) {
    site.icp = same;
    EXPECT_THAT(differences(page, site), IsEmpty()) << same;
  }
  for (const char* other : {"桂ICP备05000000号-2", "桂ICP备0500000号-1", "桂ICP备105000000号"}) {
    site.icp = other;
    EXPECT_THAT(differences(page, site), ElementsAre(ClaimDifference{PageClaim::icp, page.codes.icp, other})) << other;
  }
}

TEST(PageClaims, OfNamesAgreeInShorterAndLongerForms) {
  PageIdentity page;
  Site site = education();
  for (const char* same : {"区教育局", "某市清河区教育局门户网站", "清河区 教育局官网", "清河·区教育局", "网站"}) {
    page.tags.site_name = same;
    EXPECT_THAT(differences(page, site), IsEmpty()) << same;
  }
  for (const char* other : {"清河区卫生局", "教育局清河区分局", "\xe6\xb8"}) {
    page.tags.site_name = other;
    EXPECT_THAT(differences(page, site), SizeIs(1)) << other;
  }
}

TEST(PageClaims, OfDomainsAgreeWithAnyHomePage) {
  PageIdentity page;
  Site site = education();
  site.home_urls.push_back(*Url::parse("https://edu.qinghe.example:8443/web/"));
  for (const char* same : {"jy.qinghe.example", "www.edu.qinghe.example", "https://edu.qinghe.example/index.html"}) {
    page.tags.site_domain = same;
    EXPECT_THAT(differences(page, site), IsEmpty()) << same;
  }
  for (const char* other : {"qinghe.example", "http://", "javascript://jy.qinghe.example", "区教育局"}) {
    page.tags.site_domain = other;
    EXPECT_THAT(differences(page, site),
                ElementsAre(ClaimDifference{PageClaim::tag_domain, other, site.home_urls[0].host}))
        << other;
  }
}

TEST(PageClaims, AreFoundByTheirNames) {
  for (std::size_t i = 0; i < page_claim_count; ++i) {
    const auto claim = static_cast<PageClaim>(i);
    EXPECT_EQ(page_claim_named(name(claim)), claim);
  }
  EXPECT_FALSE(page_claim_named("police"));
}

}  // namespace
}  // namespace sitewatch
