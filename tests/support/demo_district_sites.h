#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sitewatch {

/// What a site of the demo district can be made to do.
enum class DemoState : unsigned char {
  up,
  slow,       ///< Answers after two and a half seconds.
  error,      ///< 503
  portal,     ///< Redirects to the district's portal.
  loop,       ///< Redirects to itself.
  challenge,  ///< A firewall's script instead of the page: 521 and X-Via-JSL.
  refused,    ///< Nothing listens.
  nxdomain,   ///< The name does not exist.
  drip,       ///< A byte at a time, for ever.
  bomb,       ///< 200 MiB of zeros in 200 kB of gzip.
  flapping,   ///< Up, and every now and then down for a while.
};
std::string_view name(DemoState state);
std::optional<DemoState> demo_state_named(std::string_view name);
std::vector<std::string_view> demo_state_names();

enum class DemoTls : unsigned char { none, good, expiring, expired };
enum class DemoCharset : unsigned char { utf8, gbk };

/// One site as the inventory lists it and as it stands when the district opens. Every name is invented.
struct DemoSite {
  std::string key;      ///< Its id in the inventory, and what a person types to change its state.
  std::string name;     ///< 网站名称
  std::string sponsor;  ///< Id of its unit.
  std::string disposition = "保留";
  DemoState state = DemoState::up;
  int newest_days = 1;  ///< Age of the newest item on its home page; below 0: no item shows a date.
  DemoTls tls = DemoTls::none;
  DemoCharset charset = DemoCharset::utf8;

  std::string host() const { return key == "portal" ? "www.qinghe.example" : key + ".qinghe.example"; }
};

enum class DemoList : unsigned char {
  rows,         ///< As old as its home page.
  blank,        ///< A list without anything in it.
  script_only,  ///< Written by a script that no reader runs.
  redated,      ///< Old titles, which are shown under today's date from the third visit on.
};

/// A list page of a site, at http://HOST/SLUG/.
struct DemoColumn {
  std::string slug;
  std::string name;
  std::string type;  ///< 类别
  DemoList list = DemoList::rows;
};

/// The columns that the inventory lists of a site; none of one that cannot be read.
std::vector<DemoColumn> demo_columns(const DemoSite& site);

struct DemoSponsor {
  std::string id;
  std::string name;
  std::string short_name;
  bool without_site = false;
};

/// In inventory order; the first site is the portal.
std::vector<DemoSite> demo_sites();
std::vector<DemoSponsor> demo_sponsors();

}  // namespace sitewatch
