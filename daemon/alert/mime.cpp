#include "alert/mime.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>

#include "domain/alert.h"
#include "domain/hash.h"

namespace sitewatch::alert {
namespace {

constexpr std::size_t word_bytes = 39;  // 52 characters of base64: with "Subject: " before it still within 76.
constexpr std::size_t plain_limit = 64;

std::string base64(std::string_view bytes) {
  static constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out((bytes.size() + 2) / 3 * 4, '=');
  char* to = out.data();
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t used = std::min<std::size_t>(3, bytes.size() - i);
    std::uint32_t group = 0;
    for (std::size_t j = 0; j < used; ++j)
      group |= static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[i + j])) << (16 - 8 * j);
    for (std::size_t j = 0; j <= used; ++j) to[j] = digits[group >> (18 - 6 * j) & 63];
    to += 4;
  }
  return out;
}

bool is_plain(std::string_view text) {
  return text.size() <= plain_limit && text.find("=?") == std::string_view::npos &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
}

std::string without_controls(std::string_view text) {
  std::string out{text};
  for (char& c : out)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  return out;
}

std::vector<std::string> without_controls(std::vector<std::string> texts) {
  for (std::string& each : texts) each = without_controls(each);
  return texts;
}

/// The longest prefix of at most `most` bytes that does not cut a character.
std::size_t whole_characters(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text.size();
  std::size_t end = most;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return end > 0 ? end : most;
}

std::string with_crlf(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 32);
  for (const char c : text) {
    if (c == '\r') continue;
    if (c == '\n') out += '\r';
    out += c;
  }
  return out;
}

void add_part(std::string& out, const std::string& boundary, std::string_view type, std::string_view body) {
  out += "--" + boundary + "\r\nContent-Type: ";
  out += type;
  out += "; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64_lines(with_crlf(body)) + "\r\n";
}

std::string joined(const std::vector<std::string>& parts, std::string_view separator) {
  std::string out;
  for (const std::string& part : parts) {
    if (!out.empty()) out += separator;
    out += part;
  }
  return out;
}

}  // namespace

std::string header_text(std::string_view text) {
  std::string clean = without_controls(text);
  if (is_plain(clean)) return clean;
  std::string out;
  for (std::string_view rest = clean; !rest.empty();) {
    const std::size_t end = whole_characters(rest, word_bytes);
    if (!out.empty()) out += "\r\n ";
    out += "=?UTF-8?B?" + base64(rest.substr(0, end)) + "?=";
    rest.remove_prefix(end);
  }
  return out;
}

std::string mail_date(WallTime time, const Zone& zone) {
  const LocalTime local = zone.local(time);
  const auto offset =
      std::chrono::duration_cast<std::chrono::minutes>(local.time_since_epoch() - time.time_since_epoch()).count();
  const auto minutes = offset < 0 ? -offset : offset;
  char sign_and_offset[16];
  std::snprintf(sign_and_offset, sizeof sign_and_offset, " %c%02d%02d", offset < 0 ? '-' : '+',
                static_cast<int>(minutes / 60), static_cast<int>(minutes % 60));
  return date::format("%a, %d %b %Y %H:%M:%S", date::floor<std::chrono::seconds>(local)) + sign_and_offset;
}

std::string base64_lines(std::string_view bytes) {
  std::string out;
  for (; !bytes.empty(); bytes.remove_prefix(std::min<std::size_t>(57, bytes.size())))
    out += base64(bytes.substr(0, 57)) + "\r\n";
  return out;
}

std::string message_id(std::uint64_t hash, std::string_view from) {
  const std::size_t at = from.find('@');
  const std::string domain{at == std::string_view::npos ? "sitewatch.invalid" : from.substr(at + 1)};
  return "<sw." + sitewatch::text(Fingerprint{hash}) + "@" + without_controls(domain) + ">";
}

std::string compose(const MimeMail& mail, const Zone& zone) {
  const std::string boundary = "=_sw_" + sitewatch::text(Fingerprint{fnv1a(mail.message_id)});
  std::string out;
  const auto header = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) out += std::string{name} + ": " + value + "\r\n";
  };
  const std::string address = without_controls(mail.from);
  header("From", mail.from_name.empty() ? address : header_text(mail.from_name) + "\r\n <" + address + ">");
  header("To", joined(without_controls(mail.to), ",\r\n "));
  header("Reply-To", without_controls(mail.reply_to));
  header("Subject", header_text(mail.subject));
  header("Date", mail_date(mail.date, zone));
  header("Message-ID", without_controls(mail.message_id));
  header("In-Reply-To", without_controls(mail.in_reply_to));
  header("References", joined(without_controls(mail.references), "\r\n "));
  header("Auto-Submitted", "auto-generated");
  header("Content-Language", without_controls(mail.language));
  header("MIME-Version", "1.0");
  header("Content-Type", "multipart/alternative; boundary=\"" + boundary + "\"");
  out += "\r\n";
  add_part(out, boundary, "text/plain", mail.text);
  add_part(out, boundary, "text/html", mail.html);
  return out + "--" + boundary + "--\r\n";
}

}  // namespace sitewatch::alert
