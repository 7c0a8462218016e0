// What every Resolver answers, the scripted one as the one that asks a real server over UDP and TCP.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <boost/system/system_error.hpp>
#include <optional>

#include "adapters/cares_resolver.h"
#include "support/dns_server.h"
#include "support/fake_clock.h"
#include "support/scripted_resolver.h"
#include "support/test_spawner.h"

namespace sitewatch {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr Duration limit{400};

Task<void> look_up(Resolver& resolver, std::string host, Family family, std::optional<DnsAnswer>& answer) {
  answer = co_await resolver.resolve(std::move(host), family, limit);
}

Task<void> note_abort(Resolver& resolver, std::string host, bool& aborted) {
  try {
    co_await resolver.resolve(std::move(host), Family::ipv4, std::chrono::hours{1});
  } catch (const boost::system::system_error& error) {
    aborted = error.code() == boost::asio::error::operation_aborted;
  }
}

struct CaresWorld {
  boost::asio::io_context loop;
  DnsServer server;
  std::unique_ptr<CaresResolver> resolver{
      std::move(CaresResolver::open(loop.get_executor(), {server.endpoint()}).value())};
  TestSpawner tasks{loop};

  void set(const std::string& name, DnsRule rule) { server.set(name, std::move(rule)); }
  void set(const std::string& name, Family family, DnsRule rule) { server.set(name, family, std::move(rule)); }
  void run() { ASSERT_TRUE(tasks.run_until_empty()); }
  void turn() { loop.poll(); }
};

struct ScriptedWorld {
  boost::asio::io_context loop;
  FakeClock clock{loop};
  std::unique_ptr<ScriptedResolver> resolver = std::make_unique<ScriptedResolver>(clock);
  TestSpawner tasks{loop};

  void set(const std::string& name, DnsRule rule) { resolver->set(name, std::move(rule)); }
  void set(const std::string& name, Family family, DnsRule rule) { resolver->set(name, family, std::move(rule)); }
  void run() {
    for (clock.settle(); tasks.running() > 0; clock.advance(clock.next_due() - clock.steady_now()))
      ASSERT_NE(clock.next_due(), SteadyTime::max());
  }
  void turn() { clock.settle(); }
};

template <class World>
class ResolverContract : public testing::Test {
 protected:
  DnsAnswer ask(const std::string& host, Family family = Family::ipv4) {
    std::optional<DnsAnswer> answer;
    world_.tasks.spawn("look-up", look_up(*world_.resolver, host, family, answer));
    world_.run();
    return answer.value_or(DnsAnswer{});
  }

  std::vector<std::string> addresses(const DnsAnswer& answer) {
    std::vector<std::string> texts;
    for (const Address& each : answer.addresses) texts.push_back(each.text());
    return texts;
  }

