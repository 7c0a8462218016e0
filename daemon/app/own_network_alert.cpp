#include "app/own_network_alert.h"

namespace sitewatch {

void OwnNetworkAlert::changed(bool up, WallTime at) {
  AlertIdentity identity;
  identity.alert = AlertName::OwnNetworkDown;
  if (!up) {
    since_ = at;
    AlertCondition condition;
    condition.identity = identity;
    condition.severity = Severity::critical;
    condition.starts = at;
    condition.facts.values["since"] = at;
    alerts_.suspend(true);
    alerts_.raise(std::move(condition));
    return;
  }
  Facts facts;
  facts.values["until"] = at;
  alerts_.clear(identity, Ending::recovered, at, std::move(facts));
  alerts_.suspend(false);
  since_.reset();
}

}  // namespace sitewatch
