#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "domain/alert.h"
#include "domain/site.h"
#include "domain/workdays.h"
#include "domain/zone.h"

namespace sitewatch::alert {

/// A unit, as mails address it.
struct UnitContact {
  std::string name;
  std::vector<std::string> mail;
};

struct SiteContact {
  std::string name;
  std::string url;
};

/// Sends matching alerts to a further receiver at once; an empty list matches all.
struct Route {
  std::vector<AlertName> alerts;
  std::vector<SiteId> sites;
  std::vector<SponsorId> sponsors;
  Severity at_least = Severity::info;
  std::string receiver;
};

/// One generation of the configuration, as far as alerts and mail go.
struct Settings {
  std::string language = "zh-CN";
  Zone zone = Zone::utc();
  Workdays workdays;
  std::string office_name;
  std::string office_phone;
  std::string office_mail;
  std::string from;      ///< Bare address; its domain also ends every Message-ID.
  std::string reply_to;  ///< Bare address or empty.
  std::string public_url;
  std::string vantage;
  std::string egress_address;
  Duration home_interval = std::chrono::hours{1};  ///< How often a home page is read.
  int rate_per_minute = 20;
  bool mail_enabled = true;  ///< False without a relay: alerts are shown and exported, no mail is made.
  bool mail_units = false;   ///< `audience: sponsors`. False is the trial run: no unit is mailed.
  /// From an alert to the flush that tells it. Other waits of the flow are multiples of it: a receiver gets at most 3
  /// mails in 20, endings of a flapping site are held for 60.
  Duration group_wait = std::chrono::seconds{30};
  std::optional<WallTime> effective_from;                     ///< Units hear of nothing that began before it.
  std::map<std::string, std::vector<std::string>> receivers;  ///< "ops", "office" and further ones → addresses.
  std::vector<Route> routes;
  std::map<SponsorId, UnitContact> sponsors;
  std::map<SiteId, SiteContact> sites;
};

}  // namespace sitewatch::alert
