#include "web/site_cells.h"

#include <algorithm>

namespace sitewatch::web {

std::vector<SheetColumn> site_columns(const Catalogue& catalogue) {
  const auto word = [&](std::string_view section, std::string_view key) {
    return std::string{catalogue.word(section, key)};
  };
  return {{word("export", "number"), 6}, {word("page", "sponsor"), 20}, {word("export", "site"), 22},
          {word("page", "address"), 28}, {word("page", "id_code"), 13}, {word("page", "disposition"), 12}};
}

std::vector<SheetCell> site_cells(const SiteView& view, const Catalogue& catalogue) {
  const Site& site = *view.site;
  return {view.sponsor ? view.sponsor->name : std::string{}, site.name,
          site.home_urls.empty() ? std::string{} : site.home_urls.front().text(), site.id_code,
          std::string{catalogue.word("disposition", name(site.disposition))}};
}

SheetCell failed_share(const WindowCount& window) {
  return window.valid() > 0 ? SheetCell{Share{window.ratio()}} : SheetCell{};
}

SheetCell newest_day(const SiteView& view) {
  const bool dated = view.home && view.home->reading && view.home->reading->newest;
  return dated ? SheetCell{*view.home->reading->newest} : SheetCell{};
}

SheetCell columns_that_are(std::string_view state, const SiteView& view) {
  if (view.columns.empty()) return {};
  return std::int64_t{std::count_if(view.columns.begin(), view.columns.end(),
                                    [&](const ColumnView& column) { return column.state == state; })};
}

std::string present_reason(const SiteView& view, const Catalogue& catalogue) {
  if (view.reason == FailureReason::none) return {};
  const ProbeResult* const last = view.targets.empty() ? nullptr : view.targets.front().last;
  return catalogue.reason(view.reason, last ? last->http_status : 0);
}

}  // namespace sitewatch::web
