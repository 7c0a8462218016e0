#include "adapters/cares_resolver.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <list>
#include <optional>

#include "support/dns_server.h"
#include "support/test_spawner.h"

namespace sitewatch {
namespace {

using testing::ElementsAre;

Task<void> look_up(Resolver& resolver, std::string host, Duration timeout, std::optional<DnsAnswer>& answer) {
  answer = co_await resolver.resolve(std::move(host), Family::ipv4, timeout);
}

std::size_t open_descriptors() {
  const std::filesystem::directory_iterator all("/proc/self/fd");
  return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

class CaresResolverTest : public testing::Test {
 protected:
  void use(const std::vector<std::string>& servers) {
    resolver_ = std::move(CaresResolver::open(loop_.get_executor(), servers).value());
  }

  DnsAnswer ask(const std::string& host, Duration timeout = std::chrono::seconds{10}) {
    std::optional<DnsAnswer> answer;
    tasks_.spawn("look-up", look_up(*resolver_, host, timeout, answer));
    EXPECT_TRUE(tasks_.run_until_empty());
    return answer.value_or(DnsAnswer{});
  }

  boost::asio::io_context loop_;
  DnsServer first_;
  DnsServer second_;
  std::unique_ptr<CaresResolver> resolver_;
  TestSpawner tasks_{loop_};
};

TEST_F(CaresResolverTest, BelievesAServerThatKnowsRatherThanOneThatFails) {
  use({first_.endpoint(), second_.endpoint()});
  second_.set("*", DnsRule::addresses({"192.0.2.1"}));
  for (const DnsRule& bad : {DnsRule::servfail(), DnsRule::refused(), DnsRule::silence(), DnsRule::garbage()}) {
    first_.set("*", bad);
    EXPECT_EQ(ask("site.example").outcome, DnsOutcome::addresses);
  }
}

TEST_F(CaresResolverTest, ReportsAFailureOnlyAfterASecondServerAgreed) {
  use({first_.endpoint(), second_.endpoint()});
  first_.set("*", DnsRule::servfail());
  second_.set("*", DnsRule::servfail());
  EXPECT_EQ(ask("site.example").outcome, DnsOutcome::servfail);
  EXPECT_EQ(first_.queries(), 1u);
  EXPECT_EQ(second_.queries(), 1u);
}

TEST_F(CaresResolverTest, BelievesTheFirstServersNxdomainWithoutAskingAnother) {
  use({first_.endpoint(), second_.endpoint()});
  second_.set("*", DnsRule::addresses({"192.0.2.1"}));
  EXPECT_EQ(ask("gone.example").outcome, DnsOutcome::nxdomain);
  EXPECT_EQ(second_.queries(), 0u);
}

TEST_F(CaresResolverTest, AsksASilentServerAgainSinceOnePacketMayBeLost) {
  use({first_.endpoint()});
  first_.set("lossy.example", DnsRule::in_turn({DnsRule::silence(), DnsRule::addresses({"192.0.2.1"})}));
  EXPECT_EQ(ask("lossy.example").outcome, DnsOutcome::addresses);
}

TEST_F(CaresResolverTest, AnswersWithinTheTimeLimitWhenAllAreSilent) {
  use({first_.endpoint(), second_.endpoint()});
  first_.set("*", DnsRule::silence());
  second_.set("*", DnsRule::silence());
  const DnsAnswer answer = ask("site.example", Duration{300});
  EXPECT_EQ(answer.outcome, DnsOutcome::timeout);
  EXPECT_GE(answer.seconds, 0.3);
  EXPECT_GE(second_.queries(), 1u);
}

TEST_F(CaresResolverTest, CallsADeadServerOurOwnFailure) {
  std::string dead;
  {
    const DnsServer gone;
    dead = gone.endpoint();
  }
  use({dead});
  EXPECT_EQ(ask("site.example").outcome, DnsOutcome::local_failure);
  use({dead, first_.endpoint()});
  first_.set("*", DnsRule::addresses({"192.0.2.1"}));
  EXPECT_EQ(ask("site.example").outcome, DnsOutcome::addresses);
}

TEST_F(CaresResolverTest, CallsAServerOutOfReachOurOwnFailure) {
  use({"255.255.255.255:53"});  // The kernel sends nothing there.
  EXPECT_EQ(ask("site.example").outcome, DnsOutcome::local_failure);
}

TEST_F(CaresResolverTest, CallsAWantOfDescriptorsOurOwnFailure) {
  use({first_.endpoint()});
  first_.set("*", DnsRule::addresses({"192.0.2.1"}));
  // A sanitizer wants descriptors of its own the first time it meets a type: this resolver is only for that.
  EXPECT_EQ(ask("warm.example").outcome, DnsOutcome::addresses);
  use({first_.endpoint()});
  rlimit before{};
  getrlimit(RLIMIT_NOFILE, &before);
  rlimit none = before;
  none.rlim_cur = 3;
  setrlimit(RLIMIT_NOFILE, &none);
  const DnsOutcome starved = ask("site.example").outcome;
  setrlimit(RLIMIT_NOFILE, &before);
  EXPECT_EQ(starved, DnsOutcome::local_failure);
  EXPECT_EQ(ask("site.example").outcome, DnsOutcome::addresses);
}

TEST_F(CaresResolverTest, NeedsOneSocketForFiveThousandLookUpsIntoABlackHole) {
  use({first_.endpoint()});
  first_.set("*", DnsRule::silence());
  const std::size_t before = open_descriptors();
  std::list<std::optional<DnsAnswer>> answers;
  for (int i = 0; i < 5000; ++i) {
    answers.emplace_back();
    tasks_.spawn("look-up", look_up(*resolver_, "n" + std::to_string(i) + ".example", Duration{1500}, answers.back()));
  }
  loop_.poll();
  EXPECT_LE(open_descriptors(), before + 1);
  EXPECT_TRUE(tasks_.run_until_empty());
  EXPECT_LE(open_descriptors(), before + 1);
  EXPECT_EQ(first_.sources(), 1u);
  for (const auto& each : answers) EXPECT_EQ(each.value().outcome, DnsOutcome::timeout);
}

TEST_F(CaresResolverTest, AnswersWhatStillWaitsWhenItIsDestroyed) {
  use({first_.endpoint()});
  first_.set("*", DnsRule::silence());
  std::optional<DnsAnswer> answer;
  tasks_.spawn("look-up", look_up(*resolver_, "site.example", std::chrono::hours{1}, answer));
  loop_.poll();
  resolver_.reset();
  EXPECT_TRUE(tasks_.run_until_empty());
  EXPECT_EQ(answer.value().outcome, DnsOutcome::local_failure);
}

TEST_F(CaresResolverTest, GoesRoundTheServersAgainWhenAllAreSilent) {
  use({first_.endpoint(), second_.endpoint()});
  first_.set("*", DnsRule::in_turn({DnsRule::silence(), DnsRule::addresses({"192.0.2.1"})}));
  second_.set("*", DnsRule::silence());
  const DnsAnswer answer = ask("site.example", std::chrono::seconds{4});
  ASSERT_EQ(answer.outcome, DnsOutcome::addresses);
  EXPECT_THAT(answer.addresses, ElementsAre(Address::parse("192.0.2.1").value()));
}

TEST(CaresResolver, RefusesAServerThatIsNoAddress) {
  boost::asio::io_context loop;
  EXPECT_FALSE(CaresResolver::open(loop.get_executor(), {"not a server"}).has_value());
}

TEST(CaresResolver, FindsTheServersOfTheSystem) {
  boost::asio::io_context loop;
  EXPECT_TRUE(CaresResolver::open(loop.get_executor(), {}).has_value());
}

}  // namespace
}  // namespace sitewatch
