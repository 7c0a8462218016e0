#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "campaign/duty_world.h"
#include "support/smtp_sink.h"

namespace sitewatch {
namespace {

constexpr int sponsors = 100;

/// What a unit does every month, by its number; the comment of each case names the day.
enum class Habit { on_time, early, late, phone, partial, returned, extended, waived, silent };

Habit habit_of(int sponsor) {
  if (sponsor <= 50) return Habit::on_time;
  if (sponsor <= 60) return Habit::early;
  if (sponsor <= 70) return Habit::late;
  if (sponsor <= 75) return Habit::phone;
  if (sponsor <= 80) return Habit::partial;
  if (sponsor <= 84) return Habit::returned;
  if (sponsor <= 88) return Habit::extended;
  if (sponsor <= 92) return Habit::waived;
  return Habit::silent;
}

class Year : public testing::Test {
 protected:
  /// The wall runs ten times as fast as what the flows wait by: a mail waits five minutes of it for its group.
  Year() : world({.sponsors = sponsors, .start = "2026-01-01 00:00", .pace = 10}) {}

  void live(const std::string& month, const std::string& next_month) {
    const auto on = [&](const char* day_and_time) { world.go_to(month + "-" + day_and_time); };
    on("06 10:00");
    each(1, 20, [&](int s) { file(s, month, {"a", "b"}); });  // on_time, before any reminder
    on("08 10:00");
    each(76, 80, [&](int s) { file(s, month, {"a"}); });       // partial
    each(81, 84, [&](int s) { file(s, month, {"a", "b"}); });  // returned
    on("12 14:00");
    each(81, 84, [&](int s) { decide(DecisionKind::give_back, s, month); });
    each(89, 92, [&](int s) { decide(DecisionKind::waive, s, month); });
    on("16 10:00");
    each(21, 40, [&](int s) { file(s, month, {"a", "b"}); });  // on_time, after the first reminder
    each(81, 84, [&](int s) { file(s, month, {"a"}); });       // returned, corrected
    on("17 14:00");
    each(85, 88, [&](int s) { decide(DecisionKind::extend, s, month, month + "-26"); });
    on("18 10:00");
    each(76, 80, [&](int s) { file(s, month, {"b"}); });  // partial, completed
    on("20 23:59");
    each(41, 50, [&](int s) { file(s, month, {"a", "b"}); });  // on_time, in the last minute
    on("22 11:00");
    each(71, 75, [&](int s) { phone(s, month); });  // phone: reached the office on the 19th
    on("24 10:00");
    each(61, 70, [&](int s) { file(s, month, {"a", "b"}); });       // late
    each(51, 60, [&](int s) { file(s, next_month, {"a", "b"}); });  // early
    on("25 10:00");
    each(85, 88, [&](int s) { file(s, month, {"a", "b"}); });  // extended, in time
  }

  template <class Do>
  void each(int from, int to, Do act) {
    for (int sponsor = from; sponsor <= to; ++sponsor) act(sponsor);
  }

  void file(int sponsor, const std::string& month, const std::vector<std::string>& sites) {
    ASSERT_TRUE(world.file(world.report(sponsor, month, sites))) << DutyWorld::id(sponsor) << ' ' << month;
  }

  void phone(int sponsor, const std::string& month) {
    FilingRequest request = world.report(sponsor, month, {"a", "b"});
    request.channel = "phone";
    request.received_at = world.at(month + "-19 16:00");
    request.entered_by = "office";
    request.reason = "told by telephone";
    request.by_office = true;
    ASSERT_TRUE(world.file(request)) << DutyWorld::id(sponsor) << ' ' << month;
  }

  void decide(DecisionKind kind, int sponsor, const std::string& month, const std::string& until = {}) {
    ASSERT_TRUE(world.decide({kind, DutyWorld::id(sponsor), month, until, "来函说明", "区政府办"}))
        << DutyWorld::id(sponsor) << ' ' << month;
  }

