#include <boost/json.hpp>

#include "tool/survey_report.h"

namespace sitewatch::tool {
namespace {

namespace json = boost::json;

json::value day_or_null(const std::optional<Day>& day) {
  return day ? json::value(date::format("%F", *day)) : json::value(nullptr);
}

/// What a page shows, of home page and columns alike.
json::object page_object(const PageReading& reading, const FreshnessJudgement& judgement) {
  json::object page{{"page_state", name(reading.state)},
                    {"newest", day_or_null(reading.newest)},
                    {"items", reading.items},
                    {"dated_items", reading.dated_items},
                    {"state", survey_state(judgement.freshness)},
                    {"evidence", nullptr},
                    {"notes", json::array(reading.notes.begin(), reading.notes.end())}};
  if (reading.evidence) page["evidence"] = {{"text", reading.evidence->text}, {"link", reading.evidence->link}};
  return page;
}

json::array columns_array(const Survey& survey) {
  json::array rows;
  for (const SurveyedColumn& each : survey.columns) {
    json::object row{{"name", each.column.name},       {"url", each.column.url.text()},
                     {"type", name(each.column.type)}, {"read", each.was_read},
                     {"reason", name(each.reason)},    {"from_articles", each.from_articles}};
    for (const auto& member : page_object(each.reading, each.judgement)) row.insert(member);
    rows.push_back(std::move(row));
  }
  return rows;
}

json::array findings_array(const Survey& survey) {
  json::array rows;
  for (const Finding& each : survey.findings) {
    json::array names;
    for (const Column* column : each.columns) names.emplace_back(column->name);
    rows.push_back({{"finding", name(each.kind)},
                    {"indicator", survey.rules.indicator(each.kind)},
                    {"count", each.count},
                    {"limit", each.limit},
                    {"matches", each.matches},
                    {"columns", std::move(names)}});
  }
  return rows;
}

json::array differences_array(const Survey& survey) {
  json::array rows;
  for (const ClaimDifference& each : survey.differences)
    rows.push_back({{"claim", name(each.claim)}, {"shown", each.shown}, {"listed", each.listed}});
  return rows;
}

json::array dead_array(const Survey& survey) {
  json::array rows;
  for (const DeadLink& each : survey.dead_links)
    rows.push_back({{"url", each.url.text()}, {"reason", name(each.reason)}, {"http_status", each.http_status}});
  return rows;
}

}  // namespace

std::string survey_json(const Survey& survey) {
  const PageIdentity identity = survey.home.identity ? *survey.home.identity : PageIdentity{};
  const json::object whole{
      {"site", survey.site.id},
      {"listed", survey.is_listed},
      {"url", survey.site.home_urls.front().text()},
      {"day", date::format("%F", survey.today)},
      {"rule_set", survey.rules.id},
      {"title", survey.home.title},
      {"codes", {{"id_code", identity.codes.id_code}, {"icp", identity.codes.icp}, {"police", identity.codes.police}}},
      {"differences", differences_array(survey)},
      {"home", page_object(survey.home, survey.home_judgement)},
      {"guessed", survey.guessed},
      {"columns", columns_array(survey)},
      {"findings", findings_array(survey)},
      {"links_checked", survey.links_checked},
      {"links_left", survey.links_left},
      {"dead_links", dead_array(survey)},
      {"UnlistedSiteFound", json::array(survey.unlisted.begin(), survey.unlisted.end())}};
  return json::serialize(whole) + '\n';
}

}  // namespace sitewatch::tool
