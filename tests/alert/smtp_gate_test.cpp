#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <fstream>
#include <memory>
#include <set>

#include "adapters/curl_mailer.h"
#include "alert/outbox_sender.h"
#include "support/fake_clock.h"
#include "support/memory_store.h"
#include "support/smtp_sink.h"
#include "support/temporary_folder.h"
#include "support/test_spawner.h"
#include "support/tls_authority.h"

namespace sitewatch::alert {
namespace {

using namespace std::chrono_literals;
using testing::AnyOf;
using testing::Each;
using testing::Field;
using testing::StartsWith;

/// Every way in which a step may fail, twice; then the relay is nice again.
const std::vector<SmtpTurn> ways{{"451 later", SmtpTurn::Then::go_on, 2},
                                 {"421 closing", SmtpTurn::Then::disconnect, 2},
                                 {"", SmtpTurn::Then::disconnect, 2},
                                 {"", SmtpTurn::Then::hang, 2},
                                 {"what?", SmtpTurn::Then::disconnect, 2}};

/// The outbox with the real mailer and a relay on loopback: our time is told to move, the relay's time is real.
class SmtpGate : public testing::Test {
 protected:
  explicit SmtpGate(SmtpSink::Options options = {}) : sink(std::move(options)) {}
  ~SmtpGate() override {
    clock.on_idle({});
    spawner.reset();
  }

  void start(const CurlMailer::Settings& settings) {
    mailer = std::make_unique<CurlMailer>(settings);
    spawner = std::make_unique<TestSpawner>(loop);
    sender = std::make_unique<OutboxSender>(OutboxSender::Ports{clock, store.alerts, *mailer, *spawner}, nullptr);
    clock.on_idle([this] {
      if (!sender->sending()) return false;
      loop.restart();
      return loop.run_one() > 0;  // Waits for the mailer's thread.
    });
    sender->start({}, 1000);
  }

  /// Whatever way a step fails, each mail has arrived some minutes later.
  void fail_at(const std::vector<SmtpStep>& steps) {
    std::int64_t id = 0;
    std::set<std::string> expected;
    for (const SmtpStep step : steps)
      for (const SmtpTurn& way : ways) {
        SCOPED_TRACE("step " + std::to_string(static_cast<int>(step)) + " way '" + way.reply + "'");
        sink.be_nice();
        sink.at(step, way);
        put(++id);
        expected.insert("<" + std::to_string(id) + "@office.example>");
        clock.advance(20min);
        EXPECT_EQ(arrived(), expected);
      }
    EXPECT_EQ(sender->counts().pending, 0u);
    EXPECT_EQ(sender->counts().parked, 0u);
  }

  void put(std::int64_t id) {
    OutboxRow row;
    row.id = id;
    row.message_id = "<" + std::to_string(id) + "@office.example>";
    row.receiver = "ops";
    row.from = "sitewatch@office.example";
    row.to = {"ops@office.example"};
    row.message = "Message-ID: " + row.message_id + "\r\n\r\nbody\r\n";
    row.created = row.next_attempt = clock.wall_now();
    store.tables.outbox[id] = row;
    sender->add_stored({row});
    clock.settle();
  }

  std::set<std::string> arrived() const {
    std::set<std::string> ids;
    for (const SinkMail& mail : sink.mails())
      if (mail.acknowledged) ids.insert(mail_header(mail.message, "Message-ID"));
    return ids;
  }

  boost::asio::io_context loop;
  FakeClock clock{loop};
  MemoryStore store{clock};
  SmtpSink sink;
  std::unique_ptr<CurlMailer> mailer;
  std::unique_ptr<TestSpawner> spawner;
  std::unique_ptr<OutboxSender> sender;
};

TEST_F(SmtpGate, LosesNoMailAtAnyStepFailingInAnyWay) {
  CurlMailer::Settings settings;
  settings.relays.push_back({"127.0.0.1", sink.port(), CurlMailer::Tls::none, "", ""});
  settings.timeout = 300ms;
  start(settings);
  using enum SmtpStep;
  fail_at({connect, ehlo, mail, rcpt, data, dot});
}

/// The same with a relay that wants encryption and a login.
class SecureSmtpGate : public SmtpGate {
 protected:
  static SmtpSink::Options options() {
    SmtpSink::Options made;
    made.starttls = authority().issue({});
    made.user = "sitewatch";
    made.password = "secret word";
    return made;
  }
  static const TlsAuthority& authority() {
    static const TlsAuthority made;
    return made;
  }

  SecureSmtpGate() : SmtpGate(options()) {}

  TemporaryFolder folder;
};

TEST_F(SecureSmtpGate, LosesNoMailAndSendsNoneInClear) {
  CurlMailer::Settings settings;
  settings.relays.push_back({"localhost", sink.port(), CurlMailer::Tls::starttls, "sitewatch", "secret word"});
  settings.trust_file = folder.file("trust.pem");
  std::ofstream(settings.trust_file) << authority().certificate();
  settings.timeout = 1s;
  start(settings);
  using enum SmtpStep;
  fail_at({starttls, auth, dot});
  EXPECT_THAT(sink.mails(), Each(Field(&SinkMail::encrypted, true)));
  EXPECT_THAT(sink.plain_commands(), Each(AnyOf(StartsWith("EHLO"), StartsWith("STARTTLS"), StartsWith("QUIT"))));
}

}  // namespace
}  // namespace sitewatch::alert
