#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <memory>
#include <set>

#include "adapters/curl_mailer.h"
#include "alert/outbox_sender.h"
#include "support/fake_clock.h"
#include "support/memory_store.h"
#include "support/smtp_sink.h"
#include "support/test_spawner.h"

namespace sitewatch::alert {
namespace {

using namespace std::chrono_literals;

/// The outbox with the real mailer and a relay on loopback: our time is told to move, the relay's time is real.
class SmtpGate : public testing::Test {
 protected:
  SmtpGate() {
    CurlMailer::Settings settings;
    settings.relays.push_back({"127.0.0.1", sink.port(), CurlMailer::Tls::none, "", ""});
    settings.timeout = 300ms;
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
  ~SmtpGate() override {
    clock.on_idle({});
    spawner.reset();
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
  const std::vector<SmtpTurn> ways{{"451 later", SmtpTurn::Then::go_on, 2},
                                   {"421 closing", SmtpTurn::Then::disconnect, 2},
                                   {"", SmtpTurn::Then::disconnect, 2},
                                   {"", SmtpTurn::Then::hang, 2},
                                   {"what?", SmtpTurn::Then::disconnect, 2}};
  std::int64_t id = 0;
  std::set<std::string> expected;
  for (const SmtpStep step :
       {SmtpStep::connect, SmtpStep::ehlo, SmtpStep::mail, SmtpStep::rcpt, SmtpStep::data, SmtpStep::dot})
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

}  // namespace
}  // namespace sitewatch::alert
