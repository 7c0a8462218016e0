#include "domain/challenge.h"

#include <gtest/gtest.h>

namespace sitewatch {
namespace {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct Sample {
  const char* what;
  int status;
  Headers headers;
  std::string body;
  bool challenged;
};

class Challenge : public ::testing::TestWithParam<Sample> {};

TEST_P(Challenge, IsToldFromAPage) {
  const Sample& sample = GetParam();
  const Answer answer{sample.status, sample.headers, sample.body, sample.body};
  EXPECT_EQ(challenge_in(answer).has_value(), sample.challenged) << sample.what;
}

std::string page(const std::string& with) {
  return "<html>" + std::string(5000, ' ') + with + "</html>";
}

INSTANTIATE_TEST_SUITE_P(
    FieldSignatures, Challenge,
    ::testing::Values(
        Sample{"加速乐", 521, {{"x-via-jsl", "1"}}, "<script>document.cookie=('_')</script>", true},
        Sample{"521 without its header", 521, {}, "", true},
        Sample{"the same product's other status", 512, {{"x-via-jsl", "1"}}, "", true},
        Sample{"512 of somebody else", 512, {}, "", false},
        Sample{"瑞数", 412, {}, "<script>$_ts=window['$_ts'];</script>", true},
        Sample{"412 with an empty body", 412, {}, "", true},
        Sample{"瑞数 with 202", 202, {}, "<script>$_ts={}</script>", true},
        Sample{"202 of an application", 202, {}, page("accepted"), false},
        Sample{"a page that went through 瑞数", 200, {}, page("<script>$_ts={}</script>"), false},
        Sample{"阿里云盾", 200, {}, "<script>var arg1='0F'; setCookie('acw_sc__v2', x)</script>", true},
        Sample{"a page behind 阿里云盾", 200, {{"set-cookie", "acw_tc=1"}}, page("news"), false},
        Sample{"加速乐's second step", 200, {}, "<script>document.cookie='__jsl_clearance=1'</script>", true},
        Sample{"云锁", 200, {{"set-cookie", "yunsuo_session_verify=1"}}, "location='/?security_verify_data=1'", true},
        Sample{"a page behind 云锁", 200, {{"set-cookie", "yunsuo_session_verify=1"}}, page("news"), false},
        Sample{"an intercept page", 403, {}, "<title>安全验证</title>", true},
        Sample{"请稍候 with 200", 200, {}, "<p>请稍候…</p>", true},
        Sample{"a long page that speaks of 安全验证", 200, {}, page("本站已开通安全验证"), false},
        Sample{"a page", 200, {}, page("区教育局"), false}));

TEST(AnswerHeaders, AreFoundByNameAndByPart) {
  const Headers headers{{"set-cookie", "A=1"}, {"set-cookie", "YunSuo_session=2"}};
  const Answer answer{200, headers, "", ""};
  EXPECT_EQ(*answer.header("set-cookie"), "A=1");
  EXPECT_EQ(answer.header("server"), nullptr);
  EXPECT_TRUE(answer.header_holds("set-cookie", "yunsuo"));
  EXPECT_FALSE(answer.header_holds("set-cookie", "acw"));
}

}  // namespace
}  // namespace sitewatch
