#include "tool/survey_report.h"

#include <algorithm>

#include "text/claim_text.h"

namespace sitewatch::tool {
namespace {

std::string said(const Catalogue& catalogue, const std::string& key, FactRow values) {
  Facts facts;
  facts.values = std::move(values);
  return catalogue.render("survey." + key, facts);
}

std::string state_word(const Catalogue& catalogue, Freshness freshness) {
  return std::string{catalogue.word("state", survey_state(freshness))};
}

void add_some(FactRow& facts, const char* key, const std::string& text) {
  if (!text.empty()) facts[key] = text;
}

std::vector<std::string> site_lines(const Survey& survey, const Catalogue& catalogue) {
  const FooterCodes codes = survey.home.identity ? survey.home.identity->codes : FooterCodes{};
  FactRow numbers;
  add_some(numbers, "id_code", codes.id_code);
  add_some(numbers, "icp", codes.icp);
  add_some(numbers, "police", codes.police);
  FactRow home{{"read_as", std::string{catalogue.word("page_state", name(survey.home.state))}},
               {"standing", state_word(catalogue, survey.home_judgement.freshness)}};
  if (survey.home.newest) home["newest"] = catalogue.date(*survey.home.newest);
  if (survey.home.evidence) add_some(home, "evidence", survey.home.evidence->text);
  FactRow address{{"url", survey.site.home_urls.front().text()}};
  add_some(address, "title", survey.home.title);
  return {
      said(catalogue, "address", address), said(catalogue, "codes", numbers), said(catalogue, "home", home),
      said(catalogue, "rules",
           {{"document", survey.rules.document}, {"rules", survey.rules.id}, {"day", catalogue.date(survey.today)}})};
}

std::vector<SheetCell> row_of(const SurveyedColumn& each, const Catalogue& catalogue) {
  const PageReading& reading = each.reading;
  std::vector<SheetCell> row{each.column.name, each.column.url.text(),
                             std::string{catalogue.word("column_type", name(each.column.type))}};
  if (!each.was_read) {
    row.emplace_back(catalogue.reason(each.reason, each.http_status));
    row.resize(7);
    row.emplace_back(state_word(catalogue, Freshness::unknown));
    return row;
  }
  row.emplace_back(std::string{catalogue.word("page_state", name(reading.state))});
  row.push_back(reading.newest ? SheetCell{*reading.newest} : SheetCell{});
  row.emplace_back(std::int64_t{reading.items});
  row.emplace_back(std::int64_t{reading.dated_items});
  row.emplace_back(state_word(catalogue, each.judgement.freshness));
  row.push_back(reading.evidence ? SheetCell{reading.evidence->text + "  " + reading.evidence->link} : SheetCell{});
  return row;
}

std::string finding_line(const Finding& finding, const RuleSet& rules, const Catalogue& catalogue) {
  std::string names;
  for (const Column* column : finding.columns)
    names += (names.empty() ? "" : std::string{catalogue.text("survey.and")}) + column->name;
  FactRow facts{{"count", std::int64_t{finding.count}},
                {"limit", std::int64_t{finding.limit}},
                {"indicator", rules.indicator(finding.kind)}};
  add_some(facts, "names", names);
  if (finding.matches) facts["matches"] = true;
  if (finding.kind == FindingKind::home_stale && finding.count == 0) return said(catalogue, "home_undated", facts);
  return said(catalogue, std::string{name(finding.kind)}, facts);
}

std::vector<std::string> lines_below(const Survey& survey, const Catalogue& catalogue) {
  std::vector<std::string> lines;
  if (survey.columns.empty()) lines.push_back(said(catalogue, "no_columns", {}));
  if (survey.guessed && !survey.columns.empty()) lines.push_back(said(catalogue, "guessed", {}));
  for (const Finding& each : survey.findings) lines.push_back(finding_line(each, survey.rules, catalogue));
  if (survey.findings.empty()) lines.push_back(said(catalogue, "nothing", {}));
  const auto is_empty = [](const SurveyedColumn& each) {
    return each.was_read && each.reading.state == PageState::blank;
  };
  if (std::any_of(survey.columns.begin(), survey.columns.end(), is_empty))
    lines.push_back(said(catalogue, "empty_once", {{"count", std::int64_t{survey.rules.blank_days}}}));
  for (const ClaimDifference& each : survey.differences)
    lines.push_back(said(catalogue, "differs", {{"what", claim_text(each, catalogue)}}));
  FactRow links{{"checked", std::int64_t{survey.links_checked}}, {"count", std::ssize(survey.dead_links)}};
  if (survey.links_left > 0) links["left"] = std::int64_t{survey.links_left};
  lines.push_back(said(catalogue, "links", links));
  for (const DeadLink& each : survey.dead_links)
    lines.push_back(
        said(catalogue, "dead", {{"url", each.url.text()}, {"why", catalogue.reason(each.reason, each.http_status)}}));
  for (const std::string& host : survey.unlisted) lines.push_back(said(catalogue, "unlisted", {{"host", host}}));
  return lines;
}

}  // namespace

std::string_view survey_state(Freshness freshness) {
  if (freshness == Freshness::soon) return "soon";
  if (freshness == Freshness::long_stale) return "long_stale";
  if (freshness == Freshness::unjudged) return "unjudged";
  return column_state(freshness);
}

Sheet survey_sheet(const Survey& survey, const Catalogue& catalogue) {
  Sheet sheet;
  sheet.name = catalogue.text("survey.tab");
  sheet.title = said(catalogue, "title", {{"name", survey.site.name.empty() ? survey.site.id : survey.site.name}});
  sheet.above = site_lines(survey, catalogue);
  for (const char* key : {"name", "url", "type", "read_as", "newest", "items", "dated_items", "standing", "evidence"})
    sheet.columns.push_back({std::string{catalogue.word("survey.column", key)}, 0});
  for (const SurveyedColumn& each : survey.columns) sheet.rows.push_back(row_of(each, catalogue));
  sheet.below = lines_below(survey, catalogue);
  return sheet;
}

Sheet columns_table(const SiteId& site, const std::vector<FoundColumn>& columns, const Catalogue& catalogue) {
  Sheet sheet;
  for (const char* key : {"site", "name", "url", "type"})
    sheet.columns.push_back({std::string{catalogue.word("survey.table", key)}, 0});
  // The inventory reads Chinese words and English names.
  const auto type_of = [&](const FoundColumn& each) {
    const std::string_view type = name(each.type);
    return std::string{catalogue.language() == Language::en ? type : catalogue.word("column_type", type)};
  };
  for (const FoundColumn& each : columns) sheet.rows.push_back({site, each.name, each.url.text(), type_of(each)});
  return sheet;
}

}  // namespace sitewatch::tool
