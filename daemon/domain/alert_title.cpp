#include "domain/alert_title.h"

namespace sitewatch {
namespace {

bool says(const Alert& alert, const char* fact) {
  const auto found = alert.facts.values.find(fact);
  const auto* const value = found == alert.facts.values.end() ? nullptr : std::get_if<bool>(&found->second);
  return value && *value;
}

}  // namespace

std::string title_name(const Alert& alert) {
  std::string own{name(alert.identity.alert)};
  if (alert.identity.alert == AlertName::SiteDown && alert.portal) return own + "_portal";
  if (alert.identity.alert != AlertName::HomepageStale) return own;
  if (says(alert, "soon")) return own + "_soon";
  return says(alert, "long_stale") ? own + "_long_stale" : own;
}

std::string ended_name(const Alert& alert) {
  const std::string own{name(alert.identity.alert)};
  return alert.identity.alert == AlertName::UnlistedSiteFound && says(alert, "excluded") ? own + "_excluded" : own;
}

}  // namespace sitewatch
