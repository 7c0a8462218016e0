#include "probe/site_visitor.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <iostream>

#include "probe_world.h"

namespace sitewatch {
namespace {

using namespace std::chrono_literals;
using enum FailureReason;

struct Visits : ::testing::Test {
  ProbeWorld world;
  VisitSettings settings{"sitewatch/test", 1, 8, 0};
  SiteVisitor visitor{world.clock, world.resolver, world.http, settings};
  Site site = site_named("edu", "http://edu.example/");
  std::vector<Visit> visits;
  TestSpawner tasks{world.loop};

  Visits() {
    world.resolver.set("edu.example", DnsRule::addresses({"203.0.114.1"}));
    world.http.program = [](const FetchRequest&) { return page(); };
  }

  static Task<void> go(SiteVisitor& visitor, const Site& site, VisitKind kind, std::vector<Visit>& visits) {
    Url url = site.home_urls.front();
    Visit visit = co_await visitor.visit(site, std::move(url), kind);
    visits.push_back(std::move(visit));
  }

  ProbeResult visit(VisitKind kind = VisitKind::scheduled) {
    const std::size_t before = visits.size();
    tasks.spawn("visit", go(visitor, site, kind, visits));
    for (int second = 0; second < 60 && visits.size() == before; ++second) world.clock.advance(1s);
    EXPECT_EQ(visits.size(), before + 1) << "the visit did not end within a minute";
    return visits.empty() ? ProbeResult{} : visits.back().result;
  }

  static Task<void> read(SiteVisitor& visitor, const Site& site, Validators known, std::vector<Visit>& visits) {
    PageRequest request{site.home_urls.front(), std::move(known)};
    Visit visit = co_await visitor.read(site, std::move(request));
    visits.push_back(std::move(visit));
  }
  Visit reading(Validators known) {
    const std::size_t before = visits.size();
    tasks.spawn("reading", read(visitor, site, std::move(known), visits));
    for (int second = 0; second < 60 && visits.size() == before; ++second) world.clock.advance(1s);
    EXPECT_EQ(visits.size(), before + 1) << "the reading did not end within a minute";
    return visits.empty() ? Visit{} : visits.back();
  }

