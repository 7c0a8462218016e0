#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "domain/time.h"

namespace sitewatch {

/// Every alert there is. Stored and exported by name.
enum class AlertName : std::uint8_t {
  SiteDown,
  SiteUnreachableRatio,
  SiteChallenged,
  CertificateExpiring,
  CertificateInvalid,
  HomepageStale,
  ColumnsStale,
  ColumnsBlank,
  UndatedHomepage,
  SiteHijackSuspected,
  UnlistedSiteFound,
  ReportDueSoon,
  ReportOverdue,
  CalendarIncomplete,
  OwnNetworkDown,
  NotificationsFailing,
};
inline constexpr std::size_t alert_name_count = static_cast<std::size_t>(AlertName::NotificationsFailing) + 1;
std::string_view name(AlertName alert);
std::optional<AlertName> alert_named(std::string_view name);

/// 紧急 · 重要 · 提示.
enum class Severity : std::uint8_t { info, warning, critical };
std::string_view name(Severity severity);
std::optional<Severity> severity_named(std::string_view name);

/// Who gets mail. A sponsor is one unit; its addresses come from the configuration at the moment of sending.
enum class Role : std::uint8_t { ops, office, sponsor };
std::string_view name(Role role);

/// What an alert is about; the only labels in its fingerprint. Unused members are empty.
struct AlertIdentity {
  AlertName alert = AlertName::SiteDown;
  std::string site;
  std::string column;
  std::string sponsor;  ///< Only where the alert is about a sponsor's duty; a site's sponsor is a fact, not identity.
  std::string period;   ///< "2026-03"
  std::string milestone;
  std::string host;  ///< Only of a host that no site of the inventory has; from a page, so never a metric's label.

  friend auto operator<=>(const AlertIdentity&, const AlertIdentity&) = default;
};

using Fingerprint = std::uint64_t;
/// 64-bit FNV-1a over alert name and non-empty identity labels, sorted. Stored: it never changes.
Fingerprint fingerprint(const AlertIdentity& identity);
/// 16 hexadecimal digits, the number people quote.
std::string text(Fingerprint fingerprint);
std::optional<Fingerprint> fingerprint_from(std::string_view text);

/// What a mail says of an alert: placeholder → value, as wording names them. Times and numbers stay typed, so that the
/// text is written in the reader's language and zone when the mail is made.
using Fact = std::variant<std::string, std::int64_t, double, WallTime, bool>;
using FactRow = std::map<std::string, Fact>;
struct Facts {
  FactRow values;
  std::map<std::string, std::vector<FactRow>> lists;
};

/// How an alert came to its end; decides the words of the closing mail.
enum class Ending : std::uint8_t {
  none,         ///< Still firing.
  recovered,    ///< 恢复访问, 已更新, 证书已更换 …: measured.
  receipt,      ///< A filing arrived; never "recovered".
  unmonitored,  ///< 停止监测: the site left the inventory; no claim of recovery.
  corrected,    ///< 误报更正: a person marked it false.
  lapsed,       ///< Its time is over: a reminder after the deadline, a duty that was waived. Ends without a mail.
};
std::string_view name(Ending ending);
std::optional<Ending> ending_named(std::string_view name);

/// Facts that the table of alerts itself looks at. `at_first_look` (bool): the matter was there when the page was first
/// looked at, so units are not told of it. `fallen` (int64): columns that went to sleep while we looked; a rise is
/// told.
inline constexpr std::string_view at_first_look_fact = "at_first_look";
inline constexpr std::string_view fallen_fact = "fallen";

/// One alert, firing or ended, as it is stored.
struct Alert {
  AlertIdentity identity;
  Severity severity = Severity::warning;
  std::string sponsor;  ///< Whose site or duty it is, for routing; may be empty.
  bool portal = false;
  bool baseline = false;  ///< Was already so at the first look: told in the baseline mail only, never to a unit.
  WallTime starts;        ///< When the condition began (an overdue alert: the deadline), not when it was noticed.
  std::optional<WallTime> ends;
  Ending ending = Ending::none;
  Facts facts;

  bool firing() const { return ending == Ending::none; }
};

}  // namespace sitewatch
