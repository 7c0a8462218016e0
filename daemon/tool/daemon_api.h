#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <string_view>

#include "adapters/api_client.h"
#include "domain/result.h"
#include "text/catalogue.h"
#include "tool/command.h"

namespace sitewatch::tool {

/// The running daemon, as JSON. An answer other than 2xx is an error in the daemon's own words, its reasons in the
/// session's language.
class DaemonApi {
 public:
  static Result<DaemonApi> of(const Session& session);

  Result<boost::json::value> get(const std::string& path) const;
  /// An answer that is no JSON, as it came.
  Result<std::string> get_bytes(const std::string& path) const;
  Result<boost::json::value> post(const std::string& path, const boost::json::value& body) const;
  Result<boost::json::value> remove(const std::string& path) const;

 private:
  DaemonApi(ApiServer server, Language language) : client_{std::move(server)}, language_(language) {}
  ApiClient client_;
  Language language_;
};

/// A member of an object as text: strings as they are, numbers and booleans written out; empty where it is absent or
/// null, or `row` is no object.
std::string text_of(const boost::json::value& row, std::string_view member);
/// The rows of a list, or of the list that is an object's member of that name.
const boost::json::array& rows_of(const boost::json::value& answer, std::string_view member);

/// "2026-03-20 10:05" on the clocks of the session's zone, of an RFC 3339 time; other text as it is.
std::string local_time(const Session& session, const std::string& rfc3339);

/// The same with seconds.
std::string local_second(const Session& session, const std::string& rfc3339);
/// As local_time, but a midnight is the end of the day before: "2026-03-20 24:00".
std::string local_deadline(const Session& session, const std::string& rfc3339);

void print_json(const boost::json::value& value);

}  // namespace sitewatch::tool
