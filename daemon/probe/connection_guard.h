#pragma once

#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "domain/own_network.h"
#include "ports/clock.h"
#include "ports/http_client.h"
#include "ports/resolver.h"
#include "ports/task_spawner.h"
#include "probe/shared_question.h"

namespace sitewatch {

struct GuardSettings {
  std::vector<Url> references;    ///< Places outside the district that are nearly always there.
  std::vector<Network> networks;  ///< Where references may lie beside the public addresses.
  std::string user_agent;
  OwnNetworkRule rule;
  Duration look_interval = std::chrono::seconds{30};  ///< While our own network is down.
  Duration patience = std::chrono::seconds{30};       ///< How long a verdict is held back where nobody can be asked.
};

/// Stands between a visit and its consequences: a bad verdict that may be our own network's doing is held back until
/// the references have been looked at. Where these are silent or there are none, sites that answered lately are asked
/// as witnesses; they clear single sites, but not a share of all sites that reaches the rule. Control loop only.
class ConnectionGuard {
 public:
  struct Ports {
    Clock& clock;
    Resolver& resolver;
    HttpClient& http;
    TaskSpawner& tasks;
  };
  /// Lost since when, or back now. Called on changes only; it begins as up.
  using OnChange = std::function<void(bool up, WallTime since)>;

  ConnectionGuard(Ports ports, GuardSettings settings, OnChange on_change);

  void use(GuardSettings settings) { settings_ = std::move(settings); }
  /// A new generation of this many sites.
  void expect_sites(std::size_t sites) {
    sites_ = sites;
    witnesses_.clear();
  }

  /// Lets the verdict stand or makes it unknown (own_network). `started` is when the visit began.
  Task<void> judge(const Site& site, ProbeResult& result, SteadyTime started);
  bool up() const { return up_; }
  /// Our network is down and references tell when it is back: visits are pointless until then.
  bool visits_are_pointless() const { return !up_ && watching_; }
  std::size_t held() const { return held_; }

 private:
  /// A site that answered lately.
  struct Witness {
    SiteId site;
    Url url;
    Address address;
    std::uint64_t place = 0;  ///< Its neighbourhood.
    std::vector<Network> networks;
  };
  enum class Testimony : std::uint8_t { nobody_asked, answered, silent };

  Task<ReferenceLook> look(SteadyTime not_before);
  Task<bool> references_answer();
  Task<bool> reference_answers(Url reference);
  Task<bool> answers(Url url, Address address, std::vector<Network> networks);
  Task<Testimony> witnesses(const ProbeResult& result, SteadyTime not_before);
  Task<Testimony> ask_witnesses(bool local_ones, std::uint64_t besides);
  Task<void> hold(ProbeResult& result, SteadyTime started);
  /// What the evidence says of a verdict that is held; whether to look again later.
  bool waits_on(ProbeResult& result, HeldVerdict verdict, const NetworkTally& tally, ReferenceLook look);
  Task<void> watch();
  void note(const ProbeResult& result, const Site& site, NetworkSign sign, SteadyTime started, SteadyTime ended);
  void go_down(const NetworkTally& tally, ReferenceLook look);
  void come_up();

  Ports ports_;
  GuardSettings settings_;
  OnChange on_change_;
  NetworkEvidence evidence_;
  SharedQuestion<bool> references_;
  SharedQuestion<Testimony> public_witnesses_;
  SharedQuestion<Testimony> local_witnesses_;
  std::deque<Witness> witnesses_;  ///< A few, the latest last.
  std::size_t sites_ = 1;
  bool up_ = true;
  bool watching_ = false;
  std::size_t alive_in_row_ = 0;  ///< While down and not watching: answers since the last loss.
  SteadyTime back_at_{};          ///< A visit that began before this instant may still suffer from the outage.
  std::size_t held_ = 0;
};

}  // namespace sitewatch
