#pragma once

#include <string>
#include <string_view>

#include "alert/mail_text.h"
#include "ports/alert_sink.h"

namespace sitewatch::alert {

/// What every mail may say: the office, the time, the link.
Facts common_facts(const Writing& writing);

/// The facts of one alert as its templates want them: the ones it was raised with, each a single line, and what
/// follows from alert, settings and log (site, sponsor, since, until, duration, problem_sent, title …).
Facts facts_of(const Alert& alert, const NotificationEntry* told, const Writing& writing);

/// The same for a bulletin; `sponsor` is empty for the office's lists, whose `units` are left as they are.
Facts facts_of(const Bulletin& bulletin, const Writing& writing);

/// Adds the unit's own form, where there is one. For mails to that unit alone.
void add_form_link(Facts& facts, const SponsorId& sponsor, const std::string& period, const Writing& writing);

/// `@` line for this receiver; `sponsor` is the unit's name.
std::string greeting(const std::string& receiver, const Facts& facts, const Catalogue& catalogue);

/// Shortens `site` in the facts until the subject fits: 30 Chinese characters, or 90 Latin ones.
std::string subject(std::string_view key, Facts facts, const Catalogue& catalogue);
std::string clipped_subject(std::string text);
bool fits_subject(std::string_view text);

/// Lays out the body under its greeting and above the common foot.
MailText finished(std::string subject, std::string marked, const Facts& facts, const Catalogue& catalogue);

/// One row of a list: `site or unit | unit, what`.
std::string list_row(const Alert& alert, const Writing& writing, bool with_unit);

/// The unit whose site or duty it is, by name.
std::string unit_name(const Alert& alert, const Settings& settings);

}  // namespace sitewatch::alert
