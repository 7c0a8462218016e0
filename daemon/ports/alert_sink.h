#pragma once

#include <string>
#include <string_view>

#include "domain/alert.h"
#include "domain/filing.h"

namespace sitewatch {

/// A condition that holds now. Raising it again with other facts or severity updates the alert.
struct AlertCondition {
  AlertIdentity identity;
  Severity severity = Severity::warning;
  std::string sponsor;
  bool portal = false;
  WallTime starts{};
  Facts facts;
};

/// A mail of its own that is about no condition.
enum class BulletinKind : std::uint8_t {
  receipt,   ///< To the unit: what it filed has arrived.
  returned,  ///< To the unit: to be corrected.
  decided,   ///< To the unit: an extension, a waiver, or either taken back.
  roster,    ///< To the office: who owes this period.
  chasing,   ///< To the office: 催报清单, who is missing on the last day.
  late,      ///< To the office: who has not filed in time.
};
std::string_view name(BulletinKind kind);

struct Bulletin {
  BulletinKind kind = BulletinKind::receipt;
  std::string key;    ///< Unique within its kind: a receipt number, "2026-03 10:00".
  SponsorId sponsor;  ///< Whose mailbox; empty: the office's.
  Period period;
  Facts facts;  ///< As the template of its kind names them; never stored.
};

/// Implemented by alert. Level-triggered: callers say what is so, at every look and again after a restart; merging,
/// waiting, grouping and mailing are the sink's. Control loop only; never blocks.
class AlertSink {
 public:
  virtual ~AlertSink() = default;
  virtual void raise(AlertCondition condition) = 0;
  /// Ends an alert that fires; does nothing otherwise. `facts` are added to those it was raised with.
  virtual void clear(const AlertIdentity& identity, Ending ending, WallTime at, Facts facts) = 0;
  /// Mails a bulletin once: posting it again with the same kind and key does nothing, also after a restart within 30
  /// days.
  virtual void post(Bulletin bulletin) = 0;
  /// Whether it is on its way or has been; so that a long list need not be made in vain.
  virtual bool was_posted(BulletinKind kind, const std::string& key) const = 0;
  /// While suspended (our own network is the suspect) nothing but OwnNetworkDown is mailed. A list for the office that
  /// is posted and not written yet is forgotten: it would speak of a moment that is over.
  virtual void suspend(bool suspended) = 0;
  /// Lists are made and posted when this is over.
  virtual bool suspended() const = 0;
};

}  // namespace sitewatch
