#include "ports/mailer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <memory>

#include "adapters/curl_mailer.h"
#include "support/recording_mailer.h"
#include "support/smtp_sink.h"

namespace sitewatch {
namespace {

/// A mailer with a relay behind it that can be told how to answer the next mails.
class MailWorld {
 public:
  virtual ~MailWorld() = default;
  virtual Mailer& mailer() = 0;
  virtual void refuse(const std::string& address) = 0;
  virtual void answer_recipients(int code) = 0;
  virtual void break_off_after_the_dot() = 0;
  virtual std::vector<Mail> arrived() const = 0;

  MailOutcome send(Mail mail) {
    auto result = boost::asio::co_spawn(loop_, mailer().send(std::move(mail)), boost::asio::use_future);
    loop_.restart();
    loop_.run();
    return result.get();
  }

 private:
  boost::asio::io_context loop_;
};

class FakeWorld : public MailWorld {
 public:
  Mailer& mailer() override { return mailer_; }
  void refuse(const std::string& address) override { mailer_.refused.push_back(address); }
  void answer_recipients(int code) override {
    mailer_.always = outcome(code < 500 ? MailVerdict::temporary : MailVerdict::permanent, code, "as told");
  }
  void break_off_after_the_dot() override { mailer_.always = outcome(MailVerdict::uncertain, 0, "gone"); }
  std::vector<Mail> arrived() const override { return mailer_.accepted; }

 private:
  RecordingMailer mailer_;
};

class RealWorld : public MailWorld {
 public:
  RealWorld() : mailer_(settings()) {}
  Mailer& mailer() override { return mailer_; }
  void refuse(const std::string& address) override { sink_.answer_recipient(address, "550 no such user"); }
  void answer_recipients(int code) override {
    sink_.at(SmtpStep::rcpt, {std::to_string(code) + " as told", SmtpTurn::Then::go_on, -1});
  }
  void break_off_after_the_dot() override { sink_.at(SmtpStep::dot, {"", SmtpTurn::Then::disconnect, -1}); }
  std::vector<Mail> arrived() const override {
    std::vector<Mail> mails;
    for (const SinkMail& mail : sink_.mails())
      if (mail.acknowledged) mails.push_back({mail.from, mail.to, mail.message});
    return mails;
  }

 private:
  CurlMailer::Settings settings() const {
    CurlMailer::Settings settings;
    settings.relays.push_back({"127.0.0.1", sink_.port(), CurlMailer::Tls::none, "", ""});
    settings.timeout = std::chrono::seconds{10};
    return settings;
  }

  SmtpSink sink_;
  CurlMailer mailer_;
};

template <class World>
std::unique_ptr<MailWorld> make() {
  return std::make_unique<World>();
}

class MailerContract : public testing::TestWithParam<std::unique_ptr<MailWorld> (*)()> {
 protected:
  static Mail mail() {
    return {"sitewatch@office.example",
            {"unit@edu.example"},
            "Subject: hello\r\nMessage-ID: <1@office.example>\r\n\r\nbody\r\n"};
  }
  std::unique_ptr<MailWorld> world = GetParam()();
};

TEST_P(MailerContract, AcceptsOnceTheRelayHasTheMail) {
  const MailOutcome outcome = world->send(mail());
  EXPECT_EQ(outcome.verdict, MailVerdict::accepted);
  EXPECT_EQ(outcome.code, 250);
  EXPECT_FALSE(outcome.relay.empty());
  ASSERT_EQ(world->arrived().size(), 1u);
  EXPECT_EQ(world->arrived().front().from, "sitewatch@office.example");
  EXPECT_THAT(world->arrived().front().to, testing::ElementsAre("unit@edu.example"));
  EXPECT_EQ(world->arrived().front().message, mail().message);
}

TEST_P(MailerContract, TellsARefusalForNowFromOneForGood) {
  world->answer_recipients(451);
  const MailOutcome later = world->send(mail());
  EXPECT_EQ(later.verdict, MailVerdict::temporary);
  EXPECT_EQ(later.code, 451);
  world->answer_recipients(550);
  const MailOutcome never = world->send(mail());
  EXPECT_EQ(never.verdict, MailVerdict::permanent);
  EXPECT_EQ(never.code, 550);
  EXPECT_TRUE(world->arrived().empty());
}

TEST_P(MailerContract, RefusesOneRecipientWithoutHarmToTheNextMail) {
  world->refuse("gone@edu.example");
  Mail to_nobody = mail();
  to_nobody.to = {"gone@edu.example"};
  EXPECT_EQ(world->send(to_nobody).verdict, MailVerdict::permanent);
  EXPECT_EQ(world->send(mail()).verdict, MailVerdict::accepted);
}

TEST_P(MailerContract, IsUncertainWhenTheAnswerToTheDotIsLost) {
  world->break_off_after_the_dot();
  EXPECT_EQ(world->send(mail()).verdict, MailVerdict::uncertain);
}

TEST_P(MailerContract, NeverHandsAnUnsafeAddressToARelay) {
  const std::string bad[] = {"unit@edu.example\r\nRCPT TO:<all@edu.example>",
                             "unit@edu.example>",
                             "<unit@edu.example",
                             std::string{"unit\0@edu.example", 17},
                             "unit@edu.example\n",
                             "",
                             "unit",
                             "a b@edu.example"};
  for (const std::string& address : bad) {
    Mail recipient = mail();
    recipient.to = {address};
    EXPECT_EQ(world->send(recipient).verdict, MailVerdict::permanent) << address;
    Mail sender = mail();
    sender.from = address;
    EXPECT_EQ(world->send(sender).verdict, MailVerdict::permanent) << address;
  }
  Mail nobody = mail();
  nobody.to.clear();
  EXPECT_EQ(world->send(nobody).verdict, MailVerdict::permanent);
  EXPECT_TRUE(world->arrived().empty());
}

INSTANTIATE_TEST_SUITE_P(Fake, MailerContract, testing::Values(&make<FakeWorld>));
INSTANTIATE_TEST_SUITE_P(Curl, MailerContract, testing::Values(&make<RealWorld>));

}  // namespace
}  // namespace sitewatch
