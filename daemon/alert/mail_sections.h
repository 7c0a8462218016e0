#pragma once

#include <string_view>

#include "domain/alert.h"

namespace sitewatch::alert {

/// The duty to report, which has mails of its own for a unit.
bool is_duty(const Alert& alert);

/// The catalogue's section with `subject` and `body` for an alert as it stands: its problem, its ending, its
/// correction.
std::string_view mail_section(const Alert& alert);

/// What a reader wants to know first: what cannot be opened, then what people must do, then what can wait.
struct ByUrgency {
  bool operator()(AlertName a, AlertName b) const;
};

}  // namespace sitewatch::alert
