#include "adapters/curl_mailer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_future.hpp>
#include <filesystem>
#include <fstream>
#include <thread>

#include "support/smtp_sink.h"
#include "support/tls_authority.h"

namespace sitewatch {
namespace {

using namespace std::chrono_literals;
using testing::Contains;
using testing::Each;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;

Mail mail() {
  return {"sitewatch@office.example", {"unit@edu.example"}, "Subject: hello\r\n\r\n.\r\nbody\r\n"};
}

MailOutcome send(CurlMailer& mailer, Mail what = mail()) {
  boost::asio::io_context loop;
  auto result = boost::asio::co_spawn(loop, mailer.send(std::move(what)), boost::asio::use_future);
  loop.run();
  return result.get();
}

CurlMailer::Relay plain(const SmtpSink& sink) {
  return {"127.0.0.1", sink.port(), CurlMailer::Tls::none, "", ""};
}

CurlMailer::Settings to(const CurlMailer::Relay& relay, Duration timeout = 10s) {
  CurlMailer::Settings settings;
  settings.relays.push_back(relay);
  settings.timeout = timeout;
  return settings;
}

struct StepCase {
  SmtpStep step;
  std::string reply;
  SmtpTurn::Then then;
  MailVerdict verdict;
  int code;
};

TEST(CurlMailer, MapsEveryFailureAtEveryStep) {
  using enum SmtpStep;
  using Then = SmtpTurn::Then;
  const StepCase cases[] = {
      {connect, "421 busy", Then::disconnect, MailVerdict::temporary, 421},
      {connect, "554 not you", Then::disconnect, MailVerdict::temporary, 554},
      {connect, "", Then::disconnect, MailVerdict::temporary, 0},
      {ehlo, "", Then::disconnect, MailVerdict::temporary, 0},
      {ehlo, "421 busy", Then::disconnect, MailVerdict::temporary, 421},
      {mail, "451 later", Then::go_on, MailVerdict::temporary, 451},
      {mail, "550 never", Then::go_on, MailVerdict::permanent, 550},
      {mail, "", Then::disconnect, MailVerdict::temporary, 0},
      {rcpt, "450 greylisted", Then::go_on, MailVerdict::temporary, 450},
      {rcpt, "550 no such user", Then::go_on, MailVerdict::permanent, 550},
      {rcpt, "", Then::disconnect, MailVerdict::temporary, 0},
      {data, "451 later", Then::go_on, MailVerdict::temporary, 451},
      {data, "554 no", Then::go_on, MailVerdict::permanent, 554},
      {data, "", Then::disconnect, MailVerdict::temporary, 0},
      {dot, "451 later", Then::go_on, MailVerdict::temporary, 451},
      {dot, "552 too big", Then::go_on, MailVerdict::permanent, 552},
      {dot, "", Then::disconnect, MailVerdict::uncertain, 0},
  };
  for (const StepCase& each : cases) {
    SmtpSink sink;
    sink.at(each.step, {each.reply, each.then, -1});
    CurlMailer mailer(to(plain(sink)));
    const MailOutcome outcome = send(mailer);
    SCOPED_TRACE("step " + std::to_string(static_cast<int>(each.step)) + " reply '" + each.reply +
                 "': " + outcome.reply);
    EXPECT_EQ(outcome.verdict, each.verdict);
    EXPECT_EQ(outcome.code, each.code);
    sink.be_nice();
    EXPECT_EQ(send(mailer).verdict, MailVerdict::accepted) << "and the next attempt succeeds";
  }
}

TEST(CurlMailer, GivesUpOnAHangAtEveryStepWithinItsTime) {
  for (const SmtpStep step :
       {SmtpStep::connect, SmtpStep::ehlo, SmtpStep::mail, SmtpStep::rcpt, SmtpStep::data, SmtpStep::dot}) {
    SmtpSink sink;
    sink.at(step, {"", SmtpTurn::Then::hang, -1});
    CurlMailer mailer(to(plain(sink), 300ms));
    const MailOutcome outcome = send(mailer);
    EXPECT_EQ(outcome.verdict, step == SmtpStep::dot ? MailVerdict::uncertain : MailVerdict::temporary)
        << static_cast<int>(step);
    EXPECT_EQ(outcome.code, 0);
  }
}

TEST(CurlMailer, TakesGarbageForATemporaryFailure) {
  const std::string replies[] = {std::string(100'000, 'x') + "\r\n", "what?", "99999 no",
                                 "250-a\r\n250-b\r\nnonsense\r\n", std::string("2\0 5", 4)};
  for (const std::string& reply : replies) {
    SmtpSink sink;
    sink.at(SmtpStep::ehlo, {reply, SmtpTurn::Then::disconnect, -1});
    sink.at(SmtpStep::mail, {reply, SmtpTurn::Then::disconnect, -1});
    CurlMailer mailer(to(plain(sink), 5s));
    const MailOutcome outcome = send(mailer);
    EXPECT_EQ(outcome.verdict, MailVerdict::temporary) << reply.substr(0, 20);
    EXPECT_LE(outcome.reply.size(), 200u);
  }
}

TEST(CurlMailer, SendsDotsAndLongMessagesUnchanged) {
  SmtpSink sink;
  CurlMailer mailer(to(plain(sink)));
  Mail big = mail();
  for (int i = 0; i < 4000; ++i) big.message += ".line " + std::to_string(i) + "\r\n";
  EXPECT_EQ(send(mailer, big).verdict, MailVerdict::accepted);
  ASSERT_THAT(sink.mails(), SizeIs(1));
  EXPECT_EQ(sink.mails().front().message, big.message);
}

TEST(CurlMailer, NamesNoAddressOfOursInItsReply) {
  SmtpSink sink;
  sink.at(SmtpStep::rcpt, {"550 <unit@edu.example> unknown to sitewatch@office.example", SmtpTurn::Then::go_on, -1});
  CurlMailer mailer(to(plain(sink)));
  EXPECT_THAT(send(mailer).reply, AllOf(HasSubstr("550"), Not(HasSubstr("edu.example")), Not(HasSubstr("sitewatch@"))));
}

/// A relay that wants encryption and a login, and the file that trusts it.
class SecureRelay : public testing::Test {
 protected:
  SecureRelay() { std::ofstream(trust_) << authority_.certificate(); }
  ~SecureRelay() override { std::filesystem::remove(trust_); }

  SmtpSink::Options options() const {
    SmtpSink::Options made;
    made.starttls = authority_.issue({});
    made.user = "sitewatch";
    made.password = "secret word";
    return made;
  }
  CurlMailer::Settings settings(const SmtpSink& sink, CurlMailer::Tls tls = CurlMailer::Tls::starttls) const {
    CurlMailer::Settings made = to({"localhost", sink.port(), tls, "sitewatch", "secret word"});
    made.trust_file = trust_;
    return made;
  }

  TlsAuthority authority_;
  std::string trust_ = testing::TempDir() + "curl_mailer_trust_" + std::to_string(::getpid()) + ".pem";
};

TEST_F(SecureRelay, GetsMailAndPasswordEncrypted) {
  SmtpSink sink(options());
  CurlMailer mailer(settings(sink));
  EXPECT_EQ(send(mailer).verdict, MailVerdict::accepted);
  ASSERT_THAT(sink.mails(), SizeIs(1));
  EXPECT_TRUE(sink.mails().front().encrypted);
  EXPECT_EQ(sink.mails().front().user, "sitewatch");
  EXPECT_THAT(sink.plain_commands(), Each(AnyOf(StartsWith("EHLO"), StartsWith("STARTTLS"))));
}

TEST_F(SecureRelay, MaySpeakTlsFromTheFirstByte) {
  SmtpSink::Options implicit = options();
  implicit.implicit = implicit.starttls;
  implicit.starttls.reset();
  SmtpSink sink(implicit);
  CurlMailer mailer(settings(sink, CurlMailer::Tls::tls));
  EXPECT_EQ(send(mailer).verdict, MailVerdict::accepted);
  EXPECT_THAT(sink.plain_commands(), IsEmpty());
}

TEST_F(SecureRelay, GetsNothingWhenStarttlsIsStripped) {
  SmtpSink::Options stripped = options();
  stripped.starttls.reset();
  SmtpSink sink(stripped);
  CurlMailer mailer(settings(sink));
  EXPECT_EQ(send(mailer).verdict, MailVerdict::temporary);
  EXPECT_THAT(sink.mails(), IsEmpty());
  EXPECT_THAT(sink.commands(),
              Each(AnyOf(StartsWith("EHLO"), StartsWith("HELO"), StartsWith("STARTTLS"), StartsWith("QUIT"))));
}

TEST_F(SecureRelay, GetsNothingWhenItRefusesToEncrypt) {
  SmtpSink sink(options());
  sink.at(SmtpStep::starttls, {"454 not now", SmtpTurn::Then::go_on, -1});
  CurlMailer mailer(settings(sink));
  EXPECT_EQ(send(mailer).verdict, MailVerdict::temporary);
  EXPECT_THAT(sink.commands(), Not(Contains(StartsWith("AUTH"))));
  EXPECT_THAT(sink.mails(), IsEmpty());
}

TEST_F(SecureRelay, GetsNothingWithAWrongCertificate) {
  const TlsAuthority stranger;
  LeafSpec other_name;
  other_name.names = {"other.example"};
  LeafSpec expired;
  expired.ends = -1h;
  for (const TlsIdentity& identity : {stranger.issue({}), authority_.issue(other_name), authority_.issue(expired)}) {
    SmtpSink::Options wrong = options();
    wrong.starttls = identity;
    SmtpSink sink(wrong);
    CurlMailer mailer(settings(sink));
    const MailOutcome outcome = send(mailer);
    EXPECT_EQ(outcome.verdict, MailVerdict::temporary);
    EXPECT_EQ(outcome.code, 0);
    EXPECT_THAT(sink.commands(), Not(Contains(StartsWith("AUTH"))));
    EXPECT_THAT(sink.mails(), IsEmpty());
  }
}

TEST_F(SecureRelay, FailingAtTheTwoStepsOfItsOwnIsTriedAgain) {
  using Then = SmtpTurn::Then;
  const StepCase cases[] = {
      {SmtpStep::starttls, "454 later", Then::go_on, MailVerdict::temporary, 454},
      {SmtpStep::starttls, "554 never", Then::go_on, MailVerdict::temporary, 554},
      {SmtpStep::starttls, "421 closing", Then::disconnect, MailVerdict::temporary, 421},
      {SmtpStep::starttls, "", Then::disconnect, MailVerdict::temporary, 0},
      {SmtpStep::starttls, "what?", Then::disconnect, MailVerdict::temporary, 0},
      {SmtpStep::auth, "454 later", Then::go_on, MailVerdict::temporary, 454},
      {SmtpStep::auth, "421 closing", Then::disconnect, MailVerdict::temporary, 421},
      {SmtpStep::auth, "", Then::disconnect, MailVerdict::temporary, 0},
      {SmtpStep::auth, "what?", Then::disconnect, MailVerdict::temporary, 0},
  };
  for (const StepCase& each : cases) {
    SmtpSink sink(options());
    sink.at(each.step, {each.reply, each.then, -1});
    CurlMailer mailer(settings(sink));
    const MailOutcome outcome = send(mailer);
    SCOPED_TRACE("step " + std::to_string(static_cast<int>(each.step)) + " reply '" + each.reply +
                 "': " + outcome.reply);
    EXPECT_EQ(outcome.verdict, each.verdict);
    EXPECT_EQ(outcome.code, each.code);
    EXPECT_THAT(sink.mails(), IsEmpty());
    sink.be_nice();
    EXPECT_EQ(send(mailer).verdict, MailVerdict::accepted) << "and the next attempt succeeds";
  }
}

TEST_F(SecureRelay, IsNotGivenUpForAWrongPassword) {
  SmtpSink sink(options());
  CurlMailer::Settings wrong = settings(sink);
  wrong.relays.front().password = "wrong";
  CurlMailer mailer(wrong);
  const MailOutcome outcome = send(mailer);
  EXPECT_EQ(outcome.verdict, MailVerdict::temporary);
  EXPECT_EQ(outcome.code, 535);
}

TEST(Relays, AreTriedInOrderUntilOneTakesTheMail) {
  SmtpSink busy;
  busy.at(SmtpStep::connect, {"421 busy", SmtpTurn::Then::disconnect, -1});
  SmtpSink good;
  CurlMailer::Settings settings = to({"127.0.0.1", 1, CurlMailer::Tls::none, "", ""});
  settings.relays.push_back(plain(busy));
  settings.relays.push_back(plain(good));
  CurlMailer mailer(settings);
  const MailOutcome outcome = send(mailer);
  EXPECT_EQ(outcome.verdict, MailVerdict::accepted);
  EXPECT_EQ(outcome.relay, "127.0.0.1:" + std::to_string(good.port()));
  EXPECT_EQ(busy.connections(), 1u);
}

TEST(Relays, AreNotAskedAgainAboutAMailThatOneHasRefused) {
  SmtpSink first;
  first.at(SmtpStep::rcpt, {"550 no", SmtpTurn::Then::go_on, -1});
  SmtpSink second;
  CurlMailer::Settings settings = to(plain(first));
  settings.relays.push_back(plain(second));
  CurlMailer mailer(settings);
  EXPECT_EQ(send(mailer).verdict, MailVerdict::permanent);
  EXPECT_EQ(second.connections(), 0u);
}

TEST(Relays, MissingMakeEveryMailWait) {
  CurlMailer mailer(CurlMailer::Settings{});
  EXPECT_EQ(send(mailer).verdict, MailVerdict::temporary);
}

TEST(CurlMailer, CanBeCancelledWhileARelayHangs) {
  SmtpSink sink;
  sink.at(SmtpStep::ehlo, {"", SmtpTurn::Then::hang, -1});
  CurlMailer mailer(to(plain(sink), 60s));
  boost::asio::io_context loop;
  boost::asio::cancellation_signal cancel;
  bool ended = false;
  boost::asio::co_spawn(loop, mailer.send(mail()),
                        boost::asio::bind_cancellation_slot(
                            cancel.slot(), [&](std::exception_ptr error, MailOutcome) { ended = error != nullptr; }));
  boost::asio::steady_timer watch(loop);
  const std::function<void()> cancel_once_connected = [&] {
    if (!sink.commands().empty()) return cancel.emit(boost::asio::cancellation_type::terminal);
    watch.expires_after(5ms);
    watch.async_wait([&](boost::system::error_code) { cancel_once_connected(); });
  };
  cancel_once_connected();
  loop.run_for(20s);
  EXPECT_TRUE(ended);
}

}  // namespace
}  // namespace sitewatch
