#include "alert/engine_state.h"
#include "alert/mime.h"
#include "domain/hash.h"

namespace sitewatch::alert {
namespace {

constexpr std::size_t bulletins_a_turn = 4 * mails_a_commit;

std::uint64_t hash_of(const Bulletin& bulletin) {
  return fnv1a(bulletin.key, fnv1a("|", fnv1a(name(bulletin.kind), fnv1a("bulletin|"))));
}

}  // namespace

void Engine::post(Bulletin bulletin) {
  if (was_posted(bulletin.kind, bulletin.key)) return;
  state_->table.expect_post(bulletin.kind, bulletin.key, state_->ports.clock.wall_now());
  state_->bulletins.push_back(std::move(bulletin));
  state_->wake();
}

bool Engine::was_posted(BulletinKind kind, const std::string& key) const {
  return state_->table.was_posted(kind, key);
}

Task<void> Engine::State::tell_bulletins(WallTime now) {
  std::vector<OutboxRow> rows;
  for (std::size_t done = 0; done < bulletins_a_turn && !bulletins.empty() && !suspended;) {
    const Bulletin bulletin = std::move(bulletins.front());
    bulletins.pop_front();
    const bool is_list = bulletin.sponsor.empty();
    if (is_list) co_await breath();
    std::vector<OutboxRow> made = decide(bulletin, now);
    std::move(made.begin(), made.end(), std::back_inserter(rows));
    if (++done % mails_a_commit != 0 && !bulletins.empty() && !is_list) continue;
    if (is_list) co_await breath();
    std::vector<OutboxRow> batch = std::move(rows);
    rows.clear();
    co_await save(std::move(batch));
    last_turn = ports.clock.steady_now();
  }
}

std::vector<OutboxRow> Engine::State::decide(const Bulletin& bulletin, WallTime now) {
  table.note_posted(bulletin.kind, bulletin.key, now);
  if (!settings.mail_enabled) return {};
  const bool unit = !bulletin.sponsor.empty();
  const bool rehearsal = !settings.mail_units || (settings.effective_from && now < *settings.effective_from);
  if (unit && rehearsal) {
    count("sponsor", "trial");
    return {};
  }
  const std::string receiver = unit ? "sponsor:" + bulletin.sponsor : "office";
  if (addresses_of(receiver, settings).empty()) {
    count(receiver, "no_address");
    return {};
  }
  Bulletin counted = bulletin;
  for (FactRow& row : counted.facts.lists["units"])
    if (const auto sponsor = row.find("sponsor"); sponsor != row.end())
      if (const auto* const id = std::get_if<std::string>(&sponsor->second))
        row["reminders"] = static_cast<std::int64_t>(table.reminders(*id, bulletin.period.text()).size());
  OutboxRow like;
  like.message_id = message_id(hash_of(bulletin), settings.from);
  return outbox_rows(receiver, bulletin_text(counted, writing(now)), like, threads_of_duty(bulletin), now);
}

void Engine::State::forget_lists() {
  std::erase_if(bulletins, [this](const Bulletin& each) {
    if (!each.sponsor.empty()) return false;
    table.forget_post(each.kind, each.key);
    return true;
  });
}

std::vector<std::string> Engine::State::threads_of_duty(const Bulletin& bulletin) {
  std::vector<std::string> threads;
  if (bulletin.sponsor.empty()) return threads;
  for (const AlertName alert : {AlertName::ReportOverdue, AlertName::ReportDueSoon}) {
    AlertIdentity identity;
    identity.alert = alert;
    identity.sponsor = bulletin.sponsor;
    identity.period = bulletin.period.text();
    const Entry* const entry = table.find(fingerprint(identity));
    if (!entry) continue;
    const auto row = entry->log.find("sponsor:" + bulletin.sponsor);
    if (row != entry->log.end() && !row->second.thread.empty()) threads.push_back(row->second.thread);
  }
  return threads;
}

}  // namespace sitewatch::alert
