#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "domain/result.h"
#include "domain/time.h"
#include "ports/mailer.h"

namespace sitewatch {

/// SMTP by libcurl on a thread of its own, one mail at a time. The next relay is asked only while the one before has
/// not been told of the mail (no MAIL command got through). Any thread may construct and destroy it; send() is for the
/// control loop. Cancelling a send() breaks its connection off.
class CurlMailer : public Mailer {
 public:
  /// `starttls` and `tls` send nothing, no password either, unless the connection is encrypted and verified.
  enum class Tls : std::uint8_t { starttls, tls, none };

  struct Relay {
    std::string host;
    std::uint16_t port = 25;
    Tls tls = Tls::starttls;
    std::string user;  ///< Empty: no login.
    std::string password;
  };

  struct Settings {
    std::vector<Relay> relays;                    ///< Tried in order.
    std::string trust_file;                       ///< PEM authorities; empty: the system's.
    Duration timeout = std::chrono::seconds{60};  ///< Of one attempt at one relay, from connect to the last reply.
  };

  /// Fails if no thread can be started, where the constructor throws.
  static Result<std::unique_ptr<CurlMailer>> open(Settings settings);
  explicit CurlMailer(Settings settings);
  ~CurlMailer() override;
  CurlMailer(const CurlMailer&) = delete;
  CurlMailer& operator=(const CurlMailer&) = delete;

  /// A mail with an unsafe address is `permanent` and never reaches libcurl, which would pass its CR LF on.
  Task<MailOutcome> send(Mail mail) override;

 private:
  struct Job;
  class Waiting;

  void work();
  MailOutcome deliver(const Job& job) const;

  Settings settings_;
  std::mutex mutex_;
  std::condition_variable wanted_;
  std::deque<std::shared_ptr<Job>> jobs_;  // Shared by the waiting coroutine and the thread: either may end first.
  std::shared_ptr<Job> current_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace sitewatch
