#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "domain/alert_policy.h"
#include "ports/alert_sink.h"
#include "ports/alert_store.h"

namespace sitewatch::alert {

/// One alert with what its receivers have been told of it.
struct Entry {
  Alert alert;
  std::map<std::string, NotificationEntry> log;  ///< By receiver.
  bool muted = false;     ///< Marked false by a person; the condition may still hold and is ignored until it ends.
  bool flapping = false;  ///< Came and went; its ending is held back for a while.

  /// What this receiver believes: none if never told, or told that it is over. A reminder counts as told even if the
  /// duty had lapsed or was filed in between.
  std::optional<Told> told(const std::string& receiver) const;
};

/// What the store does not know yet; later writes of the same row take the place of earlier ones.
struct Unsaved {
  std::map<std::pair<Fingerprint, WallTime>, Alert> alerts;
  std::map<std::tuple<Fingerprint, WallTime, std::string>, NotificationEntry> log;
  std::optional<WallTime> baseline_sent;

  bool empty() const { return alerts.empty() && log.empty() && !baseline_sent; }
  AlertChange take();
  /// Some alerts only, while there are many: what is told of them comes later.
  AlertChange take_alerts(std::size_t most);
  /// Some of what was told, while there is much; only where no mail of it still has to be stored.
  AlertChange take_log(std::size_t most);
  /// Puts a change back that could not be stored; what was written since wins.
  void restore(AlertChange&& change);
  void forget(Fingerprint alert);
};

/// All alerts by fingerprint, merged: the latest of each is here, firing or ended. Pure bookkeeping, no I/O.
class AlertTable {
 public:
  /// `flap_window`: three beginnings within it make an alert a flapping one.
  explicit AlertTable(Duration flap_window) : flap_window_(flap_window) {}

  void load(std::vector<Alert> alerts, std::vector<NotificationEntry> log);

  /// True if a mail may follow: a new alert, a higher grade or another reminder of a known one. An alert that begins
  /// anew before its last ending was told goes on as far as its receivers know: nobody gets a second first mail.
  bool raise(AlertCondition condition, bool baseline, WallTime now);
  /// True if the alert fired until now. Whoever hears of the end by another way, or not at all, is noted as told.
  bool clear(const AlertIdentity& identity, Ending ending, WallTime at, const Facts& facts);
  /// Ends an alert as false, also one that has ended already within the keep.
  Entry* mark_corrected(Fingerprint alert, WallTime now, const std::string& reason, const std::string& by);

  /// Moves what is known of renamed sites, by former id; an alert that the new id has of its own stays.
  void adopt(const std::map<std::string, std::string>& new_ids);

  /// Records that a receiver was told; `ended` for a closing mail.
  void note(Entry& entry, const std::string& receiver, WallTime now, bool ended, const std::string& message_id);
  /// Remembered as the end of a row of its own, which is no alert and is never listed.
  void note_brief(WallTime now);
  std::optional<WallTime> last_brief() const { return last_brief_; }

  /// Remembers a reminder that goes out to a unit: `reminded` of its alert lists the instants.
  void note_reminder(Entry& entry, WallTime now);
  /// Gives an overdue report the reminders that its unit has got.
  void copy_reminders(Entry& entry);
  /// Of one duty, ascending; the rows hold `at`.
  const std::vector<FactRow>& reminders(const SponsorId& sponsor, const std::string& period) const;

  /// Whether a bulletin was expected or noted.
  bool was_posted(BulletinKind kind, const std::string& key) const;
  /// From now on it was posted as far as anybody asks; nothing is stored.
  void expect_post(BulletinKind kind, const std::string& key, WallTime now);
  /// Takes that back; for what has not been noted.
  void forget_post(BulletinKind kind, const std::string& key);
  /// Stored as a row of its own, which is no alert and is never listed, together with the bulletin's mails.
  void note_posted(BulletinKind kind, const std::string& key, WallTime now);

  Entry* find(Fingerprint alert);
  const Entry* find(Fingerprint alert) const;
  bool fires(const AlertIdentity& identity) const;
  std::map<Fingerprint, Entry>& entries() { return entries_; }
  const std::map<Fingerprint, Entry>& entries() const { return entries_; }
  /// Alerts that ended and began anew since, newest last; for the brief's "ended".
  const std::vector<Alert>& past() const { return past_; }
  /// Forgets what ended before `instant` and is owed to nobody, among so many alerts; false when all were looked at.
  bool forget_before(WallTime instant, std::size_t most);

  /// Grows whenever an alert begins, ends, changes its grade or is corrected.
  std::uint64_t changes() const { return changes_; }

  Unsaved unsaved;

 private:
  void begin(Fingerprint fingerprint, AlertCondition condition, bool baseline, WallTime now);
  bool update(Entry& entry, AlertCondition condition, WallTime now);
  void inherit(Entry& fresh, Entry& old);
  void tell_no_more_than_once(Entry& entry);
  void touch(const Entry& entry);

  Duration flap_window_;
  std::uint64_t changes_ = 0;
  std::map<Fingerprint, Entry> entries_;
  std::map<Fingerprint, std::vector<WallTime>> beginnings_;  ///< Of every entry, and of some that are forgotten.
  std::optional<Fingerprint> forget_next_;                   ///< Where forget_before() goes on.
  std::vector<Alert> past_;
  std::optional<WallTime> last_brief_;
  std::map<Fingerprint, WallTime> posted_;  ///< Marks of bulletins.
};

/// The fact that says since when an alert has its present grade; there from its first rise on.
inline constexpr std::string_view grade_since_fact = "grade_since";

}  // namespace sitewatch::alert
