#include "ports/report_desk.h"

#include <iterator>
#include <utility>

namespace sitewatch {

DutyCount count_of(const std::vector<ReportRow>& rows) {
  DutyCount count;
  for (const ReportRow& row : rows) {
    if (row.state == ReportState::waived) continue;
    ++count.due;
    if (row.filed_at) ++count.filed;
  }
  return count;
}

Task<std::vector<ReportRow>> reports_in_turns(const ReportDesk& desk, Clock& clock, Period period) {
  std::vector<ReportRow> rows;
  std::uint64_t generation = desk.generation();
  std::size_t next = 0;
  for (;;) {
    std::vector<ReportRow> some = desk.reports(period, next, sponsors_a_turn);
    std::move(some.begin(), some.end(), std::back_inserter(rows));
    next += sponsors_a_turn;
    if (next >= desk.sponsors().size()) co_return rows;
    const SteadyTime at_once = clock.steady_now();
    co_await clock.sleep_until(at_once);
    if (desk.generation() == generation) continue;
    generation = desk.generation();
    rows.clear();
    next = 0;
  }
}

}  // namespace sitewatch
