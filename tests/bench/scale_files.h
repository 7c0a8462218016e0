#pragma once

#include <cstdint>
#include <string>

namespace sitewatch::bench {

/// What the daemon is told to watch: `sites` sites "siteN.example" of `sponsors` units on one port of loopback.
struct WatchFiles {
  std::string folder;
  int sites = 0;
  int sponsors = 0;
  std::uint16_t http_port = 0;
  std::uint16_t https_port = 0;  ///< Not 0: the sites are visited there.
  int columns = 0;               ///< Of each site.
  std::string dns_server;
  std::uint16_t mail_port = 0;  ///< 0: no relay.
  std::string probe;            ///< Members of `probe`, "interval: 5m, timeout: 15s".
  std::string own_network;      ///< Further members of `own_network`, beginning with a comma.
  std::string mail;             ///< Further members of `mail`, beginning with a comma.
  bool to_migrate = false;      ///< One site of each unit is to be migrated, so that it owes the monthly report.
};

/// Writes configuration, sponsors and inventory; answers the configuration's path. The state directory is FOLDER/state.
std::string write_watch_files(const WatchFiles& files);

}  // namespace sitewatch::bench
