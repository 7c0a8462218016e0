#include "domain/url.h"

#include <algorithm>
#include <charconv>
#include <vector>

namespace sitewatch {
namespace {

constexpr std::size_t longest_url = 8192;
constexpr std::size_t longest_host = 253;
constexpr std::size_t longest_label = 63;

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

std::string lower(std::string_view text) {
  std::string result{text};
  for (char& c : result) c = lower(c);
  return result;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

// What no part of an address may hold, whoever wrote it.
std::optional<std::string> refusal(std::string_view text) {
  if (text.size() > longest_url) return "address longer than 8 KiB";
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) return "address with a control character";
    if (c == '\\') return "address with a backslash";
  }
  return std::nullopt;
}

// The scheme with its colon cut off, or nothing if the text begins without one.
std::optional<std::string_view> scheme_of(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == ':' && i > 0) return text.substr(0, i);
    const bool fits = is_letter(c) || (i > 0 && (is_digit(c) || c == '+' || c == '-' || c == '.'));
    if (!fits) return std::nullopt;
  }
  return std::nullopt;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t at = text.find(separator);
    parts.push_back(text.substr(0, at));
    if (at == std::string_view::npos) return parts;
    text.remove_prefix(at + 1);
  }
}

// One part of a numeric host as inet_aton and WHATWG read it: 0x hexadecimal, 0 octal, else decimal.
std::optional<std::uint64_t> ipv4_number(std::string_view part) {
  if (part.empty()) return std::nullopt;
  int base = 10;
  if (part.size() >= 2 && part[0] == '0' && part[1] == 'x') {
    part.remove_prefix(2);
    base = 16;
  } else if (part.size() >= 2 && part[0] == '0') {
    part.remove_prefix(1);
    base = 8;
  }
  if (part.empty()) return 0;
  const auto digit = [base](char c) {
    if (base == 16) return is_digit(c) || (c >= 'a' && c <= 'f');
    return base == 8 ? c >= '0' && c <= '7' : is_digit(c);
  };
  if (!std::all_of(part.begin(), part.end(), digit)) return std::nullopt;
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), value, base);
  if (error == std::errc::result_out_of_range) return UINT64_MAX;
  return value;
}

bool ends_in_number(std::string_view last_label) {
  if (!last_label.empty() && std::all_of(last_label.begin(), last_label.end(), is_digit)) return true;
  return ipv4_number(last_label).has_value();
}

std::optional<Address> ipv4_of(const std::vector<std::string_view>& parts) {
  if (parts.size() > 4) return std::nullopt;
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const auto number = ipv4_number(parts[i]);
    const bool last = i + 1 == parts.size();
    const std::uint64_t limit = last ? 1ULL << (8 * (5 - parts.size())) : 256;
    if (!number || *number >= limit) return std::nullopt;
    value += last ? *number : *number << (8 * (3 - i));
  }
  Address address;
  for (std::size_t i = 0; i < 4; ++i) address.bytes[i] = static_cast<std::uint8_t>(value >> (8 * (3 - i)));
  return address;
}

Result<std::string> host_name(std::string_view text) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) >= 0x80) return failure("host name that is not ASCII");
    if (!is_letter(c) && !is_digit(c) && c != '-' && c != '_' && c != '.')
      return failure("host name with a character that does not belong there");
  }
  std::string host = lower(text);
  if (!host.empty() && host.back() == '.') host.pop_back();
  const auto labels = split(host, '.');
  for (const std::string_view label : labels)
    if (label.empty() || label.size() > longest_label) return failure("host name with an empty or too long part");
  if (host.size() > longest_host) return failure("host name longer than 253 bytes");
  if (!ends_in_number(labels.back())) return host;

  const auto address = ipv4_of(labels);
  if (!address) return failure("numeric host that is no IPv4 address");
  return address->text();
}

Result<std::string> host_of(std::string_view text) {
  if (text.empty()) return failure("address without a host");
  if (text.front() != '[') return host_name(text);
  if (text.back() != ']') return failure("IPv6 address without its closing bracket");
  const auto address = Address::parse(text.substr(1, text.size() - 2));
  if (!address || address->family != Family::ipv6) return failure("brackets without an IPv6 address");
  return address->text();
}

Result<std::uint16_t> port_of(std::string_view text, bool tls) {
  if (text.empty()) return static_cast<std::uint16_t>(tls ? 443 : 80);
  unsigned value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value == 0 || value > 65535)
    return failure("port that is not 1 to 65535");
  return static_cast<std::uint16_t>(value);
}

