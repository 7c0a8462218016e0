#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <unordered_map>
#include <unordered_set>

#include "domain/probe_result.h"
#include "domain/time.h"

namespace sitewatch {

/// What a visit shows of our own connection, whoever's fault its outcome is.
enum class NetworkSign : std::uint8_t {
  alive,          ///< Somebody answered: any HTTP status, a refused handshake, even nonsense.
  lost,           ///< Nothing came back from the network.
  resolver_lost,  ///< No DNS server gave an answer that means anything.
  local,          ///< This machine says so itself: no route, no resolver.
};

/// None for a visit that shows nothing either way.
std::optional<NetworkSign> sign_of(const ProbeResult& result);
/// Whether a bad verdict of this kind could be our own doing: it is held back until the connection has been looked at.
bool may_be_ours(const ProbeResult& result);

struct NetworkVisit {
  std::uint64_t site = 0;     ///< Hash of the site's id.
  std::uint64_t network = 0;  ///< Of the address: its /16 or /32; 0 where none is known.
  NetworkSign sign = NetworkSign::alive;
  SteadyTime started{};
  SteadyTime ended{};
};
/// Which neighbourhood an address belongs to: a hosting centre that is down is not our own network.
std::uint64_t neighbourhood(const Address& address);

/// Sites that had a visit within the window. A site that was failing before the window does not count: it is no news.
struct NetworkTally {
  std::size_t seen = 0;
  std::size_t lost = 0;           ///< Newly failing, whatever the sign.
  std::size_t resolver_lost = 0;  ///< Of these, by the resolver or by this machine.
  std::size_t networks = 0;       ///< Distinct neighbourhoods among the lost.
  std::size_t lost_in_row = 0;    ///< Visits lost since the last one that was answered.
  SteadyTime first_lost{};        ///< When the earliest of these visits began.
  SteadyTime alive_since{};       ///< The latest start of a visit that was answered.
  bool ever_alive = false;        ///< Anybody answered at all.
  std::size_t silent_sites = 0;   ///< Distinct sites lost since the last visit that was answered, however long ago.
  std::size_t silent_networks = 0;
};

struct OwnNetworkRule {
  std::size_t share_percent = 30;       ///< Of the sites seen, with references silent.
  std::size_t lone_share_percent = 60;  ///< Without references to ask, or where the resolver is the suspect.
  std::size_t least_sites = 5;          ///< Or every site there is, if these are fewer.
  std::size_t least_networks = 3;       ///< Asked for only without references.
};

enum class ReferenceLook : std::uint8_t { none_configured, answered, silent };

/// Whether our own network is the suspect. `sites`: how many there are.
bool own_network_suspect(const NetworkTally& tally, ReferenceLook look, std::size_t sites, const OwnNetworkRule& rule);

/// Where no reference and no site that answered lately is left to ask, silence all round is an answer too: so many
/// sites of several networks, and not one that answered in between.
bool nobody_answers(const NetworkTally& tally, std::size_t sites, const OwnNetworkRule& rule);

enum class HeldVerdict : std::uint8_t { stands, unknown, wait };
/// What becomes of a bad verdict that may be ours; `started` is when its visit began.
/// References that answer clear the network; a site that answered since then clears it too (unless the share says
/// otherwise); without references and without any other visit since, it is worth waiting for one.
HeldVerdict fate(SteadyTime started, const NetworkTally& tally, ReferenceLook look, std::size_t sites,
                 const OwnNetworkRule& rule);

/// The last visit of each site, and counts over those of the last `window`. Constant time a visit.
class NetworkEvidence {
 public:
  explicit NetworkEvidence(Duration window) : window_(window) {}

  void note(const NetworkVisit& visit);
  NetworkTally tally(SteadyTime now);
  /// After our own outage: what was lost in it says nothing about the sites.
  void clear();

 private:
  struct Entry {
    NetworkVisit visit;
    bool news = false;
  };
  void expire(SteadyTime now);
  void forget_silence();
  void count(const Entry& entry, bool add);

  Duration window_;
  std::deque<Entry> entries_;                              ///< One per visit of the window, oldest first.
  std::unordered_map<std::uint64_t, std::uint32_t> seen_;  ///< Site → entries.
  std::unordered_map<std::uint64_t, std::uint32_t> lost_, resolver_lost_, networks_;
  std::unordered_map<std::uint64_t, bool> failing_;                   ///< Every site: did its last visit fail?
  std::unordered_set<std::uint64_t> silent_sites_, silent_networks_;  ///< Lost since the last answer.
  SteadyTime alive_since_{};
  bool ever_alive_ = false;
  std::size_t lost_in_row_ = 0;
};

}  // namespace sitewatch
