#include "web/head.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

namespace sitewatch::web {
namespace {

constexpr std::string_view line_end = "\r\n";
constexpr std::size_t longest_method = 32;

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
           std::string_view{"!#$%&'*+-.^_`|~"}.find(byte) != std::string_view::npos;
  });
}

bool equal_ignoring_case(std::string_view left, std::string_view right) {
  return std::equal(left.begin(), left.end(), right.begin(), right.end(), [](char one, char other) {
    const auto lower = [](char byte) { return byte >= 'A' && byte <= 'Z' ? static_cast<char>(byte + 32) : byte; };
    return lower(one) == lower(other);
  });
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

/// CR and LF only as a pair, and not one other control character but the tab.
bool has_stray_byte(std::string_view received) {
  for (std::size_t at = 0; at < received.size(); ++at) {
    const auto byte = static_cast<unsigned char>(received[at]);
    if (byte == '\r' && at + 1 < received.size() && received[at + 1] != '\n') return true;
    if (byte == '\n' && (at == 0 || received[at - 1] != '\r')) return true;
    if ((byte < 0x20 && byte != '\r' && byte != '\n' && byte != '\t') || byte == 0x7f) return true;
  }
  return false;
}

struct RequestLine {
  int refusal = 0;
  bool http10 = false;
};

RequestLine check_request_line(std::string_view line, const Limits& limits) {
  const std::size_t first = line.find(' ');
  const std::size_t last = line.rfind(' ');
  if (first == std::string_view::npos || first == last) return {.refusal = 400};
  const std::string_view method = line.substr(0, first);
  const std::string_view target = line.substr(first + 1, last - first - 1);
  const std::string_view version = line.substr(last + 1);
  if (!is_token(method) || method.size() > longest_method) return {.refusal = 400};
  if (target.size() > limits.target) return {.refusal = 414};
  if (!version.starts_with("HTTP/") || version.size() != 8) return {.refusal = 400};
  if (version != "HTTP/1.1" && version != "HTTP/1.0") return {.refusal = 505};
  if (method == "CONNECT" || method == "TRACE" || (method == "OPTIONS" && target == "*")) return {.refusal = 405};
  const bool plain = std::all_of(target.begin(), target.end(), [](char byte) { return byte > 0x20 && byte < 0x7f; });
  if (target.empty() || target.front() != '/' || !plain || target.find('#') != std::string_view::npos)
    return {.refusal = 400};
  return {.http10 = version == "HTTP/1.0"};
}

/// The fields that decide where a request ends and whom it is for.
struct Framing {
  int hosts = 0;
  int lengths = 0;
  int encodings = 0;
  std::uint64_t length = 0;

  int take(std::string_view name, std::string_view value) {
    if (equal_ignoring_case(name, "host")) ++hosts;
    if (equal_ignoring_case(name, "content-length")) {
      ++lengths;
      const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), length);
      if (error != std::errc{} || end != value.data() + value.size()) return 400;
    }
    if (equal_ignoring_case(name, "transfer-encoding")) {
      ++encodings;
      if (!equal_ignoring_case(value, "chunked")) return 400;
    }
    return 0;
  }

  int refusal(bool http10, const Limits& limits) const {
    if (hosts != 1 || lengths > 1 || encodings > 1) return 400;
    if (encodings > 0 && (lengths > 0 || http10)) return 400;
    return length > limits.body ? 413 : 0;
  }
};

int check_fields(std::string_view fields, bool http10, const Limits& limits) {
  Framing framing;
  std::size_t lines = 0;
  while (!fields.empty()) {
    const std::size_t end = fields.find(line_end);
    const std::string_view line = fields.substr(0, end);
    fields.remove_prefix(end + line_end.size());
    if (++lines > limits.header_lines) return 431;
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) return 400;
    if (const int refusal = framing.take(line.substr(0, colon), trimmed(line.substr(colon + 1)))) return refusal;
  }
  return framing.refusal(http10, limits);
}

}  // namespace

HeadScan scan_head(std::string_view received, const Limits& limits) {
  const std::size_t blank = received.find("\r\n\r\n");
  const std::string_view head = received.substr(0, blank == std::string_view::npos ? received.size() : blank + 4);
  if (has_stray_byte(head)) return {.refusal = 400};
  const std::size_t end = head.find(line_end);
  if (end == std::string_view::npos)
    return {.refusal = head.size() > limits.target + longest_method + std::string_view{"  HTTP/1.1"}.size() ? 414 : 0};
  const RequestLine line = check_request_line(head.substr(0, end), limits);
  if (line.refusal != 0) return {.refusal = line.refusal};
  if (head.size() - end > limits.header) return {.refusal = 431};
  if (blank == std::string_view::npos) return {};
  const std::size_t fields = end + line_end.size();
  const int refusal = check_fields(head.substr(fields, blank + line_end.size() - fields), line.http10, limits);
  return {.length = blank + 4, .refusal = refusal};
}

}  // namespace sitewatch::web
