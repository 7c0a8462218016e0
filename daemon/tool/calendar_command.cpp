#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/json.hpp>
#include <iostream>
#include <memory>

#include "config/load.h"
#include "domain/day_text.h"
#include "domain/deadline.h"
#include "domain/duty_agenda.h"
#include "text/catalogue.h"
#include "tool/command.h"
#include "tool/daemon_api.h"
#include "tool/sheet_output.h"
#include "tool/time_input.h"

namespace sitewatch::tool {
namespace {

namespace json = boost::json;

constexpr int days_shown = 92;
constexpr int most_days = 3700;

struct CalendarOptions {
  std::string config;
  std::string from;
  std::string to;
  std::string format = "text";
};

/// A campaign's own calendar, with what is needed to say who gets which mail.
class Agenda {
 public:
  Agenda(const Config& config, const Session& session)
      : config_(config),
        words_(Catalogue::of(language_named(session.language).value_or(Language::zh_cn), config.time_zone)) {
    for (const Sponsor& sponsor : config.sponsors) owing_ += owes(sponsor) ? 1 : 0;
  }

  std::vector<DutyEvent> events(Day from, Day to) const {
    if (!config_.duty.enabled) return {};
    std::vector<DutyEvent> found = duty_agenda(from, to, config_.duty.rule, {config_.time_zone, config_.workdays});
    const DutyConfig& duty = config_.duty;
    std::erase_if(found, [&](const DutyEvent& each) {
      return (duty.first_period && each.period < *duty.first_period) ||
             (duty.last_period && each.period > *duty.last_period);
    });
    return found;
  }

  Sheet sheet(Day from, Day to) const {
    Sheet sheet;
    sheet.name = words_.text("agenda.name");
    sheet.title = words_.text("agenda.title");
    sheet.above = readings(from, to);
    for (const char* column : {"at", "weekday", "what", "period", "to"})
      sheet.columns.push_back({std::string{words_.word("agenda.column", column)}, 0});
    for (const DutyEvent& event : events(from, to)) sheet.rows.push_back(row_of(event));
    return sheet;
  }

  json::array rows(Day from, Day to) const {
    json::array rows;
    for (const DutyEvent& event : events(from, to))
      rows.push_back({{"at", rfc3339(event.at)},
                      {"event", name(event.kind)},
                      {"period", event.period.text()},
                      {"ordinal", event.ordinal},
                      {"to", receivers_of(event)}});
    return rows;
  }

 private:
  bool owes(const Sponsor& sponsor) const {
    if (sponsor.without_site) return false;
    return config_.duty.owed_by_all || std::any_of(config_.sites.begin(), config_.sites.end(), [&](const Site& site) {
             return site.sponsor == sponsor.id && owes_progress(site.disposition);
           });
  }

  std::string filled(const std::string& key, std::initializer_list<std::pair<const std::string, Fact>> values) const {
    Facts facts;
    facts.values = values;
    return words_.render(key, facts);
  }

  /// How the deadline is read, as every mail says it too, and what the calendar does not know.
  std::vector<std::string> readings(Day from, Day to) const {
    const DutyRule& rule = config_.duty.rule;
    std::vector<std::string> lines;
    if (!config_.duty.enabled) return {std::string{words_.text("agenda.none")}};
    constexpr std::array rolls{"none", "next_workday", "prev_workday", "nth_workday_after"};
    lines.push_back(filled("agenda.reading", {{"day", std::int64_t{rule.day}},
                                              {"exclusive", !rule.inclusive},
                                              {"cutoff", clock_text(rule.cutoff)},
                                              {"basis", config_.duty.basis}}));
    lines.push_back(filled(std::string{"agenda.roll."} + rolls[static_cast<std::size_t>(rule.roll)],
                           {{"days", std::int64_t{rule.workdays_after}}}));
    if (config_.mail.audience == Audience::office) lines.emplace_back(words_.text("agenda.trial"));
    if (!config_.calendar_expected) return lines;
    for (date::year year = from.year(); year <= to.year(); ++year)
      if (!config_.workdays.knows_year(year))
        lines.push_back(filled("agenda.unknown_year", {{"year", std::int64_t{int{year}}}}));
    return lines;
  }

