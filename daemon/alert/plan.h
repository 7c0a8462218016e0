#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "alert/settings.h"
#include "alert/table.h"
#include "domain/alert_policy.h"

namespace sitewatch::alert {

/// One alert in one mail. Points into the table: valid until it changes.
struct Line {
  Entry* entry = nullptr;
  NotifyReason reason = NotifyReason::none;
};

/// What one receiver is to be told in one flush.
struct PlannedMail {
  std::string receiver;  ///< "ops", "office", "sponsor:ID", "trial:ID" or a configured one.
  std::vector<Line> lines;
  bool urgent = false;  ///< Holds something critical.
  bool apart = false;   ///< Holds only what units must not hear of; without a link, and paced for itself.
};

/// What a flush looks at beside the table.
struct FlushView {
  const Settings& settings;
  const std::vector<Silence>& silences;
  const std::vector<Maintenance>& maintenances;
  Moment moment;
  /// Ended flapping alerts are told this long after their end.
  Duration flap_hold{0};
};

/// Who is due what: problems, endings and corrections, one mail a receiver, one more for suspected hijacks, and one for
/// each duty of a unit. A unit in
/// the trial run is planned as "trial:ID": logged, not mailed. OwnNetworkDown is left to own_network_mails(). Some
/// alerts at a time, so that thousands hold nobody up: between two steps alerts may begin, change and end, but none may
/// be erased.
class Planning {
 public:
  /// The table and what the view refers to outlive the planning.
  Planning(AlertTable& table, const FlushView& view);

  /// Looks at so many alerts; false when nothing is left to look at.
  bool step(std::size_t most);
  /// The plan, once step() said false: critical mail first.
  std::vector<PlannedMail> mails();
  /// After step() said false: until when another plan would say the same, unless something changes.
  WallTime quiet_until() const { return quiet_until_; }

 private:
  void may_change(WallTime at);
  void count(const Entry& entry);
  void look_at(Entry& entry);
  void problem(Entry& entry);
  void ending(Entry& entry);
  bool waits_for_day(const Alert& alert, const std::string& receiver) const;
  void add(const std::string& receiver, Entry& entry, NotifyReason reason);

  AlertTable& table_;
  FlushView view_;
  bool counting_ = true;  ///< The first pass: whether many sites are down decides what the second one says.
  int untold_ = 0;
  WallTime quiet_until_ = WallTime::max();
  std::optional<Fingerprint> next_;  ///< Where the pass goes on.
  std::map<std::pair<std::string, Fingerprint>, PlannedMail> mails_;
};

/// The one mail per receiver about a time in which we ourselves could not see.
std::vector<PlannedMail> own_network_mails(AlertTable& table);

/// Who is told of an alert that still fires, with the table's cell for each; routes of the configuration included.
struct ToldTo {
  std::string receiver;
  Telling cell;
};
std::vector<ToldTo> receivers_of(const Alert& alert, const Settings& settings, WallTime now);

/// Silenced, inhibited, or in a maintenance of its site.
bool is_held(const AlertTable& table, const Alert& alert, const FlushView& view);

/// Addresses a receiver has at present; none is a receiver that cannot be told.
const std::vector<std::string>& addresses_of(const std::string& receiver, const Settings& settings);

/// Keeps a growing failure from becoming a stream of mails: at most 3 to a receiver in 20 `group_wait`, the third not
/// before half of that has passed since the second.
class MailPacer {
 public:
  explicit MailPacer(Duration group_wait) : window_(20 * group_wait) {}
  void set(Duration group_wait) { window_ = 20 * group_wait; }
  bool may_mail(const std::string& receiver, WallTime now) const;
  void mailed(const std::string& receiver, WallTime now);

 private:
  Duration window_;
  std::map<std::string, std::vector<WallTime>> mails_;
};

}  // namespace sitewatch::alert
