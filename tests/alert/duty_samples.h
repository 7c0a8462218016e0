#pragma once

#include "alert/alert_world.h"

namespace sitewatch::alert {

/// The duty of March 2026: due by the end of the 20th, a Friday; reminders on the 13th, the 17th and the 20th.
inline constexpr Period march_2026{2026, 3};

AlertIdentity duty(AlertName name);
AlertCondition due_soon(WallTime remind_at);
AlertCondition overdue();

Bulletin receipt_bulletin(const std::string& number, WallTime received_at);
Bulletin returned_bulletin();
/// extend, waive or reinstate.
Bulletin decided_bulletin(DecisionKind kind);
/// Agreed before the deadline, entered after the report came.
Bulletin extended_after_filing();
/// A list for the office with so many invented units.
Bulletin list_bulletin(BulletinKind kind, int units);

}  // namespace sitewatch::alert
