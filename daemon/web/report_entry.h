#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "ports/report_desk.h"
#include "text/catalogue.h"
#include "web/form_body.h"

namespace sitewatch::web {

/// What is wrong with one field of a page's form. `id` is the element's: "percent-2"; `words` is HTML.
struct FieldFault {
  std::string id;
  std::string words;
};
using FieldFaults = std::vector<FieldFault>;

/// What people say of one site, as they typed it.
struct SiteEntry {
  SiteId site;
  std::string percent;
  std::string step;     ///< A name of `closure_steps`, or empty.
  std::string closure;  ///< What they add to it.
  std::string obstacles;
  std::string expected_on;

  bool empty() const {
    return percent.empty() && step.empty() && closure.empty() && obstacles.empty() && expected_on.empty();
  }
};

/// A report as a person typed it, right or wrong, so that a faulty form comes back as it was. The office's form has the
/// last four fields.
struct ReportEntry {
  std::vector<SiteEntry> sites;
  std::vector<SiteEntry> gone;  ///< What was typed about sites that are not the sponsor's, or no longer.
  bool nil = false;
  std::string nil_reason;
  std::string note;
  std::string key;  ///< Given with the empty form; the same one files but once.
  std::string received_at;
  std::string channel;
  std::string by;
  std::string reason;  ///< Why the office enters it.
};

/// The usual steps of a closure, each with a word at "page.form.step".
inline constexpr std::array<std::string_view, 5> closure_steps{"not_applied", "applied", "approved", "shut",
                                                               "deregistered"};

/// The form as it is first shown: what was said last.
ReportEntry entry_before(const DutyDetail& detail, const Catalogue& words);
/// What came back, under the ids that hold now.
ReportEntry entry_in(const FormFields& fields, const DutyDetail& detail);
/// Something was typed about a site that is gone: nothing is to be filed before a person has seen that. Brings the
/// entry up to the sites of today and answers what to say.
std::optional<FieldFault> follow_sites(ReportEntry& entry, const DutyDetail& detail, const Catalogue& words);
/// How many fields such a form may have.
std::size_t most_fields(const DutyDetail& detail);

/// The request that the entry stands for, without who files it. Sites of which nothing is said are left out. Faults are
/// added by field.
FilingRequest request_of(const ReportEntry& entry, const DutyDetail& detail, const Catalogue& words,
                         FieldFaults& faults);
/// "2026-03-19 16:30" of a clock in the office's zone.
std::optional<WallTime> local_time_in(std::string_view text, const Zone& zone);
std::string local_time_text(WallTime time, const Zone& zone);

/// The desk's faults by the fields of the form that the request came from.
FieldFaults faults_of(const FilingRefusal& refusal, const FilingRequest& request, const ReportEntry& entry,
                      const Catalogue& words);
/// A fault of one text; adds it to `faults`.
void check_words(FieldFaults& faults, const std::string& id, std::string_view text, std::size_t most_bytes,
                 const Catalogue& words);

}  // namespace sitewatch::web
