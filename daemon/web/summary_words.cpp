#include "web/summary_words.h"

#include <algorithm>

#include "text/lateness.h"
#include "web/page_parts.h"
#include "web/site_cells.h"

namespace sitewatch::web {
namespace {

bool is_late(const ReportRow& row) {
  return row.filed_at && row.state != ReportState::filed && *row.filed_at >= row.deadline.closes;
}

}  // namespace

std::string SummaryWords::said(std::string_view key, const FactRow& values) const {
  Facts facts;
  facts.values = values;
  return catalogue_.render("summary." + std::string{key}, facts);
}

std::string SummaryWords::joined(const std::vector<std::string>& parts, std::string_view joint) const {
  std::string all;
  for (const std::string& part : parts)
    all += (all.empty() ? "" : std::string{catalogue_.word("summary", joint)}) + part;
  return all;
}

FactRow SummaryWords::facts_of(const ReportRow& row) const {
  const PageWords words{catalogue_};
  FactRow facts{{"deadline", words.deadline(row.deadline.closes)},
                {"listed_from", words.deadline(row.deadline.grace_end)},
                {"until", catalogue_.short_date(row.last_day)},
                {"names", joined(row.left_out, "and")},
                {"why", row.returned_for}};
  if (row.filed_at) {
    facts["received"] = *row.filed_at;
    facts["lateness"] = lateness(days_late(row.last_day, *row.filed_at, catalogue_.zone()), catalogue_);
  }
  return facts;
}

DutyWords SummaryWords::duty(const ReportRow& row) const {
  const FactRow facts = facts_of(row);
  DutyWords words{said("report." + std::string{name(row.state)}, facts), {}};
  if (row.state == ReportState::in_grace) words.remarks.push_back(said("remark.in_grace", facts));
  if (row.state == ReportState::overdue) words.remarks.push_back(said("remark.overdue", facts));
  if (row.state == ReportState::returned) words.remarks.push_back(said("remark.returned", facts));
  if (!row.left_out.empty() && row.filed_at) words.remarks.push_back(said("remark.partial", facts));
  if (is_late(row)) words.remarks.push_back(said("remark.late", facts));
  if (row.filed_at && row.entered_at)
    words.remarks.push_back(said(
        "remark.on_behalf",
        {{"channel", catalogue_.has("channel." + row.channel) ? std::string{catalogue_.word("channel", row.channel)}
                                                              : row.channel},
         {"received", *row.filed_at},
         {"entered", *row.entered_at},
         {"person", row.entered_by},
         {"why", row.entry_reason}}));
  if (!row.nil_reason.empty()) words.remarks.push_back(said("remark.nil", {{"why", row.nil_reason}}));
  if (row.decision) add_decision(words, *row.decision);
  return words;
}

void SummaryWords::add_decision(DutyWords& words, const DutyDecision& decision) const {
  const std::string key = "summary.remark." + std::string{name(decision.kind)};
  if (!catalogue_.has(key)) return;
  FactRow facts{{"why", decision.reason}, {"by", decision.by}};
  if (decision.until) facts["until"] = catalogue_.short_date(*decision.until);
  words.remarks.push_back(said("remark." + std::string{name(decision.kind)}, facts));
}

std::vector<std::string> SummaryWords::site(const SiteView& view) const {
  std::vector<std::string> remarks;
  const auto add = [&](std::string words) {
    if (!words.empty()) remarks.push_back(std::move(words));
  };
  if (view.in_maintenance) add(said("remark.maintenance", {}));
  add(reach(view));
  if (view.window.failed > 0)
    add(said("remark.failed", {{"failed", std::int64_t{view.window.failed}},
                               {"visits", std::int64_t{view.window.valid()}},
                               {"few", !view.window.enough_visits}}));
  add(home(view));
  return remarks;
}

std::string SummaryWords::stage(const SiteProgress& progress) const {
  std::vector<std::string> parts;
  if (progress.migration_percent)
    parts.push_back(said("stage_migration", {{"percent", std::int64_t{*progress.migration_percent}}}));
  if (!progress.closure.empty()) parts.push_back(said("stage_closure", {{"words", progress.closure}}));
  return joined(parts, "joint");
}

std::string SummaryWords::reach(const SiteView& view) const {
  const std::string what = present_reason(view, catalogue_);
  switch (light_of(view)) {
    case SiteLight::down:
      return said("remark.down", {{"since", view.since}, {"what", what}});
    case SiteLight::unknown:
      // The reason of a visit without a verdict says itself that nothing can be judged.
      return view.judged_now || what.empty() ? said("remark.unjudged", {}) : what;
    case SiteLight::up:
      break;
  }
  return {};
}

std::string SummaryWords::home(const SiteView& view) const {
  if (!view.home || view.home->state == "fresh") return {};
  // A home page that cannot be reached cannot be read either; that is said already.
  if (view.home->state == "unknown" && light_of(view) != SiteLight::up) return {};
  const std::string key = "remark.home_" + std::string{view.home->state};
  if (!catalogue_.has("summary." + key)) return {};
  FactRow facts;
  if (view.home->reading && view.home->reading->newest)
    facts["days"] = std::int64_t{days_between(*view.home->reading->newest, catalogue_.zone().day(now_))};
  return said(key, facts);
}

}  // namespace sitewatch::web