  World world_;
};

using Worlds = testing::Types<CaresWorld, ScriptedWorld>;
TYPED_TEST_SUITE(ResolverContract, Worlds);

TYPED_TEST(ResolverContract, AnswersTheAddressesOfTheFamilyAskedFor) {
  this->world_.set("both.example", DnsRule::addresses({"192.0.2.1", "192.0.2.2", "2001:db8::1"}));
  const DnsAnswer four = this->ask("both.example");
  EXPECT_EQ(four.outcome, DnsOutcome::addresses);
  EXPECT_THAT(this->addresses(four), ElementsAre("192.0.2.1", "192.0.2.2"));
  EXPECT_THAT(this->addresses(this->ask("both.example", Family::ipv6)), ElementsAre("2001:db8::1"));
}

TYPED_TEST(ResolverContract, TellsANameWithoutSuchAnAddressFromANameThatDoesNotExist) {
  this->world_.set("four.example", DnsRule::addresses({"192.0.2.1"}));
  EXPECT_EQ(this->ask("four.example", Family::ipv6).outcome, DnsOutcome::nodata);
  EXPECT_EQ(this->ask("nowhere.example").outcome, DnsOutcome::nxdomain);
}

TYPED_TEST(ResolverContract, TellsServfailRefusedAndSilenceApart) {
  this->world_.set("broken.example", DnsRule::servfail());
  this->world_.set("refused.example", DnsRule::refused());
  this->world_.set("silent.example", DnsRule::silence());
  EXPECT_EQ(this->ask("broken.example").outcome, DnsOutcome::servfail);
  EXPECT_EQ(this->ask("refused.example").outcome, DnsOutcome::refused);
  const DnsAnswer silence = this->ask("silent.example");
  EXPECT_EQ(silence.outcome, DnsOutcome::timeout);
  EXPECT_GE(silence.seconds, 0.39);
}

TYPED_TEST(ResolverContract, AnswersEachFamilyByItself) {
  this->world_.set("half.example", Family::ipv4, DnsRule::addresses({"192.0.2.7"}));
  this->world_.set("half.example", Family::ipv6, DnsRule::servfail());
  EXPECT_EQ(this->ask("half.example").outcome, DnsOutcome::addresses);
  EXPECT_EQ(this->ask("half.example", Family::ipv6).outcome, DnsOutcome::servfail);
}

TYPED_TEST(ResolverContract, FollowsAliases) {
  this->world_.set("www.example", DnsRule::alias("cdn.example"));
  this->world_.set("cdn.example", DnsRule::addresses({"192.0.2.9"}));
  this->world_.set("lost.example", DnsRule::alias("nowhere.example"));
  EXPECT_THAT(this->addresses(this->ask("www.example")), ElementsAre("192.0.2.9"));
  EXPECT_EQ(this->ask("lost.example").outcome, DnsOutcome::nxdomain);
}

TYPED_TEST(ResolverContract, EndsLoopsAndEndlessChainsOfAliases) {
  this->world_.set("a.example", DnsRule::alias("b.example"));
  this->world_.set("b.example", DnsRule::alias("a.example"));
  for (int i = 0; i < 30; ++i)
    this->world_.set("n" + std::to_string(i) + ".example", DnsRule::alias("n" + std::to_string(i + 1) + ".example"));
  this->world_.set("n30.example", DnsRule::addresses({"192.0.2.9"}));
  EXPECT_EQ(this->ask("a.example").outcome, DnsOutcome::servfail);
  EXPECT_EQ(this->ask("n0.example").outcome, DnsOutcome::servfail);
  EXPECT_EQ(this->ask("n20.example").outcome, DnsOutcome::addresses);
}

TYPED_TEST(ResolverContract, TakesAtMostSixteenOfFiveHundredAddresses) {
  std::vector<std::string> many;
  for (int i = 0; i < 500; ++i) many.push_back("10." + std::to_string(i / 250) + ".0." + std::to_string(i % 250 + 1));
  this->world_.set("many.example", DnsRule::addresses(many));
  const DnsAnswer answer = this->ask("many.example");
  EXPECT_EQ(answer.outcome, DnsOutcome::addresses);
  EXPECT_THAT(answer.addresses, SizeIs(16));
}

TYPED_TEST(ResolverContract, RemembersNothing) {
  this->world_.set("moving.example", DnsRule::in_turn({DnsRule::addresses({"192.0.2.1"}), DnsRule::nxdomain(),
                                                       DnsRule::addresses({"127.0.0.1"})}));
  EXPECT_THAT(this->addresses(this->ask("moving.example")), ElementsAre("192.0.2.1"));
  EXPECT_EQ(this->ask("moving.example").outcome, DnsOutcome::nxdomain);
  EXPECT_THAT(this->addresses(this->ask("moving.example")), ElementsAre("127.0.0.1"));
}

TYPED_TEST(ResolverContract, HearsNoAnswerToAnotherQuestion) {
  this->world_.set("spoofed.example", DnsRule::wrong_question());
  this->world_.set("garbled.example", DnsRule::garbage());
  EXPECT_EQ(this->ask("spoofed.example").outcome, DnsOutcome::timeout);
  EXPECT_EQ(this->ask("garbled.example").outcome, DnsOutcome::timeout);
}

TYPED_TEST(ResolverContract, EndsAWaitWithOperationAbortedWhenItsTaskIsCancelled) {
  this->world_.set("silent.example", DnsRule::silence());
  bool aborted = false;
  this->world_.tasks.spawn("look-up", note_abort(*this->world_.resolver, "silent.example", aborted));
  this->world_.turn();
  this->world_.tasks.cancel();
  this->world_.run();
  EXPECT_TRUE(aborted);
}

}  // namespace
}  // namespace sitewatch
