#include "config/calendar_file.h"
#include "config/keys.h"
#include "config/parts.h"
#include "config/source_file.h"
#include "config/values.h"

namespace sitewatch {

std::string_view embedded_calendar(std::string_view file);  // Generated from config/calendars.

namespace {

using Days = std::map<date::sys_days, bool>;

Result<std::string> calendar_named(std::string_view value) {
  if (value == "none") return std::string{};
  std::string file{value};
  if (embedded_calendar(file + ".tsv").empty() || file.find('.') != std::string::npos)
    return failure("the name of a calendar that comes with sitewatch, or none");
  return file;
}

void add_embedded(const std::string& name, Days& days, Mistakes& mistakes) {
  if (name.empty()) return;
  const std::string file = name + ".tsv";
  const SourceFile source{mistakes.file(file), std::string{embedded_calendar(file)}};
  read_calendar_file(source, days, mistakes);
}

// Until campaigns have files of their own there is one duty, the monthly report.
void read_duty(const Section& root, Config& config) {
  const bool english = config.language == "en";
  config.duty.basis = english ? "the district's plan for its websites" : "本区政府网站清理整改工作方案";
  const auto sections = root.maps("campaigns", keys_under("campaigns[]"));
  for (const Section& section : sections) {
    std::string kind;
    section.read("kind", kind, [](std::string_view value) -> Result<std::string> {
      if (value == "monthly_report") return std::string{value};
      return failure("monthly_report, the only kind so far");
    });
    section.read("day", config.duty.day, [](std::string_view value) -> Result<unsigned> {
      const auto day = values::number(value, 1, 31);
      if (!day) return failure("a day of the month from 1 to 31");
      return static_cast<unsigned>(*day);
    });
    section.read("inclusive", config.duty.inclusive, values::boolean);
    section.read("cutoff", config.duty.cutoff, values::time_of_day);
    section.read("basis", config.duty.basis, values::line);
    section.read("owed_by", config.duty.owed_by_all, [](std::string_view value) -> Result<bool> {
      if (value == "unfinished" || value == "all") return value == "all";
      return failure("unfinished or all");
    });
    if (&section != &sections.front()) section.wrong("kind", "one monthly_report; there is one already");
  }
}

}  // namespace

void read_calendar(const Section& root, Config& config) {
  const Section section = root.map("calendar", keys_under("calendar"));
  std::string national = "cn";
  std::string region;
  std::vector<std::string> files;
  section.read("national", national, calendar_named);
  section.read("region", region, calendar_named);
  section.read_list("files", files, values::text);

  // Later ones win: the region over the nation, the operator's own over both.
  Days days;
  add_embedded(national, days, root.mistakes());
  add_embedded(region, days, root.mistakes());
  for (std::size_t i = 0; i < files.size(); ++i) {
    const auto source =
        read_source(beside(*root.file(), files[i]), root.mistakes(), section.at("files"), "calendar.files");
    if (source) read_calendar_file(*source, days, root.mistakes());
  }
  config.workdays = Workdays{std::move(days)};
  read_duty(root, config);
}

}  // namespace sitewatch
