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
  config.calendar_expected = !national.empty();
  config.workdays = Workdays{std::move(days)};
}

}  // namespace sitewatch
