#include "alert/mail_sections.h"

#include <algorithm>
#include <array>

namespace sitewatch::alert {
namespace {

std::string_view problem_section(AlertName alert) {
  switch (alert) {
    case AlertName::SiteDown:
      return "mail.site_down";
    case AlertName::SiteUnreachableRatio:
      return "mail.ratio";
    case AlertName::SiteChallenged:
      return "mail.challenged";
    case AlertName::CertificateExpiring:
      return "mail.certificate_expiring";
    case AlertName::CertificateInvalid:
      return "mail.certificate_invalid";
    case AlertName::HomepageStale:
      return "mail.home_stale";
    case AlertName::ColumnsStale:
      return "mail.columns_stale";
    case AlertName::ColumnsBlank:
      return "mail.columns_blank";
    case AlertName::UndatedHomepage:
      return "mail.home_undated";
    case AlertName::SiteHijackSuspected:
      return "mail.hijack";
    case AlertName::UnlistedSiteFound:
      return "mail.unlisted";
    case AlertName::ReportDueSoon:
      return "mail.report_due_soon";
    case AlertName::ReportOverdue:
      return "mail.report_overdue";
    case AlertName::CalendarIncomplete:
      return "mail.calendar_incomplete";
    case AlertName::OwnNetworkDown:
      return "mail.own_network";
    case AlertName::NotificationsFailing:
      break;  // Never mailed.
  }
  return "mail.unmonitored";
}

std::string_view recovery_section(AlertName alert) {
  switch (alert) {
    case AlertName::SiteDown:
      return "mail.site_recovered";
    case AlertName::SiteUnreachableRatio:
      return "mail.ratio_back";
    case AlertName::SiteChallenged:
      return "mail.challenge_over";
    case AlertName::CertificateExpiring:
    case AlertName::CertificateInvalid:
      return "mail.certificate_replaced";
    case AlertName::HomepageStale:
      return "mail.home_updated";
    case AlertName::ColumnsStale:
      return "mail.columns_updated";
    case AlertName::ColumnsBlank:
      return "mail.columns_filled";
    case AlertName::UndatedHomepage:
      return "mail.home_dated";
    case AlertName::SiteHijackSuspected:
      return "mail.hijack_over";
    case AlertName::UnlistedSiteFound:
      return "mail.unlisted_settled";
    case AlertName::ReportDueSoon:
    case AlertName::ReportOverdue:
      return "mail.report_received";
    case AlertName::CalendarIncomplete:
      return "mail.calendar_imported";
    case AlertName::OwnNetworkDown:
      return "mail.own_network";
    case AlertName::NotificationsFailing:
      break;
  }
  return "mail.unmonitored";
}

constexpr std::array urgency{
    AlertName::OwnNetworkDown,     AlertName::NotificationsFailing, AlertName::SiteHijackSuspected,
    AlertName::SiteDown,           AlertName::HomepageStale,        AlertName::ColumnsStale,
    AlertName::ColumnsBlank,       AlertName::ReportOverdue,        AlertName::ReportDueSoon,
    AlertName::CertificateInvalid, AlertName::CertificateExpiring,  AlertName::SiteUnreachableRatio,
    AlertName::UndatedHomepage,    AlertName::UnlistedSiteFound,    AlertName::SiteChallenged,
    AlertName::CalendarIncomplete};
static_assert(urgency.size() == alert_name_count);

}  // namespace

bool is_duty(const Alert& alert) {
  return alert.identity.alert == AlertName::ReportDueSoon || alert.identity.alert == AlertName::ReportOverdue;
}

std::string_view mail_section(const Alert& alert) {
  switch (alert.ending) {
    case Ending::none:
      return problem_section(alert.identity.alert);
    case Ending::recovered:
      return recovery_section(alert.identity.alert);
    case Ending::receipt:
      return "mail.report_received";
    case Ending::corrected:
      return "mail.correction";
    case Ending::unmonitored:
    case Ending::lapsed:  // Never mailed.
      break;
  }
  return is_duty(alert) ? "mail.report_withdrawn" : "mail.unmonitored";
}

bool ByUrgency::operator()(AlertName a, AlertName b) const {
  return std::find(urgency.begin(), urgency.end(), a) < std::find(urgency.begin(), urgency.end(), b);
}

}  // namespace sitewatch::alert
