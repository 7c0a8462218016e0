#include "alert/outbox_sender.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <tuple>

#include "domain/hash.h"

namespace sitewatch::alert {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr Duration first_rest = minutes{1};
constexpr Duration longest_rest = hours{1};
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
  for (auto& [id, queued] : rows_)
    if (queued.row.state == OutboxState::parked) queued.row.state = OutboxState::pending;
  if (alarm_) alarm_->wake();
}

void OutboxSender::add_stored(std::vector<OutboxRow> rows) {
  for (OutboxRow& row : rows) {
    row.message.clear();
    const std::int64_t id = row.id;
    rows_.insert_or_assign(id, Queued{.row = std::move(row)});
  }
  if (alarm_) alarm_->wake();
}

void OutboxSender::add_unsaved(std::vector<OutboxRow> rows) {
  for (OutboxRow& row : rows) {
    row.id = next_local_--;
    const std::int64_t id = row.id;
    rows_.insert_or_assign(id, Queued{.row = std::move(row), .unsaved = true});
  }
  if (alarm_) alarm_->wake();
}

std::vector<OutboxRow> OutboxSender::unsaved() const {
  std::vector<OutboxRow> found;
  for (const auto& [id, queued] : rows_)
    if (queued.unsaved) found.push_back(queued.row);
  std::reverse(found.begin(), found.end());  // Local ids count down, so that this is the order of their making.
  return found;
}

void OutboxSender::saved(const std::vector<OutboxRow>& stored, const std::vector<std::int64_t>& ids) {
  for (std::size_t i = 0; i < stored.size() && i < ids.size(); ++i) {
    auto node = rows_.extract(stored[i].id);
    if (node.empty()) continue;
    Queued& queued = node.mapped();
    queued.unsaved = false;
    queued.row.id = ids[i];
    queued.row.message.clear();
    queued.unmarked = queued.row.state != stored[i].state || queued.row.attempts != stored[i].attempts;
    if (queued.row.state == OutboxState::sent && !queued.unmarked) continue;
    if (on_its_way_ == stored[i].id) on_its_way_ = ids[i];
    node.key() = ids[i];
    rows_.insert(std::move(node));
  }
}

OutboxCounts OutboxSender::counts() const {
  OutboxCounts counts;
  for (const auto& [id, queued] : rows_) {
    if (queued.row.state == OutboxState::parked) ++counts.parked;
    if (queued.row.state != OutboxState::pending) continue;
    ++counts.pending;
    if (!counts.oldest || queued.row.created < *counts.oldest) counts.oldest = queued.row.created;
  }
  return counts;
}

void OutboxSender::forget_parked_before(WallTime instant) {
  std::erase_if(rows_, [&](const auto& each) {
    const Queued& queued = each.second;
    return queued.row.state == OutboxState::parked && queued.row.created < instant && !queued.unmarked &&
           !queued.unsaved;
  });
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
  std::vector<std::int64_t> ids;
  for (const auto& [id, queued] : rows_)
    if (queued.unmarked && !queued.unsaved) ids.push_back(id);
  for (const std::int64_t id : ids) {
    const auto found = rows_.find(id);
    if (found == rows_.end()) continue;
    OutboxRow row = found->second.row;
    const Result<void> written = co_await ports_.store.update(row);
    if (!written) co_return;  // The store is away; the row stays in memory with its true state.
    const auto again = rows_.find(id);
    if (again == rows_.end()) continue;
    again->second.unmarked = again->second.row.attempts != row.attempts || again->second.row.state != row.state;
    if (!again->second.unmarked && row.state == OutboxState::sent) rows_.erase(again);
  }
}

Task<void> OutboxSender::attempt(std::int64_t id) {
  on_its_way_ = id;
  std::optional<std::string> message = co_await message_of(id);
  const auto found = rows_.find(*on_its_way_);
  if (found == rows_.end() || !message) {
    if (found != rows_.end()) found->second.row.next_attempt = ports_.clock.wall_now() + first_rest;
    on_its_way_.reset();
    co_return;
  }
  Mail mail;
  mail.from = found->second.row.from;
  mail.to = found->second.row.to;
  mail.message = std::move(*message);
  sent_lately_.push_back(ports_.clock.steady_now());
  const MailOutcome outcome = co_await ports_.mailer.send(std::move(mail));
  const auto after = rows_.find(*on_its_way_);  // Its id changes when an unsaved row is stored meanwhile.
  on_its_way_.reset();
  if (after != rows_.end()) settle(after->second, outcome);
}

