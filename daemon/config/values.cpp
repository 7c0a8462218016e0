#include "config/values.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "text/decode.h"
#include "text/host_name.h"

namespace sitewatch::values {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_alnum(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool has_control(std::string_view value) {
  return std::any_of(value.begin(), value.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; });
}

// The digits at the front, cut off; none if there are none or too many.
std::optional<long long> leading_number(std::string_view& value) {
  long long number = 0;
  const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
  if (error != std::errc{} || value.front() == '-') return std::nullopt;
  value.remove_prefix(static_cast<std::size_t>(end - value.data()));
  return number;
}

std::optional<long long> whole(std::string_view value) {
  if (value.empty()) return std::nullopt;
  const auto number = leading_number(value);
  return value.empty() ? number : std::nullopt;
}

std::string written(Duration duration) {
  const auto count = duration.count();
  if (count % 3'600'000 == 0 && count > 0) return std::to_string(count / 3'600'000) + "h";
  if (count % 60'000 == 0 && count > 0) return std::to_string(count / 60'000) + "m";
  if (count % 1000 == 0) return std::to_string(count / 1000) + "s";
  return std::to_string(count) + "ms";
}

std::optional<Duration> parsed_duration(std::string_view value) {
  constexpr std::array<std::pair<std::string_view, long long>, 5> units{
      {{"ms", 1}, {"d", 86'400'000}, {"h", 3'600'000}, {"m", 60'000}, {"s", 1000}}};
  constexpr Duration longest = std::chrono::hours{24} * 10'000'000;  // However often a unit is repeated.
  if (value.empty()) return std::nullopt;
  Duration total{0};
  while (!value.empty()) {
    const auto number = is_digit(value.front()) ? leading_number(value) : std::nullopt;
    const auto unit =
        std::find_if(units.begin(), units.end(), [&](const auto& each) { return value.starts_with(each.first); });
    if (!number || unit == units.end() || *number > 10'000'000) return std::nullopt;
    value.remove_prefix(unit->first.size());
    total += Duration{*number * unit->second};
    if (total > longest) return std::nullopt;
  }
  return total;
}

bool is_host(std::string_view host) {
  const auto url = Url::parse("http://" + std::string{host} + "/");
  return url && url->host == host;
}

bool is_mail_local_part(std::string_view part) {
  constexpr std::string_view others = "!#$%&'*+-/=?^_`{|}~.";
  const auto fits = [&](char c) { return is_alnum(c) || others.find(c) != std::string_view::npos; };
  return !part.empty() && part.size() <= 64 && std::all_of(part.begin(), part.end(), fits) && part.front() != '.' &&
         part.back() != '.' && part.find("..") == std::string_view::npos;
}

struct HostPort {
  std::string_view host;
  std::optional<std::uint16_t> port;
};

// None if brackets or port are wrong.
std::optional<HostPort> split_endpoint(std::string_view value, std::uint16_t default_port) {
  HostPort parts{value, default_port};
  if (default_port == 0) parts.port.reset();
  std::string_view rest;
  if (value.starts_with('[')) {
    const std::size_t close = value.find(']');
    if (close == std::string_view::npos) return std::nullopt;
    parts.host = value.substr(1, close - 1);
    rest = value.substr(close + 1);
  } else if (const std::size_t colon = value.find(':'); colon != std::string_view::npos) {
    parts.host = value.substr(0, colon);
    rest = value.substr(colon);
  }
  if (!rest.empty()) {
    const auto port = rest.front() == ':' ? whole(rest.substr(1)) : std::nullopt;
    if (!port || *port > 65535) return std::nullopt;
    parts.port = static_cast<std::uint16_t>(*port);
  }
  return parts;
}

}  // namespace

std::string_view trimmed(std::string_view value) {
  constexpr std::string_view blanks[] = {" ", "\t", "\r", "\n", "\u3000", "\u00a0"};
  const auto cut = [&](bool front) {
    for (const std::string_view blank : blanks) {
      if (!(front ? value.starts_with(blank) : value.ends_with(blank))) continue;
      front ? value.remove_prefix(blank.size()) : value.remove_suffix(blank.size());
      return true;
    }
    return false;
  };
  while (cut(true) || cut(false)) {
  }
  return value;
}

std::vector<std::string_view> split_list(std::string_view value, bool commas) {
  std::vector<std::string_view> parts;
  std::size_t begin = 0;
  const auto finish = [&](std::size_t end) {
    const std::string_view part = trimmed(value.substr(begin, end - begin));
    if (!part.empty()) parts.push_back(part);
  };
  for (std::size_t at = 0; at < value.size();) {
    const std::size_t here = at;
    const char32_t c = next_character(value, at);
    const bool comma = commas && (c == U',' || c == U'，');
    if (!comma && c != U' ' && c != U'\t' && c != U'\n' && c != U'\r' && c != U';' && c != U'；' && c != U'、')
      continue;
    finish(here);
    begin = at;
  }
  finish(value.size());
  return parts;
}

Result<std::string> text(std::string_view value) {
  return std::string{value};
}

Result<std::string> host(std::string_view value) {
  const auto url = parse_url("http://" + std::string{value} + "/");
  if (!url || url->path != "/" || url->port != 80) return failure("a host name such as www.district.example");
  return url->host;
}

Result<std::string> line(std::string_view value) {
  if (value.size() > 1000 || has_control(value)) return failure("one line of at most 1000 bytes");
  return std::string{value};
}

Result<bool> boolean(std::string_view value) {
  for (const std::string_view each : {"true", "yes", "是", "True", "TRUE", "Yes"})
    if (value == each) return true;
  for (const std::string_view each : {"false", "no", "否", "False", "FALSE", "No"})
    if (value == each) return false;
  return failure("true or false (是 or 否)");
}

Result<int> number(std::string_view value, int least, int most) {
  const auto found = whole(value);
  if (!found || *found < least || *found > most)
    return failure("a whole number from " + std::to_string(least) + " to " + std::to_string(most));
  return static_cast<int>(*found);
}

Result<int> percent(std::string_view value) {
  if (value.ends_with('%')) value.remove_suffix(1);
  const auto found = number(trimmed(value), 1, 100);
  if (!found) return failure("a share from 1 % to 100 %");
  return *found;
}

Result<Duration> duration(std::string_view value, Duration least, Duration most) {
  const auto found = parsed_duration(value);
  if (!found) return failure("a duration such as 30s, 5m or 1h30m");
  if (*found < least || *found > most) return failure("a duration from " + written(least) + " to " + written(most));
  return *found;
}

Result<std::size_t> size(std::string_view value, std::size_t least, std::size_t most) {
  constexpr std::array<std::pair<std::string_view, long long>, 4> units{
      {{"", 1}, {"B", 1}, {"KiB", 1024}, {"MiB", 1024 * 1024}}};
  std::string_view rest = value;
  const auto count = rest.empty() || !is_digit(rest.front()) ? std::nullopt : leading_number(rest);
  rest = trimmed(rest);
  const auto unit = std::find_if(units.begin(), units.end(), [&](const auto& each) { return rest == each.first; });
  if (!count || unit == units.end() || *count > 1'000'000'000) return failure("a size such as 500, 64 KiB or 4 MiB");
  const auto bytes = static_cast<std::size_t>(*count * unit->second);
  if (bytes < least || bytes > most)
    return failure("a size from " + std::to_string(least) + " to " + std::to_string(most) + " bytes");
  return bytes;
}

Result<int> per_minute(std::string_view value) {
  const std::size_t slash = value.find('/');
  const auto count = number(trimmed(value.substr(0, slash)), 1, 10'000);
  if (!count || slash == std::string_view::npos || trimmed(value.substr(slash + 1)) != "min")
    return failure("a rate from 1/min to 10000/min, such as 20/min");
  return *count;
}

Result<Duration> time_of_day(std::string_view value) {
  const std::size_t colon = value.find(':');
  const auto hours = whole(value.substr(0, colon));
  const auto minutes = colon == std::string_view::npos ? std::nullopt : whole(value.substr(colon + 1));
  const bool shaped = hours && minutes && value.size() - colon == 3 && *minutes < 60;
  if (!shaped || std::chrono::hours{*hours} + std::chrono::minutes{*minutes} > std::chrono::hours{24})
    return failure("a time of day such as 17:30 or 24:00");
  return std::chrono::hours{*hours} + std::chrono::minutes{*minutes};
}

Result<Day> day(std::string_view value) {
  const auto wrong = [] { return failure("a day such as 2026-03-01"); };
  std::array<long long, 3> parts{};
  std::string_view rest = trimmed(value);
  constexpr std::array<std::string_view, 2> separators[] = {{"年", "月"}, {"-", "-"}, {"/", "/"}, {".", "."}};
  const bool chinese = rest.ends_with("日");
  if (chinese) rest.remove_suffix(std::string_view{"日"}.size());
  for (std::size_t i = 0; i < 3; ++i) {
    const auto number = rest.empty() || !is_digit(rest.front()) ? std::nullopt : leading_number(rest);
    if (!number || *number > 9999) return wrong();
    parts[i] = *number;
    if (i == 2) break;
    const auto separator = std::find_if(std::begin(separators), std::end(separators),
                                        [&](const auto& each) { return rest.starts_with(each[i]); });
    if (separator == std::end(separators)) return wrong();
    rest.remove_prefix((*separator)[i].size());
  }
  const Day found{date::year{static_cast<int>(parts[0])}, date::month{static_cast<unsigned>(parts[1])},
                  date::day{static_cast<unsigned>(parts[2])}};
  if (!rest.empty() || !found.ok() || parts[0] < 1990) return wrong();
  return found;
}

Result<WallTime> instant(std::string_view value, const Zone& zone) {
  const std::size_t blank = value.find_first_of(" T");
  const auto date = day(value.substr(0, blank));
  const auto time =
      blank == std::string_view::npos ? Result<Duration>{Duration{0}} : time_of_day(value.substr(blank + 1));
  if (!date || !time) return failure("a day or instant such as 2026-03-01 or 2026-03-01 08:30");
  return zone.at(*date, *time);
}

Result<std::string> mail(std::string_view value) {
  const std::size_t at = value.rfind('@');
  const bool good = at != std::string_view::npos && value.size() <= 254 && is_mail_local_part(value.substr(0, at)) &&
                    is_host(value.substr(at + 1)) && value.substr(at + 1).find('.') != std::string_view::npos;
  // A lone host such as root@localhost is no mailbox that a relay elsewhere could answer to.
  if (!good) return failure("one mail address such as office@district.example, without a name or <>");
  return std::string{value};
}

Result<Network> network(std::string_view value) {
  const auto found = Network::parse(value);
  if (!found) return failure("a network such as 10.1.0.0/16 with no bits behind its prefix");
  return *found;
}

Result<Url> url(std::string_view value) {
  auto found = parse_url(value);
  if (!found) return failure("an address such as http://www.district.example/ (" + found.error().message + ")");
  return found;
}

Result<Pattern> pattern(std::string_view value) {
  return Pattern::compile(std::string{value});
}

Result<Endpoint> numeric_endpoint(std::string_view value, std::uint16_t default_port) {
  const auto parts = split_endpoint(value, default_port);
  const auto address = parts ? Address::parse(parts->host) : std::nullopt;
  const bool bracketed = value.starts_with('[');
  if (!address || !parts->port || bracketed != (address->family == Family::ipv6))
    return failure(default_port == 0 ? "an IP address and port such as 127.0.0.1:9920 or [::1]:9920"
                                     : "an IP address such as 192.0.2.1, 192.0.2.1:53 or [2001:db8::1]:53");
  return Endpoint{address->text(), *parts->port};
}

Result<Endpoint> named_endpoint(std::string_view value, std::uint16_t default_port) {
  const auto parts = split_endpoint(value, default_port);
  const bool good = parts && parts->port != 0 && (Address::parse(parts->host) || is_host(parts->host));
  if (!good) return failure("a host and port such as mail.district.example:587");
  return Endpoint{std::string{parts->host}, *parts->port};
}

Result<std::string> sha256(std::string_view value) {
  std::string digits{value};
  for (char& c : digits)
    if (c >= 'A' && c <= 'F') c = static_cast<char>(c + 32);
  const auto hex = [](char c) { return is_digit(c) || (c >= 'a' && c <= 'f'); };
  if (digits.size() != 64 || !std::all_of(digits.begin(), digits.end(), hex))
    return failure("the 64 hexadecimal digits that `sitewatch token new` prints");
  return digits;
}

Result<std::string> id_code(std::string_view value) {
  const std::string_view digits = value.starts_with("bm")  ? value.substr(2)
                                  : value.starts_with('N') ? value.substr(1)
                                                           : value;
  if (value.size() != 10 || !std::all_of(digits.begin(), digits.end(), is_digit))
    return failure("a 网站标识码: 10 digits, bm and 8 digits, or N and 9 digits");
  return std::string{value};
}

Result<std::string> id(std::string_view value) {
  if (value.empty() || value.size() > 200 || has_control(value) || trimmed(value) != value ||
      value.find_first_of("#/") != std::string_view::npos)
    return failure("an id of 1 to 200 bytes on one line, without # or /");
  return std::string{value};
}

}  // namespace sitewatch::values
