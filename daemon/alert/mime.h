#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "domain/time.h"
#include "domain/zone.h"

namespace sitewatch::alert {

/// One mail before it is bytes. Every text is UTF-8 and may hold anything: what could break a header is made harmless.
struct MimeMail {
  std::string from;  ///< Bare addresses, in all four.
  std::string from_name;
  std::vector<std::string> to;
  std::string reply_to;
  std::string subject;
  WallTime date{};
  std::string message_id;  ///< With its angle brackets, as the two below.
  std::string in_reply_to;
  std::vector<std::string> references;
  std::string language;
  std::string text;
  std::string html;
};

/// RFC 5322 with CRLF lines, ASCII only: multipart/alternative, base64 bodies, RFC 2047 headers.
std::string compose(const MimeMail& mail, const Zone& zone);

/// A header's value: plain where it is short printable ASCII, else B-encoded words of at most 75 characters, folded.
/// Control bytes become blanks, so that CR, LF and NUL never reach a header.
std::string header_text(std::string_view text);

/// "Mon, 23 Mar 2026 09:00:00 +0800"
std::string mail_date(WallTime time, const Zone& zone);

/// CRLF after every 76 characters and at the end.
std::string base64_lines(std::string_view bytes);

/// `<sw.0123456789abcdef@domain>`: the same mail has the same one at every try, also after a restart.
std::string message_id(std::uint64_t hash, std::string_view from);

}  // namespace sitewatch::alert
