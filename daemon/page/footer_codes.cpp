#include "page/footer_codes.h"

#include <algorithm>

#include "page/date_cursor.h"

namespace sitewatch::page {
namespace {

constexpr std::size_t longest_text = 600;
constexpr std::size_t kept_before = 60;

/// A run of `least` to `most` digits at the cursor, behind spaces, colons and the like.
std::string digits_behind(std::string_view text, std::size_t at, std::size_t least, std::size_t most) {
  Cursor cursor{text, at};
  for (bool skipped = true; skipped;) {
    cursor.spaces();
    skipped =
        cursor.take_any(":[(") || cursor.take("：") || cursor.take("案") || cursor.take("号") || cursor.take("字");
  }
  const std::string_view rest = cursor.rest();
  const auto end = std::find_if_not(rest.begin(), rest.end(), is_digit);
  const auto length = static_cast<std::size_t>(end - rest.begin());
  return length >= least && length <= most ? std::string{rest.substr(0, length)} : std::string{};
}

/// The character before `at`: the province, 桂.
std::string_view character_before(std::string_view text, std::size_t at) {
  std::size_t begin = at;
  while (begin > 0 && (static_cast<unsigned char>(text[begin - 1]) & 0xc0) == 0x80) --begin;
  if (begin > 0) --begin;
  return at - begin == 3 ? text.substr(begin, 3) : std::string_view{};
}

void take_icp(std::string_view text, FooterCodes& codes) {
  constexpr std::string_view mark = "ICP备";
  const std::size_t at = text.find(mark);
  if (!codes.icp.empty() || at == std::string_view::npos) return;
  const std::string digits = digits_behind(text, at + mark.size(), 6, 10);
  if (digits.empty()) return;
  codes.icp = std::string{character_before(text, at)} + std::string{mark} + digits + "号";
  std::size_t behind = text.find(digits, at) + digits.size();
  if (text.substr(behind).starts_with("号")) behind += std::string_view{"号"}.size();
  if (behind < text.size() && text[behind] == '-')
    if (const std::string part = digits_behind(text, behind + 1, 1, 3); !part.empty()) codes.icp += "-" + part;
}

void take_police(std::string_view text, FooterCodes& codes) {
  constexpr std::string_view mark = "公网安备";
  const std::size_t at = text.find(mark);
  if (codes.police.empty() && at != std::string_view::npos)
    codes.police = digits_behind(text, at + mark.size(), 12, 16);
}

void take_id_code(std::string_view text, FooterCodes& codes) {
  constexpr std::string_view mark = "标识码";
  const std::size_t at = text.find(mark);
  if (codes.id_code.empty() && at != std::string_view::npos)
    codes.id_code = digits_behind(text, at + mark.size(), 10, 10);
}

}  // namespace

void FooterCodeReader::take(std::string_view text) {
  if (text.size() <= longest_text && std::any_of(text.begin(), text.end(), is_digit)) {
    const std::string all = before_ + std::string{text};
    take_icp(all, codes_);
    take_police(all, codes_);
    take_id_code(all, codes_);
  }
  before_ += text.substr(text.size() - std::min(text.size(), kept_before));
  if (before_.size() > kept_before) before_.erase(0, before_.size() - kept_before);
}

}  // namespace sitewatch::page
