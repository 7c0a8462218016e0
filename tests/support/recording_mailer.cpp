#include "support/recording_mailer.h"

#include <algorithm>

#include "domain/mail_address.h"
#include "support/smtp_sink.h"

namespace sitewatch {

MailOutcome outcome(MailVerdict verdict, int code, std::string reply) {
  return {verdict, code, std::move(reply), "relay.example:25"};
}

Task<MailOutcome> RecordingMailer::send(Mail mail) {
  const bool safe = is_mail_address(mail.from) && !mail.to.empty() &&
                    std::all_of(mail.to.begin(), mail.to.end(), [](const auto& each) { return is_mail_address(each); });
  if (!safe) co_return outcome(MailVerdict::permanent, 0, "address not safe to hand to a relay");
  attempts.push_back(mail);
  const bool bad = std::any_of(mail.to.begin(), mail.to.end(), [&](const std::string& address) {
    return std::find(refused.begin(), refused.end(), address) != refused.end();
  });
  if (bad) co_return outcome(MailVerdict::permanent, 550, "550 no such user");
  MailOutcome answer = always;
  if (!next.empty()) {
    answer = next.front();
    next.pop_front();
  }
  if (answer.verdict == MailVerdict::accepted) accepted.push_back(std::move(mail));
  co_return answer;
}

std::vector<std::string> RecordingMailer::subjects() const {
  std::vector<std::string> found;
  for (const Mail& mail : accepted) found.push_back(mail_header(mail.message, "Subject"));
  return found;
}

std::vector<std::string> RecordingMailer::subjects_to(const std::string& address) const {
  std::vector<std::string> found;
  for (const Mail& mail : accepted)
    if (std::find(mail.to.begin(), mail.to.end(), address) != mail.to.end())
      found.push_back(mail_header(mail.message, "Subject"));
  return found;
}

}  // namespace sitewatch
