#include "adapters/sqlite_connection.h"

#include <sqlite3.h>

#include <cassert>
#include <system_error>

namespace sitewatch {

std::string describe(sqlite3* database, int code) {
  std::string words = database ? sqlite3_errmsg(database) : sqlite3_errstr(code);
  const int number = database ? sqlite3_system_errno(database) : 0;
  if (number != 0 && ((code & 0xff) == SQLITE_IOERR || (code & 0xff) == SQLITE_CANTOPEN))
    words += ": " + std::generic_category().message(number);
  return words + " (" + std::to_string(code) + ")";
}

SqliteStatement::SqliteStatement(sqlite3* database, std::string_view sql) : database_(database) {
  check(sqlite3_prepare_v3(database, sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT, &statement_,
                           nullptr));
}

SqliteStatement::~SqliteStatement() {
  sqlite3_finalize(statement_);
}

bool SqliteStatement::row() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) {
    reset();
    return false;
  }
  const std::string words = describe(database_, sqlite3_extended_errcode(database_));
  const int extended = sqlite3_extended_errcode(database_);
  reset();
  throw SqliteFailure(extended, words);
}

void SqliteStatement::run() {
  while (row()) {
  }
}

void SqliteStatement::reset() {
  // Its result repeats the error that step() has reported already.
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

bool SqliteStatement::is_null(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}
std::int64_t SqliteStatement::integer(int column) const {
  return sqlite3_column_int64(statement_, column);
}
double SqliteStatement::real(int column) const {
  return sqlite3_column_double(statement_, column);
}

std::string SqliteStatement::text(int column) const {
  const void* bytes = sqlite3_column_blob(statement_, column);
  if (!bytes) return {};
  return {static_cast<const char*>(bytes), static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

std::optional<WallTime> SqliteStatement::optional_time(int column) const {
  if (is_null(column)) return std::nullopt;
  return time(column);
}

void SqliteStatement::bind(int position, std::int64_t value) {
  check(sqlite3_bind_int64(statement_, position, value));
}

void SqliteStatement::bind(int position, double value) {
  check(sqlite3_bind_double(statement_, position, value));
}

void SqliteStatement::bind(int position, std::string_view value) {
  // A null pointer would become NULL; the empty text has a place of its own.
  const char* bytes = value.data() ? value.data() : "";
  check(sqlite3_bind_text64(statement_, position, bytes, value.size(), SQLITE_STATIC, SQLITE_UTF8));
}

void SqliteStatement::bind(int position, SqliteBlob value) {
  const char* bytes = value.bytes.data() ? value.bytes.data() : "";
  check(sqlite3_bind_blob64(statement_, position, bytes, value.bytes.size(), SQLITE_STATIC));
}

void SqliteStatement::bind(int position, const std::optional<WallTime>& value) {
  bind(position, value ? std::optional{to_milliseconds(*value)} : std::nullopt);
}

void SqliteStatement::bind(int position, const std::optional<std::int64_t>& value) {
  if (value)
    bind(position, *value);
  else
    check(sqlite3_bind_null(statement_, position));
}

void SqliteStatement::check(int code) const {
  if (code != SQLITE_OK) throw SqliteFailure(sqlite3_extended_errcode(database_), describe(database_, code));
}

SqliteConnection::SqliteConnection(const std::string& path) {
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  const int code = sqlite3_open_v2(path.c_str(), &database_, flags, nullptr);
  if (code == SQLITE_OK) return;
  const std::string words = describe(database_, code);
  sqlite3_close(database_);
  throw SqliteFailure(code, words);
}

SqliteConnection::~SqliteConnection() {
  statements_.clear();
  sqlite3_close(database_);
}

SqliteStatement& SqliteConnection::statement(const char* sql) {
  const auto found = statements_.find(sql);
  if (found != statements_.end()) return found->second;
  return statements_.try_emplace(sql, database_, sql).first->second;
}

void SqliteConnection::execute(const std::string& sql) {
  const int code = sqlite3_exec(database_, sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) throw SqliteFailure(code, describe(database_, code));
}

std::int64_t SqliteConnection::integer(const std::string& sql) {
  SqliteStatement statement(database_, sql);
  return statement.row() ? statement.integer(0) : 0;
}

std::string SqliteConnection::text(const std::string& sql) {
  SqliteStatement statement(database_, sql);
  return statement.row() ? statement.text(0) : std::string{};
}

std::int64_t SqliteConnection::last_insert_id() const {
  return sqlite3_last_insert_rowid(database_);
}
std::int64_t SqliteConnection::changes() const {
  return sqlite3_changes64(database_);
}
bool SqliteConnection::in_transaction() const {
  return sqlite3_get_autocommit(database_) == 0;
}

void SqliteConnection::reset_statements() {
  for (auto& [sql, statement] : statements_) statement.reset();
}

}  // namespace sitewatch
