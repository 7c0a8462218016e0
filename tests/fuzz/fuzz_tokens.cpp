// Whatever a page holds, its tokens are slices of it, in order, found in time linear in its size; what they stand for
// is UTF-8 wherever the page is.
#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include "fuzz/fuzz_check.h"
#include "page/ascii_case.h"
#include "page/attributes.h"
#include "page/doctype.h"
#include "page/tokenizer.h"
#include "text/decode.h"

namespace {

using namespace sitewatch;
using namespace sitewatch::page;

class Page {
 public:
  explicit Page(std::string_view html) : html_{html}, is_utf8_{is_utf8(html)} {}

  void check(Tokenizer tokenizer) {
    const char* behind = html_.data();
    for (Token token = tokenizer.next(); token.kind != TokenKind::end; token = tokenizer.next()) {
      FUZZ_CHECK(token.raw.data() >= behind);
      behind = token.raw.data() + token.raw.size();
      FUZZ_CHECK(behind <= html_.data() + html_.size());
      FUZZ_CHECK(token.kind != TokenKind::text || !token.raw.empty());
      check_token(token);
      FUZZ_CHECK(!token.cut || tokenizer.cut_short());
    }
    FUZZ_CHECK(tokenizer.next().kind == TokenKind::end);
    FUZZ_CHECK(tokenizer.bytes_looked_at() <= 4 * html_.size());
  }

 private:
  void check_text(std::string_view text) const { FUZZ_CHECK(!is_utf8_ || is_utf8(text)); }

  void check_token(const Token& token) {
    if (token.kind == TokenKind::text || token.kind == TokenKind::comment) {
      const std::string_view text = characters(token, buffer_);
      FUZZ_CHECK(text.size() <= 3 * token.raw.size());
      // A reference may stand for a carriage return.
      FUZZ_CHECK(text.find('\r') == std::string_view::npos || token.raw.find('&') != std::string_view::npos);
      check_text(text);
    } else if (token.kind == TokenKind::doctype) {
      const Doctype doctype = read_doctype(token);
      check_text(doctype.name.value_or(""));
      check_text(doctype.public_id.value_or("") + doctype.system_id.value_or(""));
    } else {
      FUZZ_CHECK(is_letter(token.name[0]) && token.name.data() + token.name.size() == token.raw.data());
      check_attributes(token);
    }
  }

  void check_attributes(const Token& token) {
    std::set<std::string> names;
    Attributes attributes{token.raw};
    while (const auto each = attributes.next()) {
      std::string name{each->name};
      for (char& c : name) c = lowered(c);
      if (names.size() < 64) FUZZ_CHECK(attribute(token.raw, name) == each->value);
      FUZZ_CHECK(!name.empty() && names.insert(name).second);
      check_text(attribute_value(each->value, buffer_));
    }
  }

  std::string_view html_;
  bool is_utf8_;
  std::string buffer_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view html(reinterpret_cast<const char*>(data), size);
  Page page{html};
  page.check(Tokenizer{html});
  for (const Content content : {Content::rcdata, Content::rawtext, Content::script, Content::cdata})
    page.check({html, content, "script"});
  return 0;
}
