#include <array>

#include "config/keys.h"
#include "config/parts.h"
#include "config/source_file.h"
#include "config/values.h"

namespace sitewatch {

std::string_view embedded_campaign(std::string_view file);  // Generated from config/campaigns.

namespace {

constexpr std::string_view default_campaign = "monthly-report.yaml";

Result<std::string> kind(std::string_view value) {
  if (value == "monthly_report") return std::string{value};
  return failure("monthly_report, the only kind so far");
}

Result<unsigned> day_of_month(std::string_view value) {
  const auto day = values::number(value, 1, 31);
  if (!day) return failure("a day of the month from 1 to 31");
  return static_cast<unsigned>(*day);
}

Result<bool> owed_by(std::string_view value) {
  if (value == "unfinished" || value == "all") return value == "all";
  return failure("unfinished or all");
}

Result<std::optional<Period>> period(std::string_view value) {
  if (const auto parsed = Period::parse(value)) return parsed;
  return failure("a month such as 2026-03");
}

Result<HolidayRoll> roll(std::string_view value) {
  if (value == "none") return HolidayRoll::none;
  if (value == "next_workday") return HolidayRoll::next_workday;
  if (value == "prev_workday") return HolidayRoll::prev_workday;
  return failure("none, next_workday, prev_workday or {nth_workday_after: N}");
}

Result<int> days_ahead(std::string_view value) {
  auto days = values::number(value, 0, 27);
  if (!days) return failure("a number of days from 0 to 27");
  return days;
}

void read_holiday(const Section& section, DutyRule& rule) {
  const YamlNode* const node = section.find("holiday");
  if (node == nullptr || node->kind != YamlNode::Kind::map) return section.read("holiday", rule.roll, roll);
  const Section after = section.map("holiday", {"nth_workday_after"});
  rule.roll = HolidayRoll::nth_workday_after;
  rule.workdays_after = 1;
  after.read("nth_workday_after", rule.workdays_after,
             [](std::string_view value) { return values::number(value, 1, 20); });
}

void read_duty(const Section& section, DutyConfig& duty) {
  std::string word;
  section.read("kind", word, kind);
  section.read("basis", duty.basis, values::line);
  section.read("day", duty.rule.day, day_of_month);
  section.read("inclusive", duty.rule.inclusive, values::boolean);
  section.read("cutoff", duty.rule.cutoff, values::time_of_day);
  read_holiday(section, duty.rule);
  section.read("owed_by", duty.owed_by_all, owed_by);
  section.read("nil_reports", duty.nil_reports, values::boolean);
  section.read("first_period", duty.first_period, period);
  section.read("last_period", duty.last_period, period);
  section.read_list("remind_days", duty.rule.remind_days, days_ahead);
  section.read("roster_days", duty.rule.roster_days, days_ahead);
  section.read_list("chase_times", duty.rule.chase_times, values::time_of_day);
  if (duty.first_period && duty.last_period && *duty.last_period < *duty.first_period)
    section.wrong("last_period", "a month that is not before first_period");
}

void read_campaign(const SourceFile& source, Mistakes& mistakes, DutyConfig& duty) {
  if (const auto tree = parse_yaml(source, mistakes))
    read_duty(Section{&*tree, source.path, "", known_campaign_keys(), mistakes}, duty);
}

}  // namespace

std::vector<std::string_view> known_campaign_keys() {
  return {"kind",        "basis",        "day",         "inclusive",   "cutoff",      "holiday",    "owed_by",
          "nil_reports", "first_period", "last_period", "remind_days", "roster_days", "chase_times"};
}

void read_campaigns(const Section& root, Config& config) {
  const std::string builtin = "campaigns/" + std::string{default_campaign};
  const SourceFile usual{root.mistakes().file(builtin), std::string{embedded_campaign(default_campaign)}};
  read_campaign(usual, root.mistakes(), config.duty);
  if (config.language == "en")
    config.duty.basis = "the district's plan for its websites (\"progress by the 20th of each month\")";
  if (root.find("campaigns") == nullptr) return;

  std::vector<std::string> files;
  root.read_list("campaigns", files, values::text);
  config.duty.enabled = !files.empty();
  if (files.size() > 1) root.wrong("campaigns", "one file: there is one kind of campaign so far, the monthly report");
  if (files.size() != 1) return;
  const auto source = read_source(beside(*root.file(), files[0]), root.mistakes(), root.at("campaigns"), "campaigns");
  if (!source) return;
  config.duty = {};
  read_campaign(*source, root.mistakes(), config.duty);
  if (config.duty.basis.empty() && root.mistakes().empty())
    root.wrong("campaigns", "a file with a basis: the document and clause that mails quote");
}

}  // namespace sitewatch
