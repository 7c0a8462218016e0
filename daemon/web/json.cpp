#include "web/json.h"

#include <date/date.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <charconv>
#include <cstdio>

#include "text/decode.h"

namespace sitewatch::web {
namespace {

namespace json = boost::json;

/// Two, or four, digits at a place; nothing for anything else.
std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) {
  if (at + count > text.size()) return std::nullopt;
  int number = 0;
  for (const char byte : text.substr(at, count)) {
    if (byte < '0' || byte > '9') return std::nullopt;
    number = number * 10 + (byte - '0');
  }
  return number;
}

/// Minutes east of Greenwich.
std::optional<int> zone_offset(std::string_view text) {
  if (text == "Z" || text == "z") return 0;
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return std::nullopt;
  const auto hours = digits(text, 1, 2), minutes = digits(text, 4, 2);
  if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  return (text[0] == '-' ? -1 : 1) * (*hours * 60 + *minutes);
}

bool has_control(std::string_view text) {
  for (const char byte : text)
    if ((static_cast<unsigned char>(byte) < 0x20 && byte != '\n' && byte != '\r' && byte != '\t') || byte == 0x7f)
      return true;
  return false;
}

}  // namespace

std::string rfc3339(WallTime time) {
  const auto day = date::floor<date::days>(time);
  const date::year_month_day calendar{day};
  const date::hh_mm_ss clock{time - day};
  char text[48];
  std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d", int{calendar.year()}, unsigned{calendar.month()},
                unsigned{calendar.day()}, int(clock.hours().count()), int(clock.minutes().count()),
                int(clock.seconds().count()));
  std::string result = text;
  if (const auto fraction = clock.subseconds().count(); fraction != 0) {
    std::snprintf(text, sizeof text, ".%03d", int(fraction));
    result += text;
  }
  return result + 'Z';
}

std::optional<WallTime> parse_rfc3339(std::string_view text) {
  const auto year = digits(text, 0, 4), month = digits(text, 5, 2), day = digits(text, 8, 2);
  const auto hour = digits(text, 11, 2), minute = digits(text, 14, 2), second = digits(text, 17, 2);
  if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
  if (text[4] != '-' || text[7] != '-' || (text[10] != 'T' && text[10] != 't') || text[13] != ':' || text[16] != ':')
    return std::nullopt;
  const date::year_month_day calendar{date::year{*year}, date::month{unsigned(*month)}, date::day{unsigned(*day)}};
  if (!calendar.ok() || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  std::size_t at = 19;
  int milliseconds = 0;
  if (at < text.size() && text[at] == '.') {
    int weight = 100;
    for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, weight /= 10)
      milliseconds += weight * (text[at] - '0');
  }
  const auto offset = zone_offset(text.substr(at));
  if (!offset) return std::nullopt;
  return WallTime{date::sys_days{calendar}} + std::chrono::hours{*hour} + std::chrono::minutes{*minute - *offset} +
         std::chrono::seconds{*second} + std::chrono::milliseconds{milliseconds};
}

json::value time_or_null(std::optional<WallTime> time) {
  if (!time || *time == WallTime{}) return nullptr;
  return json::value(rfc3339(*time));
}

Response json_answer(int status, const json::value& value) {
  Response response;
  response.status = status;
  response.type = "application/json; charset=utf-8";
  response.body = json::serialize(value) + '\n';
  return response;
}

Response json_problem(int status, std::string_view what, const Faults& faults) {
  json::object problem{{"error", json::value(what)}};
  if (!faults.empty()) {
    json::array list;
    for (const Fault& fault : faults) {
      json::object& row = list.emplace_back(json::object{{"field", fault.field}, {"what", fault.what}}).as_object();
      if (!fault.code.empty()) row["code"] = fault.code;
      if (fault.most > 0) row["most"] = fault.most;
    }
    problem["faults"] = std::move(list);
  }
  return json_answer(status, problem);
}

std::string words_of(const FilingRefusal::Fault& fault, const Catalogue& words, Escape escape) {
  Facts facts;
  facts.values["most"] = fault.most;
  return words.render(std::string{"refusal."}.append(name(fault.reason)), facts, escape);
}

Faults faults_of(const FilingRefusal& refusal, const Catalogue& words) {
  Faults faults;
  for (const FilingRefusal::Fault& each : refusal.faults)
    faults.push_back({each.field, words_of(each, words), name(each.reason), each.most});
  return faults;
}

const json::value* ObjectReader::find(std::string_view name) {
  asked_.emplace(name);
  const json::value* value = object_.if_contains(name);
  return value && !value->is_null() ? value : nullptr;
}

std::string ObjectReader::text(std::string_view name, std::size_t most_bytes) {
  const json::value* value = find(name);
  if (!value) return {};
  const json::string* string = value->if_string();
  if (!string) {
    fault(name, "a string is expected");
    return {};
  }
  std::string text{string->data(), string->size()};
  if (text.size() > most_bytes) {
    fault(name, "at most " + std::to_string(most_bytes) + " bytes");
    return {};
  }
  if (!is_utf8(text) || has_control(text)) {
    fault(name, "control characters or bytes that are not UTF-8");
    return {};
  }
  return text;
}

std::string ObjectReader::needed_text(std::string_view name, std::size_t most_bytes) {
  const std::size_t faults_before = faults_.size();
  std::string value = text(name, most_bytes);
  if (value.empty() && faults_.size() == faults_before) fault(name, "is needed");
  return value;
}

std::optional<std::int64_t> ObjectReader::integer(std::string_view name) {
  const json::value* value = find(name);
  if (!value) return std::nullopt;
  if (const auto* number = value->if_int64()) return *number;
  fault(name, "a whole number is expected");
  return std::nullopt;
}

bool ObjectReader::flag(std::string_view name) {
  const json::value* value = find(name);
  if (!value) return false;
  if (const auto* flag = value->if_bool()) return *flag;
  fault(name, "true or false is expected");
  return false;
}

std::optional<WallTime> ObjectReader::time(std::string_view name) {
  const std::size_t faults_before = faults_.size();
  const std::string value = text(name, 64);
  if (value.empty()) return std::nullopt;
  const auto time = parse_rfc3339(value);
  if (!time && faults_.size() == faults_before) fault(name, "a time like 2026-03-20T10:05:00+08:00 is expected");
  return time;
}

const json::array* ObjectReader::list(std::string_view name) {
  const json::value* value = find(name);
  if (!value) return nullptr;
  if (const json::array* array = value->if_array()) return array;
  fault(name, "a list is expected");
  return nullptr;
}

void ObjectReader::finish() {
  for (const auto& member : object_) {
    const std::string name{member.key().data(), member.key().size()};
    if (!asked_.contains(name)) fault(name.substr(0, 100), "is not known here");
  }
}

std::optional<json::object> json_body(const Request& request, Faults& faults) {
  boost::system::error_code error;
  json::value value = json::parse(request.body, error);
  if (error) {
    faults.push_back({"", "not JSON: " + error.message()});
    return std::nullopt;
  }
  if (!value.is_object()) {
    faults.push_back({"", "an object is expected"});
    return std::nullopt;
  }
  return std::move(value.get_object());
}

}  // namespace sitewatch::web
