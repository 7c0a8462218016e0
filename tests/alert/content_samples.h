#pragma once

#include "domain/alert.h"

namespace sitewatch::alert {

/// Alerts about the content of "edu-www", as the column watch raises them on 5 March 2026.
Alert columns_stale();
/// None of them shows a date, and fewer than the indicator asks for.
Alert columns_undated();
/// More than a mail lists.
Alert columns_stale_many();
Alert columns_blank();
Alert home_undated();
Alert hijack();
Alert hijack_of_column();

/// The same, over at 9:00 with what the watch says then.
Alert ended(Alert alert, Ending ending = Ending::recovered);

}  // namespace sitewatch::alert
