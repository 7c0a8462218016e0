#pragma once

#include <array>
#include <string>
#include <string_view>

#include "web/form_body.h"
#include "web/report_entry.h"
#include "web/routes.h"

namespace sitewatch::web {

/// How a report may have reached the office.
inline constexpr std::array<std::string_view, 3> office_channels{"phone", "paper", "mail"};

/// What was typed into one of the page's forms, to be shown again if it is not taken.
struct UnitEntry {
  std::string action;  ///< "file" or the name of a decision.
  ReportEntry report;
  std::string until;
  std::string reason;
  std::string by;
  FieldFaults faults;
};

/// With which the form that files on a unit's behalf files but once.
std::string new_report_key(const Call& call);

/// The unit's page again, with why nothing was done.
Response unit_page_again(const Call& call, Period period, UnitEntry entry, int status);

/// What the page's forms do: 303 to the page, or the page again. `call`, `detail` and `fields` outlive the task.
Task<Response> file_for_unit(Call& call, Period period, const DutyDetail& detail, const FormFields& fields);
Task<Response> decide_for_unit(Call& call, Period period, DecisionKind kind, const FormFields& fields);

}  // namespace sitewatch::web
