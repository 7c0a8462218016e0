#include "web/answer_head.h"

#include <date/date.h>

#include <algorithm>
#include <array>
#include <cstdio>

#include "web/page_style.h"

namespace sitewatch::web {
namespace {

using Headers = std::vector<std::pair<std::string, std::string>>;

bool same_name(std::string_view left, std::string_view right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(),
                    [](char one, char other) { return (one | 0x20) == (other | 0x20); });
}

void set(Headers& headers, std::string name, std::string value) {
  for (auto& [present, its_value] : headers) {
    if (!same_name(present, name)) continue;
    its_value = std::move(value);
    return;
  }
  headers.emplace_back(std::move(name), std::move(value));
}

std::string content_policy(bool page, bool form) {
  const std::string rest =
      "; base-uri 'none'; form-action " + std::string{form ? "'self'" : "'none'"} + "; frame-ancestors 'none'";
  return "default-src 'none'" + (page ? "; style-src '" + page_style_hash() + "'" : std::string{}) + rest;
}

}  // namespace

std::string http_date(WallTime time) {
  static constexpr std::array<const char*, 7> weekdays{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array<const char*, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = date::floor<date::days>(time);
  const date::year_month_day calendar{day};
  const date::hh_mm_ss clock{date::floor<std::chrono::seconds>(time - day)};
  char text[40];
  std::snprintf(text, sizeof text, "%s, %02u %s %04d %02d:%02d:%02d GMT", weekdays[date::weekday{day}.c_encoding()],
                unsigned{calendar.day()}, months[unsigned{calendar.month()} - 1], int{calendar.year()},
                int(clock.hours().count()), int(clock.minutes().count()), int(clock.seconds().count()));
  return text;
}

std::string answer_head(const Response& response, const Framing& framing, const Settings& settings, WallTime now) {
  Headers headers{{"Content-Type", response.type},
                  {"Cache-Control", "no-store"},
                  {"Content-Security-Policy", content_policy(response.page, response.form)},
                  {"X-Content-Type-Options", "nosniff"},
                  {"X-Frame-Options", "DENY"},
                  {"Referrer-Policy", "no-referrer"},
                  {"Cross-Origin-Resource-Policy", "same-origin"},
                  {"Vary", "Accept-Encoding, Authorization"}};
  for (const auto& [name, value] : settings.headers) set(headers, name, value);
  for (const auto& [name, value] : response.headers) set(headers, name, value);
  if (framing.length) set(headers, "Content-Length", std::to_string(*framing.length));
  if (framing.chunked) set(headers, "Transfer-Encoding", "chunked");
  if (framing.gzip) set(headers, "Content-Encoding", "gzip");
  set(headers, "Connection", framing.keep_alive ? "keep-alive" : "close");
  set(headers, "Date", http_date(now));
  std::string head = "HTTP/1.1 " + std::to_string(response.status) + ' ';
  head += reason_phrase(response.status);
  for (const auto& [name, value] : headers) head += "\r\n" + name + ": " + value;
  return head + "\r\n\r\n";
}

}  // namespace sitewatch::web
