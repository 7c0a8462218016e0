// Files reports, decides about them and commits alerts through the real store without end, and writes an
// acknowledgement of each to its standard output; killed by kill_loop_test. "R receipt" is a filing, "D reason" a
// decision, "A site" an alert with a mail of that receiver.
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstring>
#include <string>

#include "support/store_world.h"

namespace sitewatch {
namespace {

constexpr int writers = 3;

/// One line, one write: the reader sees it whole or not at all.
void acknowledge(const std::string& line) {
  const std::string whole = line + "\n";
  if (::write(STDOUT_FILENO, whole.data(), whole.size()) != static_cast<ssize_t>(whole.size())) std::abort();
}

/// `early`: acknowledges before COMMIT, as a store that breaks its promise would.
Task<void> file_reports(CampaignStore& store, std::string name, bool early) {
  for (int i = 0;; ++i) {
    Filing filing;
    filing.receipt = name + "-" + std::to_string(i);
    filing.sponsor = name;
    filing.sites = {{.site = "a.example"}};
    const std::string line = "R " + filing.receipt;
    if (early) acknowledge(line);
    const Result<Filing> stored = co_await store.append(std::move(filing));
    if (!stored) throw std::runtime_error(stored.error().message);
    if (!early) acknowledge(line);
  }
}

Task<void> decide(CampaignStore& store, std::string name, bool early) {
  constexpr std::array kinds{DecisionKind::extend, DecisionKind::waive, DecisionKind::give_back,
                             DecisionKind::reinstate};
  for (std::size_t i = 0;; ++i) {
    DutyDecision decision;
    decision.kind = kinds[i % kinds.size()];
    decision.sponsor = name;
    if (decision.kind == DecisionKind::extend) decision.until = date::year{2026} / 3 / 27;
    decision.reason = name + "-" + std::to_string(i);
    const std::string line = "D " + decision.reason;
    if (early) acknowledge(line);
    const Result<DutyDecision> stored = co_await store.append(std::move(decision));
    if (!stored) throw std::runtime_error(stored.error().message);
    if (!early) acknowledge(line);
  }
}

Task<void> raise_alerts(AlertStore& store, std::string name, bool early) {
  for (int i = 0;; ++i) {
    const std::string site = name + "-" + std::to_string(i);
    AlertChange change;
    change.alerts.emplace_back().identity.site = site;
    change.log.emplace_back().alert = fingerprint(change.alerts[0].identity);
    OutboxRow& mail = change.outbox.emplace_back();
    mail.receiver = site;
    mail.message = std::string(4000, 'm');
    if (early) acknowledge("A " + site);
    const Result<std::vector<std::int64_t>> stored = co_await store.commit(std::move(change));
    if (!stored) throw std::runtime_error(stored.error().message);
    if (!early) acknowledge("A " + site);
  }
}

Task<void> write_visits(VisitStore& store) {
  for (int i = 0;; ++i) {
    VisitBatch batch;
    for (int target = 0; target < 20; ++target)
      batch.visits.emplace_back().target = "site" + std::to_string(target) + ".example#1";
    if (i % 10 == 9) batch.states.emplace_back().target = "site" + std::to_string(i % 20) + ".example#1";
    const Result<void> stored = co_await store.write(std::move(batch));
    if (!stored) throw std::runtime_error(stored.error().message);
  }
}

void hammer(const std::string& state_dir, const std::string& life, bool early) {
  TaskRunner runner;
  FakeClock clock{runner.loop()};
  auto stores = open_stores(state_dir, clock, {.checkpoint_pages = 50});
  for (int i = 0; i < writers; ++i) {
    const std::string name = life + "." + std::to_string(i);
    runner.tasks().spawn("reports", file_reports(stores->campaigns, "r" + name, early));
    runner.tasks().spawn("decisions", decide(stores->campaigns, "d" + name, early));
    runner.tasks().spawn("alerts", raise_alerts(stores->alerts, "a" + name, early));
  }
  runner.tasks().spawn("visits", write_visits(stores->visits));
  runner.tasks().run_until_empty();
}

}  // namespace
}  // namespace sitewatch

/// store_hammer STATE_DIR LIFE [early]
int main(int argc, char** argv) {
  if (argc < 3) return 2;
  try {
    sitewatch::hammer(argv[1], argv[2], argc > 3 && std::strcmp(argv[3], "early") == 0);
  } catch (const std::exception& failure) {
    std::fprintf(stderr, "store_hammer: %s\n", failure.what());
    return 1;
  }
  return 0;
}
