#include "alert/mime.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "alert/alert_world.h"
#include "alert/layout.h"
#include "alert/mail_text.h"
#include "support/smtp_sink.h"

namespace sitewatch::alert {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::SizeIs;

std::vector<std::string> lines_of(const std::string& message) {
  std::vector<std::string> lines;
  for (std::size_t from = 0; from < message.size();) {
    const std::size_t end = std::min(message.find("\r\n", from), message.size());
    lines.push_back(message.substr(from, end - from));
    from = end + 2;
  }
  return lines;
}

MimeMail sample() {
  MimeMail mail;
  mail.from = "sitewatch@office.example";
  mail.from_name = "××区政府办公室";
  mail.to = {"a@edu.example", "b@edu.example"};
  mail.reply_to = "reply@office.example";
  mail.subject = "【网站监测】区教育局网站无法访问（3月5日02:13起）";
  mail.date = march(5, 9);
  mail.message_id = message_id(7, mail.from);
  mail.in_reply_to = "<sw.1@office.example>";
  mail.references = {"<sw.1@office.example>", "<sw.2@office.example>"};
  mail.language = "zh-CN";
  mail.text = "第一行\n.\n" + std::string(10'000, 'x') + "\n";
  mail.html = "<p>好</p>\n";
  return mail;
}

const Zone& shanghai() {
  static const Zone zone = *Zone::named("Asia/Shanghai");
  return zone;
}

TEST(Mime, CarriesWhatAMailMustCarry) {
  const std::string message = compose(sample(), shanghai());
  EXPECT_EQ(mail_header(message, "Subject"), sample().subject);
  EXPECT_EQ(mail_header(message, "From"), "××区政府办公室 <sitewatch@office.example>");
  EXPECT_EQ(mail_header(message, "To"), "a@edu.example, b@edu.example");
  EXPECT_EQ(mail_header(message, "Reply-To"), "reply@office.example");
  EXPECT_EQ(mail_header(message, "Date"), "Thu, 05 Mar 2026 09:00:00 +0800");
  EXPECT_EQ(mail_header(message, "Message-ID"), "<sw.0000000000000007@office.example>");
  EXPECT_EQ(mail_header(message, "In-Reply-To"), "<sw.1@office.example>");
  EXPECT_EQ(mail_header(message, "References"), "<sw.1@office.example> <sw.2@office.example>");
  EXPECT_EQ(mail_header(message, "Auto-Submitted"), "auto-generated");
  EXPECT_EQ(mail_header(message, "Content-Language"), "zh-CN");
  EXPECT_THAT(mail_header(message, "Content-Type"), HasSubstr("multipart/alternative"));
  EXPECT_EQ(mail_part(message, "text/html"), "<p>好</p>\r\n");
  EXPECT_THAT(mail_part(message, "text/plain"), HasSubstr("第一行\r\n.\r\n"));
}

TEST(Mime, IsAsciiInLinesOfAtMost76Characters) {
  const std::string message = compose(sample(), shanghai());
  for (const std::string& line : lines_of(message)) {
    EXPECT_LE(line.size(), 76u) << line;
    EXPECT_EQ(line.find_first_of(std::string{"\r\n\0", 3}), std::string::npos);
    for (const char c : line) EXPECT_TRUE(c >= 0x20 && c < 0x7f) << line;
    EXPECT_NE(line, ".");
  }
}

TEST(Mime, CutsEncodedWordsBetweenCharacters) {
  std::string subject;
  for (int i = 0; i < 40; ++i) subject += i % 3 ? "网" : "a";
  const std::string folded = header_text(subject);
  for (const std::string& line : lines_of(folded)) {
    const std::string word = line.starts_with(' ') ? line.substr(1) : line;
    EXPECT_LE(word.size(), 75u);
    const std::string decoded = mail_header("X: " + word + "\r\n\r\n", "X");
    EXPECT_NE(static_cast<unsigned char>(decoded.front()) & 0xc0, 0x80) << "begins inside a character";
  }
  EXPECT_EQ(mail_header("X: " + folded + "\r\n\r\n", "X"), subject);
}

TEST(Mime, LetsNoHeaderBreakOut) {
  MimeMail mail = sample();
  using namespace std::string_literals;
  const std::string attack = "x\r\nBcc: all@evil.example\r\n\r\nbody\0z"s;
  mail.subject = attack;
  mail.from_name = attack;
  mail.reply_to = attack;
  mail.message_id = attack;
  mail.in_reply_to = attack;
  mail.references = {attack};
  mail.language = attack;
  mail.to = {attack};
  const std::string message = compose(mail, shanghai());
  const std::string head = message.substr(0, message.find("\r\n\r\n"));
  EXPECT_EQ(mail_header(message, "Bcc"), "");
  EXPECT_EQ(head.find('\0'), std::string::npos);
  EXPECT_THAT(head, HasSubstr("Content-Type: multipart/alternative")) << "the head ends where it should";
}

TEST(Mime, GivesTheSameMailTheSameId) {
  EXPECT_EQ(message_id(42, "a@office.example"), message_id(42, "b@office.example"));
  EXPECT_NE(message_id(42, "a@office.example"), message_id(43, "a@office.example"));
}

TEST(Layout, EscapesEveryValue) {
  const LaidOut made = lay_out(
      "@ </td><script>alert(1)</script>\n: \"><img src=x onerror=y> | <b>\n+ <i>\n1 <a href=z>\n^ x | "
      "javascript:alert(1)\n",
      Language::en);
  EXPECT_THAT(made.html, AllOf(Not(HasSubstr("<script")), Not(HasSubstr("<img")), Not(HasSubstr("<b>")),
                               Not(HasSubstr("<i>")), Not(HasSubstr("<a href"))));
  EXPECT_THAT(made.text, HasSubstr("<script>")) << "plain text stays as it is";
}

TEST(Layout, LinksOnlyToTheWeb) {
  EXPECT_THAT(lay_out("^ more | https://a.example/?a=1&b=\"2\n", Language::en).html,
              HasSubstr("<a href=\"https://a.example/?a=1&amp;b=&quot;2\""));
}

TEST(HostileTitle, IsInertInSubjectTextAndHtml) {
  AlertWorld world;
  AlertCondition stale = world.condition(AlertName::HomepageStale, Severity::warning, "evil");
  auto& values = stale.facts.values;
  values["site"] = std::string{"</td><script>alert(1)</script>\r\nBcc: all@evil.example\n# 二、{{office}} ${x} %s {}"};
  values["newest"] = std::string{"2026-02-14"};
  values["days"] = std::int64_t{16};
  stale.facts.lists["newest_items"] = {
      {{"date", std::string{"2026-02-14"}}, {"title", std::string{"\"><img src=x onerror=alert(1)>\n@ 假称呼"}}}};
  world.raise(stale);
  world.advance_to(3, 9, 1);
  ASSERT_THAT(world.to_unit(), SizeIs(1));
  const Mail& mail = world.last_mail();
  EXPECT_THAT(mail.to, ElementsAre("edu@edu.example"));
  EXPECT_EQ(mail_header(mail.message, "Bcc"), "");
  const std::string html = mail_part(mail.message, "text/html");
  EXPECT_THAT(html, AllOf(Not(HasSubstr("<script")), Not(HasSubstr("<img"))));
  const std::string text = mail_part(mail.message, "text/plain");
  EXPECT_THAT(text, HasSubstr("{{office}} ${x} %s {}")) << "placeholders of a site stay literal";
  EXPECT_THAT(text, Not(HasSubstr("\r\n假称呼"))) << "a title is no line of its own";
}

}  // namespace
}  // namespace sitewatch::alert
