#include "alert/content_facts.h"

#include <algorithm>

#include "alert/fact_access.h"
#include "domain/day_text.h"

namespace sitewatch::alert {
namespace {

constexpr std::size_t names_shown = 5;
constexpr std::int64_t fortnight = 14;

std::string_view rule_section(AlertName alert) {
  if (alert == AlertName::ColumnsStale) return "mail.rule_columns.";
  if (alert == AlertName::ColumnsBlank) return "mail.rule_blank.";
  return "mail.rule_text.";
}

/// Words for the rule sets that come with the program; of others, what the raiser says of them.
void add_rule(FactRow& values, AlertName alert, const Catalogue& catalogue) {
  const std::string id = word_in(values, "rule_set");
  const std::string text = std::string{rule_section(alert)} + id;
  if (catalogue.has("mail.rule_set." + id) && catalogue.has(text)) {
    values["rule_set"] = std::string{catalogue.text("mail.rule_set." + id)};
    values["rule_text"] = std::string{catalogue.text(text)};
    return;
  }
  const std::string document = word_in(values, "rule_document");
  const std::string indicator = word_in(values, "rule_indicator");
  if (!document.empty()) values["rule_set"] = document;
  if (!indicator.empty()) values["rule_text"] = indicator;
}

void add_home(Facts& facts) {
  FactRow& values = facts.values;
  values["has_items"] = !rows_in(facts, "newest_items").empty();
  const std::int64_t limit = number_in(values, "stale_days").value_or(fortnight);
  values["stale_days"] = limit;
  values["fortnight"] = limit == fortnight;
  if (const auto days = number_in(values, "days")) values["days_left"] = std::max<std::int64_t>(limit - *days, 0);
}

/// What stands in a cell of a table; a bar would begin another.
std::string cell_text(const FactRow& row, const char* name) {
  std::string text = word_in(row, name);
  std::replace(text.begin(), text.end(), '|', '/');
  return text;
}

std::string empty_days(const FactRow& row, const Catalogue& catalogue) {
  std::vector<std::string> days;
  for (const char* const name : {"day1", "day2", "day3"})
    if (const auto day = day_in(word_in(row, name))) days.push_back(catalogue.short_date(*day));
  return joined(days, catalogue);
}

/// "甲、乙等7个栏目".
std::string column_names(const std::vector<FactRow>& rows, std::int64_t total, const Catalogue& catalogue) {
  std::vector<std::string> names;
  for (const FactRow& row : rows)
    if (names.size() < names_shown) names.push_back(word_in(row, "name"));
  std::string text = joined(names, catalogue);
  if (total <= static_cast<std::int64_t>(names.size())) return text;
  Facts facts;
  facts.values["names"] = std::move(text);
  facts.values["count"] = total;
  return catalogue.render("mail.column.names_more", facts);
}

void add_columns(Facts& facts, const Catalogue& catalogue) {
  FactRow& values = facts.values;
  std::vector<FactRow>& rows = facts.lists["columns"];
  const auto listed = static_cast<std::int64_t>(rows.size());
  const auto undated =
      std::count_if(rows.begin(), rows.end(), [](const FactRow& row) { return is_true_in(row, "undated"); });
  const std::int64_t long_count = number_in(values, "long_count").value_or(0);
  const std::int64_t counted = std::max(number_in(values, "count").value_or(0), long_count);
  const std::int64_t total = std::max(listed, number_in(values, "total").value_or(counted));
  values["total"] = total;
  if (total > listed && listed > 0) values["more_columns"] = total - listed;
  if (long_count == 0) values.erase("long_count");
  values["some_undated"] = undated > 0;
  values["some_dated"] = undated < listed || total > listed;
  values["has_columns"] = listed > 0;
  values["column_names"] = column_names(rows, total, catalogue);
  for (FactRow& row : rows) {
    for (const char* const name : {"name", "url"}) row[name] = cell_text(row, name);
    row["empty_days"] = empty_days(row, catalogue);
  }
}

void add_hijack(FactRow& values) {
  values["url_plain"] = plain_address(word_in(values, "url"));
  values["url"] = values["url_plain"];
  values["link"] = std::string{};
  values["where_home"] = word_in(values, "where") == "home";
}

}  // namespace

void add_content(Facts& facts, AlertName alert, const Catalogue& catalogue) {
  add_rule(facts.values, alert, catalogue);
  switch (alert) {
    case AlertName::HomepageStale:
      return add_home(facts);
    case AlertName::ColumnsStale:
    case AlertName::ColumnsBlank:
      return add_columns(facts, catalogue);
    case AlertName::SiteHijackSuspected:
      return add_hijack(facts.values);
    default:
      return;
  }
}

std::string plain_address(std::string_view url) {
  const std::size_t scheme = url.find("://");
  const std::size_t host = scheme == std::string_view::npos ? 0 : scheme + 3;
  const std::size_t end = std::min(url.find_first_of("/?#", host), url.size());
  std::string plain{url};
  const std::size_t dot = url.substr(0, end).rfind('.');
  const bool has_dot = dot != std::string_view::npos && dot >= host;
  if (has_dot)
    plain.replace(dot, 1, "[.]");
  else if (scheme != std::string_view::npos)
    plain.replace(scheme, 1, "[:]");
  return plain;
}

}  // namespace sitewatch::alert
