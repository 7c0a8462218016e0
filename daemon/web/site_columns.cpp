#include "web/site_columns.h"

#include <algorithm>

namespace sitewatch::web {
namespace {

const PageReading* reading_of(const std::vector<Observation>& seen, std::string_view slug) {
  const auto found =
      std::find_if(seen.begin(), seen.end(), [&](const Observation& each) { return each.column == slug; });
  return found == seen.end() ? nullptr : &found->reading;
}

std::string state_cell(const ColumnView& column, const PageWords& words) {
  const std::string_view state = column.judgement.freshness == Freshness::unjudged ? "unjudged" : state_word(column);
  const bool is_quiet = state == "fresh" || state == "unjudged";
  std::string text = badge(is_quiet             ? "ok"
                           : state == "unknown" ? "unknown"
                                                : "warn",
                           esc(words.catalogue().word("state", state)));
  if (column.redated > 0) text += "<small>" + words("redated", {{"count", std::int64_t{column.redated}}}) + "</small>";
  if (column.burst) text += "<small>" + words("burst") + "</small>";
  return text;
}

std::string evidence_cell(const PageReading* reading, const PageWords& words) {
  if (!reading) return {};
  std::string text = reading->evidence ? esc(reading->evidence->text) : std::string{};
  text +=
      "<small>" +
      words("items_read", {{"items", std::int64_t{reading->items}}, {"dated", std::int64_t{reading->dated_items}}}) +
      "</small>";
  return text;
}

std::string updates_cell(const ColumnView& column) {
  return std::to_string(column.updates[0]) + "／" + std::to_string(column.updates[1]) + "／" +
         std::to_string(column.updates[2]);
}

/// A page that may be in other hands is not linked.
std::string name_cell(const Column& column, bool is_suspect) {
  if (is_suspect) return esc(column.name);
  return "<a href=\"" + esc(column.url.text()) + "\" rel=\"noreferrer noopener\">" + esc(column.name) + "</a>";
}

void write_row(std::string& out, const ColumnView& column, const PageReading* reading, bool is_suspect,
               const PageWords& words) {
  const Catalogue& catalogue = words.catalogue();
  const Column& definition = *column.definition;
  const bool dated = column.record && column.record->newest;
  out += "<tr>" + cell(words("column"), name_cell(definition, is_suspect)) +
         cell(words("column_type"), esc(catalogue.word("column_type", name(definition.type)))) +
         cell(words("column_state"), state_cell(column, words)) +
         cell(words("column_newest"), dated ? esc(catalogue.date(*column.record->newest)) : words("newest_none")) +
         cell(words("column_updates"), updates_cell(column), "number") +
         cell(words("column_evidence"), evidence_cell(reading, words)) +
         cell(words("column_read"), esc(catalogue.short_time(column.read_at)), "when") + "</tr>\n";
}

void write_findings(std::string& out, const SiteView& view, const PageWords& words) {
  std::string rows;
  for (const Finding& finding : view.findings) {
    if (finding.count == 0 && !finding.matches) continue;
    const FactRow facts{{"count", std::int64_t{finding.count}}, {"limit", std::int64_t{finding.limit}}};
    const bool is_undated = finding.kind == FindingKind::home_stale && finding.count == 0;
    rows += "<li>" +
            (is_undated ? words("finding_home_undated") : words("finding_" + std::string{name(finding.kind)}, facts));
    if (finding.matches) rows += "　" + badge("warn", words("finding_matches"));
    rows += "</li>\n";
  }
  if (view.suggested != SuggestedClass::none) {
    const bool is_long = view.suggested == SuggestedClass::long_stale;
    rows += "<li>" + words("class_suggested") +
            esc(words.catalogue().word("suggested_class", is_long ? "long_stale" : "few_updates")) + "</li>\n";
  }
  if (rows.empty()) return;
  out += "<h2>" + words("findings", {{"rule_set", std::string{view.rule_set}}}) + "</h2>\n<div class=\"sheet\"><ul>\n" +
         rows + "</ul></div>\n";
}

}  // namespace

void write_columns(std::string& out, const SiteView& view, const std::vector<Observation>& seen, bool is_suspect,
                   const PageWords& words) {
  write_findings(out, view, words);
  if (view.site->columns.empty()) return;
  out += "<h2>" + words("columns") + "</h2>\n<div class=\"sheet\">";
  if (view.columns.empty()) {
    out += "<p class=\"empty\">" + words("columns_unread") + "</p></div>\n";
    return;
  }
  out += table_head({words("column"), words("column_type"), words("column_state"), words("column_newest"),
                     words("column_updates"), words("column_evidence"), words("column_read")});
  for (const ColumnView& column : view.columns)
    write_row(out, column, reading_of(seen, column.column), is_suspect, words);
  out += "</tbody></table></div>\n";
}

}  // namespace sitewatch::web