  std::vector<SheetCell> row_of(const DutyEvent& event) const {
    // The end of a day is 24:00 of that day, not 00:00 of the next.
    const bool ends = event.kind == DutyEventKind::closes || event.kind == DutyEventKind::listed;
    const Day day = config_.time_zone.day(ends ? event.at - Duration{1} : event.at);
    const date::weekday weekday{date::sys_days{day}};
    const bool is_work = config_.workdays.is_workday(day);
    const std::string time =
        ends ? deadline_text(event.at, config_.time_zone) : date::format("%F ", day) + words_.clock(event.at);
    return {time,
            filled("agenda.weekday",
                   {{"name", std::string{words_.word("agenda.weekdays", weekday_key(weekday))}}, {"off", !is_work}}),
            filled("agenda.event." + std::string{name(event.kind)}, {{"ordinal", std::int64_t{event.ordinal}}}),
            words_.month(event.period.year, event.period.month), receivers_of(event)};
  }

  static std::string weekday_key(date::weekday weekday) { return "d" + std::to_string(weekday.c_encoding()); }

  std::string receivers_of(const DutyEvent& event) const {
    switch (event.kind) {
      case DutyEventKind::closes:
      case DutyEventKind::listed:
        return {};
      case DutyEventKind::roster:
      case DutyEventKind::chasing:
      case DutyEventKind::late_list:
        return office();
      default:
        break;
    }
    const bool trial = config_.mail.audience == Audience::office;
    return filled("agenda.to_units", {{"count", std::int64_t{owing_}}, {"trial", trial}});
  }

  std::string office() const {
    std::string addresses;
    for (const ReceiverConfig& receiver : config_.receivers) {
      if (receiver.name != "office") continue;
      for (const std::string& address : receiver.mail) addresses += (addresses.empty() ? "" : ", ") + address;
    }
    return filled("agenda.to_office", {{"addresses", addresses}});
  }

  const Config& config_;
  Catalogue words_;
  int owing_ = 0;  ///< Units that owe a report by today's inventory.
};

struct Span {
  Day from;
  Day to;
};

std::optional<Span> span_of(const CalendarOptions& options, const Config& config, WallTime now) {
  const auto from = options.from.empty() ? std::optional{config.time_zone.day(now)} : day_in(options.from);
  if (!from) return std::nullopt;
  const auto to = options.to.empty() ? std::optional{plus_days(*from, days_shown)} : day_in(options.to);
  if (!to || *to < *from || days_between(*from, *to) > most_days) return std::nullopt;
  return Span{*from, *to};
}

int show_calendar(const CalendarOptions& options, const Session& session) {
  const auto config = load_config(options.config);
  if (!config) {
    for (const Mistake& mistake : config.error()) std::cerr << mistake.text() << '\n';
    return wrong_usage;
  }
  const auto span = span_of(options, *config, session.now);
  if (!span)
    return complain("--from and --to must be days, YYYY-MM-DD, in this order and at most ten years apart", wrong_usage);
  const Agenda agenda{*config, session};
  if (!session.json) return print_sheet(agenda.sheet(span->from, span->to), options.format);
  print_json(json::object{{"events", agenda.rows(span->from, span->to)}});
  return success;
}

}  // namespace

void add_calendar_command(CLI::App& app, Session& session) {
  CLI::App* command =
      app.add_subcommand("calendar", "Every deadline, reminder and list of the monthly report ahead, without a daemon");
  const auto options = std::make_shared<CalendarOptions>();  // Shared with the callback, which lives in the app.
  command->add_option("--config", options->config, "The daemon's sitewatch.yaml")->required();
  command->add_option("--from", options->from, "First day, YYYY-MM-DD; default: today");
  command->add_option("--to", options->to, "Last day, YYYY-MM-DD; default: 92 days later");
  add_format_option(*command, options->format);
  command->add_flag("--json", session.json, "The events as one JSON object");
  command->callback([options, &session] { session.exit_code = show_calendar(*options, session); });
}

}  // namespace sitewatch::tool
