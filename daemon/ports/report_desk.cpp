#include "ports/report_desk.h"

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

}  // namespace sitewatch
