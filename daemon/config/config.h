#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "config/web_config.h"
#include "domain/alert.h"
#include "domain/duty_calendar.h"
#include "domain/rule_set.h"
#include "domain/site.h"

namespace sitewatch {

struct Endpoint {
  std::string host;  ///< Numeric or, for relays, a name.
  std::uint16_t port = 0;
  std::string text() const;  ///< "127.0.0.1:9920", "[::1]:9920"
  friend bool operator==(const Endpoint&, const Endpoint&) = default;
};

struct OfficeConfig {
  std::string name;
  std::string phone;
  std::string mail;
};

/// `audience: office` is the trial run: no unit is mailed.
enum class Audience : std::uint8_t { office, sponsors };
/// `starttls` and `tls` send nothing unless the connection is encrypted and verified; `none` is for a relay on this
/// machine.
enum class MailTls : std::uint8_t { starttls, tls, none };

struct RelayConfig {
  Endpoint endpoint;
  MailTls tls = MailTls::starttls;
  std::string credentials_file;  ///< First line user, second line password; read at each load, never printed.
  std::string user;
  std::string password;
};

struct MailConfig {
  std::vector<RelayConfig> relays;  ///< Tried in order. Empty: no mail is made, alerts are shown and exported only.
  std::string from;
  std::string reply_to;
  int rate_per_minute = 20;
  Audience audience = Audience::office;
  Duration timeout = std::chrono::seconds{60};     ///< Of one attempt at one relay.
  std::string trust_file;                          ///< CA bundle; empty: the system's.
  Duration group_wait = std::chrono::seconds{30};  ///< From an alert to the flush that tells it, so that a group forms.
};

/// Someone mailed beside the sponsors. `ops` and `office` are the two every installation should name.
struct ReceiverConfig {
  std::string name;
  std::vector<std::string> mail;
};

/// Sends matching alerts to a further receiver; an empty list matches all.
struct RouteConfig {
  std::vector<AlertName> alerts;
  std::vector<SiteId> sites;
  std::vector<SponsorId> sponsors;
  Severity at_least = Severity::info;
  std::string receiver;
};

struct ProbeConfig {
  ProbePolicy policy;                                              ///< The default of every site.
  std::string user_agent = "Mozilla/5.0 (compatible; sitewatch)";  ///< Honest and constant, so that units can allow it.
  int max_in_flight = 256;
  int per_host = 1;
  int per_address = 8;
  std::string trust_file;  ///< CA bundle for sites; empty: the system's.
  std::string vantage;     ///< 监测点, as mails say it.
  std::string egress_address;
};

struct OwnNetworkConfig {
  std::vector<Url> targets;  ///< Reference targets outside the district.
  std::vector<Network> allow_networks;
  int share_percent = 30;  ///< Sites failing within one interval from which our own network is the suspect.
  Duration interval = std::chrono::seconds{30};
};

enum class TokenRole : std::uint8_t { office, sponsor };

struct TokenConfig {
  std::string name;
  TokenRole role = TokenRole::office;
  SponsorId sponsor;
  std::string sha256;  ///< 64 hexadecimal digits of the token's digest; the token itself is nowhere.
};

struct FreshnessConfig {
  Duration home_interval = std::chrono::hours{1};
  Duration column_interval = std::chrono::hours{6};
};

/// The monthly report, from the campaign file.
struct DutyConfig {
  bool enabled = true;  ///< False: `campaigns` is an empty list.
  DutyRule rule;
  std::string basis;         ///< Document and clause, quoted in every mail.
  bool owed_by_all = false;  ///< Also by sponsors without a site to migrate, host or close.
  bool nil_reports = true;
  std::optional<Period> first_period;
  std::optional<Period> last_period;
};

/// Everything an operator may set: immutable, nothing of run time is written into it.
struct Config {
  std::string path;  ///< Of the file it came from.
  std::string language = "zh-CN";
  Zone time_zone = Zone::utc();
  OfficeConfig office;
  Endpoint listen{"127.0.0.1", 9920};
  std::string public_url;
  std::string web_config_path;
  WebConfig web;
  std::string state_dir = "/var/lib/sitewatch";
  MailConfig mail;
  std::optional<WallTime> effective_from;
  std::vector<ReceiverConfig> receivers;
  std::vector<RouteConfig> routes;
  ProbeConfig probe;
  std::vector<Endpoint> dns_servers;  ///< Empty: /etc/resolv.conf.
  OwnNetworkConfig own_network;
  std::vector<TokenConfig> tokens;
  FreshnessConfig freshness;
  RuleSet rule_set;
  DutyConfig duty;
  Workdays workdays;
  bool calendar_expected = true;            ///< False: weekends alone are wanted.
  std::vector<Sponsor> sponsors;            ///< In inventory order (机构序列).
  std::vector<Site> sites;                  ///< In inventory order.
  std::vector<std::string> excluded_hosts;  ///< Under the district's domains, but no sites of it; A-labels.
};

}  // namespace sitewatch
