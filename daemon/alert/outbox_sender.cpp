#include "alert/outbox_sender.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <set>

#include "domain/hash.h"

namespace sitewatch::alert {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr Duration first_rest = minutes{1};
constexpr Duration first_relay_pause = seconds{30};
constexpr Duration longest_relay_pause = minutes{5};
constexpr Duration refused_login_pause = hours{1};
constexpr Duration longest_wait = seconds{30};

Duration doubled(Duration first, int times, Duration most) {
  return times > 12 ? most : std::min(first * (1 << std::max(times, 0)), most);
}

Duration shortened_by_hash(Duration rest, std::string_view message_id, int attempts) {
  const std::uint64_t hash = fnv1a(std::to_string(attempts), fnv1a(message_id));
  return rest - rest * static_cast<int>(hash % 256) / 1024;
}

/// The fault lies with the way to the relay, not with this mail.
bool relay_is_away(const MailOutcome& outcome) {
  return outcome.verdict == MailVerdict::temporary && (outcome.code == 0 || outcome.code == 421);
}

bool login_was_refused(const MailOutcome& outcome) {
  return outcome.code == 535 || outcome.code == 534 || outcome.code == 530;
}

}  // namespace

Duration mail_backoff(std::string_view message_id, int attempts) {
  return shortened_by_hash(doubled(first_rest, attempts - 1, longest_rest), message_id, attempts);
}

std::string_view receiver_class(std::string_view receiver) {
  return receiver.substr(0, receiver.find(':'));
}

void OutboxSender::start(std::vector<OutboxRow> rows, int rate_per_minute) {
  alarm_ = ports_.clock.make_alarm();
  rate_ = rate_per_minute;
  last_turn_ = ports_.clock.steady_now();
  add_stored(std::move(rows));
  ports_.tasks.spawn("outbox sender", run());
}

void OutboxSender::reconfigure(int rate_per_minute) {
  rate_ = rate_per_minute;
  paused_until_.reset();
  relay_failures_ = 0;
  forgive_relay_faults();
  for (const std::int64_t id : std::set{queue_.parked()})
    queue_.change(id, [](QueuedMail& mail) { mail.row.state = OutboxState::pending; });
  if (alarm_) alarm_->wake();
}

void OutboxSender::add_stored(std::vector<OutboxRow> rows) {
  for (OutboxRow& row : rows) {
    row.message.clear();
    queue_.put({.row = std::move(row)});
  }
  if (alarm_) alarm_->wake();
}

void OutboxSender::add_unsaved(std::vector<OutboxRow> rows) {
  for (OutboxRow& row : rows) {
    row.id = next_local_--;
    queue_.put({.row = std::move(row), .unsaved = true});
  }
  if (alarm_) alarm_->wake();
}

std::vector<OutboxRow> OutboxSender::unsaved() const {
  std::vector<OutboxRow> found;
  for (const std::int64_t id : queue_.unsaved()) found.push_back(queue_.find(id)->row);
  std::reverse(found.begin(), found.end());  // Local ids count down, so that this is the order of their making.
  return found;
}

void OutboxSender::saved(const std::vector<OutboxRow>& stored, const std::vector<std::int64_t>& ids) {
  for (std::size_t i = 0; i < stored.size() && i < ids.size(); ++i) {
    bool done = false;
    const bool known = queue_.change(stored[i].id, [&](QueuedMail& mail) {
      mail.unsaved = false;
      mail.row.message.clear();
      mail.unmarked = mail.row.state != stored[i].state || mail.row.attempts != stored[i].attempts;
      done = mail.row.state == OutboxState::sent && !mail.unmarked;
    });
    if (!known) continue;
    if (done) {
      queue_.erase(stored[i].id);
      continue;
    }
    if (on_its_way_ == stored[i].id) on_its_way_ = ids[i];
    queue_.rename(stored[i].id, ids[i]);
  }
}

void OutboxSender::forget_parked_before(WallTime instant) {
  for (const std::int64_t id : std::set{queue_.parked()}) {
    const QueuedMail& mail = *queue_.find(id);
    if (mail.row.created < instant && !mail.unmarked && !mail.unsaved) queue_.erase(id);
  }
}

Task<void> OutboxSender::run() {
  for (;;) {
    last_turn_ = ports_.clock.steady_now();
    co_await mark_what_is_unmarked();
    const SteadyTime now = ports_.clock.steady_now();
    const std::optional<std::int64_t> id = next_row(ports_.clock.wall_now(), now);
    if (id && within_rate(now)) {
      co_await attempt(*id);
      continue;
    }
    co_await alarm_->wait_until(now + until_next(ports_.clock.wall_now(), now));
  }
}

Task<void> OutboxSender::mark_what_is_unmarked() {
  for (const std::int64_t id : std::set{queue_.unmarked()}) {
    const QueuedMail* const mail = queue_.find(id);
    if (!mail || mail->unsaved) continue;
    OutboxRow row = mail->row;
    const Result<void> written = co_await ports_.store.update(row);
    if (!written) co_return;  // The store is away; the row stays in memory with its true state.
    bool done = false;
    queue_.change(id, [&](QueuedMail& again) {
      again.unmarked = again.row.attempts != row.attempts || again.row.state != row.state;
      done = !again.unmarked && row.state == OutboxState::sent;
    });
    if (done) queue_.erase(id);
  }
}

