#include "adapters/sqlite_visit_store.h"

#include "adapters/sqlite_targets.h"
#include "domain/probe_names.h"

namespace sitewatch {
namespace {

constexpr std::chrono::hours one_day{24};
constexpr auto keep_visits = 14 * one_day;  // Two official windows: older ones move nothing any more.
constexpr auto keep_failures = 400 * one_day;
constexpr std::chrono::days keep_days{3 * 366};
constexpr int rows_a_step = 5000;
constexpr int targets_a_step = 500;

std::int64_t day_number(Day day) {
  return date::sys_days{day}.time_since_epoch().count();
}

template <class Enum>
Enum known(std::optional<Enum> value, Enum otherwise) {
  return value.value_or(otherwise);
}

void write_visits(SqliteConnection& connection, SqliteTargets& targets, const std::vector<VisitRow>& visits) {
  SqliteStatement& insert =
      connection.statement("INSERT INTO visit (target, at, kind, verdict, reason) VALUES (?,?,?,?,?)");
  for (const VisitRow& visit : visits)
    insert.with(targets.number(visit.target), visit.at, name(visit.kind), name(visit.verdict), name(visit.reason))
        .run();
}

void write_failures(SqliteConnection& connection, SqliteTargets& targets, const std::vector<FailedVisit>& failures) {
  SqliteStatement& insert = connection.statement(
      "INSERT INTO failed_visit (target, at, kind, reason, phase, address, vantage, seconds, http_status, left_out) "
      "VALUES (?,?,?,?,?,?,?,?,?,?)");
  for (const FailedVisit& failure : failures) {
    insert
        .with(targets.number(failure.target), failure.at, name(failure.kind), name(failure.reason), name(failure.phase),
              failure.address, failure.vantage, failure.seconds, failure.http_status, failure.left_out)
        .run();
  }
}

void write_transitions(SqliteConnection& connection, SqliteTargets& targets, const std::vector<TransitionRow>& rows) {
  SqliteStatement& insert =
      connection.statement("INSERT INTO transition (target, at, from_state, to_state, reason) VALUES (?,?,?,?,?)");
  for (const TransitionRow& row : rows)
    insert.with(targets.number(row.target), row.at, name(row.from), name(row.to), name(row.reason)).run();
}

void write_days(SqliteConnection& connection, SqliteTargets& targets, const std::vector<DayCount>& days) {
  SqliteStatement& add = connection.statement(
      "INSERT INTO day VALUES (?,?,?,?,?) ON CONFLICT DO UPDATE SET "
      "ok=ok+excluded.ok, failed=failed+excluded.failed, unknown=unknown+excluded.unknown");
  for (const DayCount& day : days)
    add.with(targets.number(day.target), day_number(day.day), day.ok, day.failed, day.unknown).run();
}

void write_states(SqliteConnection& connection, SqliteTargets& targets, const std::vector<TargetState>& states) {
  SqliteStatement& put = connection.statement("INSERT OR REPLACE INTO target_state VALUES (?,?,?,?,?,?,?,?,?,?,?,?)");
  SqliteStatement& replaced = connection.statement("DELETE FROM visit WHERE target=?");
  for (const TargetState& state : states) {
    const std::int64_t target = targets.number(state.target);
    const std::string hours = state.window.to_blob();
    const Health& health = state.health;
    put.with(target, name(health.state), health.bad_in_row, health.good_in_row, name(health.reason), health.since,
             health.streak_began, state.last_judged, state.last_seconds, state.last_status, state.certificate_expires,
             SqliteBlob{hours})
        .run();
    replaced.with(target).run();
  }
}

std::vector<TargetState> read_states(SqliteConnection& connection) {
  SqliteStatement& row = connection.statement(
      "SELECT id, state, bad_in_row, good_in_row, reason, since, streak_began, last_judged, last_seconds, last_status, "
      "certificate_expires, hours FROM target_state JOIN target ON no=target ORDER BY target");
  std::vector<TargetState> states;
  while (row.row()) {
    TargetState& state = states.emplace_back();
    state.target = row.text(0);
    state.health.state = known(health_state_named(row.text(1)), HealthState::unknown);
    state.health.bad_in_row = static_cast<std::uint16_t>(row.integer(2));
    state.health.good_in_row = static_cast<std::uint16_t>(row.integer(3));
    state.health.reason = known(failure_reason_named(row.text(4)), FailureReason::none);
    state.health.since = row.time(5);
    state.health.streak_began = row.time(6);
    state.last_judged = row.time(7);
    state.last_seconds = row.real(8);
    state.last_status = static_cast<int>(row.integer(9));
    state.certificate_expires = row.optional_time(10);
    state.window = OfficialWindow::from_blob(row.text(11));
  }
  return states;
}

std::vector<VisitRow> read_visits(SqliteConnection& connection) {
  SqliteStatement& row = connection.statement(
      "SELECT id, at, kind, verdict, reason FROM visit JOIN target ON target.no=target ORDER BY visit.no");
  std::vector<VisitRow> visits;
  while (row.row()) {
    VisitRow& visit = visits.emplace_back();
    visit.target = row.text(0);
    visit.at = row.time(1);
    visit.kind = known(visit_kind_named(row.text(2)), VisitKind::manual);
    visit.verdict = known(verdict_named(row.text(3)), Verdict::unknown);
    visit.reason = known(failure_reason_named(row.text(4)), FailureReason::none);
  }
  return visits;
}

// `and_not_left_out`: only those that still count.
std::vector<FailedVisit> read_failures(SqliteConnection& connection, const SiteId& site, TimeSpan span,
                                       bool and_not_left_out) {
  SqliteStatement& row = connection.statement(
      "SELECT id, at, kind, reason, phase, address, vantage, seconds, http_status, left_out "
      "FROM target JOIN failed_visit ON target=target.no "
      "WHERE site=? AND at>=? AND at<? AND left_out<=? ORDER BY at, failed_visit.no");
  row.with(site, span.from, span.to, and_not_left_out ? 0 : 1);
  std::vector<FailedVisit> failures;
  while (row.row()) {
    FailedVisit& failure = failures.emplace_back();
    failure.target = row.text(0);
    failure.at = row.time(1);
    failure.kind = known(visit_kind_named(row.text(2)), VisitKind::manual);
    failure.reason = known(failure_reason_named(row.text(3)), FailureReason::none);
    failure.phase = known(phase_named(row.text(4)), Phase::resolve);
    failure.address = row.text(5);
    failure.vantage = row.text(6);
    failure.seconds = row.real(7);
    failure.http_status = static_cast<int>(row.integer(8));
    failure.left_out = row.integer(9) != 0;
  }
  return failures;
}

std::int64_t prune_rows(SqliteConnection& connection, WallTime now) {
  connection
      .statement("DELETE FROM failed_visit WHERE no IN (SELECT no FROM failed_visit WHERE at<? ORDER BY at LIMIT ?)")
      .with(now - keep_failures, rows_a_step)
      .run();
  return connection.changes();
}

// Days of the next targets after `after`; answers the last target looked at, none after the last.
std::optional<std::int64_t> prune_targets(SqliteConnection& connection, WallTime now, std::int64_t after) {
  SqliteStatement& targets = connection.statement("SELECT no FROM target WHERE no>? ORDER BY no LIMIT ?");
  std::vector<std::int64_t> numbers;
  targets.with(after, targets_a_step);
  while (targets.row()) numbers.push_back(targets.integer(0));
  const std::int64_t first_day = (std::chrono::floor<std::chrono::days>(now) - keep_days).time_since_epoch().count();
  SqliteStatement& days = connection.statement("DELETE FROM day WHERE target=? AND day<?");
  SqliteStatement& visits = connection.statement("DELETE FROM visit WHERE target=? AND at<?");
  for (const std::int64_t target : numbers) {
    days.with(target, first_day).run();
    visits.with(target, now - keep_visits).run();
  }
  if (numbers.empty()) return std::nullopt;
  return numbers.back();
}

}  // namespace

Task<Result<VisitHistory>> SqliteVisitStore::load() {
  VisitHistory history;
  SqliteDatabase::Work work = [&history](SqliteConnection& connection) {
    history.states = read_states(connection);
    history.visits_since = read_visits(connection);
  };
  const Result<void> done = co_await database_.read(std::move(work));
  if (!done) co_return tl::unexpected<Error>(done.error());
  co_return history;
}

Task<Result<void>> SqliteVisitStore::write(VisitBatch batch) {
  SqliteDatabase::Work work = [&batch](SqliteConnection& connection) {
    SqliteTargets targets(connection);
    write_visits(connection, targets, batch.visits);
    write_failures(connection, targets, batch.failures);
    write_transitions(connection, targets, batch.transitions);
    write_days(connection, targets, batch.days);
    write_states(connection, targets, batch.states);
  };
  co_return co_await database_.write(std::move(work));
}

Task<Result<std::vector<FailedVisit>>> SqliteVisitStore::failures(SiteId site, TimeSpan span) {
  std::vector<FailedVisit> found;
  SqliteDatabase::Work work = [&](SqliteConnection& connection) {
    found = read_failures(connection, site, span, false);
  };
  const Result<void> done = co_await database_.read(std::move(work));
  if (!done) co_return tl::unexpected<Error>(done.error());
  co_return found;
}

Task<Result<std::vector<FailedVisit>>> SqliteVisitStore::leave_out(SiteId site, TimeSpan span) {
  std::vector<FailedVisit> found;
  SqliteDatabase::Work work = [&](SqliteConnection& connection) {
    found = read_failures(connection, site, span, true);
    for (FailedVisit& failure : found) failure.left_out = true;
    connection
        .statement(
            "UPDATE failed_visit SET left_out=1 "
            "WHERE target IN (SELECT no FROM target WHERE site=?) AND at>=? AND at<? AND left_out=0")
        .with(site, span.from, span.to)
        .run();
  };
  const Result<void> done = co_await database_.write(std::move(work));
  if (!done) co_return tl::unexpected<Error>(done.error());
  co_return found;
}

Task<Result<void>> SqliteVisitStore::prune(WallTime now) {
  std::int64_t dropped = 0;
  do {
    SqliteDatabase::Work rows = [&dropped, now](SqliteConnection& connection) {
      dropped = prune_rows(connection, now);
    };
    const Result<void> done = co_await database_.write(std::move(rows));
    if (!done) co_return done;
  } while (dropped == rows_a_step);

  std::optional<std::int64_t> last = 0;
  while (last) {
    const std::int64_t after = *last;
    SqliteDatabase::Work targets = [&last, now, after](SqliteConnection& connection) {
      last = prune_targets(connection, now, after);
    };
    const Result<void> done = co_await database_.write(std::move(targets));
    if (!done) co_return done;
  }
  SqliteDatabase::Work shrink = [](SqliteConnection& connection) {
    connection.execute("PRAGMA incremental_vacuum(2000)");
  };
  co_return co_await database_.write(std::move(shrink));
}

}  // namespace sitewatch
