#include "text/host_name.h"

#include <idn2.h>

#include <algorithm>
#include <new>

namespace sitewatch {
namespace {

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// Where the host of an absolute or scheme-relative address stands; npos if the text has no authority.
std::size_t host_begin(std::string_view text) {
  const std::size_t slashes = text.find("//");
  const bool authority = slashes != std::string_view::npos && text.find_first_of("/?#") == slashes &&
                         (slashes == 0 || text[slashes - 1] == ':');
  return authority ? slashes + 2 : std::string_view::npos;
}

// The same address with its host in ASCII; unchanged if there is nothing to do.
Result<std::string> with_ascii_host(std::string_view text) {
  const std::size_t begin = host_begin(text);
  if (begin == std::string_view::npos) return std::string{text};
  const std::size_t end = std::min(text.find_first_of(":/?#\\@", begin), text.size());
  const std::string_view host = text.substr(begin, end - begin);
  if (is_ascii(host)) return std::string{text};
  auto ascii = ascii_host(host);
  if (!ascii) return ascii;
  return std::string{text.substr(0, begin)} + *ascii + std::string{text.substr(end)};
}

}  // namespace

Result<std::string> ascii_host(std::string_view utf8) {
  if (is_ascii(utf8)) return std::string{utf8};
  if (utf8.size() > 1024 || utf8.find('\0') != std::string_view::npos)
    return failure("host name that is no domain name");
  const std::string terminated{utf8};
  char* found = nullptr;
  const int code = idn2_to_ascii_8z(terminated.c_str(), &found, IDN2_NONTRANSITIONAL | IDN2_NFC_INPUT);
  if (code == IDN2_MALLOC) throw std::bad_alloc{};
  if (code != IDN2_OK) return failure(std::string{"host name that is no domain name: "} + idn2_strerror(code));
  std::string ascii{found};
  idn2_free(found);
  // Full-width "／", "＠" and "：" have become signs that would cut the address elsewhere.
  const bool is_name = std::all_of(ascii.begin(), ascii.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
  });
  if (!is_name) return failure("host name with a character that does not belong there");
  return ascii;
}

Result<Url> parse_url(std::string_view utf8) {
  const auto ascii = with_ascii_host(utf8);
  if (!ascii) return failure(ascii.error().message);
  return Url::parse(*ascii);
}

Result<Url> resolve_url(const Url& base, std::string_view reference) {
  const auto ascii = with_ascii_host(reference);
  if (!ascii) return failure(ascii.error().message);
  return base.resolve(*ascii);
}

}  // namespace sitewatch