Task<void> OutboxSender::attempt(std::int64_t id) {
  on_its_way_ = id;
  std::optional<std::string> message = co_await message_of(id);
  const QueuedMail* const found = queue_.find(*on_its_way_);
  if (!found || !message) {
    const WallTime later = ports_.clock.wall_now() + first_rest;
    queue_.change(*on_its_way_, [later](QueuedMail& each) { each.row.next_attempt = later; });
    on_its_way_.reset();
    co_return;
  }
  Mail mail;
  mail.from = found->row.from;
  mail.to = found->row.to;
  mail.message = std::move(*message);
  sent_lately_.push_back(ports_.clock.steady_now());
  const MailOutcome outcome = co_await ports_.mailer.send(std::move(mail));
  const std::int64_t now_called = *on_its_way_;  // Its id changes when an unsaved row is stored meanwhile.
  on_its_way_.reset();
  settle(now_called, outcome);
}

Task<std::optional<std::string>> OutboxSender::message_of(std::int64_t id) {
  const QueuedMail* const mail = queue_.find(id);
  if (mail && mail->unsaved) co_return mail->row.message;
  Result<std::string> message = co_await ports_.store.message(id);
  if (message) co_return std::move(*message);
  spdlog::warn("outbox cannot read a mail id={} error=\"{}\"", id, message.error().message);
  co_return std::nullopt;
}

void OutboxSender::settle(std::int64_t id, const MailOutcome& outcome) {
  std::string_view result = "sent";
  const bool known = queue_.change(id, [&](QueuedMail& mail) {
    ++mail.row.attempts;
    mail.row.last_reply = outcome.reply;
    mail.unmarked = true;
    if (outcome.verdict == MailVerdict::accepted) {
      mail.row.state = OutboxState::sent;
    } else if (outcome.verdict == MailVerdict::permanent) {
      mail.row.state = OutboxState::parked;
      result = "parked";
    } else {
      postpone(mail, outcome);
      result = outcome.verdict == MailVerdict::uncertain ? "uncertain" : "temporary";
    }
  });
  if (!known) return;
  const bool answered = outcome.verdict == MailVerdict::accepted || outcome.verdict == MailVerdict::permanent;
  if (outcome.verdict == MailVerdict::accepted && relay_failures_ > 1) forgive_relay_faults();
  if (answered) relay_failures_ = 0;
  const OutboxRow& row = queue_.find(id)->row;
  if (count_) count_(receiver_class(row.receiver), result);
  spdlog::info("mail id={} receiver={} result={} attempt={} code={} relay={}", row.id, receiver_class(row.receiver),
               result, row.attempts, outcome.code, outcome.relay);
}

void OutboxSender::postpone(QueuedMail& queued, const MailOutcome& outcome) {
  OutboxRow& row = queued.row;
  const WallTime now = ports_.clock.wall_now();
  row.next_attempt = now + mail_backoff(row.message_id, row.attempts);
  queued.relay_fault = relay_is_away(outcome) || login_was_refused(outcome);
  if (!queued.relay_fault) return;
  ++relay_failures_;
  // Not one try a mail: a dead relay, or one that counts wrong passwords, is asked once in a while for all of them.
  const Duration pause = login_was_refused(outcome)
                             ? refused_login_pause
                             : shortened_by_hash(doubled(first_relay_pause, relay_failures_ - 1, longest_relay_pause),
                                                 row.message_id, row.attempts);
  paused_until_ = ports_.clock.steady_now() + pause;
}

void OutboxSender::forgive_relay_faults() {
  for (const std::int64_t id : std::set{queue_.relay_faults()})
    queue_.change(id, [](QueuedMail& mail) {
      mail.relay_fault = false;
      mail.row.next_attempt = WallTime{};
    });
}

std::optional<std::int64_t> OutboxSender::next_row(WallTime now, SteadyTime steady) {
  if (paused_until_ && steady < *paused_until_) return std::nullopt;
  const QueuedMail* const mail = queue_.next(now);
  if (!mail) return std::nullopt;
  return mail->row.id;
}

Duration OutboxSender::until_next(WallTime now, SteadyTime steady) const {
  using std::chrono::ceil;
  Duration wait = longest_wait;
  if (paused_until_ && *paused_until_ > steady) return std::min(wait, ceil<Duration>(*paused_until_ - steady));
  if (const auto until = queue_.rest_until()) wait = std::min(wait, std::max<Duration>(*until - now, seconds{0}));
  if (static_cast<int>(sent_lately_.size()) >= rate_ && !sent_lately_.empty())
    wait = std::max(wait, std::min(longest_wait, ceil<Duration>(sent_lately_.front() + minutes{1} - steady)));
  return std::max<Duration>(wait, Duration{1});
}

bool OutboxSender::within_rate(SteadyTime now) {
  while (!sent_lately_.empty() && sent_lately_.front() + minutes{1} <= now) sent_lately_.pop_front();
  return static_cast<int>(sent_lately_.size()) < rate_;
}

}  // namespace sitewatch::alert
