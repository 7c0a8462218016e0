#include "metrics/registry.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>
#include <string>

#include <algorithm>
#include <array>
#include <map>

#include "metrics/process.h"

namespace sitewatch::metrics {
namespace {

using prometheus::BuildCounter;
using prometheus::BuildGauge;
using prometheus::BuildHistogram;

const prometheus::Histogram::BucketBoundaries lag_buckets{0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5,
                                                          1,     2.5,    5,     10,   30,    60,   120, 300};
constexpr std::array<std::string_view, 3> known_receivers{"ops", "office", "sponsor"};

double seconds(Duration duration) {
  return std::chrono::duration<double>(duration).count();
}
double seconds(WallTime time) {
  return double(to_milliseconds(time)) / 1000;
}

std::string receiver_label(std::string_view receiver) {
  const std::string_view role = receiver.substr(0, receiver.find(':'));
  const bool known = std::find(known_receivers.begin(), known_receivers.end(), role) != known_receivers.end();
  return known ? std::string(role) : "other";
}

}  // namespace

std::string_view name(NotificationResult result) {
  constexpr std::array<std::string_view, 6> names{"sent", "temporary", "uncertain", "parked", "trial", "no_address"};
  return names[static_cast<std::size_t>(result)];
}

struct Registry::Families {
  prometheus::Registry registry;
  prometheus::Family<prometheus::Counter>& probes =
      BuildCounter().Name("sitewatch_probes_total").Help("Visits judged, by verdict and reason.").Register(registry);
  std::map<std::pair<Verdict, FailureReason>, prometheus::Counter*> outcomes;  ///< Of `probes`, those seen so far.
  prometheus::Family<prometheus::Counter>& notifications =
      BuildCounter()
          .Name("sitewatch_notifications_total")
          .Help("Attempts to hand a mail to its relay, by receiver and result.")
          .Register(registry);
  prometheus::Histogram& lag = BuildHistogram()
                                   .Name("sitewatch_scheduler_lag_seconds")
                                   .Help("How late visits started because of us: started minus due.")
                                   .Register(registry)
                                   .Add({}, lag_buckets);
  prometheus::Gauge& own_network = gauge("sitewatch_own_network_up", "Whether our own network is not the suspect.");
  prometheus::Gauge& store = gauge("sitewatch_store_writable", "Whether the store takes writes.");
  prometheus::Gauge& operator_needed = gauge("sitewatch_store_needs_operator",
                                             "Whether the store was damaged and somebody has to look at what is left.");
  prometheus::Family<prometheus::Gauge>& calendar =
      prometheus::BuildGauge()
          .Name("sitewatch_calendar_complete")
          .Help("Whether the public holidays of a year are known, this one and the next.")
          .Register(registry);
  std::map<int, prometheus::Gauge*> calendar_years;  ///< Into `calendar`.
  prometheus::Gauge& outbox = gauge("sitewatch_outbox_pending", "Mails that have not reached their relay yet.");
  prometheus::Gauge& oldest = gauge("sitewatch_outbox_oldest_age_seconds", "Age of the oldest of them, 0 without any.");
  prometheus::Counter& log_lines =
      BuildCounter()
          .Name("sitewatch_log_lines_dropped_total")
          .Help("Log lines that could not be written: standard error closed, its disk full, its reader stuck.")
          .Register(registry)
          .Add({});
  prometheus::Gauge& reload_ok = gauge("sitewatch_config_last_reload_successful", "Whether the last load succeeded.");
  prometheus::Gauge& reload_at =
      gauge("sitewatch_config_last_reload_success_timestamp_seconds", "When the running configuration was loaded.");

  explicit Families(std::string_view version) {
    BuildGauge()
        .Name("sitewatch_build_info")
        .Help("The version that runs.")
        .Register(registry)
        .Add({{"version", std::string(version)}})
        .Set(1);
    // A counter that is there from the start shows its first increase to rate().
    for (const ReasonRow& row : reason_table())
      probes.Add({{"verdict", std::string(sitewatch::name(row.verdict))}, {"reason", std::string(row.name)}});
    for (const std::string_view receiver : known_receivers)
      for (const auto result : {NotificationResult::sent, NotificationResult::temporary, NotificationResult::uncertain,
                                NotificationResult::parked, NotificationResult::trial, NotificationResult::no_address})
        notifications.Add({{"receiver", std::string(receiver)}, {"result", std::string(metrics::name(result))}});
  }

  prometheus::Gauge& gauge(const char* name, const char* help) {
    return BuildGauge().Name(name).Help(help).Register(registry).Add({});
  }
};

Registry::Registry(std::string_view version) : families_(std::make_unique<Families>(version)) {}
Registry::~Registry() = default;

void Registry::probe(Verdict verdict, FailureReason reason) {
  prometheus::Counter*& counter = families_->outcomes[{verdict, reason}];
  if (!counter)
    counter = &families_->probes.Add(
        {{"verdict", std::string(sitewatch::name(verdict))}, {"reason", std::string(sitewatch::name(reason))}});
  counter->Increment();
}

void Registry::lag(Duration lag) {
  families_->lag.Observe(std::max(0.0, seconds(lag)));
}

void Registry::notification(std::string_view receiver, NotificationResult result) {
  families_->notifications.Add({{"receiver", receiver_label(receiver)}, {"result", std::string(metrics::name(result))}})
      .Increment();
}

void Registry::reload(bool successful, WallTime at) {
  families_->reload_ok.Set(successful ? 1 : 0);
  if (successful) families_->reload_at.Set(seconds(at));
}

void Registry::set_calendar(const std::vector<std::pair<int, bool>>& years) {
  auto& known = families_->calendar_years;
  std::erase_if(known, [&](const auto& each) {
    const bool gone =
        std::none_of(years.begin(), years.end(), [&](const auto& year) { return year.first == each.first; });
    if (gone) families_->calendar.Remove(each.second);
    return gone;
  });
  for (const auto& [year, complete] : years) {
    auto [gauge, is_new] = known.try_emplace(year, nullptr);
    if (is_new) gauge->second = &families_->calendar.Add({{"year", std::to_string(year)}});
    gauge->second->Set(complete ? 1 : 0);
  }
}

void Registry::set(const DaemonGauges& gauges) {
  set_calendar(gauges.calendar_years);
  families_->own_network.Set(gauges.own_network_up ? 1 : 0);
  families_->store.Set(gauges.store_writable ? 1 : 0);
  families_->operator_needed.Set(gauges.store_needs_operator ? 1 : 0);
  families_->log_lines.Increment(double(gauges.log_lines_dropped) - families_->log_lines.Value());
  families_->outbox.Set(double(gauges.outbox_pending));
  families_->oldest.Set(std::max(0.0, seconds(gauges.outbox_oldest_age)));
}

std::string Registry::text() const {
  std::string text = prometheus::TextSerializer{}.Serialize(families_->registry.Collect());
  append_process_metrics(text);
  return text;
}

}  // namespace sitewatch::metrics
