#pragma once

#include <cstdint>
#include <exception>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "domain/time.h"

struct sqlite3;
struct sqlite3_stmt;

namespace sitewatch {

/// SQLite refused something. Thrown inside the store's adapters only; SqliteDatabase turns it into an Error.
class SqliteFailure : public std::exception {
 public:
  /// `code` is an extended result code, 0 for a refusal of our own.
  SqliteFailure(int code, std::string message) : code_(code), message_(std::move(message)) {}
  int code() const { return code_; }
  const char* what() const noexcept override { return message_.c_str(); }

 private:
  int code_;
  std::string message_;
};

/// Bytes that are not text, for a parameter.
struct SqliteBlob {
  std::string_view bytes;
};

/// One prepared statement. Columns and parameters are in the order of the SQL text.
class SqliteStatement {
 public:
  SqliteStatement(sqlite3* database, std::string_view sql);
  ~SqliteStatement();
  SqliteStatement(const SqliteStatement&) = delete;
  SqliteStatement& operator=(const SqliteStatement&) = delete;

  /// Binds all parameters. Text and blobs are not copied: they must stay until the statement has run.
  template <class... Values>
  SqliteStatement& with(const Values&... values) {
    int position = 0;
    (bind(++position, values), ...);
    return *this;
  }

  /// Steps; true: there is a row to read. After the last row the statement is ready for its next use.
  bool row();
  void run();
  void reset();

  bool is_null(int column) const;
  std::int64_t integer(int column) const;
  double real(int column) const;
  std::string text(int column) const;  ///< Also for blobs.
  WallTime time(int column) const { return from_milliseconds(integer(column)); }
  std::optional<WallTime> optional_time(int column) const;

 private:
  void bind(int position, std::int64_t value);
  void bind(int position, int value) { bind(position, std::int64_t{value}); }
  void bind(int position, std::uint16_t value) { bind(position, std::int64_t{value}); }
  void bind(int position, std::uint32_t value) { bind(position, std::int64_t{value}); }
  /// Bit for bit: SQLite's integers are signed.
  void bind(int position, std::uint64_t value) { bind(position, static_cast<std::int64_t>(value)); }
  void bind(int position, bool value) { bind(position, std::int64_t{value}); }
  void bind(int position, double value);
  void bind(int position, std::string_view value);
  void bind(int position, const std::string& value) { bind(position, std::string_view{value}); }
  void bind(int position, const char* value) { bind(position, std::string_view{value}); }
  void bind(int position, SqliteBlob value);
  void bind(int position, WallTime value) { bind(position, to_milliseconds(value)); }
  void bind(int position, const std::optional<WallTime>& value);
  void bind(int position, const std::optional<std::int64_t>& value);
  void check(int code) const;

  sqlite3* database_;
  sqlite3_stmt* statement_ = nullptr;
};

/// One open database file. One thread at a time.
class SqliteConnection {
 public:
  /// Throws SqliteFailure.
  explicit SqliteConnection(const std::string& path);
  ~SqliteConnection();
  SqliteConnection(const SqliteConnection&) = delete;
  SqliteConnection& operator=(const SqliteConnection&) = delete;

  /// Prepared once, then kept. At most one use of the same text at a time; `sql` must be a literal.
  SqliteStatement& statement(const char* sql);
  /// Runs one or more statements without parameters and drops their rows.
  void execute(const std::string& sql);
  /// The first column of the first row; 0 without a row.
  std::int64_t integer(const std::string& sql);
  std::string text(const std::string& sql);

  std::int64_t last_insert_id() const;
  std::int64_t changes() const;
  bool in_transaction() const;
  /// Ends every statement that stopped half-way.
  void reset_statements();
  sqlite3* handle() const { return database_; }

 private:
  sqlite3* database_ = nullptr;
  std::map<const char*, SqliteStatement> statements_;
};

/// "disk full (13)" and the like, with the operating system's word where SQLite has one.
std::string describe(sqlite3* database, int code);

}  // namespace sitewatch
