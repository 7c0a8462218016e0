#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "ports/clock.h"
#include "ports/http_client.h"
#include "ports/mailer.h"
#include "ports/resolver.h"

namespace sitewatch {

/// What one fake site does when it is visited.
struct FakeSite {
  int status = 200;
  std::string body = "<html><title>site</title></html>";
  FailureReason failure = FailureReason::none;  ///< Instead of an answer.
  DnsOutcome dns = DnsOutcome::addresses;
  std::optional<WallTime> certificate_expires;
  std::vector<std::pair<std::string, std::string>> headers;
  double seconds = 0.2;
  std::size_t fetches = 0;  ///< Begun so far.
};

/// The network of a fake world: every site on an address of its own, and one link that can be cut.
class FakeNet : public Resolver, public HttpClient {
 public:
  explicit FakeNet(Clock& clock) : clock_(clock) {}
  FakeSite& site(const std::string& host) { return sites_[host]; }
  void cut(bool cut) { cut_ = cut; }
  std::size_t fetches() const { return fetches_; }
  std::size_t fetches_of(const std::string& host) { return sites_[host].fetches; }

  Task<DnsAnswer> resolve(std::string host, Family family, Duration timeout) override;
  Task<FetchResponse> fetch(FetchRequest request) override;

 private:
  Clock& clock_;
  std::map<std::string, FakeSite> sites_;
  bool cut_ = false;
  std::size_t fetches_ = 0;
};

/// What arrived at a fake relay.
class FakeRelay : public Mailer {
 public:
  struct Arrived {
    WallTime at;
    std::string to;
    std::string subject;
    std::string message;
  };
  explicit FakeRelay(Clock& clock) : clock_(clock) {}
  void refuse(std::optional<MailVerdict> verdict) { verdict_ = verdict; }
  const std::vector<Arrived>& mails() const { return mails_; }
  std::vector<std::string> subjects_to(const std::string& address) const;
  void forget() { mails_.clear(); }

  Task<MailOutcome> send(Mail mail) override;

 private:
  Clock& clock_;
  std::optional<MailVerdict> verdict_;
  std::vector<Arrived> mails_;
};

}  // namespace sitewatch
