#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "domain/time.h"
#include "ports/report_desk.h"
#include "text/catalogue.h"
#include "web/http.h"

namespace sitewatch::web {

/// What is wrong with one member of a request.
struct Fault {
  std::string field;  ///< "sites[2].migration_percent"
  std::string what;
  std::string_view code = {};  ///< The reason of the desk, if it was the desk that refused.
  std::int64_t most = 0;       ///< The limit that the reason speaks of; 0: none.
};
using Faults = std::vector<Fault>;

/// "2026-03-20T02:05:00Z", with milliseconds where there are any.
std::string rfc3339(WallTime time);
/// With "Z" or an offset; nothing for anything else.
std::optional<WallTime> parse_rfc3339(std::string_view text);
/// null for none, and for an instant that was never set.
boost::json::value time_or_null(std::optional<WallTime> time);

Response json_answer(int status, const boost::json::value& value);
/// {"error": what, "faults": [{"field", "what", "code", "most"}]}; code and most only where the desk gave them.
Response json_problem(int status, std::string_view what, const Faults& faults = {});

/// The desk's faults in the words of the catalogue.
Faults faults_of(const FilingRefusal& refusal, const Catalogue& words);
std::string words_of(const FilingRefusal::Fault& fault, const Catalogue& words, Escape escape = Escape::plain);

/// Reads one JSON object strictly: every member that is asked for has its type, every other one is a fault.
class ObjectReader {
 public:
  /// `prefix` stands before the names in faults, "sites[2].". `object` and `faults` outlive the reader.
  ObjectReader(const boost::json::object& object, std::string prefix, Faults& faults)
      : object_(object), prefix_(std::move(prefix)), faults_(faults) {}

  /// Empty where it is absent or null. Strings are UTF-8 without control characters but line ends and tabs.
  std::string text(std::string_view name, std::size_t most_bytes = 4096);
  std::string needed_text(std::string_view name, std::size_t most_bytes = 4096);
  std::optional<std::int64_t> integer(std::string_view name);
  bool flag(std::string_view name);  ///< false where it is not there.
  std::optional<WallTime> time(std::string_view name);
  const boost::json::array* list(std::string_view name);
  /// Names what nobody asked for.
  void finish();
  void fault(std::string_view name, std::string what) {
    faults_.push_back({prefix_ + std::string{name}, std::move(what)});
  }

 private:
  const boost::json::value* find(std::string_view name);

  const boost::json::object& object_;
  std::string prefix_;
  Faults& faults_;
  std::set<std::string, std::less<>> asked_;
};

/// The body of a request as an object; a fault for anything else. Nesting is bounded.
std::optional<boost::json::object> json_body(const Request& request, Faults& faults);

}  // namespace sitewatch::web
