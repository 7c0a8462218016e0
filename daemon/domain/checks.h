#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "domain/challenge.h"
#include "domain/failure_reason.h"
#include "domain/probe_result.h"
#include "domain/site.h"
#include "domain/time.h"

namespace sitewatch {

/// What the checks say of a complete answer.
struct Judgement {
  FailureReason reason = FailureReason::none;
  std::string detail;  ///< For people; may hold bytes of the site.
  std::optional<WallTime> retry_after;
};

/// Whether judging needs the body as text: only then is it worth decoding.
bool wants_text(const Checks& checks, std::size_t body_bytes);

/// How much of a body judge_answer() looks at: a longer one may be cut there and is judged the same.
std::size_t bytes_judged(const Checks& checks);

/// Judges the last hop's answer. Challenges come first: what stands in for a page cannot break a rule about the page.
Judgement judge_answer(const Answer& answer, const Checks& checks, std::string_view last_host, WallTime now);

/// Sets reason and verdict, and what follows from the policy whatever the answer was: the visit's limit and, with
/// `strict_tls`, the certificate. `phases` and `seconds` must be set.
void conclude(ProbeResult& result, Judgement judgement, const ProbePolicy& policy);

/// The present instant plus seconds, or an HTTP date; never in the past, never more than an hour ahead.
std::optional<WallTime> retry_after(std::string_view value, WallTime now);

/// "Sun, 06 Nov 1994 08:49:37 GMT"; the two obsolete forms too.
std::optional<WallTime> http_date(std::string_view text);

/// What stands between <title> and </title>, trimmed; empty without one.
std::string_view title_in(std::string_view text);

/// 301, 302, 303, 307, 308: what is followed where a Location comes with it.
bool is_redirect(int status);

/// Whether a redirect from `from` may be followed to `to`: the well-known ports, and the one the target itself names.
bool may_follow(const Url& target, const Url& to);

}  // namespace sitewatch
