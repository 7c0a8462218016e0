#pragma once

#include <deque>
#include <functional>
#include <string>
#include <vector>

#include "ports/mailer.h"

namespace sitewatch {

/// A relay that keeps every mail and answers as it is told; answers at once, on the caller's loop. Judges addresses and
/// recipients as the real one does.
class RecordingMailer : public Mailer {
 public:
  Task<MailOutcome> send(Mail mail) override;

  /// The answers to the next attempts, one each; after them `always` counts.
  std::deque<MailOutcome> next;
  MailOutcome always{MailVerdict::accepted, 250, "250 kept", "relay.example:25"};
  /// Recipients refused for good, whatever is set above.
  std::vector<std::string> refused;

  std::vector<Mail> attempts;  ///< Every mail handed over, also those refused.
  std::vector<Mail> accepted;

  std::vector<std::string> subjects() const;  ///< Of the accepted mails, decoded, in order.
  std::vector<std::string> subjects_to(const std::string& address) const;
};

MailOutcome outcome(MailVerdict verdict, int code, std::string reply = {});

}  // namespace sitewatch
