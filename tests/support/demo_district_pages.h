#pragma once

#include <chrono>
#include <string>

#include "support/demo_district_sites.h"

namespace sitewatch {

/// The home page of a small government site: navigation, two lists of dated titles, a foot. The newest title is
/// `site.newest_days` older than `today`; the foot holds other dates, as real ones do. In the site's charset.
std::string demo_page(const DemoSite& site, std::chrono::year_month_day today);

/// One of its list pages, on its `visit`th visit from 1 on.
std::string demo_column_page(const DemoSite& site, const DemoColumn& column, int visit,
                             std::chrono::year_month_day today);

/// What its lists link to; dated as the lists are.
std::string demo_article_page(const DemoSite& site, std::chrono::year_month_day today);

/// "text/html", with the charset only where the page itself does not name it.
std::string demo_content_type(const DemoSite& site);

/// What a firewall shows a visitor without its cookie.
std::string demo_challenge_page();

/// Throws std::runtime_error for a character that GBK lacks.
std::string to_gbk(const std::string& utf8);

}  // namespace sitewatch
