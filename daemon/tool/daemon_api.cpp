#include "tool/daemon_api.h"

#include <boost/json.hpp>
#include <fstream>
#include <iostream>
#include <optional>
#include <sstream>

#include "domain/zone.h"
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

/// What the daemon says is wrong: `error`, and one line for each of `faults`.
std::string explanation(const ApiAnswer& answer) {
  boost::system::error_code error;
  const json::value body = json::parse(answer.body, error);
  if (error || !body.is_object()) return one_line(answer.body.substr(0, 500));
  std::string what = text_of(body, "error");
  for (const json::value& fault : rows_of(body, "faults"))
    what += "\n  " + text_of(fault, "field") + ": " + text_of(fault, "what");
  return what.empty() ? one_line(answer.body.substr(0, 500)) : what;
}

Result<std::string> body_of(Result<ApiAnswer> answer) {
  if (!answer) return tl::unexpected<Error>(answer.error());
  if (answer->status == 401)
    return failure("the daemon wants a token: give one with --token-file, or run this as the user of its state_dir");
  if (answer->status < 200 || answer->status > 299)
    return failure("the daemon refused (" + std::to_string(answer->status) + "): " + explanation(*answer));
  return std::move(answer->body);
}

Result<json::value> read(Result<ApiAnswer> answer) {
  const Result<std::string> text = body_of(std::move(answer));
  if (!text) return tl::unexpected<Error>(text.error());
  if (text->empty()) return json::value{};
  boost::system::error_code error;
  json::value body = json::parse(*text, error);
  if (error) return failure("the daemon's answer is no JSON: " + error.message());
  return body;
}

std::optional<date::local_time<std::chrono::minutes>> local_minute(const Session& session, const std::string& rfc3339) {
  std::istringstream in{rfc3339};
  WallTime time;
  in >> date::parse("%FT%TZ", time);
  if (in.fail()) return std::nullopt;
  const Result<Zone> zone = Zone::named(session.time_zone);
  return std::chrono::floor<std::chrono::minutes>((zone ? *zone : Zone::utc()).local(time));
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
  return DaemonApi{std::move(server)};
}

Result<std::string> DaemonApi::get_bytes(const std::string& path) const {
  return body_of(client_.get(path));
}

Result<json::value> DaemonApi::get(const std::string& path) const {
  return read(client_.get(path));
}

Result<json::value> DaemonApi::post(const std::string& path, const json::value& body) const {
  return read(client_.post(path, json::serialize(body)));
}

Result<json::value> DaemonApi::remove(const std::string& path) const {
  return read(client_.remove(path));
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
  const auto local = local_minute(session, rfc3339);
  return local ? date::format("%F %R", *local) : rfc3339;
}

std::string local_deadline(const Session& session, const std::string& rfc3339) {
  const auto local = local_minute(session, rfc3339);
  if (!local || *local != date::floor<date::days>(*local)) return local_time(session, rfc3339);
  return date::format("%F", *local - date::days{1}) + " 24:00";
}

void print_json(const json::value& value) {
  std::cout << json::serialize(value) << '\n';
}

int complain(const std::string& what, int exit_code) {
  std::cerr << "sitewatch: " << what << '\n';
  return exit_code;
}

}  // namespace sitewatch::tool
