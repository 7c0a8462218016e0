#include "domain/checks.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <vector>

namespace sitewatch {

namespace {

using std::chrono::hours;
using std::chrono::seconds;

constexpr Duration longest_pause = hours{1};

char lower(char letter) {
  return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
}

bool is_space(char letter) {
  return letter == ' ' || (letter >= '\t' && letter <= '\r');
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

std::size_t find_tag(std::string_view text, std::string_view tag, std::size_t from) {
  const auto begin = text.begin() + static_cast<std::ptrdiff_t>(std::min(from, text.size()));
  const auto found =
      std::search(begin, text.end(), tag.begin(), tag.end(), [](char a, char b) { return lower(a) == b; });
  return found == text.end() ? std::string_view::npos : static_cast<std::size_t>(found - text.begin());
}

std::optional<int> number(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return value;
}

bool expected_status(int status, const Checks& checks) {
  if (checks.status.empty()) return status >= 200 && status <= 299;
  return std::find(checks.status.begin(), checks.status.end(), status) != checks.status.end();
}

Judgement bad_status(const Answer& answer, WallTime now) {
  const int status = answer.status;
  const std::string said = "HTTP " + std::to_string(status);
  const std::string* pause = answer.header("retry-after");
  if (status == 429 || (status == 503 && pause))
    return {FailureReason::throttled, said, pause ? retry_after(*pause, now) : std::nullopt};
  if (status == 401 || status == 403 || status == 405) return {FailureReason::access_denied, said, {}};
  if (status >= 400 && status <= 499) return {FailureReason::http_4xx, said, {}};
  if (status >= 500 && status <= 599) return {FailureReason::http_5xx, said, {}};
  if (status >= 200 && status <= 299) return {FailureReason::content_mismatch, said, {}};
  return {FailureReason::protocol_error, said, {}};
}

Judgement judge_content(const Answer& answer, const Checks& checks, std::string_view last_host) {
  if (checks.redirect_host && *checks.redirect_host != last_host)
    return {FailureReason::redirect_unlisted, std::string{last_host}, {}};
  if (answer.body.size() < checks.minimum_size)
    return {FailureReason::content_mismatch, std::to_string(answer.body.size()) + " bytes", {}};
  if (checks.title && !checks.title->found_in(title_in(answer.text)))
    return {FailureReason::content_mismatch, "title: " + std::string{title_in(answer.text).substr(0, 120)}, {}};
  if (checks.body && !checks.body->found_in(answer.text)) return {FailureReason::content_mismatch, "body", {}};
  return {};
}

/// Splits at spaces, commas and hyphens: "Sun, 06-Nov-94 08:49:37 GMT" has the same parts as the modern form.
std::vector<std::string_view> date_parts(std::string_view text) {
  std::vector<std::string_view> parts;
  while (!text.empty() && parts.size() < 8) {
    const std::size_t end = std::min(text.find_first_of(" ,-"), text.size());
    if (end > 0) parts.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

std::optional<unsigned> month_named(std::string_view text) {
  static constexpr std::array<std::string_view, 12> names{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto found = std::find(names.begin(), names.end(), text);
  if (found == names.end()) return std::nullopt;
  return static_cast<unsigned>(found - names.begin()) + 1;
}

std::optional<seconds> time_of_day(std::string_view text) {
  if (text.size() != 8 || text[2] != ':' || text[5] != ':') return std::nullopt;
  const auto hour = number(text.substr(0, 2));
  const auto minute = number(text.substr(3, 2));
  const auto second = number(text.substr(6, 2));
  if (!hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 60) return std::nullopt;
  return hours{*hour} + std::chrono::minutes{*minute} + seconds{*second};
}

}  // namespace

bool wants_text(const Checks& checks, std::size_t body_bytes) {
  return checks.body || checks.title || body_bytes <= short_page;
}

std::size_t bytes_judged(const Checks& checks) {
  if (checks.body || checks.title) return std::numeric_limits<std::size_t>::max();
  static_assert(challenge_bytes > 2 * short_page);
  return std::max(challenge_bytes, checks.minimum_size);
}

Judgement judge_answer(const Answer& answer, const Checks& checks, std::string_view last_host, WallTime now) {
  if (const auto product = challenge_in(answer)) return {FailureReason::challenged, std::string{*product}, {}};
  if (!expected_status(answer.status, checks)) return bad_status(answer, now);
  return judge_content(answer, checks, last_host);
}

void conclude(ProbeResult& result, Judgement judgement, const ProbePolicy& policy) {
  const double limit = std::chrono::duration<double>(policy.timeout).count();
  const bool certificate_fault = result.certificate && result.certificate->fault != CertificateFault::none;
  if (judgement.reason == FailureReason::none && result.seconds >= limit) judgement.reason = FailureReason::timeout;
  // Half the limit spent on look-ups may be our resolver's slowness: nobody is blamed for it.
  if (judgement.reason == FailureReason::timeout && result.phases.resolve * 2 >= limit)
    judgement.reason = FailureReason::dns_timeout;
  if (judgement.reason == FailureReason::none && policy.strict_tls && certificate_fault)
    judgement = {FailureReason::certificate_rejected, result.certificate->explanation, {}};
  result.reason = judgement.reason;
  result.verdict = verdict_of(judgement.reason);
  result.detail = std::move(judgement.detail);
  result.retry_after = judgement.retry_after;
}

std::optional<WallTime> retry_after(std::string_view value, WallTime now) {
  value = trimmed(value);
  if (value.empty()) return std::nullopt;
  const bool digits = std::all_of(value.begin(), value.end(), [](char each) { return each >= '0' && each <= '9'; });
  if (!digits) {
    const auto date = http_date(value);
    if (!date) return std::nullopt;
    return std::clamp(*date, now, now + longest_pause);
  }
  const auto wait = number(value);  // None: more than an int holds.
  if (!wait) return now + longest_pause;
  return now + std::min<Duration>(seconds{*wait}, longest_pause);
}

std::optional<WallTime> http_date(std::string_view text) {
  const auto parts = date_parts(trimmed(text));
  if (parts.size() < 5) return std::nullopt;
  const bool asctime = month_named(parts[1]).has_value();
  const auto day = number(parts[asctime ? 2 : 1]);
  const auto month = month_named(parts[asctime ? 1 : 2]);
  const auto time = time_of_day(parts[asctime ? 3 : 4]);
  auto year = number(parts[asctime ? 4 : 3]);
  if (!day || !month || !time || !year) return std::nullopt;
  if (*year < 100) *year += *year < 70 ? 2000 : 1900;
  const std::chrono::year_month_day date{std::chrono::year{*year}, std::chrono::month{*month},
                                         std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok() || *day < 1) return std::nullopt;
  return std::chrono::sys_days{date} + *time;
}

std::string_view title_in(std::string_view text) {
  for (std::size_t at = find_tag(text, "<title", 0); at != std::string_view::npos;
       at = find_tag(text, "<title", at + 1)) {
    const std::size_t after = at + 6;
    if (after >= text.size() || (text[after] != '>' && !is_space(text[after]))) continue;
    const std::size_t open = text.find('>', after);
    if (open == std::string_view::npos) return {};
    const std::size_t close = find_tag(text, "</title", open);
    return trimmed(text.substr(open + 1, close == std::string_view::npos ? close : close - open - 1));
  }
  return {};
}

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

bool may_follow(const Url& target, const Url& to) {
  return to.port == 80 || to.port == 443 || to.port == target.port;
}

}  // namespace sitewatch
