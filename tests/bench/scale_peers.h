#pragma once

#include <string>

#include "bench/peers.h"
#include "bench/scale_files.h"
#include "support/dns_server.h"
#include "support/tls_authority.h"

namespace sitewatch::bench {

/// What a district of invented sites is served by: one nginx with a page of 90 kB, and a name server that knows every
/// name.
struct ScalePeers {
  explicit ScalePeers(const std::string& folder) : web{started(folder)} {
    dns.set("*", DnsRule::addresses({"127.0.0.1"}));
  }

  /// Files of `sites` sites that are served by these, a unit for every five.
  WatchFiles files(const std::string& folder, int sites) const {
    WatchFiles made;
    made.folder = folder;
    made.sites = sites;
    made.sponsors = sites / 5;
    made.http_port = web.http;
    made.dns_server = dns.endpoint();
    return made;
  }

  DnsServer dns;
  WebPeer web;

 private:
  static WebPeer started(const std::string& folder) {
    const TlsIdentity identity = TlsAuthority{}.issue({});
    return start_nginx(folder, 90'000, identity.chain, identity.key);
  }
};

}  // namespace sitewatch::bench