Task<std::optional<std::string>> OutboxSender::message_of(std::int64_t id) {
  const auto found = rows_.find(id);
  if (found != rows_.end() && found->second.unsaved) co_return found->second.row.message;
  Result<std::string> message = co_await ports_.store.message(id);
  if (message) co_return std::move(*message);
  spdlog::warn("outbox cannot read a mail id={} error=\"{}\"", id, message.error().message);
  co_return std::nullopt;
}

void OutboxSender::settle(Queued& queued, const MailOutcome& outcome) {
  OutboxRow& row = queued.row;
  ++row.attempts;
  row.last_reply = outcome.reply;
  queued.unmarked = true;
  std::string_view result = "sent";
  if (outcome.verdict == MailVerdict::accepted) {
    row.state = OutboxState::sent;
    if (relay_failures_ > 1) forgive_relay_faults();
    relay_failures_ = 0;
  } else if (outcome.verdict == MailVerdict::permanent) {
    row.state = OutboxState::parked;
    relay_failures_ = 0;
    result = "parked";
  } else {
    postpone(queued, outcome);
    result = outcome.verdict == MailVerdict::uncertain ? "uncertain" : "temporary";
  }
  if (count_) count_(receiver_class(row.receiver), result);
  spdlog::info("mail id={} receiver={} result={} attempt={} code={} relay={}", row.id, receiver_class(row.receiver),
               result, row.attempts, outcome.code, outcome.relay);
}

void OutboxSender::postpone(Queued& queued, const MailOutcome& outcome) {
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
  for (auto& [id, queued] : rows_) {
    if (!queued.relay_fault) continue;
    queued.relay_fault = false;
    queued.row.next_attempt = WallTime{};
  }
}

bool OutboxSender::is_due(const OutboxRow& row, WallTime now) {
  // A rest is never longer than an hour: what is due later than that was written before somebody set the clock back.
  return row.state == OutboxState::pending && (row.next_attempt <= now || row.next_attempt > now + 2 * longest_rest);
}

std::optional<std::int64_t> OutboxSender::next_row(WallTime now, SteadyTime steady) const {
  if (paused_until_ && steady < *paused_until_) return std::nullopt;
  const OutboxRow* best = nullptr;
  const auto before = [](const OutboxRow& a, const OutboxRow& b) {
    return std::make_tuple(!a.urgent, a.created, std::abs(a.id)) <
           std::make_tuple(!b.urgent, b.created, std::abs(b.id));
  };
  for (const auto& [id, queued] : rows_)
    if (is_due(queued.row, now) && (!best || before(queued.row, *best))) best = &queued.row;
  if (!best) return std::nullopt;
  return best->id;
}

Duration OutboxSender::until_next(WallTime now, SteadyTime steady) const {
  using std::chrono::ceil;
  Duration wait = longest_wait;
  if (paused_until_ && *paused_until_ > steady) return std::min(wait, ceil<Duration>(*paused_until_ - steady));
  for (const auto& [id, queued] : rows_)
    if (queued.row.state == OutboxState::pending)
      wait = std::min(wait, std::max<Duration>(queued.row.next_attempt - now, seconds{0}));
  if (static_cast<int>(sent_lately_.size()) >= rate_ && !sent_lately_.empty())
    wait = std::max(wait, std::min(longest_wait, ceil<Duration>(sent_lately_.front() + minutes{1} - steady)));
  return std::max<Duration>(wait, Duration{1});
}

bool OutboxSender::within_rate(SteadyTime now) {
  while (!sent_lately_.empty() && sent_lately_.front() + minutes{1} <= now) sent_lately_.pop_front();
  return static_cast<int>(sent_lately_.size()) < rate_;
}

}  // namespace sitewatch::alert
