#pragma once

#include <functional>
#include <string>
#include <vector>

#include "alert/plan.h"
#include "text/catalogue.h"

namespace sitewatch::alert {

/// A mail's words, before they are bytes.
struct MailText {
  std::string subject;  ///< One line, at most 60 characters.
  std::string text;
  std::string html;
};

using FormLink = std::function<std::string(const SponsorId&, Period)>;

/// What mails are written with; all of it outlives the call.
struct Writing {
  const Catalogue& catalogue;
  const Settings& settings;
  WallTime now{};
  FormLink form_link{};  ///< Only for mails to the unit itself; may be empty.
};

/// The mail of one receiver and flush: one alert in its own words, several as a list of at most `listed_at_most`.
MailText mail_text(const PlannedMail& mail, const Writing& writing);
inline constexpr std::size_t listed_at_most = 100;

/// A receipt, a decision or one of the office's lists.
MailText bulletin_text(const Bulletin& bulletin, const Writing& writing);

/// Title of an alert as lists and subjects say it: 首页超期未更新.
std::string title_of(const Alert& alert, const Catalogue& catalogue);

}  // namespace sitewatch::alert
