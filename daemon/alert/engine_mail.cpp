#include <algorithm>
#include <functional>

#include "alert/brief.h"
#include "alert/engine_state.h"
#include "alert/mime.h"
#include "domain/hash.h"

namespace sitewatch::alert {
namespace {

constexpr std::size_t threads_at_most = 10;
constexpr int tries_in_turns = 3;

std::uint64_t hash_number(std::uint64_t number, std::uint64_t seed) {
  return fnv1a(std::to_string(number), fnv1a("|", seed));
}

/// The same decision has the same hash at every try, also after a restart that lost it.
std::uint64_t hash_of(const PlannedMail& mail) {
  std::uint64_t hash = fnv1a(mail.receiver);
  for (const Line& line : mail.lines) {
    const Alert& alert = line.entry->alert;
    const auto row = line.entry->log.find(mail.receiver);
    hash = hash_number(fingerprint(alert.identity), hash);
    hash = hash_number(static_cast<std::uint64_t>(to_milliseconds(alert.starts)), hash);
    hash = fnv1a(name(line.reason), hash);
    hash = hash_number(row == line.entry->log.end() ? 0 : static_cast<std::uint64_t>(row->second.times), hash);
  }
  return hash;
}

std::uint64_t hash_of(std::string_view what, const std::string& day) {
  return fnv1a(day, fnv1a(what));
}

bool is_ending(NotifyReason reason) {
  return reason == NotifyReason::ended || reason == NotifyReason::correction;
}

std::vector<std::string> threads_of(const PlannedMail& mail) {
  std::vector<std::string> threads;
  for (const Line& line : mail.lines) {
    const auto row = line.entry->log.find(mail.receiver);
    if (row == line.entry->log.end() || row->second.thread.empty()) continue;
    if (std::find(threads.begin(), threads.end(), row->second.thread) == threads.end())
      threads.push_back(row->second.thread);
    if (threads.size() >= threads_at_most) break;
  }
  return threads;
}

/// Logged, not mailed.
bool is_rehearsal(const PlannedMail& mail) {
  return mail.receiver.starts_with("trial:");
}

/// Who is not to be flooded: a mail that stands apart waits for no others.
std::string paced(const PlannedMail& mail) {
  return mail.apart ? mail.receiver + " apart" : mail.receiver;
}

/// Between plan and decision the store may have been waited for.
void drop_lines_that_changed(PlannedMail& mail) {
  std::erase_if(mail.lines, [](const Line& line) { return line.entry->alert.firing() == is_ending(line.reason); });
}

}  // namespace

bool Engine::State::must_wait(const PlannedMail& mail, WallTime now) const {
  const bool pressing = std::any_of(mail.lines.begin(), mail.lines.end(), [](const Line& line) {
    return line.entry->alert.portal || line.reason == NotifyReason::correction ||
           line.entry->alert.identity.alert == AlertName::OwnNetworkDown;
  });
  return !pressing && !pacer.may_mail(paced(mail), now);
}

std::optional<Engine::State::Written> Engine::State::begun(const PlannedMail& planned, WallTime now) {
  Written written{planned, {}, {}};
  PlannedMail& mail = written.mail;
  drop_lines_that_changed(mail);
  if (mail.lines.empty() || !settings.mail_enabled || must_wait(mail, now)) return std::nullopt;
  if (!is_rehearsal(mail) && addresses_of(mail.receiver, settings).empty()) {
    if (without_address.insert(mail.receiver).second) count(mail.receiver, "no_address");
    return std::nullopt;
  }
  written.id = message_id(hash_of(mail), settings.from);
  for (const Line& line : mail.lines) table.copy_reminders(*line.entry);
  return written;
}

void Engine::State::write(Written& written, WallTime now) {
  const PlannedMail& mail = written.mail;
  if (is_rehearsal(mail)) return;
  OutboxRow like;
  like.message_id = written.id;
  like.urgent = mail.urgent;
  written.rows = outbox_rows(mail.receiver, mail_text(mail, writing(now)), like, threads_of(mail), now);
}

std::vector<OutboxRow> Engine::State::decide(Written written, WallTime now) {
  const PlannedMail& mail = written.mail;
  const bool rehearsal = is_rehearsal(mail);
  if (rehearsal)
    count("sponsor", "trial");
  else
    pacer.mailed(paced(mail), now);
  for (const Line& line : mail.lines) table.note(*line.entry, mail.receiver, now, is_ending(line.reason), written.id);
  if (!rehearsal)
    for (const Line& line : mail.lines) table.note_reminder(*line.entry, now);
  return std::move(written.rows);
}

Task<std::vector<OutboxRow>> Engine::State::told(const PlannedMail& mail, WallTime now) {
  const std::uint64_t begun_in = generation;
  for (int tries = 0; mail.lines.size() >= lines_a_commit && tries < tries_in_turns; ++tries) {
    co_await breath();
    if (generation != begun_in) co_return std::vector<OutboxRow>{};
    const std::uint64_t changes = table.changes();
    std::optional<Written> written = begun(mail, now);
    if (!written) co_return std::vector<OutboxRow>{};
    co_await breath();
    if (generation != begun_in) co_return std::vector<OutboxRow>{};
    write(*written, now);
    co_await breath();
    if (generation != begun_in) co_return std::vector<OutboxRow>{};
    // What is noted as told is what stands in the mail.
    if (table.changes() == changes) co_return decide(std::move(*written), now);
  }
  std::optional<Written> written = begun(mail, now);
  if (!written) co_return std::vector<OutboxRow>{};
  write(*written, now);
  co_return decide(std::move(*written), now);
}

Task<void> Engine::State::breath() {
  const SteadyTime at_once = ports.clock.steady_now();
  co_await ports.clock.sleep_until(at_once);
}

std::vector<OutboxRow> Engine::State::outbox_rows(const std::string& receiver, const MailText& text,
                                                  const OutboxRow& like, const std::vector<std::string>& threads,
                                                  WallTime now) const {
  MimeMail mime;
  mime.from = settings.from;
  mime.from_name = settings.office_name;
  mime.to = addresses_of(receiver, settings);
  mime.reply_to = settings.reply_to.empty() ? settings.office_mail : settings.reply_to;
  mime.subject = text.subject;
  mime.date = now;
  mime.message_id = like.message_id;
  if (!threads.empty()) mime.in_reply_to = threads.front();
  mime.references = threads;
  mime.language = settings.language;
  mime.text = text.text;
  mime.html = text.html;
  OutboxRow row = like;
  row.receiver = receiver;
  row.subject = text.subject;
  row.from = settings.from;
  row.message = compose(mime, settings.zone);
  row.created = now;
  row.next_attempt = now;
  std::vector<OutboxRow> rows;
  for (const std::string& address : mime.to) {  // One recipient a row: a refused address holds up nobody else.
    row.to = {address};
    rows.push_back(row);
  }
  return rows;
}

Task<void> Engine::State::tell_baseline(WallTime now) {
  baseline_due = false;
  baseline_done = true;
  table.unsaved.baseline_sent = now;
  std::vector<OutboxRow> rows;
  if (settings.mail_enabled && !addresses_of("office", settings).empty()) {
    OutboxRow like;
    like.message_id = message_id(hash_of("baseline", std::to_string(to_milliseconds(now))), settings.from);
    rows = outbox_rows("office", baseline_text(table, writing(now)), like, {}, now);
  }
  co_await save(std::move(rows));
}

Task<std::optional<MailText>> Engine::State::brief(const BriefView& view, WallTime now) {
  const std::uint64_t begun_in = generation;
  for (int tries = 0; tries < tries_in_turns; ++tries) {
    const std::uint64_t changes = table.changes();
    Brief brief{view, writing(now)};
    for (bool more = true; more && table.changes() == changes;) {
      more = brief.step(alerts_a_step);
      co_await breath();
      if (suspended || generation != begun_in) co_return std::nullopt;
      // What it says is so at one and the same time.
      if (!more && table.changes() == changes) co_return brief.text();
    }
  }
  co_return brief_text(view, writing(now));
}

Task<void> Engine::State::tell_brief(WallTime now) {
  const std::uint64_t begun_in = generation;
  co_await breath();
  if (suspended || generation != begun_in) co_return;  // At the next turn.
  std::vector<OutboxRow> rows;
  if (settings.mail_enabled && !addresses_of("office", settings).empty()) {
    BriefView view{table, *table.last_brief(), {}, sender.counts().parked};
    const WallTime until = settings.zone.at(settings.workdays.after(settings.zone.day(now), 5), std::chrono::hours{24});
    std::vector<Upcoming> upcoming;
    if (hooks.upcoming) upcoming = co_await hooks.upcoming(until);
    if (suspended || generation != begun_in) co_return;
    for (Upcoming& each : upcoming) view.due_soon.push_back({each.at, std::move(each.what)});
    const std::optional<MailText> text = co_await brief(view, now);
    if (!text) co_return;
    OutboxRow like;
    like.message_id = message_id(hash_of("brief", date::format("%F", settings.zone.day(now))), settings.from);
    rows = outbox_rows("office", *text, like, {}, now);
  }
  table.note_brief(now);
  co_await save(std::move(rows));
}

}  // namespace sitewatch::alert
