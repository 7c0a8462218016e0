#include "web/proposed_columns.h"

namespace sitewatch::web {

std::optional<std::vector<FoundColumn>> proposed_columns(const Result<std::vector<Observation>>& seen,
                                                         const Site& site) {
  if (!site.columns.empty()) return std::vector<FoundColumn>{};
  const Observation* const home = seen ? home_page_in(*seen) : nullptr;
  if (!home) return std::nullopt;
  return home->proposed;
}

void write_proposed(std::string& out, const std::vector<FoundColumn>& columns, const SiteId& site, bool is_suspect,
                    const PageWords& words) {
  if (columns.empty()) return;
  out += "<h2>" + words("proposed") + "</h2>\n<div class=\"sheet\">" +
         table_head({words("column"), words("column_type"), words("column_address")});
  for (const FoundColumn& each : columns) {
    const std::string url = esc(each.url.text());
    const std::string link = "<a href=\"" + url + "\" rel=\"noreferrer noopener\">" + url + "</a>";
    out += "<tr>" + cell(words("column"), esc(each.name)) +
           cell(words("column_type"), esc(words.catalogue().word("column_type", name(each.type)))) +
           cell(words("column_address"), is_suspect ? url : link) + "</tr>\n";
  }
  out += "</tbody></table></div>\n<p class=\"note\">" + words("proposed_note", {{"site", site}}) + "</p>\n";
}

}  // namespace sitewatch::web
