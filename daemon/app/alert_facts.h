#pragma once

#include "app/site_board.h"
#include "ports/alert_sink.h"

namespace sitewatch {

/// Conditions and their facts, from one site's row. Pure; `now` is when they were looked at.
/// Fact names are the placeholders of config/text.

AlertCondition site_down(const SiteRow& row, const Config& config, WallTime now);
/// What the closing mail of SiteDown adds.
Facts site_recovered(const SiteRow& row, const Config& config, WallTime now);

/// 3 % is `info`, 5 % `warning`; none below or without enough visits.
std::optional<AlertCondition> unreachable_ratio(const SiteRow& row, const Config& config, WallTime now);

AlertCondition challenged(const SiteRow& row, const Config& config, WallTime since);

/// From 30 days on: info until 8 days, warning from 7, critical from 1.
std::optional<AlertCondition> certificate_expiring(const SiteRow& row, const Config& config, WallTime now);
std::optional<AlertCondition> certificate_invalid(const SiteRow& row, const Config& config, WallTime now);

AlertIdentity about_site(AlertName alert, const SiteId& site);

}  // namespace sitewatch
