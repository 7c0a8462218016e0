#include "adapters/sqlite_campaign_store.h"

#include "adapters/store_json.h"

namespace sitewatch {
namespace {

constexpr const char* columns =
    "SELECT receipt, sponsor, period, revision, sites, nil_reason, note, received_at, entered_at, channel, entered_by, "
    "idempotency_key FROM filing ";

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
  return filing;
}

std::optional<Filing> same_key(SqliteConnection& connection, const Filing& filing) {
  if (filing.idempotency_key.empty()) return std::nullopt;
  static const std::string sql = std::string(columns) + "WHERE sponsor=? AND period=? AND idempotency_key=?";
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
      connection.statement("SELECT coalesce(max(revision), 0) FROM filing WHERE sponsor=? AND period=?")
          .with(filing.sponsor, period);
  latest.row();
  filing.revision = static_cast<int>(latest.integer(0)) + 1;
  latest.reset();
  const std::string sites = to_json(filing.sites);
  connection
      .statement(
          "INSERT INTO filing (receipt, sponsor, period, revision, sites, nil_reason, note, received_at, entered_at, "
          "channel, entered_by, idempotency_key) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)")
      .with(filing.receipt, filing.sponsor, period, filing.revision, sites, filing.nil_reason, filing.note,
            filing.received_at, filing.entered_at, filing.channel, filing.entered_by, filing.idempotency_key)
      .run();
}

}  // namespace

Task<Result<std::vector<Filing>>> SqliteCampaignStore::load() {
  std::vector<Filing> filings;
  SqliteDatabase::Work work = [&filings](SqliteConnection& connection) {
    filings.clear();
    SqliteStatement rows(connection.handle(), std::string(columns) + "ORDER BY no");
    while (rows.row()) filings.push_back(read(rows));
  };
  const Result<void> done = co_await database_.read(std::move(work));
  if (!done) co_return tl::unexpected<Error>(done.error());
  co_return filings;
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

}  // namespace sitewatch