  DutyWorld world;
};

/// "s001–s020 s051": the units behind one line of the list.
std::string units_of(const std::set<int>& numbers) {
  std::string text;
  for (auto each = numbers.begin(); each != numbers.end();) {
    const int first = *each;
    int last = first;
    while (++each != numbers.end() && *each == last + 1) last = *each;
    text += (text.empty() ? "" : " ") + DutyWorld::id(first);
    if (last > first) text += "–" + DutyWorld::id(last);
  }
  return text;
}

/// A receipt's number is left out: which unit got which is no matter of the calendar.
std::string without_receipt(std::string subject) {
  const std::string open = "（20";
  const std::size_t begin = subject.find(open);
  const std::size_t end = subject.find("）", begin);
  if (begin != std::string::npos && end != std::string::npos && subject.find('-', begin) < end)
    subject.erase(begin, end + std::string{"）"}.size() - begin);
  return subject;
}

/// "2026-03-13 09:00" of a mail's Date, which is on the office's clocks.
std::string minute_of(const Mail& mail) {
  std::istringstream in{mail_header(mail.message, "Date")};
  LocalTime local;
  in >> date::parse("%a, %d %b %Y %T", local);
  return date::format("%F %R", std::chrono::floor<std::chrono::minutes>(local));
}

/// Every mail of the year, those of one minute and one subject in one line: time, subject, receivers.
std::string list_of(const RecordingMailer& mailer) {
  std::map<std::pair<std::string, std::string>, std::pair<std::set<int>, std::string>> lines;
  std::vector<std::pair<std::string, std::string>> order;
  const std::vector<std::string> subjects = mailer.subjects();
  for (std::size_t i = 0; i < mailer.accepted.size(); ++i) {
    const std::pair key{minute_of(mailer.accepted[i]), without_receipt(subjects[i])};
    const auto [line, is_new] = lines.try_emplace(key);
    if (is_new) order.push_back(key);
    const std::string to = mailer.accepted[i].to.front();
    const std::string name = to.substr(0, to.find('@'));
    auto& [units, others] = line->second;
    if (to.ends_with("@unit.example")) {
      EXPECT_TRUE(units.insert(std::stoi(name.substr(1))).second) << "twice: " << key.first << ' ' << key.second << to;
    } else {
      others += name;
    }
  }
  std::string text;
  for (const auto& key : order) {
    const auto& [units, others] = lines.at(key);
    text += key.first + "  " + key.second + "  → " + others + units_of(units) + '\n';
  }
  return text;
}

std::string content(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

TEST_F(Year, MailsWhatTheReviewedListSaysAndNothingElse) {
  std::vector<std::string> months;
  for (Period month{2026, 1}; month <= Period{2027, 1}; month = plus_months(month, 1)) months.push_back(month.text());
  for (std::size_t i = 0; i + 1 < months.size(); ++i) live(months[i], months[i + 1]);
  world.go_to("2027-01-10 00:00");
  const std::string actual = list_of(world.mailer);
  std::ofstream{std::string{SITEWATCH_BINARY_DIR} + "/duty-year.txt", std::ios::binary} << actual;
  EXPECT_EQ(actual, content(std::string{SITEWATCH_SOURCE_DIR} + "/tests/data/duty/year.txt"))
      << "what was mailed is in " SITEWATCH_BINARY_DIR "/duty-year.txt";
}

TEST_F(Year, EndsEveryMonthInTheStatesThatTheUnitsEarned) {
  const std::map<Habit, ReportState> earned{
      {Habit::on_time, ReportState::filed},   {Habit::early, ReportState::filed},
      {Habit::late, ReportState::filed_late}, {Habit::phone, ReportState::filed},
      {Habit::partial, ReportState::filed},   {Habit::returned, ReportState::filed},
      {Habit::extended, ReportState::filed},  {Habit::waived, ReportState::waived},
      {Habit::silent, ReportState::overdue}};
  live("2026-01", "2026-02");
  live("2026-02", "2026-03");
  world.go_to("2026-02-28 00:00");
  for (const ReportRow& row : world.desk->reports({2026, 2}))
    EXPECT_EQ(row.state, earned.at(habit_of(std::stoi(row.sponsor.substr(1))))) << row.sponsor;
  EXPECT_EQ(world.desk->reports({2026, 2}).size(), 100U);
}

}  // namespace
}  // namespace sitewatch
