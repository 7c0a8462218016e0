#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "campaign/duty_settings.h"
#include "domain/deadline.h"
#include "ports/campaign_store.h"

namespace sitewatch::campaign {

inline constexpr int months_kept = 12;

/// The first period that the store need still know of: filings, alerts, lists and metrics reach so far back.
inline Period oldest_period(Day today) {
  return plus_months(period_of(today), -months_kept);
}

/// One sponsor's duty of one period at one instant.
struct Duty {
  DutyDates dates;  ///< The sponsor's own: an extension is in them.
  std::vector<SiteId> owed;
  Assessment assessment;
  const DutyRecord* record = nullptr;  ///< Into the book; never null, may be empty.
};

/// Who owes what, and what came of it: settings and records brought together. Pure bookkeeping, no clock and no I/O.
/// What it answers points into it and holds until its next change.
class DutyBook {
 public:
  explicit DutyBook(DutySettings settings);

  /// Answers the settings that these take the place of.
  DutySettings use(DutySettings settings);
  void load(const CampaignHistory& history);
  /// What is there already, by receipt or number, stays as it is.
  void add(const Filing& filing);
  void add(const DutyDecision& decision);
  void add(const std::vector<OwedSite>& owed);
  /// Moves what is known of renamed sites, by former id, and what is added later: it may have been on its way to the
  /// store under the former id. The next call's ids take the place of these.
  void adopt(std::map<SiteId, SiteId> new_ids);

  const DutySettings& settings() const { return settings_; }
  /// How many settings there have been.
  std::uint64_t generation() const { return generation_; }
  const Sponsor* find_sponsor(const SponsorId& id) const;
  const std::vector<const Site*>& sites_of(const SponsorId& sponsor) const;
  const DutyRecord& record(Period period, const SponsorId& sponsor) const;
  const Filing* find_receipt(const std::string& number) const;
  /// A number that no receipt of the period has; given once, also if the filing is then refused.
  int next_number(Period period);

  const DutyDates& dates(Period period) const;
  DutySteps steps(const DutyDates& dates) const { return duty_steps(dates, settings_.rule, calendar()); }
  /// None if the sponsor owes nothing for this period and has filed nothing.
  std::optional<Duty> duty(Period period, const Sponsor& sponsor, WallTime now) const;
  /// The same whether or not anything is owed.
  Duty duty_of(Period period, const Sponsor& sponsor, WallTime now) const;
  /// Sites that owe now, by the settings, and are not noted for the period yet.
  std::vector<OwedSite> not_noted(Period period) const;
  /// Last days that extensions gave to sponsors in this period, without doubles.
  std::set<Day> extended_days(Period period) const;
  Period period_of(WallTime now) const { return sitewatch::period_of(settings_.zone.day(now)); }

 private:
  using Key = std::pair<Period, SponsorId>;

  DutyCalendar calendar() const { return {settings_.zone, settings_.workdays}; }
  std::vector<SiteId> owed_sites(Period period, const SponsorId& sponsor, Period current) const;
  const SiteId& new_id(const SiteId& site) const;
  void rename_sites(Filing& filing) const;
  void begin_generation();

  DutySettings settings_;
  std::uint64_t generation_ = 0;
  std::map<Key, DutyRecord> records_;
  std::map<Key, std::set<SiteId>> owed_;
  std::map<SiteId, SiteId> new_ids_;  ///< By former id.
  std::set<Period> noted_;            ///< Periods with any row in `owed_`: the daemon saw them.
  std::map<std::string, Key> receipts_;
  std::map<Period, int> last_number_;          ///< A refused append leaves a gap, never a double.
  mutable std::map<Period, DutyDates> dates_;  ///< Computed once for each generation.
};

}  // namespace sitewatch::campaign
