#include "tool/columns.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <cstdio>
#include <cstdlib>
#include <iostream>

#include "text/claim_text.h"
#include "text/escape.h"
#include "text/table.h"
#include "tool/daemon_api.h"

namespace sitewatch::tool {
namespace {

Zone zone_of(const Session& session) {
  const Result<Zone> zone = Zone::named(session.time_zone);
  return zone ? *zone : Zone::utc();
}

/// The object that the last part of a path lies in, and that part.
std::pair<const boost::json::value*, std::string_view> reach(const boost::json::value& row, std::string_view path) {
  const boost::json::value* at = &row;
  for (std::size_t dot = path.find('.'); at && dot != std::string_view::npos; dot = path.find('.')) {
    const std::string_view part = path.substr(0, dot);
    if (const boost::json::object* object = at->if_object())
      at = object->if_contains(part);
    else if (const boost::json::array* list = at->if_array())
      at = list->if_contains(static_cast<std::size_t>(part[0] - '0'));
    else
      at = nullptr;
    path.remove_prefix(dot + 1);
  }
  return {at, path};
}

std::string length_text(const std::string& seconds) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.3f", std::strtod(seconds.c_str(), nullptr));
  return text.data();
}

}  // namespace

Presenter::Presenter(const Session& session)
    : session_{session},
      words_{Catalogue::of(language_named(session.language).value_or(Language::zh_cn), zone_of(session))} {}

std::string Presenter::cell(const Column& column, const boost::json::value& row) const {
  const auto [object, member] = reach(row, column.path);
  if (!object) return {};
  std::string text = text_of(*object, member);
  if (text.empty()) return text;
  if (column.shown == Shown::time) return local_time(session_, text);
  if (column.shown == Shown::second) return local_second(session_, text);
  if (column.shown == Shown::deadline) return local_deadline(session_, text);
  if (column.shown == Shown::reason) {
    const auto reason = failure_reason_named(text);
    if (!reason || *reason == FailureReason::none) return {};
    return words_.reason(*reason, std::atoi(text_of(*object, "http_status").c_str()));
  }
  if (column.shown == Shown::claim) {
    const auto claim = page_claim_named(text);
    return claim ? claim_text({*claim, text_of(*object, "shown"), text_of(*object, "listed")}, words_) : text;
  }
  if (column.shown == Shown::length) return length_text(text);
  if (column.shown == Shown::yes) return text == "true" ? say("是", "yes") : "";
  if (column.shown == Shown::percent) return Catalogue::number(std::strtod(text.c_str(), nullptr) * 100) + "%";
  if (column.shown == Shown::word && words_.has(std::string{column.section} + "." + text)) {
    return std::string{words_.word(column.section, text)};
  }
  return text;
}

std::string Presenter::table(const std::vector<Column>& columns, const boost::json::array& rows) const {
  std::vector<std::string> heading;
  for (const Column& column : columns) heading.emplace_back(say(column.zh, column.en));
  std::vector<std::vector<std::string>> lines;
  for (const boost::json::value& row : rows) {
    std::vector<std::string>& line = lines.emplace_back();
    for (const Column& column : columns) line.push_back(cell(column, row));
  }
  return sitewatch::table(heading, lines);
}

std::string Presenter::sheet(const std::vector<Column>& columns, const boost::json::value& row) const {
  std::size_t width = 0;
  for (const Column& column : columns) width = std::max(width, display_width(say(column.zh, column.en)));
  std::string out;
  for (const Column& column : columns) {
    const std::string text = cell(column, row);
    if (text.empty()) continue;
    const std::string_view label = say(column.zh, column.en);
    out.append(label).append(width - display_width(label) + 2, ' ').append(one_line(text)).append("\n");
  }
  return out;
}

int show_list(const Session& session, const std::string& path, const char* member, const std::vector<Column>& columns) {
  const Result<DaemonApi> api = DaemonApi::of(session);
  if (!api) return complain(api.error().message);
  const Result<boost::json::value> answer = api->get(path);
  if (!answer) return complain(answer.error().message);
  if (session.json)
    print_json(*answer);
  else
    std::cout << Presenter{session}.table(columns, rows_of(*answer, member));
  return success;
}

}  // namespace sitewatch::tool
