#pragma once

#include <boost/json/object.hpp>

#include "domain/page_claims.h"
#include "ports/alert_desk.h"
#include "ports/report_desk.h"
#include "ports/status_view.h"
#include "text/catalogue.h"

namespace sitewatch::web {

// One row of a list each, as handlers.h describes them.

boost::json::object to_json(const SiteView& view, const Catalogue& words);
boost::json::object to_json(const FoundColumn& column);
boost::json::object to_json(const ClaimDifference& difference, const Catalogue& words);
boost::json::object to_json(const FailedVisit& visit, const Catalogue& words);
boost::json::object to_json(const Alert& alert, const Catalogue& words);
boost::json::object to_json(const Silence& silence);
boost::json::object to_json(const Maintenance& maintenance);
boost::json::object to_json(const OutboxRow& row);
boost::json::object to_json(const ReportRow& row);
boost::json::object to_json(const Filing& filing);

}  // namespace sitewatch::web
