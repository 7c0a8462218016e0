#pragma once

#include <optional>
#include <string>

#include "page/tokenizer.h"

namespace sitewatch::page {

/// What a doctype says; an identifier that is missing differs from one that is empty.
struct Doctype {
  std::optional<std::string> name;  ///< In small letters.
  std::optional<std::string> public_id;
  std::optional<std::string> system_id;
  bool force_quirks = false;  ///< It is not well formed.
};

Doctype read_doctype(const Token& token);

}  // namespace sitewatch::page
