#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <vector>

#include "text/catalogue.h"
#include "tool/command.h"

namespace sitewatch::tool {

/// How a member of the daemon's answer is shown.
enum class Shown : std::uint8_t {
  text,
  time,      ///< RFC 3339, on the clocks of the session's zone.
  second,    ///< The same to the second.
  deadline,  ///< The same, but 00:00 is 24:00 of the day before.
  word,      ///< A word of ours: the catalogue's section follows.
  reason,    ///< Why a visit failed, as a sentence; nothing for "none".
  percent,   ///< A share of one, with one decimal, cut.
  claim,     ///< Where a home page differs from the inventory, as a sentence.
  length,    ///< Seconds with three decimals.
  yes,       ///< A word where it is so, nothing where it is not.
};

struct Column {
  const char* zh;
  const char* en;
  const char* path;  ///< "home.newest" reaches into the object that is `home`, "targets.0" into a list.
  Shown shown = Shown::text;
  const char* section = "";
};

/// Shows answers of the daemon to a person, in the session's language.
class Presenter {
 public:
  explicit Presenter(const Session& session);

  std::string table(const std::vector<Column>& columns, const boost::json::array& rows) const;
  /// One object, a line for each member that is there.
  std::string sheet(const std::vector<Column>& columns, const boost::json::value& row) const;
  const char* say(const char* zh, const char* en) const { return session_.english() ? en : zh; }

 private:
  std::string cell(const Column& column, const boost::json::value& row) const;

  const Session& session_;
  Catalogue words_;
};

/// Asks the daemon for `path` and prints the list that is the answer's `member`: JSON as it came, or rows in columns.
/// Answers an exit code; the reason of a failure is printed.
int show_list(const Session& session, const std::string& path, const char* member, const std::vector<Column>& columns);

}  // namespace sitewatch::tool
