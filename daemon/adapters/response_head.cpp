#include "adapters/response_head.h"

#include <algorithm>

namespace sitewatch {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

}  // namespace

std::optional<int> read_status_line(std::string_view line) {
  const std::size_t space = line.find(' ');
  const std::string_view version = line.substr(0, space);
  if (version != "HTTP/1.1" && version != "HTTP/1.0" && version != "HTTP/2") return std::nullopt;
  const std::string_view rest = trimmed(line.substr(space == std::string_view::npos ? line.size() : space));
  const std::string_view digits = rest.substr(0, rest.find(' '));
  if (digits.size() != 3 || !std::all_of(digits.begin(), digits.end(), is_digit)) return std::nullopt;
  const int status = (digits[0] - '0') * 100 + (digits[1] - '0') * 10 + (digits[2] - '0');
  if (status < 100 || status > 599) return std::nullopt;
  return status;
}

bool add_header(HeaderList& headers, std::string_view line) {
  if (line.starts_with(' ') || line.starts_with('\t')) {
    if (headers.empty()) return false;
    headers.back().second.append(" ").append(trimmed(line));
    return true;
  }
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return false;
  std::string name{trimmed(line.substr(0, colon))};
  std::transform(name.begin(), name.end(), name.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  headers.emplace_back(std::move(name), trimmed(line.substr(colon + 1)));
  return true;
}

int content_codings(const HeaderList& headers) {
  int codings = 0;
  for (const auto& [name, value] : headers)
    if (name == "content-encoding" && !value.empty())
      codings += 1 + static_cast<int>(std::count(value.begin(), value.end(), ','));
  return codings;
}

bool has_length_defect(const HeaderList& headers) {
  const std::string* length = nullptr;
  bool differs = false;
  bool encoded = false;
  for (const auto& [name, value] : headers) {
    if (name == "transfer-encoding") encoded = true;
    if (name != "content-length") continue;
    differs = differs || (length && *length != value) || value.find(',') != std::string::npos;
    length = &value;
  }
  return differs || (length && encoded);
}

}  // namespace sitewatch
