#pragma once

#include <optional>

#include "domain/alert.h"
#include "domain/workdays.h"
#include "domain/zone.h"

namespace sitewatch {

/// When a receiver first hears of an alert.
enum class Pace : std::uint8_t {
  never,
  at_once,  ///< At any hour.
  daytime,  ///< From the next 09:00 of a working day, and only between 09:00 and 18:00 of one.
  brief,    ///< In the brief of 08:30 on working days; no mail of its own.
  at_end,   ///< One mail when it is over, with both times.
};

/// How one receiver is told of one kind of alert: a cell of the alert table.
struct Telling {
  Pace pace = Pace::never;
  Duration after{0};   ///< The condition must have lasted this long first.
  Duration repeat{0};  ///< Told again after this long; zero: not again.
  int slow_from = 0;   ///< After this many mails `slow_repeat` takes over; zero: never.
  Duration slow_repeat{0};
  int repeat_workdays = 0;  ///< Not zero: again at 09:00 of this working day after the last mail, instead of `repeat`.
  int most = 0;             ///< Mails about one alert at most; zero: no limit.
  bool at_once_if_many = false;  ///< A brief becomes a mail at once while many sites are down together.
  /// Told once for each instant that the fact `remind_at` comes to; by day, or at once where the fact `deadline` leaves
  /// no working day's 09:00–18:00 before it.
  bool at_reminders = false;
};

/// From this many sites down that the office has not heard of, it is told at once.
inline constexpr int many_sites = 5;

/// The table's cell for this alert at its present severity.
Telling telling(const Alert& alert, Role role);

/// What an instant means for the table; made once per flush, so that judging an alert costs a few comparisons.
struct Moment {
  WallTime now{};
  WallTime last_nine{};   ///< The latest 09:00 of a working day that has passed.
  WallTime last_brief{};  ///< The latest 08:30 of a working day that has passed.
  bool daytime = false;   ///< Within 09:00–18:00 of a working day.
  bool many_sites_down = false;
};
Moment moment_at(WallTime now, const Workdays& workdays, const Zone& zone);

/// What one receiver has been told of this alert, since it began.
struct Told {
  WallTime last_at{};
  int times = 0;
  Severity severity = Severity::info;
};

enum class Due : std::uint8_t { not_now, first, repeat, worse };

/// Whether a firing alert is to be told now. `told` is none before the first mail.
Due due(const Alert& alert, const Telling& cell, const std::optional<Told>& told, const Moment& moment,
        const Workdays& workdays, const Zone& zone);

/// From when on due() may answer something else by time alone, the beginning and end of the day aside; none: only when
/// something about the alert changes. Never too late, perhaps too early.
std::optional<WallTime> due_from(const Alert& alert, const Telling& cell, const std::optional<Told>& told,
                                 const Workdays& workdays, const Zone& zone);

/// When the day in which units are mailed begins or ends next, whether or not it is a working day.
WallTime next_day_edge(WallTime after, const Zone& zone);

/// The 08:30 of a working day that follows `after`.
WallTime next_brief(WallTime after, const Workdays& workdays, const Zone& zone);

/// A reminder of what is still ahead, of our own, or what must be dealt with at night and no unit is ever told: never
/// part of what was already so at the first look.
bool is_never_baseline(AlertName alert);

/// The office's business alone; no route brings it to a unit, and one for everything does not mean it.
bool is_kept_from_units(AlertName alert);

/// Told in mails of its own; what it is about is not to be opened.
bool is_mailed_apart(AlertName alert);

/// CertificateExpiring in its first step (30 days) is for the brief alone; from 14 days on the unit is told.
bool brief_only(const Alert& alert);

/// The grades within one alert name, so that a rise is noticed even where the severity stays: smaller is milder.
int grade(const Alert& alert);

}  // namespace sitewatch
