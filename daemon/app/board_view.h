#pragma once

#include <functional>

#include "app/site_board.h"
#include "ports/alert_desk.h"
#include "ports/clock.h"
#include "ports/status_view.h"

namespace sitewatch {

/// The status view over the board. Control loop only.
class BoardView : public StatusView {
 public:
  struct Sources {
    const SiteBoard& board;
    const AlertDesk& desk;
    VisitStore& visits;
    ObservationStore& pages;
    Clock& clock;
    std::function<ContentView(const SiteId&)> content;
    std::function<DaemonView()> daemon;
  };
  explicit BoardView(Sources sources) : sources_(std::move(sources)) {}

  std::size_t site_count() const override { return sources_.board.rows().size(); }
  SiteView site(std::size_t index) const override;
  std::optional<SiteView> find(const SiteId& id) const override;
  DaemonView daemon() const override { return sources_.daemon(); }
  Task<Result<std::vector<FailedVisit>>> outages(SiteId site, TimeSpan span) override;
  Task<Result<std::vector<Observation>>> observations(SiteId site) override;

 private:
  SiteView view(const SiteRow& row) const;
  Sources sources_;
};

}  // namespace sitewatch
