#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"
#include "domain/result.h"

namespace sitewatch::values {

// One reader for each kind of value, for YAML scalars and CSV cells alike. The message of a failure is what is
// expected there: "a duration such as 30s, 5m or 1h30m".

Result<std::string> text(std::string_view value);  ///< Any; never fails.
/// One line without control characters.
Result<std::string> line(std::string_view value);
/// A host name, Chinese or not, as its A-label.
Result<std::string> host(std::string_view value);
Result<bool> boolean(std::string_view value);  ///< true, yes, 是 · false, no, 否
Result<int> number(std::string_view value, int least, int most);
Result<int> percent(std::string_view value);  ///< 1–100, with or without "%".
Result<Duration> duration(std::string_view value, Duration least, Duration most);
Result<std::size_t> size(std::string_view value, std::size_t least, std::size_t most);
Result<int> per_minute(std::string_view value);        ///< "20/min"
Result<Duration> time_of_day(std::string_view value);  ///< "17:30", up to "24:00"
Result<Day> day(std::string_view value);               ///< 2026-03-01, 2026/3/1, 2026.3.1, 2026年3月1日
/// A day, or a day and "HH:MM", as the clocks of the zone show it.
Result<WallTime> instant(std::string_view value, const Zone& zone);
/// A bare mailbox. What SMTP or a header could be broken with never passes.
Result<std::string> mail(std::string_view value);
Result<Network> network(std::string_view value);
Result<Url> url(std::string_view value);
Result<Pattern> pattern(std::string_view value);
/// "192.0.2.1:53", "[::1]:53", the port left out if `default_port` is not 0.
Result<Endpoint> numeric_endpoint(std::string_view value, std::uint16_t default_port);
Result<Endpoint> named_endpoint(std::string_view value, std::uint16_t default_port);
Result<std::string> sha256(std::string_view value);
Result<std::string> id_code(std::string_view value);  ///< 网站标识码
/// An id is a key of the store and a label: 1 to 200 bytes, one line, no blanks at its ends, no "#" or "/".
Result<std::string> id(std::string_view value);

std::string_view trimmed(std::string_view value);
/// Parts between blanks, line ends, ";", "；" and "、"; with `commas` also "," and "，".
std::vector<std::string_view> split_list(std::string_view value, bool commas);

}  // namespace sitewatch::values
