#include "tool/inspect_report.h"

#include <boost/json.hpp>

#include "text/escape.h"

namespace sitewatch::tool {

namespace {

namespace json = boost::json;

json::value day_or_null(const std::optional<Day>& day) {
  return day ? json::value(date::format("%F", *day)) : json::value(nullptr);
}

PageIdentity identity_of(const PageReading& reading) {
  return reading.identity ? *reading.identity : PageIdentity{};
}

Zone zone_of(const Session& session) {
  const Result<Zone> zone = Zone::named(session.time_zone);
  return zone ? *zone : Zone::utc();
}

}  // namespace

InspectReport::InspectReport(const Session& session)
    : english_{session.english()},
      catalogue_{Catalogue::of(language_named(session.language).value_or(Language::zh_cn), zone_of(session))} {}

std::string InspectReport::json(const std::string& input, const PageReading& reading) const {
  const PageIdentity identity = identity_of(reading);
  json::object row{
      {"file", input},
      {"kind", name(reading.kind)},
      {"charset", reading.charset},
      {"title", reading.title},
      {"newest", day_or_null(reading.newest)},
      {"items", reading.items},
      {"dated_items", reading.dated_items},
      {"state", name(reading.state)},
      {"evidence", nullptr},
      {"follow", json::array(reading.follow.begin(), reading.follow.end())},
      {"tags",
       {{"SiteName", identity.tags.site_name},
        {"SiteDomain", identity.tags.site_domain},
        {"SiteIDCode", identity.tags.site_id_code},
        {"ColumnName", identity.tags.column_name},
        {"ColumnType", identity.tags.column_type}}},
      {"codes", {{"id_code", identity.codes.id_code}, {"icp", identity.codes.icp}, {"police", identity.codes.police}}},
      {"notes", json::array(reading.notes.begin(), reading.notes.end())}};
  if (reading.evidence) row["evidence"] = {{"text", reading.evidence->text}, {"link", reading.evidence->link}};
  return json::serialize(row) + '\n';
}

std::string InspectReport::words(const std::string& input, const PageReading& reading) const {
  const auto line = [&](const char* chinese, const char* english, const std::string& text) {
    return std::string{english_ ? english : chinese} + one_line(text) + '\n';
  };
  std::string out = input + ": " + std::string{catalogue_.word("page_state", name(reading.state))} + '\n';
  out += line("  标题　　", "  title     ", reading.title + "  [" + reading.charset + "]");
  out += line("  读作　　", "  read as   ", std::string{catalogue_.word("page_kind", name(reading.kind))});
  out += line("  最新　　", "  newest    ", reading.newest ? date::format("%F", *reading.newest) : "-");
  if (reading.evidence)
    out += line("  依据　　", "  evidence  ", reading.evidence->text + "  " + reading.evidence->link);
  out += line("  信息　　", "  items     ",
              english_ ? std::to_string(reading.items) + ", with a date " + std::to_string(reading.dated_items)
                       : std::to_string(reading.items) + "条，注明日期" + std::to_string(reading.dated_items) + "条");
  for (const Item& item : reading.newest_items)
    if (item.date) out += "  " + date::format("%F", *item.date) + "  " + one_line(item.title + "  " + item.link) + '\n';
  const FooterCodes codes = identity_of(reading).codes;
  if (codes != FooterCodes{})
    out += line("  备案　　", "  registered", codes.id_code + "  " + codes.icp + "  " + codes.police);
  for (const std::string& target : reading.follow) out += line("  转到　　", "  leads to  ", target);
  for (const std::string& note : reading.notes) out += line("  备注　　", "  note      ", note);
  return out;
}

}  // namespace sitewatch::tool
