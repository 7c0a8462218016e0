#include "domain/checks.h"

#include <gtest/gtest.h>

namespace sitewatch {
namespace {

using namespace std::chrono_literals;
using Headers = std::vector<std::pair<std::string, std::string>>;

const WallTime now = from_milliseconds(1'800'000'000'000);
const std::string long_page = "<html><title> 区教育局 </title>" + std::string(4000, 'x') + "</html>";

Judgement judge(int status, const Headers& headers, const std::string& body, const Checks& checks = {}) {
  return judge_answer({status, headers, body, body}, checks, "edu.example", now);
}

struct StatusRow {
  int status;
  FailureReason reason;
};

class Status : public ::testing::TestWithParam<StatusRow> {};

TEST_P(Status, HasItsReason) {
  EXPECT_EQ(judge(GetParam().status, {}, long_page).reason, GetParam().reason);
}

using enum FailureReason;
INSTANTIATE_TEST_SUITE_P(
    Classes, Status,
    ::testing::Values(StatusRow{200, none}, StatusRow{204, none}, StatusRow{299, none}, StatusRow{304, protocol_error},
                      StatusRow{300, protocol_error}, StatusRow{400, http_4xx}, StatusRow{401, access_denied},
                      StatusRow{403, access_denied}, StatusRow{404, http_4xx}, StatusRow{405, access_denied},
                      StatusRow{410, http_4xx}, StatusRow{412, challenged}, StatusRow{429, throttled},
                      StatusRow{500, http_5xx}, StatusRow{503, http_5xx}, StatusRow{521, challenged},
                      StatusRow{599, http_5xx}, StatusRow{600, protocol_error}, StatusRow{99, protocol_error},
                      StatusRow{1000, protocol_error}));

TEST(Checks, ServiceUnavailableWithRetryAfterIsThrottling) {
  const Judgement judgement = judge(503, {{"retry-after", "120"}}, "");
  EXPECT_EQ(judgement.reason, throttled);
  EXPECT_EQ(judgement.retry_after, now + 120s);
}

TEST(Checks, RetryAfterIsBounded) {
  EXPECT_EQ(retry_after("1000000000", now), now + 1h);
  EXPECT_EQ(retry_after("99999999999999999999", now), now + 1h);
  EXPECT_EQ(retry_after(" 5 ", now), now + 5s);
  EXPECT_EQ(retry_after("Fri, 31 Dec 2100 23:59:59 GMT", now), now + 1h);
  EXPECT_EQ(retry_after("Sun, 06 Nov 1994 08:49:37 GMT", now), now);
  EXPECT_EQ(retry_after("", now), std::nullopt);
  EXPECT_EQ(retry_after("-5", now), std::nullopt);
  EXPECT_EQ(retry_after("soon", now), std::nullopt);
}

TEST(Checks, ReadsTheThreeFormsOfAnHttpDate) {
  const WallTime expected = from_milliseconds(784'111'777'000);
  EXPECT_EQ(http_date("Sun, 06 Nov 1994 08:49:37 GMT"), expected);
  EXPECT_EQ(http_date("Sunday, 06-Nov-94 08:49:37 GMT"), expected);
  EXPECT_EQ(http_date("Sun Nov  6 08:49:37 1994"), expected);
  for (const char* wrong : {"", "yesterday", "Sun, 31 Feb 2020 00:00:00 GMT", "Sun, 06 Nov 1994 25:00:00 GMT", "0"})
    EXPECT_EQ(http_date(wrong), std::nullopt) << wrong;
}

/// Case 31: a parking page and a login portal answer 200; only a rule about the content can tell.
TEST(Checks, ContentRulesDecideAboutParkingPages) {
  const std::string parked = "<html><title>This domain is for sale</title>" + std::string(4000, 'x') + "</html>";
  EXPECT_EQ(judge(200, {}, parked).reason, none);

  Checks title;
  title.title = *Pattern::compile("教育局");
  EXPECT_EQ(judge(200, {}, parked, title).reason, content_mismatch);
  EXPECT_EQ(judge(200, {}, long_page, title).reason, none);

  Checks body;
  body.body = *Pattern::compile("区教育局");
  EXPECT_EQ(judge(200, {}, parked, body).reason, content_mismatch);
  EXPECT_EQ(judge(200, {}, long_page, body).reason, none);

  Checks size;
  size.minimum_size = 10'000;
  EXPECT_EQ(judge(200, {}, long_page, size).reason, content_mismatch);

  Checks host;
  host.redirect_host = "portal.example";
  EXPECT_EQ(judge(200, {}, long_page, host).reason, redirect_unlisted);
  host.redirect_host = "edu.example";
  EXPECT_EQ(judge(200, {}, long_page, host).reason, none);
}

TEST(Checks, JudgeABodyByItsTopAsByAllOfIt) {
  const std::string filling(60'000, 'x');
  Checks size;
  size.minimum_size = 50'000;
  Checks title;
  title.title = *Pattern::compile("教育局");
  Checks body;
  body.body = *Pattern::compile("区教育局");
  for (const Checks& checks : {Checks{}, size, title, body})
    for (const std::string& page :
         {std::string{}, long_page, filling, filling + long_page, std::string(49'999, 'x'), "__jsl_clearance" + filling,
          "__jsl_clearance" + std::string(3000, 'x'), std::string(16'380, 'x') + "acw_sc__v2 arg1=" + filling,
          "acw_sc__v2 arg1=" + filling, "安全验证" + filling, std::string{"安全验证"}}) {
      const Judgement whole = judge(200, {}, page, checks);
      const Judgement top = judge(200, {}, page.substr(0, bytes_judged(checks)), checks);
      EXPECT_EQ(top.reason, whole.reason) << page.size();
      EXPECT_EQ(top.detail, whole.detail) << page.size();
    }
  EXPECT_LT(bytes_judged({}), 20'000u);
}

TEST(Checks, ListedStatusesTakeThePlaceOfTheUsualOnes) {
  Checks checks;
  checks.status = {403, 404};
  EXPECT_EQ(judge(403, {}, long_page, checks).reason, none);
  EXPECT_EQ(judge(200, {}, long_page, checks).reason, content_mismatch);
  EXPECT_EQ(judge(500, {}, long_page, checks).reason, http_5xx);
}

TEST(Checks, FindsTheTitleHoweverItIsWritten) {
  EXPECT_EQ(title_in("<TITLE lang=zh>\n 区教育局 </Title>"), "区教育局");
  EXPECT_EQ(title_in("<titlebar>no</titlebar><title>yes</title>"), "yes");
  EXPECT_EQ(title_in("<title>never closed"), "never closed");
  EXPECT_EQ(title_in("<title"), "");
  EXPECT_EQ(title_in(""), "");
}

ProbeResult visit_of(double seconds) {
  ProbeResult result;
  result.seconds = seconds;
  return result;
}

/// Both bounds of the survey table: 14.999 s is a visit, 15.000 s is a failed one.
TEST(Conclusion, FifteenSecondsAreTooLong) {
  ProbeResult in_time = visit_of(14.999);
  conclude(in_time, {}, {});
  EXPECT_EQ(in_time.verdict, Verdict::good);
  ProbeResult late = visit_of(15.0);
  conclude(late, {}, {});
  EXPECT_EQ(late.reason, timeout);
  EXPECT_EQ(late.verdict, Verdict::bad);
}

TEST(Conclusion, ASlowLookUpBlamesNobody) {
  ProbeResult result = visit_of(15.2);
  result.phases.resolve = 9;
  conclude(result, {timeout, "", {}}, {});
  EXPECT_EQ(result.reason, dns_timeout);
  EXPECT_EQ(result.verdict, Verdict::unknown);
}

TEST(Conclusion, AMoreExactReasonOutlivesTheLimit) {
  ProbeResult result = visit_of(15.0);
  conclude(result, {connect_timeout, "", {}}, {});
  EXPECT_EQ(result.reason, connect_timeout);
}

TEST(Conclusion, ACertificateFaultIsBadOnlyWithStrictTls) {
  CertificateFacts facts;
  facts.fault = CertificateFault::expired;
  facts.explanation = "certificate has expired";
  ProbeResult lenient = visit_of(0.1);
  lenient.certificate = facts;
  conclude(lenient, {}, {});
  EXPECT_EQ(lenient.verdict, Verdict::good);
  EXPECT_EQ(lenient.certificate->fault, CertificateFault::expired);

  ProbePolicy strict;
  strict.strict_tls = true;
  ProbeResult judged = visit_of(0.1);
  judged.certificate = facts;
  conclude(judged, {}, strict);
  EXPECT_EQ(judged.reason, certificate_rejected);
  EXPECT_EQ(judged.detail, "certificate has expired");
}

TEST(Redirects, KeepToTheWellKnownPortsAndTheTargetsOwn) {
  const Url target = *Url::parse("http://edu.example:8080/");
  EXPECT_TRUE(may_follow(target, *Url::parse("http://edu.example/")));
  EXPECT_TRUE(may_follow(target, *Url::parse("https://edu.example/")));
  EXPECT_TRUE(may_follow(target, *Url::parse("http://other.example:8080/")));
  for (const char* port : {"22", "25", "6379", "8081"})
    EXPECT_FALSE(may_follow(target, *Url::parse(std::string{"http://edu.example:"} + port + "/"))) << port;
}

TEST(Checks, DecodeOnlyWhatTheyLookAt) {
  EXPECT_FALSE(wants_text({}, 90'000));
  EXPECT_TRUE(wants_text({}, 500));
  Checks checks;
  checks.body = *Pattern::compile("x");
  EXPECT_TRUE(wants_text(checks, 90'000));
}

}  // namespace
}  // namespace sitewatch
