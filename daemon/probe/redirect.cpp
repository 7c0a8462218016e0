#include "probe/redirect.h"

#include <algorithm>

#include "domain/checks.h"
#include "text/host_name.h"

namespace sitewatch {

namespace {

bool is_letter(char each) {
  return (each >= 'a' && each <= 'z') || (each >= 'A' && each <= 'Z');
}

/// "ftp:", "weixin:", "javascript:" …; a relative path may hold a colon only behind a slash.
bool has_foreign_scheme(std::string_view location) {
  const std::size_t colon = location.find(':');
  if (colon == std::string_view::npos || colon == 0 || !is_letter(location.front())) return false;
  if (location.substr(0, colon).find_first_of("/?#") != std::string_view::npos) return false;
  std::string scheme{location.substr(0, colon)};
  for (char& each : scheme) each = is_letter(each) ? static_cast<char>(each | 0x20) : each;
  return scheme != "http" && scheme != "https";
}

Redirect refuse(FailureReason reason, std::string detail) {
  return {reason, std::move(detail), {}};
}

std::string_view without_spaces(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

}  // namespace

Redirect judge_redirect(const Url& target, const Url& here, const std::string* location, const std::vector<Url>& path,
                        bool cookies_set) {
  if (!location) return refuse(FailureReason::protocol_error, "redirect without Location");
  const std::string_view where = without_spaces(*location);
  if (where.empty()) return refuse(FailureReason::protocol_error, "redirect with an empty Location");
  if (has_foreign_scheme(where)) return refuse(FailureReason::redirect_unlisted, std::string{where.substr(0, 120)});

  const Result<Url> to = resolve_url(here, where);
  if (!to) {
    // A user name or a backslash hides the real host from whoever reads the address; nobody is blamed for our refusal.
    const bool disguise = where.find('@') != std::string_view::npos || where.find('\\') != std::string_view::npos;
    return refuse(disguise ? FailureReason::blocked_address : FailureReason::protocol_error,
                  "Location: " + to.error().message);
  }
  if (!may_follow(target, *to)) return refuse(FailureReason::blocked_address, "redirect to port " + to->text());

  const bool seen = std::find(path.begin(), path.end(), *to) != path.end();
  if (seen || path.size() > static_cast<std::size_t>(most_redirects)) {
    if (cookies_set) return refuse(FailureReason::challenged, "cookie: " + to->text());
    return refuse(FailureReason::redirect_loop, to->text());
  }
  return {FailureReason::none, {}, *to};
}

}  // namespace sitewatch
