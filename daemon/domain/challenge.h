#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sitewatch {

/// A complete HTTP answer, as the checks look at it. Views live as long as the response they point into.
struct Answer {
  int status = 0;
  const std::vector<std::pair<std::string, std::string>>& headers;  ///< Names in lower case.
  std::string_view body;                                            ///< As received, without transfer codings.
  std::string_view text;  ///< The body in UTF-8; may be empty where wants_text() says no.

  const std::string* header(std::string_view lower_case_name) const;
  /// Whether any header of this name holds `part`, in any letter case of the part's ASCII.
  bool header_holds(std::string_view lower_case_name, std::string_view part) const;
};

/// The product whose bot challenge stands in for the page; nothing for a page that merely passed through one. Such an
/// answer says neither that the site works nor that it does not, and is never solved.
std::optional<std::string_view> challenge_in(const Answer& answer);

/// Scripts of a challenge stand at the top; a page that merely mentions one further down is a page. Further down nobody
/// looks.
inline constexpr std::size_t challenge_bytes = std::size_t{16} * 1024;

/// Pages this short are searched for the words of an intercept page.
inline constexpr std::size_t short_page = 2048;

}  // namespace sitewatch
