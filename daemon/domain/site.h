#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "domain/address.h"
#include "domain/column.h"
#include "domain/pattern.h"
#include "domain/time.h"
#include "domain/url.h"

namespace sitewatch {

/// Ids are forever: they key the store and the labels.
using SiteId = std::string;
using SponsorId = std::string;
/// `SITE#n`, n from 1: the nth home URL of a site. `SITE#1` decides the site's state.
using TargetId = std::string;

/// 分类意见, the unit's proposal in the inventory.
enum class Disposition : std::uint8_t { keep, close, exempt, migrate, host, undecided };
std::string_view name(Disposition disposition);
std::optional<Disposition> disposition_named(std::string_view name);

/// 主办单位. `mail` and `phone` are personal data: never in a label, a log or a subject.
struct Sponsor {
  SponsorId id;
  std::string name;
  std::string short_name;
  std::vector<std::string> former_names;
  std::string contact;
  std::string phone;
  std::vector<std::string> mail;
  bool without_site = false;
};

/// How a site is visited and when a change is believed. Every member can be set per site.
struct ProbePolicy {
  Duration interval = std::chrono::minutes{5};
  Duration timeout = std::chrono::seconds{15};  ///< For the whole visit: DNS, connect, TLS, every hop, body.
  int failures = 3;                             ///< Bad visits in a row that make a site down.
  int successes = 2;                            ///< Good visits in a row that make it up again.
  std::vector<Duration> rechecks{std::chrono::seconds{30}, std::chrono::seconds{60}};  ///< After the 1st, 2nd … bad.
  Duration sponsor_after = std::chrono::minutes{10};  ///< Outage before the sponsor is mailed.
  bool strict_tls = false;                            ///< A certificate fault makes the verdict bad.
  std::size_t max_body = 4u << 20;                    ///< Decoded bytes.
  std::size_t max_header = 64u << 10;
};

/// What a good answer must look like; an empty member is not checked.
struct Checks {
  std::vector<int> status;  ///< Empty: 200–299.
  std::optional<Pattern> body;
  std::optional<Pattern> title;
  std::optional<std::string> redirect_host;  ///< The last hop must be on this host.
  std::size_t minimum_size = 0;              ///< Decoded bytes.
};

struct Site {
  SiteId id;
  std::vector<SiteId> was;  ///< Former ids, whose history is carried over.
  std::string name;
  SponsorId sponsor;
  std::string id_code;  ///< 网站标识码, may be empty; never a key.
  std::string icp;      ///< ICP备案号 as registered; empty: not known.
  std::vector<Url> home_urls;
  std::vector<Column> columns;  ///< In inventory order.
  Disposition disposition = Disposition::undecided;
  bool in_system = false;  ///< 纳入全国政府网站信息报送系统.
  bool portal = false;
  ProbePolicy probe;
  Checks checks;
  std::vector<Network> allow_networks;
  std::optional<WallTime> domain_expires;
};

TargetId target_id(const SiteId& site, std::size_t index_from_zero);

}  // namespace sitewatch