// Fills scheme-independent host and port from "host", "host:port" or "[ipv6]:port".
Result<void> read_authority(std::string_view text, Url& url) {
  if (text.find('@') != std::string_view::npos) return failure("address with a user name");
  const std::size_t bracket = text.rfind(']');
  const std::size_t colon = text.find(':', !text.empty() && text.front() == '[' ? std::min(bracket, text.size()) : 0);
  auto host = host_of(text.substr(0, colon));
  if (!host) return failure(host.error().message);
  const auto port = port_of(colon == std::string_view::npos ? "" : text.substr(colon + 1), url.tls);
  if (!port) return failure(port.error().message);
  url.host = std::move(*host);
  url.port = *port;
  return {};
}

std::string encoded(std::string_view text, std::string_view unsafe) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string result;
  result.reserve(text.size());
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte > 0x20 && byte < 0x7f && unsafe.find(c) == std::string_view::npos) {
      result += c;
      continue;
    }
    result += '%';
    result += digits[byte >> 4];
    result += digits[byte & 15];
  }
  return result;
}

// RFC 3986 5.2.4; `path` begins with a slash.
std::string without_dot_segments(std::string_view path) {
  std::vector<std::string_view> kept;
  const auto segments = split(path.substr(1), '/');
  for (std::size_t i = 0; i < segments.size(); ++i) {
    const bool last = i + 1 == segments.size();
    if (segments[i] == ".." && !kept.empty()) kept.pop_back();
    if (segments[i] != "." && segments[i] != "..")
      kept.push_back(segments[i]);
    else if (last)
      kept.emplace_back();
  }
  std::string result;
  for (const std::string_view segment : kept) result.append("/").append(segment);
  return result.empty() ? "/" : result;
}

// `text` is path, query and fragment behind the authority; its path is absolute or empty.
std::string path_of(std::string_view text) {
  text = text.substr(0, text.find('#'));
  const std::size_t question = text.find('?');
  const std::string_view path = text.substr(0, question);
  std::string result = path.empty() ? "/" : encoded(without_dot_segments(path), "\"<>`{}");
  if (question != std::string_view::npos) result += encoded(text.substr(question), "\"<>'");
  return result;
}

Result<Url> checked(Url url) {
  if (url.text().size() > longest_url) return failure("address longer than 8 KiB once encoded");
  return url;
}

// `text` begins with the two slashes.
Result<Url> read_behind_scheme(std::string_view text, bool tls) {
  text.remove_prefix(2);
  const std::size_t end = std::min(text.find_first_of("/?#"), text.size());
  Url url;
  url.tls = tls;
  const auto authority = read_authority(text.substr(0, end), url);
  if (!authority) return failure(authority.error().message);
  url.path = path_of(text.substr(end));
  return checked(std::move(url));
}

}  // namespace

Result<Url> Url::parse(std::string_view text) {
  if (const auto why = refusal(text)) return failure(*why);
  const auto scheme = scheme_of(text);
  if (!scheme) return failure("address without http:// or https://");
  const std::string lowered = lower(*scheme);
  if (lowered != "http" && lowered != "https") return failure("address that is neither http nor https");
  const std::string_view rest = text.substr(scheme->size() + 1);
  if (!rest.starts_with("//")) return failure("address without // behind its scheme");
  return read_behind_scheme(rest, lowered == "https");
}

Result<Url> Url::resolve(std::string_view reference) const {
  reference = trimmed(reference);
  if (const auto why = refusal(reference)) return failure(*why);
  if (scheme_of(reference)) return parse(reference);
  if (reference.starts_with("//")) return read_behind_scheme(reference, tls);

  Url url = *this;
  const std::string_view here = std::string_view{path}.substr(0, path.find('?'));
  if (reference.empty() || reference.front() == '#') return url;
  if (reference.front() == '/')
    url.path = path_of(reference);
  else if (reference.front() == '?')
    url.path = path_of(std::string{here}.append(reference));
  else
    url.path = path_of(std::string{here.substr(0, here.rfind('/') + 1)}.append(reference));
  return checked(std::move(url));
}

std::string Url::authority() const {
  std::string result = host.find(':') == std::string::npos ? host : '[' + host + ']';
  if (port != (tls ? 443 : 80)) result += ':' + std::to_string(port);
  return result;
}

std::string Url::text() const {
  return (tls ? "https://" : "http://") + authority() + path;
}

std::optional<Address> Url::numeric_host() const {
  return Address::parse(host);
}

}  // namespace sitewatch
