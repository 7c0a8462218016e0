#pragma once

#include <string>
#include <string_view>

#include "text/catalogue.h"

namespace sitewatch::alert {

/// A mail's two parts, made from one marked text so that they cannot say different things.
struct LaidOut {
  std::string text;  ///< Lines end in LF.
  std::string html;  ///< A whole document with inline styles; every value is escaped, only `^` makes a link.
};

/// Lays out lines that begin with a mark and a blank: `@` greeting, `>` paragraph, `#` heading, `:` label | value,
/// `+` more of the value, `1` numbered, `-` bullet, `=` closing line, `~` foot, `^` label | link, `|` a row of a table,
/// cell | cell, the first of them its head. Lines without a mark
/// are left out; so are rows without a value unless `+` follows. Values must be one line each: a mark is only a mark at
/// the start of a line.
LaidOut lay_out(std::string_view marked, Language language);

}  // namespace sitewatch::alert
