#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "support/tls_authority.h"

namespace sitewatch {

/// Where a scripted answer takes the place of the good one. `connect` is the greeting, `dot` the end of the message.
enum class SmtpStep : std::uint8_t { connect, ehlo, starttls, auth, mail, rcpt, data, dot };
inline constexpr std::size_t smtp_step_count = static_cast<std::size_t>(SmtpStep::dot) + 1;

/// What the sink does at a step instead of being nice.
struct SmtpTurn {
  enum class Then : std::uint8_t { go_on, hang, disconnect };

  std::string reply;  ///< Sent as it is, CRLF added if it does not end in LF; empty: nothing is sent.
  Then then = Then::go_on;
  int times = -1;  ///< So often, then nice again; negative: always.
};

struct SinkMail {
  std::string from;
  std::vector<std::string> to;  ///< Recipients it accepted.
  std::string message;          ///< As sent, dot-unstuffed, CRLF lines.
  bool acknowledged = false;    ///< 250 was sent for it.
  bool encrypted = false;
  std::string user;  ///< Who logged in; empty: nobody.
};

/// An SMTP server on threads of its own that keeps what it gets and fails as it is told: for tests and as the mail sink
/// of a demo. Loopback, a free port. Every member may be called from any thread.
class SmtpSink {
 public:
  struct Options {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;                 ///< 0: a free one.
    std::optional<TlsIdentity> starttls{};  ///< Offers STARTTLS with this certificate.
    std::optional<TlsIdentity> implicit{};  ///< Speaks TLS from the first byte.
    std::string user{};                     ///< Not empty: offers AUTH PLAIN and LOGIN, and wants it before MAIL.
    std::string password{};
  };

  SmtpSink();
  /// Throws std::system_error when the address is taken.
  explicit SmtpSink(Options options);
  /// Breaks off what is open and waits for its threads.
  ~SmtpSink();
  SmtpSink(const SmtpSink&) = delete;
  SmtpSink& operator=(const SmtpSink&) = delete;

  std::uint16_t port() const;
  void at(SmtpStep step, SmtpTurn turn);
  /// This recipient alone gets this reply to RCPT.
  void answer_recipient(const std::string& address, const std::string& reply);
  void be_nice();

  std::vector<SinkMail> mails() const;
  /// Command lines of all connections in order of arrival, as they came over the wire after decryption; `plain` tells
  /// only those that came in clear.
  std::vector<std::string> commands() const;
  std::vector<std::string> plain_commands() const;
  std::size_t connections() const;
  /// False when there are not that many acknowledged mails within `limit`.
  bool wait_for_mails(std::size_t count, std::chrono::milliseconds limit = std::chrono::seconds{20}) const;

 private:
  class Core;
  class Session;
  std::unique_ptr<Core> core_;
};

/// A header's value, unfolded, RFC 2047 B words decoded; empty if there is none.
std::string mail_header(const std::string& message, const std::string& name);
/// The decoded body of the first part of this type ("text/plain"); empty if there is none.
std::string mail_part(const std::string& message, const std::string& type);

}  // namespace sitewatch
