// A home page bears another site's codes: the office can see it beside the inventory, and nobody is mailed.
#include <gmock/gmock.h>

#include "domain/page_claims.h"
#include "scenario/world.h"

namespace sitewatch {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

Config one_site(const char* id_code) {
  Config made = district(1);
  made.sites[0].id_code = id_code;
  made.sites[0].probe.interval = 20min;
  return made;
}

std::string page_with(const char* code) {
  return "<meta name=SiteIDCode content=" + std::string{code} + ">" + page_of(Day{date::year{2026} / 3 / 1}) +
         "<footer>政府网站标识码：" + code + "</footer>";
}

class Claims : public testing::Test {
 protected:
  Claims() : world(one_site("4503040012")) {
    world.net->site(host_of(1)).body = page_with("4503040099");
    world.start();
    world.advance_to("2026-03-02 16:00");
  }
  std::vector<ClaimDifference> seen() const {
    const auto& kept = world.store.tables.observations.at({host_of(1), "home"});
    return kept.identity ? differences(*kept.identity, world.config->sites[0]) : std::vector<ClaimDifference>{};
  }
  std::vector<std::string> about_the_site() const {
    std::vector<std::string> names;
    world.app->alerts().each_alert([&](const Alert& alert) {
      if (alert.firing() && !alert.identity.site.empty()) names.emplace_back(name(alert.identity.alert));
    });
    return names;
  }
  World world;
};

TEST_F(Claims, AreSeenBesideTheInventoryUntilOneOfBothIsCorrected) {
  const ClaimDifference footer{PageClaim::id_code, "4503040099", "4503040012"};
  const ClaimDifference tag{PageClaim::tag_id_code, "4503040099", "4503040012"};
  EXPECT_THAT(seen(), ElementsAre(footer, tag));
  EXPECT_THAT(world.relay->subjects_to(unit_mail(1)), IsEmpty());
  EXPECT_THAT(about_the_site(), IsEmpty()) << "a wrong code alone is no sign of tampering";

  world.stop();
  world.start();
  EXPECT_THAT(seen(), ElementsAre(footer, tag)) << "a restart forgets nothing";
  EXPECT_THAT(world.reload(one_site("4503040099")), IsEmpty());
  EXPECT_THAT(seen(), IsEmpty()) << "a corrected inventory counts at once";
  EXPECT_THAT(world.reload(one_site("4503040012")), IsEmpty());
  world.net->site(host_of(1)).body = page_with("4503040012");
  world.advance(2h);
  EXPECT_THAT(seen(), IsEmpty());
}

}  // namespace
}  // namespace sitewatch
