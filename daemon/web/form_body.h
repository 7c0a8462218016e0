#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "web/http.h"

namespace sitewatch::web {

/// What a browser sent from a form, as it was typed.
class FormFields {
 public:
  /// None if the body is no application/x-www-form-urlencoded text, names a field twice or has more than `most`.
  static std::optional<FormFields> of(const Request& request, std::size_t most);

  /// Without blanks around it, lines ended by \n; empty where there is none.
  std::string value(std::string_view name) const;
  bool has(std::string_view name) const { return fields_.contains(name); }

 private:
  std::map<std::string, std::string, std::less<>> fields_;
};

/// What is wrong with words of a person. NUL and other control characters are never right, line ends and tabs are.
enum class TextFault : std::uint8_t { none, too_long, unreadable };
TextFault fault_of(std::string_view text, std::size_t most_bytes);

/// Full-width digits, letters and marks as ASCII: an input method leaves them on.
std::string half_width(std::string_view text);
/// "2026-03-05" of what people write: 2026-3-5, 2026/03/05, 2026.3.5, 2026年3月5日; none if it is no day.
std::optional<std::string> day_text(std::string_view text);

}  // namespace sitewatch::web
