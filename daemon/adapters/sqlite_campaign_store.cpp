#include "adapters/sqlite_campaign_store.h"

#include "adapters/store_json.h"

namespace sitewatch {
namespace {

constexpr const char* columns =
    "SELECT receipt, sponsor, period, revision, sites, nil_reason, note, received_at, entered_at, channel, entered_by, "
    "idempotency_key, reason FROM filing ";

Filing read(const SqliteStatement& row) {
  Filing filing;
  filing.receipt = row.text(0);
  filing.sponsor = row.text(1);
  filing.period = Period::parse(row.text(2)).value_or(Period{});
  filing.revision = static_cast<int>(row.integer(3));
  filing.sites = progress_from_json(row.text(4));
  filing.nil_reason = row.text(5);
  filing.note = row.text(6);
  filing.received_at = row.time(7);
  filing.entered_at = row.time(8);
  filing.channel = row.text(9);
  filing.entered_by = row.text(10);
  filing.idempotency_key = row.text(11);
  filing.reason = row.text(12);
  return filing;
}

std::optional<Filing> same_key(SqliteConnection& connection, const Filing& filing) {
  if (filing.idempotency_key.empty()) return std::nullopt;
  // Without the last condition the partial index is of no use, and every revision of the report would be read.
  static const std::string sql =
      std::string(columns) + "WHERE sponsor=? AND period=? AND idempotency_key=? AND idempotency_key<>''";
  const std::string period = filing.period.text();
  SqliteStatement& known = connection.statement(sql.c_str()).with(filing.sponsor, period, filing.idempotency_key);
  if (!known.row()) return std::nullopt;
  Filing found = read(known);
  known.reset();
  return found;
}

void insert(SqliteConnection& connection, Filing& filing) {
  const std::string period = filing.period.text();
  SqliteStatement& latest =
      connection.statement("SELECT revision FROM filing WHERE sponsor=? AND period=? ORDER BY revision DESC LIMIT 1")
          .with(filing.sponsor, period);
  filing.revision = latest.row() ? static_cast<int>(latest.integer(0)) + 1 : 1;
  latest.reset();
  const std::string sites = to_json(filing.sites);
  connection
      .statement(
          "INSERT INTO filing (receipt, sponsor, period, revision, sites, nil_reason, note, received_at, entered_at, "
          "channel, entered_by, idempotency_key, reason) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)")
      .with(filing.receipt, filing.sponsor, period, filing.revision, sites, filing.nil_reason, filing.note,
            filing.received_at, filing.entered_at, filing.channel, filing.entered_by, filing.idempotency_key,
            filing.reason)
      .run();
}

std::int64_t day_number(Day day) {
  return date::sys_days{day}.time_since_epoch().count();
}

DutyDecision read_decision(const SqliteStatement& row) {
  DutyDecision decision;
  decision.no = row.integer(0);
  decision.kind = decision_named(row.text(1)).value_or(DecisionKind::reinstate);
  decision.sponsor = row.text(2);
  decision.period = Period::parse(row.text(3)).value_or(Period{});
  if (!row.is_null(4)) decision.until = Day{date::sys_days{date::days{row.integer(4)}}};
  decision.revision = static_cast<int>(row.integer(5));
  decision.reason = row.text(6);
  decision.by = row.text(7);
  decision.at = row.time(8);
  return decision;
}

CampaignHistory read_history(SqliteConnection& connection, const std::string& since) {
  CampaignHistory history;
  SqliteStatement filings(connection.handle(), std::string(columns) + "WHERE period>=? ORDER BY no");
  filings.with(since);
  while (filings.row()) history.filings.push_back(read(filings));
  SqliteStatement decisions(
      connection.handle(),
      "SELECT no, kind, sponsor, period, until, revision, reason, by, at FROM duty_decision WHERE period>=? "
      "ORDER BY no");
  decisions.with(since);
  while (decisions.row()) history.decisions.push_back(read_decision(decisions));
  SqliteStatement owed(connection.handle(), "SELECT period, sponsor, site FROM owed_site WHERE period>=?");
  owed.with(since);
  while (owed.row())
    history.owed.push_back({Period::parse(owed.text(0)).value_or(Period{}), owed.text(1), owed.text(2)});
  return history;
}

}  // namespace

Task<Result<CampaignHistory>> SqliteCampaignStore::load(Period since) {
  CampaignHistory history;
  SqliteDatabase::Work work = [&history, from = since.text()](SqliteConnection& connection) {
    history = read_history(connection, from);
  };
  const Result<void> done = co_await database_.read(std::move(work));
  if (!done) co_return tl::unexpected<Error>(done.error());
  co_return history;
}

Task<Result<Filing>> SqliteCampaignStore::append(Filing filing) {
  Filing stored;
  SqliteDatabase::Work work = [&filing, &stored](SqliteConnection& connection) {
    stored = filing;
    if (std::optional<Filing> known = same_key(connection, filing))
      stored = std::move(*known);
    else
      insert(connection, stored);
  };
  const Result<void> done = co_await database_.write(std::move(work));
  if (!done) co_return tl::unexpected<Error>(done.error());
  co_return stored;
}

Task<Result<DutyDecision>> SqliteCampaignStore::append(DutyDecision decision) {
  SqliteDatabase::Work work = [&decision](SqliteConnection& connection) {
    const std::string kind{name(decision.kind)};
    const std::string period = decision.period.text();
    const auto until = decision.until ? std::optional{day_number(*decision.until)} : std::nullopt;
    connection
        .statement(
            "INSERT INTO duty_decision (kind, sponsor, period, until, revision, reason, by, at) VALUES "
            "(?,?,?,?,?,?,?,?)")
        .with(kind, decision.sponsor, period, until, decision.revision, decision.reason, decision.by, decision.at)
        .run();
    decision.no = connection.last_insert_id();
  };
  const Result<void> done = co_await database_.write(std::move(work));
  if (!done) co_return tl::unexpected<Error>(done.error());
  co_return decision;
}

Task<Result<void>> SqliteCampaignStore::note_owed(std::vector<OwedSite> owed) {
  SqliteDatabase::Work work = [&owed](SqliteConnection& connection) {
    for (const OwedSite& each : owed) {
      const std::string period = each.period.text();
      connection.statement("INSERT OR IGNORE INTO owed_site (period, sponsor, site) VALUES (?,?,?)")
          .with(period, each.sponsor, each.site)
          .run();
    }
  };
  Result<void> done = co_await database_.write(std::move(work));
  co_return done;
}

}  // namespace sitewatch
