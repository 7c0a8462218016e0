#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "web/page_parts.h"
#include "web/report_entry.h"

namespace sitewatch::web {

/// Writes labelled fields, each with its hint and its fault beside it. `words` and `faults` outlive the writer.
class FieldWriter {
 public:
  FieldWriter(std::string& out, const PageWords& words, const FieldFaults& faults)
      : out_(out), words_(words), faults_(faults) {}

  struct Field {
    std::string id;          ///< Also its name.
    std::string_view label;  ///< Key under page.form.
    std::string_view hint;   ///< Key under page.form; empty: none.
    std::string_view more;   ///< Attributes as they stand.
    std::string_view css;    ///< Beside "field".
  };
  void line(const Field& field, std::string_view value);
  void area(const Field& field, std::string_view value, int rows);
  /// Values with their words, in HTML.
  void choice(const Field& field, const std::vector<std::pair<std::string, std::string>>& options,
              std::string_view chosen);
  void tick(const Field& field, bool ticked);
  void hidden(std::string_view name, std::string_view value);
  void submit(std::string_view label);

 private:
  std::string begin(const Field& field, bool label_first);
  void end(const Field& field);

  std::string& out_;
  const PageWords& words_;
  const FieldFaults& faults_;
};

/// What is wrong, each with a link to its field, at the top of the page.
void write_faults(std::string& out, const PageWords& words, const FieldFaults& faults);
/// The fields of a report: sites with what was measured beside them, nothing-to-report, note.
void write_report_fields(std::string& out, const PageWords& words, const DutyDetail& detail, const ReportEntry& entry,
                         const FieldFaults& faults, const StatusView& status);

}  // namespace sitewatch::web
