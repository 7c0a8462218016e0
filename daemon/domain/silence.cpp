#include "domain/silence.h"

#include <algorithm>

namespace sitewatch {

bool speaks_of(const Alert& alert, std::string_view silenced_alert, std::string_view silenced_site,
               std::string_view silenced_sponsor) {
  return (silenced_alert.empty() || silenced_alert == name(alert.identity.alert)) &&
         (silenced_site.empty() || silenced_site == alert.identity.site) &&
         (silenced_sponsor.empty() || silenced_sponsor == alert.sponsor || silenced_sponsor == alert.identity.sponsor);
}

bool inhibited_by_site_down(AlertName alert) {
  switch (alert) {
    case AlertName::SiteUnreachableRatio:
    case AlertName::SiteChallenged:
    case AlertName::CertificateExpiring:
    case AlertName::CertificateInvalid:
    case AlertName::HomepageStale:
    case AlertName::ColumnsStale:
    case AlertName::ColumnsBlank:
    case AlertName::UndatedHomepage:
      return true;
    default:
      return false;
  }
}

bool is_flapping(const std::vector<WallTime>& beginnings, WallTime now, Duration window) {
  return std::count_if(beginnings.begin(), beginnings.end(), [&](WallTime at) { return at > now - window; }) >= 3;
}

}  // namespace sitewatch