  ProbeResult visit_url(const std::string& url) {
    site.home_urls = {*Url::parse(url)};
    return visit();
  }
  FailureReason reason_after(const std::string& location) {
    world.http.requests.clear();
    world.http.program = [location](const FetchRequest& request) {
      return request.url.path == "/" && request.url.host == "edu.example" ? to(location) : page();
    };
    return visit().reason;
  }
};

TEST_F(Visits, OfAPageThatAnswersAreGood) {
  const ProbeResult result = visit();
  EXPECT_EQ(result.verdict, Verdict::good);
  EXPECT_EQ(result.http_status, 200);
  EXPECT_EQ(result.address->text(), "203.0.114.1");
  EXPECT_EQ(result.final_url, "http://edu.example/");
  EXPECT_NEAR(result.seconds, 0.1, 0.001);
  EXPECT_EQ(visits.back().body.size(), 3000u);
  EXPECT_EQ(world.http.requests.at(0).user_agent, "sitewatch/test");
  EXPECT_TRUE(world.http.requests.at(0).headers.empty()) << "no cookies, no credentials";
  EXPECT_EQ(world.resolver.asked().size(), 1u) << "one look-up a visit";
}

TEST_F(Visits, OfTheScheduleKeepOfAPageWhatIsJudged) {
  world.http.program = [](const FetchRequest&) { return page(200, std::string(90'000, 'x') + "教育局"); };
  EXPECT_EQ(visit().body_bytes, 90'009u);
  EXPECT_LT(visits.back().body.size(), 20'000u);
  EXPECT_EQ(visit(VisitKind::manual).body_bytes, 90'009u);
  EXPECT_EQ(visits.back().body.size(), 90'009u) << "whoever asks reads all of it";
  site.checks.body = *Pattern::compile("教育局");
  EXPECT_EQ(visit().verdict, Verdict::good) << "a pattern is looked for everywhere";
}

TEST_F(Visits, ForReadingBringTheWholePageWhateverItsWords) {
  world.http.program = [](const FetchRequest&) {
    FetchResponse made = page(200, std::string(90'000, 'x'));
    made.headers.emplace_back("etag", "\"v1\"");
    made.headers.emplace_back("last-modified", "Mon, 02 Mar 2026 00:00:00 GMT");
    return made;
  };
  site.checks.body = *Pattern::compile("教育局");
  const Visit read = reading({});
  EXPECT_EQ(read.result.verdict, Verdict::good) << "what the page says is for the reader to judge";
  EXPECT_EQ(read.body.size(), 90'000u);
  EXPECT_EQ(read.validators, (Validators{"\"v1\"", "Mon, 02 Mar 2026 00:00:00 GMT"}));
  EXPECT_FALSE(read.not_modified);
  EXPECT_TRUE(world.http.requests.at(0).headers.empty());
}

TEST_F(Visits, ForReadingAskOnlyForAPageThatHasChanged) {
  world.http.program = [](const FetchRequest&) { return page(304, ""); };
  const Visit same = reading({"\"v1\"", "Mon, 02 Mar 2026 00:00:00 GMT"});
  EXPECT_TRUE(same.not_modified);
  EXPECT_EQ(same.result.verdict, Verdict::good);
  const std::vector<std::pair<std::string, std::string>> asked{{"If-None-Match", "\"v1\""},
                                                               {"If-Modified-Since", "Mon, 02 Mar 2026 00:00:00 GMT"}};
  EXPECT_EQ(world.http.requests.at(0).headers, asked);
  EXPECT_NE(reading({}).result.verdict, Verdict::good) << "an answer to a question that was not put";
}

TEST_F(Visits, ForReadingKeepNoOverlongValidators) {
  world.http.program = [](const FetchRequest&) {
    FetchResponse made = page();
    made.headers.emplace_back("etag", std::string(most_validator_bytes + 1, 'e'));
    return made;
  };
  EXPECT_TRUE(reading({}).validators.empty());
}

TEST_F(Visits, BlameNoSiteWhenItsEncodingCannotBeReadForWantOfDescriptors) {
  // In a process of its own, for a conversion that was loaded once needs no descriptor any more.
  GTEST_FLAG_SET(death_test_style, "threadsafe");
  const auto end = [this] {
    visit();  // The loop's own descriptors.
    world.http.program = [](const FetchRequest&) { return page(200, "<meta charset=big5>\xb1\xd0\xa8\x7c\xa7\xbd"); };
    site.checks.body = *Pattern::compile("教育局");
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    const rlimit none{0, limit.rlim_max};
    setrlimit(RLIMIT_NOFILE, &none);
    const ProbeResult result = visit();
    setrlimit(RLIMIT_NOFILE, &limit);
    std::cerr << name(result.verdict) << ' ' << name(result.reason) << '\n';
    std::_Exit(0);
  };
  EXPECT_EXIT(end(), testing::ExitedWithCode(0), "unknown own_descriptors");
}

// Group A.

TEST_F(Visits, NeverConnectToALoopbackAnswer) {  // Case 1
  world.resolver.set("edu.example", DnsRule::addresses({"127.0.0.1"}));
  const ProbeResult result = visit();
  EXPECT_EQ(result.reason, blocked_address);
  EXPECT_EQ(result.verdict, Verdict::unknown);
  EXPECT_TRUE(world.http.requests.empty());
}

TEST_F(Visits, NeverFollowARedirectInwards) {  // Cases 2, 3
  for (const char* inwards :
       {"http://169.254.169.254/", "http://127.0.0.1/", "http://127.0.0.1:9920/", "//10.0.0.1/"}) {
    EXPECT_EQ(reason_after(inwards), blocked_address) << inwards;
    EXPECT_EQ(world.http.requests.size(), 1u) << inwards;
  }
}

TEST_F(Visits, OpenNoOtherScheme) {  // Case 4
  for (const char* foreign : {"file:///etc/passwd", "gopher://x/", "dict://x/", "ftp://x/", "ldap://x/", "smb://x/",
                              "javascript:alert(1)", "weixin://dl"}) {
    EXPECT_EQ(reason_after(foreign), redirect_unlisted) << foreign;
    EXPECT_EQ(world.http.requests.size(), 1u) << foreign;
  }
}

TEST_F(Visits, ReadNumericHostsAsTheAddressTheyMean) {  // Case 5
  for (const char* host : {"2130706433", "0x7f000001", "0x7f.1", "127.1", "017700000001", "0"}) {
    EXPECT_EQ(visit_url(std::string{"http://"} + host + "/").reason, blocked_address) << host;
    EXPECT_TRUE(world.http.requests.empty()) << host;
  }
}

TEST_F(Visits, SeeThroughAddressesHiddenInIpv6) {  // Case 6
  for (const char* host : {"[::ffff:127.0.0.1]", "[::ffff:a9fe:a9fe]", "[::1]", "[::]", "[fe80::1]", "[fc00::1]",
                           "[64:ff9b::7f00:1]", "[2002:7f00:1::]"}) {
    EXPECT_EQ(visit_url(std::string{"http://"} + host + "/").reason, blocked_address) << host;
    EXPECT_TRUE(world.http.requests.empty()) << host;
  }
}

TEST_F(Visits, ReachPrivateNetworksOnlyWhereTheSiteAllowsThem) {  // Case 7
  for (const char* host : {"10.1.2.3", "172.16.0.1", "192.168.1.1", "100.64.0.1", "224.0.0.1", "255.255.255.255"})
    EXPECT_EQ(visit_url(std::string{"http://"} + host + "/").reason, blocked_address) << host;
  EXPECT_TRUE(world.http.requests.empty());
  site.allow_networks = {*Network::parse("10.0.0.0/8")};
  EXPECT_EQ(visit_url("http://10.1.2.3/").verdict, Verdict::good);
  EXPECT_EQ(world.http.requests.at(0).allow_networks.size(), 1u);
}

TEST_F(Visits, ConnectToTheAddressThatWasJudged) {  // Case 8
  world.resolver.set("edu.example",
                     DnsRule::in_turn({DnsRule::addresses({"203.0.114.1"}), DnsRule::addresses({"127.0.0.1"})}));
  EXPECT_EQ(visit().verdict, Verdict::good);
  EXPECT_EQ(world.http.requests.at(0).address.text(), "203.0.114.1");
  EXPECT_EQ(visit().reason, blocked_address);
  EXPECT_EQ(world.http.requests.size(), 1u);
}

TEST_F(Visits, TryOnlyThePublicOnesOfMixedAnswers) {  // Case 9
  world.resolver.set("edu.example", DnsRule::addresses({"127.0.0.1", "203.0.114.7", "10.0.0.1"}));
  world.http.program = [](const FetchRequest&) { return failed(connection_refused); };
  EXPECT_EQ(visit().reason, connection_refused);
  ASSERT_EQ(world.http.requests.size(), 1u);
  EXPECT_EQ(world.http.requests.at(0).address.text(), "203.0.114.7");
}

TEST_F(Visits, JudgeWhatAnAliasLeadsTo) {  // Case 10
  world.resolver.set("edu.example", DnsRule::alias("inside.example"));
  world.resolver.set("inside.example", DnsRule::addresses({"192.168.0.1"}));
  EXPECT_EQ(visit().reason, blocked_address);
}

TEST_F(Visits, RefuseDisguisedHosts) {  // Case 11
  EXPECT_EQ(reason_after("http://good.example@127.0.0.1/"), blocked_address);
  EXPECT_EQ(reason_after("http:\\\\127.0.0.1\\"), blocked_address);
  EXPECT_EQ(world.http.requests.size(), 1u);
}

TEST_F(Visits, FollowToNoOtherPort) {  // Case 12
  for (const char* port : {"22", "25", "6379"})
    EXPECT_EQ(reason_after(std::string{"http://edu.example:"} + port + "/x"), blocked_address) << port;
  EXPECT_EQ(reason_after("https://edu.example/x"), none);
}

TEST_F(Visits, CarryNothingFromHopToHop) {  // Cases 13, 14
  world.resolver.set("portal.example", DnsRule::addresses({"203.0.114.9"}));
  world.http.program = [](const FetchRequest& request) {
    if (request.url.host == "portal.example") return page();
    FetchResponse response = to("https://portal.example/");
    response.headers.emplace_back("set-cookie", "session=1");
    return response;
  };
  const ProbeResult result = visit();
  EXPECT_EQ(result.verdict, Verdict::good);
  EXPECT_EQ(result.redirects, 1);
  EXPECT_EQ(result.address->text(), "203.0.114.9");
  EXPECT_TRUE(world.http.requests.at(1).headers.empty());
}

// Group B.

TEST_F(Visits, StopAtFiveRedirects) {  // Case 27
  world.http.program = [](const FetchRequest& request) { return to(request.url.path + "x"); };
  EXPECT_EQ(visit().reason, redirect_loop);
  EXPECT_EQ(world.http.requests.size(), 6u);
  world.http.requests.clear();
  world.http.program = [](const FetchRequest& request) { return to(request.url.text()); };
  EXPECT_EQ(visit().reason, redirect_loop);
  EXPECT_EQ(world.http.requests.size(), 1u);
}

TEST_F(Visits, FollowFiveRedirects) {
  world.http.program = [](const FetchRequest& request) {
    return request.url.path.size() > 5 ? page() : to(request.url.path + "x");
  };
  const ProbeResult result = visit();
  EXPECT_EQ(result.verdict, Verdict::good);
  EXPECT_EQ(result.redirects, 5);
  EXPECT_NEAR(result.seconds, 0.6, 0.001) << "summed over the hops";
  EXPECT_NEAR(result.phases.processing, 0.48, 0.001);
}

TEST_F(Visits, LeaveALoopThatTestsCookiesUnjudged) {
  world.http.program = [](const FetchRequest& request) {
    FetchResponse response = to(request.url.text());
    response.headers.emplace_back("set-cookie", "test=1");
    return response;
  };
  const ProbeResult result = visit();
  EXPECT_EQ(result.reason, challenged);
  EXPECT_EQ(result.verdict, Verdict::unknown);
}

TEST_F(Visits, HaveAReasonForEveryLocation) {  // Case 28
  EXPECT_EQ(reason_after(""), protocol_error);
  EXPECT_EQ(reason_after("  "), protocol_error);
  EXPECT_EQ(reason_after("index.html"), none);
  EXPECT_EQ(reason_after("/新闻"), none);
  EXPECT_EQ(world.http.requests.back().url.path, "/%E6%96%B0%E9%97%BB");
  EXPECT_EQ(reason_after("//edu.example/x"), none);
  EXPECT_EQ(reason_after("http://"), protocol_error);
  EXPECT_EQ(reason_after("/" + std::string(100'000, 'a')), protocol_error);
  EXPECT_LE(visits.back().result.detail.size(), 200u);
  world.http.program = [](const FetchRequest&) { return page(302, ""); };
  EXPECT_EQ(visit().reason, protocol_error);
}

TEST_F(Visits, LetContentRulesDecideInAnyEncoding) {  // Case 31
  site.checks.body = *Pattern::compile("教育局");
  world.http.program = [](const FetchRequest&) {
    return page(200, "<html>登录 portal</html>" + std::string(3000, ' '));
  };
  EXPECT_EQ(visit().reason, content_mismatch);
  world.http.program = [](const FetchRequest&) {
    FetchResponse response = page(200, "\xbd\xcc\xd3\xfd\xbe\xd6" + std::string(3000, ' '));  // 教育局 in GBK
    response.headers = {{"content-type", "text/html; charset=gb2312"}};
    return response;
  };
  EXPECT_EQ(visit().verdict, Verdict::good);
}

TEST_F(Visits, HonourABoundedRetryAfter) {  // Case 32
  world.http.program = [](const FetchRequest&) {
    FetchResponse response = page(429);
    response.headers = {{"retry-after", "1000000000"}};
    return response;
  };
  const ProbeResult result = visit();
  EXPECT_EQ(result.reason, throttled);
  EXPECT_EQ(result.retry_after, result.started_at + 1h);
}

TEST_F(Visits, FetchABodyCutShortOnceMore) {  // Case 23
  int times = 0;
  world.http.program = [&times](const FetchRequest&) {
    return ++times == 1 ? failed(partial_body, 0.1, Phase::transfer) : page();
  };
  EXPECT_EQ(visit().verdict, Verdict::good);
  world.http.program = [](const FetchRequest&) { return failed(partial_body, 0.1, Phase::transfer); };
  world.http.requests.clear();
  EXPECT_EQ(visit().reason, partial_body);
  EXPECT_EQ(world.http.requests.size(), 2u);
}

TEST_F(Visits, TakeAtMostTheirLimitOverAllHops) {
  world.http.program = [](const FetchRequest& request) {
    FetchResponse response = to(request.url.path + "x");
    response.seconds = 4;
    return response;
  };
  const ProbeResult result = visit();
  EXPECT_EQ(result.reason, timeout);
  EXPECT_NEAR(result.seconds, 15.0, 0.01);
}

// Group D.

TEST_F(Visits, TellTheFourFailuresOfALookUpApart) {  // Case 46
  world.resolver.set("edu.example", DnsRule::nxdomain());
  EXPECT_EQ(visit().reason, nxdomain);
  EXPECT_EQ(visits.back().result.verdict, Verdict::bad);
  world.resolver.set("edu.example", DnsRule::servfail());
  EXPECT_EQ(visit().reason, dns_servfail);
  world.resolver.set("edu.example", DnsRule::refused());
  EXPECT_EQ(visit().reason, dns_refused);
  world.resolver.set("edu.example", DnsRule::silence());
  EXPECT_EQ(visit().reason, dns_timeout);
  EXPECT_EQ(visits.back().result.verdict, Verdict::unknown);
  world.resolver.set("edu.example", DnsRule::nodata());
  EXPECT_EQ(visit().reason, no_address);
}

TEST_F(Visits, EndAnAliasLoopInTime) {  // Case 47
  world.resolver.set("edu.example", DnsRule::alias("edu.example"));
  EXPECT_EQ(visit().verdict, Verdict::unknown);
}

TEST_F(Visits, TryAFewOfManyAddresses) {  // Case 48
  std::vector<std::string> many;
  for (int i = 1; i <= 250; ++i) many.push_back("203.0.114." + std::to_string(i));
  world.resolver.set("edu.example", DnsRule::addresses(many));
  world.http.program = [](const FetchRequest&) { return failed(connect_timeout); };
  const ProbeResult result = visit();
  EXPECT_EQ(result.reason, connect_timeout);
  EXPECT_LE(world.http.requests.size(), 4u);
  EXPECT_NEAR(result.seconds, 15.0, 0.01);

  world.http.program = [](const FetchRequest& request) {
    return request.address.text() == "203.0.114.3" ? page() : failed(connection_refused);
  };
  EXPECT_EQ(visit().verdict, Verdict::good);
}

TEST_F(Visits, FindTheFamilyThatWorks) {  // Case 49
  world.resolver.set("edu.example", DnsRule::addresses({"203.0.114.1", "2400:3200::1"}));
  world.http.program = [](const FetchRequest& request) {
    return request.address.family == Family::ipv4 ? failed(connect_timeout) : page();
  };
  const ProbeResult by_ipv6 = visit();
  EXPECT_EQ(by_ipv6.verdict, Verdict::good);
  EXPECT_EQ(by_ipv6.address->family, Family::ipv6);
  EXPECT_TRUE(by_ipv6.defects.ipv4_broken);
  EXPECT_EQ(by_ipv6.families[0].verdict, Verdict::bad);

  world.http.program = [](const FetchRequest& request) {
    return request.address.family == Family::ipv6 ? failed(connection_refused) : page();
  };
  const ProbeResult by_ipv4 = visit(VisitKind::manual);
  EXPECT_EQ(by_ipv4.verdict, Verdict::good);
  EXPECT_TRUE(by_ipv4.defects.ipv6_broken);
  EXPECT_EQ(by_ipv4.families[1].reason, connection_refused);
  EXPECT_NEAR(by_ipv4.seconds, 0.1, 0.001) << "the other family's time is not the site's";
}

TEST_F(Visits, AMachineWithoutIpv6FindsNoFaultWithIt) {
  world.resolver.set("edu.example", DnsRule::addresses({"203.0.114.1", "2400:3200::1"}));
  world.http.program = [](const FetchRequest& request) {
    return request.address.family == Family::ipv6 ? failed(own_network) : failed(connection_refused);
  };
  EXPECT_EQ(visit().reason, connection_refused);
  world.resolver.set("edu.example", DnsRule::addresses({"2400:3200::1"}));
  EXPECT_EQ(visit().reason, own_network);
}

TEST_F(Visits, AnIpv6OnlySiteIsGood) {
  world.resolver.set("edu.example", DnsRule::addresses({"2400:3200::1"}));
  EXPECT_EQ(visit().verdict, Verdict::good);
  EXPECT_EQ(visits.back().result.defects.ipv4_broken, false);
}

TEST_F(Visits, ALookUpThatFailedMayHaveHadTheAddressThatWorks) {
  world.resolver.set("edu.example", Family::ipv4, DnsRule::servfail());
  world.resolver.set("edu.example", Family::ipv6, DnsRule::addresses({"2400:3200::1"}));
  world.http.program = [](const FetchRequest&) { return failed(connection_refused); };
  EXPECT_EQ(visit().reason, dns_servfail);
  world.http.program = [](const FetchRequest&) { return page(); };
  EXPECT_EQ(visit().verdict, Verdict::good);
}

TEST_F(Visits, BlameOurselvesForADeadResolverOfOurOwn) {  // Case 50
  world.resolver.fail_always(DnsOutcome::local_failure);
  EXPECT_EQ(visit().reason, own_network);
}

TEST_F(Visits, AskForTheOtherFamilyOnEveryNthVisitOnly) {
  settings.other_family_every = 12;
  visitor.use(settings);
  world.resolver.set("edu.example", DnsRule::addresses({"203.0.114.1", "2400:3200::1"}));
  for (int round = 0; round < 24; ++round) {
    (void)visit();
    world.clock.advance(5min - 1s);
  }
  const auto by_ipv6 = std::count_if(world.http.requests.begin(), world.http.requests.end(), [](const auto& each) {
    return each.address.family == Family::ipv6 && each.max_body == 1;
  });
  EXPECT_EQ(by_ipv6, 2);
}

// Turns.

TEST_F(Visits, OneAtATimePerHostAndTheWaitIsNotBilled) {
  world.http.program = [](const FetchRequest&) {
    FetchResponse response = page();
    response.seconds = 10;
    return response;
  };
  for (int i = 0; i < 3; ++i) tasks.spawn("visit", go(visitor, site, VisitKind::scheduled, visits));
  world.clock.advance(31s);
  ASSERT_EQ(visits.size(), 3u);
  EXPECT_EQ(world.http.most_in_flight, 1);
  for (const Visit& each : visits) {
    EXPECT_EQ(each.result.verdict, Verdict::good);
    EXPECT_NEAR(each.result.seconds, 10.0, 0.01);
  }
  EXPECT_EQ(visits.back().result.lag, 20s);
}

TEST_F(Visits, EightAtATimePerAddress) {
  std::vector<Site> sites;
  for (int i = 0; i < 20; ++i) {
    const std::string host = "s" + std::to_string(i) + ".example";
    world.resolver.set(host, DnsRule::addresses({"203.0.114.1"}));
    sites.push_back(site_named(host, "http://" + host + "/"));
  }
  world.http.program = [](const FetchRequest&) {
    FetchResponse response = page();
    response.seconds = 9;
    return response;
  };
  for (const Site& each : sites) tasks.spawn("visit", go(visitor, each, VisitKind::scheduled, visits));
  world.clock.advance(28s);
  EXPECT_EQ(visits.size(), 20u);
  EXPECT_EQ(world.http.most_in_flight, 8);
  for (const Visit& each : visits) EXPECT_EQ(each.result.verdict, Verdict::good) << "waiting is nobody's fault";
}

TEST_F(Visits, TwoHostsThatRedirectToEachOtherDoNotWaitForEachOther) {
  world.resolver.set("other.example", DnsRule::addresses({"203.0.114.2"}));
  Site other = site_named("other", "http://other.example/");
  world.http.program = [](const FetchRequest& request) {
    return to(request.url.host == "edu.example" ? "http://other.example/" : "http://edu.example/");
  };
  tasks.spawn("visit", go(visitor, site, VisitKind::scheduled, visits));
  tasks.spawn("visit", go(visitor, other, VisitKind::scheduled, visits));
  world.clock.advance(5s);
  ASSERT_EQ(visits.size(), 2u);
  EXPECT_EQ(visits.front().result.reason, redirect_loop);
}

TEST_F(Visits, ACancelledVisitGivesItsPlaceBack) {
  world.http.program = [](const FetchRequest&) {
    FetchResponse response = page();
    response.seconds = 10;
    return response;
  };
  tasks.spawn("visit", go(visitor, site, VisitKind::scheduled, visits));
  tasks.spawn("visit", go(visitor, site, VisitKind::scheduled, visits));
  world.clock.advance(1s);
  tasks.cancel();
  world.clock.settle();
  EXPECT_EQ(visitor.waiting(), 0u);
  EXPECT_EQ(visit().verdict, Verdict::good);
}

// Certificates.

TEST_F(Visits, KeepTheCertificateOfTheSitesOwnHost) {
  world.resolver.set("portal.example", DnsRule::addresses({"203.0.114.9"}));
  world.http.program = [](const FetchRequest& request) {
    FetchResponse response = request.url.host == "portal.example" ? page() : to("https://portal.example/");
    response.certificate = CertificateFacts{};
    response.certificate->explanation = request.url.host;
    return response;
  };
  EXPECT_EQ(visit_url("https://edu.example/").certificate->explanation, "edu.example");
  world.resolver.set("a.portal.example", DnsRule::addresses({"203.0.114.3"}));
  EXPECT_EQ(visit_url("https://a.portal.example/").certificate->explanation, "portal.example");
  world.http.program = [program = world.http.program](const FetchRequest& request) {
    FetchResponse response = program(request);
    if (!request.url.tls) response.certificate.reset();
    return response;
  };
  EXPECT_FALSE(visit_url("http://edu.example/").certificate.has_value()) << "the portal's is not this site's";
}

}  // namespace
}  // namespace sitewatch
