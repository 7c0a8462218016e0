#include "domain/alert.h"

#include <array>
#include <charconv>

#include "domain/hash.h"

namespace sitewatch {
namespace {

template <class Enum, std::size_t N>
std::optional<Enum> named(const std::array<std::string_view, N>& names, std::string_view text) {
  for (std::size_t i = 0; i < N; ++i)
    if (names[i] == text) return static_cast<Enum>(i);
  return std::nullopt;
}

constexpr std::array<std::string_view, alert_name_count> alert_names{
    "SiteDown",           "SiteUnreachableRatio", "SiteChallenged",    "CertificateExpiring",
    "CertificateInvalid", "HomepageStale",        "ColumnsStale",      "ColumnsBlank",
    "UndatedHomepage",    "SiteHijackSuspected",  "UnlistedSiteFound", "ReportDueSoon",
    "ReportOverdue",      "CalendarIncomplete",   "OwnNetworkDown",    "NotificationsFailing"};
constexpr std::array<std::string_view, 3> severity_names{"info", "warning", "critical"};
constexpr std::array<std::string_view, 3> role_names{"ops", "office", "sponsor"};
constexpr std::array<std::string_view, 6> ending_names{"none",        "recovered", "receipt",
                                                       "unmonitored", "corrected", "lapsed"};

}  // namespace

std::string_view name(AlertName alert) {
  return alert_names[static_cast<std::size_t>(alert)];
}
std::optional<AlertName> alert_named(std::string_view text) {
  return named<AlertName>(alert_names, text);
}
std::string_view name(Severity severity) {
  return severity_names[static_cast<std::size_t>(severity)];
}
std::optional<Severity> severity_named(std::string_view text) {
  return named<Severity>(severity_names, text);
}
std::string_view name(Role role) {
  return role_names[static_cast<std::size_t>(role)];
}
std::string_view name(Ending ending) {
  return ending_names[static_cast<std::size_t>(ending)];
}
std::optional<Ending> ending_named(std::string_view text) {
  return named<Ending>(ending_names, text);
}

Fingerprint fingerprint(const AlertIdentity& identity) {
  // The labels in alphabetical order of their names; 0xff cannot occur in UTF-8, so no two identities run together.
  Fingerprint hash = fnv1a(name(identity.alert));
  const auto add = [&](std::string_view label, std::string_view value) {
    if (value.empty()) return;
    hash = fnv1a(value, fnv1a("\xff", fnv1a(label, fnv1a("\xff", hash))));
  };
  add("column", identity.column);
  add("host", identity.host);
  add("milestone", identity.milestone);
  add("period", identity.period);
  add("site", identity.site);
  add("sponsor", identity.sponsor);
  return hash;
}

std::string text(Fingerprint fingerprint) {
  std::string digits(16, '0');
  for (std::size_t i = 16; i-- > 0; fingerprint >>= 4) digits[i] = "0123456789abcdef"[fingerprint & 15];
  return digits;
}

std::optional<Fingerprint> fingerprint_from(std::string_view text) {
  Fingerprint value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
  if (error != std::errc{} || end != text.data() + text.size() || text.size() != 16) return std::nullopt;
  return value;
}

}  // namespace sitewatch
