#include "tool/daemon_api.h"

#include <boost/json.hpp>
#include <fstream>
#include <iostream>
#include <optional>
#include <sstream>

#include "domain/day_text.h"
#include "text/escape.h"

namespace sitewatch::tool {
namespace {

namespace json = boost::json;

std::string first_line(const std::string& path) {
  std::ifstream file{path};
  std::string line;
  std::getline(file, line);
  return line;
}

/// A fault in the reader's language, as far as this program knows its code.
std::string words_of(const json::value& fault, const Catalogue& words) {
  const std::string key = "refusal." + text_of(fault, "code");
  if (!words.has(key)) return text_of(fault, "what");
  Facts facts;
  facts.values["most"] = text_of(fault, "most");
  return words.render(key, facts);
}

/// What the daemon says is wrong: `error`, and one line for each of `faults`.
std::string explanation(const ApiAnswer& answer, Language language) {
  boost::system::error_code error;
  const json::value body = json::parse(answer.body, error);
  if (error || !body.is_object()) return one_line(answer.body.substr(0, 500));
  std::string what = text_of(body, "error");
  const Catalogue words = Catalogue::of(language, Zone::utc());
  for (const json::value& fault : rows_of(body, "faults"))
    what += "\n  " + text_of(fault, "field") + ": " + words_of(fault, words);
  return what.empty() ? one_line(answer.body.substr(0, 500)) : what;
}

Result<std::string> body_of(Result<ApiAnswer> answer, Language language) {
  if (!answer) return tl::unexpected<Error>(answer.error());
  if (answer->status == 401)
    return failure("the daemon wants a token: give one with --token-file, or run this as the user of its state_dir");
  if (answer->status < 200 || answer->status > 299)
    return failure("the daemon refused (" + std::to_string(answer->status) + "): " + explanation(*answer, language));
  return std::move(answer->body);
}

Result<json::value> read(Result<ApiAnswer> answer, Language language) {
  const Result<std::string> text = body_of(std::move(answer), language);
  if (!text) return tl::unexpected<Error>(text.error());
  if (text->empty()) return json::value{};
  boost::system::error_code error;
  json::value body = json::parse(*text, error);
  if (error) return failure("the daemon's answer is no JSON: " + error.message());
  return body;
}

std::optional<WallTime> instant_in(const std::string& rfc3339) {
  std::istringstream in{rfc3339};
  WallTime time;
  in >> date::parse("%FT%TZ", time);
  return in.fail() ? std::nullopt : std::optional{time};
}

Zone zone_of(const Session& session) {
  const Result<Zone> zone = Zone::named(session.time_zone);
  return zone ? *zone : Zone::utc();
}

}  // namespace

Result<DaemonApi> DaemonApi::of(const Session& session) {
  ApiServer server;
  server.url = session.server;
  while (server.url.ends_with('/')) server.url.pop_back();
  server.ca_file = session.ca_file;
  server.token = first_line(session.token_file.empty() ? default_token_file : session.token_file);
  if (server.token.empty() && !session.token_file.empty())
    return failure("cannot read a token from " + session.token_file);
  return DaemonApi{std::move(server), language_named(session.language).value_or(Language::zh_cn)};
}

Result<std::string> DaemonApi::get_bytes(const std::string& path) const {
  return body_of(client_.get(path), language_);
}

Result<json::value> DaemonApi::get(const std::string& path) const {
  return read(client_.get(path), language_);
}

Result<json::value> DaemonApi::post(const std::string& path, const json::value& body) const {
  return read(client_.post(path, json::serialize(body)), language_);
}

Result<json::value> DaemonApi::remove(const std::string& path) const {
  return read(client_.remove(path), language_);
}

std::string text_of(const json::value& row, std::string_view member) {
  const json::object* object = row.if_object();
  const json::value* value = object ? object->if_contains(member) : nullptr;
  if (!value || value->is_null()) return {};
  if (const json::string* text = value->if_string()) return std::string{*text};
  if (const double* number = value->if_double()) {
    std::ostringstream out;
    out << *number;
    return out.str();
  }
  return json::serialize(*value);
}

const json::array& rows_of(const json::value& answer, std::string_view member) {
  static const json::array none;
  if (const json::array* rows = answer.if_array()) return *rows;
  const json::object* object = answer.if_object();
  const json::value* value = object ? object->if_contains(member) : nullptr;
  return value && value->is_array() ? value->get_array() : none;
}

std::string local_time(const Session& session, const std::string& rfc3339) {
  const auto time = instant_in(rfc3339);
  if (!time) return rfc3339;
  return date::format("%F %R", std::chrono::floor<std::chrono::minutes>(zone_of(session).local(*time)));
}

std::string local_second(const Session& session, const std::string& rfc3339) {
  const auto time = instant_in(rfc3339);
  if (!time) return rfc3339;
  return date::format("%F %T", std::chrono::floor<std::chrono::seconds>(zone_of(session).local(*time)));
}

std::string local_deadline(const Session& session, const std::string& rfc3339) {
  const auto time = instant_in(rfc3339);
  return time ? deadline_text(*time, zone_of(session)) : rfc3339;
}

void print_json(const json::value& value) {
  std::cout << json::serialize(value) << '\n';
}

int complain(const std::string& what, int exit_code) {
  std::cerr << "sitewatch: " << what << '\n';
  return exit_code;
}

}  // namespace sitewatch::tool
