#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ports/awaitable.h"

namespace sitewatch {

struct Mail {
  std::string from;             ///< Bare address.
  std::vector<std::string> to;  ///< Bare addresses; not one holds CR, LF, NUL, < or >.
  std::string message;          ///< RFC 5322, CRLF lines, ASCII only (headers B-encoded, bodies base64).
};

/// `accepted` only after the relay's 250 to the final dot. `uncertain`: the connection broke after the dot, so the mail
/// may be out; send again with the same Message-ID.
enum class MailVerdict : std::uint8_t { accepted, temporary, permanent, uncertain };

struct MailOutcome {
  MailVerdict verdict = MailVerdict::temporary;
  int code = 0;       ///< SMTP reply code, 0 if none came.
  std::string reply;  ///< Clipped to 200 bytes, control bytes replaced; holds no address of ours.
  std::string relay;  ///< host:port that answered.
};

/// Tries its relays in order; the next only when the one before could not be reached.
class Mailer {
 public:
  virtual ~Mailer() = default;
  virtual Task<MailOutcome> send(Mail mail) = 0;
};

}  // namespace sitewatch
