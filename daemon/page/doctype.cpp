#include "page/doctype.h"

#include "page/ascii_case.h"
#include "page/characters.h"

namespace sitewatch::page {
namespace {

/// Reads what follows the keyword; whatever the standard calls a quirk stops it.
class DoctypeReader {
 public:
  DoctypeReader(std::string_view rest, bool cut) : rest_{rest}, cut_{cut} {}

  Doctype read() {
    Doctype doctype;
    doctype.name = name();
    doctype.force_quirks = !doctype.name || !read_identifiers(doctype) || cut_;
    return doctype;
  }

 private:
  void skip_spaces() {
    while (!rest_.empty() && is_space(rest_[0])) rest_.remove_prefix(1);
  }

  std::optional<std::string> name() {
    skip_spaces();
    if (rest_.empty()) return std::nullopt;
    std::size_t length = 0;
    while (length < rest_.size() && !is_space(rest_[length])) ++length;
    std::string buffer;
    std::string result{resolved(rest_.substr(0, length), {}, buffer)};
    for (char& c : result) c = lowered(c);
    rest_.remove_prefix(length);
    return result;
  }

  /// False: quirks.
  bool read_identifiers(Doctype& doctype) {
    skip_spaces();
    if (rest_.empty()) return true;
    const std::string_view keyword = rest_.substr(0, 6);
    const bool has_public = equals_ignoring_case(keyword, "public");
    if (!has_public && !equals_ignoring_case(keyword, "system")) return false;
    rest_.remove_prefix(6);
    if (!has_public) return read_system(doctype, true);
    skip_spaces();
    if (!read_quoted(doctype.public_id)) return false;
    return read_system(doctype, false);
  }

  bool read_system(Doctype& doctype, bool is_needed) {
    skip_spaces();
    if (rest_.empty()) return !is_needed;
    if (!read_quoted(doctype.system_id)) return false;
    skip_spaces();
    // What stands behind it is an error, but no quirk, and not even the end of the page is one then.
    cut_ = cut_ && rest_.empty();
    return true;
  }

  bool read_quoted(std::optional<std::string>& identifier) {
    if (rest_.empty() || (rest_[0] != '"' && rest_[0] != '\'')) return false;
    const char quote = rest_[0];
    rest_.remove_prefix(1);
    const std::size_t end = rest_.find(quote);
    std::string buffer;
    identifier = std::string{resolved(rest_.substr(0, end), {}, buffer)};
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
    return end != std::string_view::npos;
  }

  std::string_view rest_;
  bool cut_;
};

}  // namespace

Doctype read_doctype(const Token& token) {
  return DoctypeReader{token.raw, token.cut}.read();
}

}  // namespace sitewatch::page
